"""Which imports are refused to students' code, and in which words: the same in the sandbox and at home.

It teaches; it does not guard. What must not be used is not in the sandbox.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

ALWAYS_THERE = frozenset({*sys.stdlib_module_names, "numpy"})
NOT_ALLOWED = "This course does not allow {module}: write the function yourself."
NOT_PROVIDED = "This course does not provide {module}: use {provided}."


@dataclass(frozen=True, slots=True)
class ImportRule:
    """What the code of students may import, in the terms of a course."""

    forbidden: tuple[str, ...] = ()  # modules, with their submodules
    provided: tuple[str, ...] = ()  # packages beside the standard library and NumPy, by the names that are imported
    units: tuple[str, ...] = ()  # of the course: a missing one is not a package

    def refusal(self, module: str) -> ImportError | None:
        """Return what an import of `module` raises, or None if it is not refused."""
        if any(module == name or module.startswith(f"{name}.") for name in self.forbidden):
            return ImportError(NOT_ALLOWED.format(module=module), name=module)
        top = module.partition(".")[0]
        if top in ALWAYS_THERE or top in self.provided or top in self.units:
            return None
        *others, last = ("the standard library", "NumPy", *self.provided)
        text = NOT_PROVIDED.format(module=top, provided=f"{', '.join(others)} and {last}")
        return ModuleNotFoundError(text, name=module)

    @property
    def refused_to_all(self) -> tuple[str, ...]:
        """The forbidden modules that no code needs. A provided package may need its own parts itself."""
        return tuple(name for name in self.forbidden if name.partition(".")[0] not in self.provided)


class ImportGuard(MetaPathFinder):
    """Refuses imports by a rule: the import statements of students' code, and every way to a forbidden module.

    `is_students` is asked about the globals of the module that imports; `is_own` whether a module of that importer
    is one of the student's own files, or of the course's.
    """

    def __init__(self, is_students: Callable[[Mapping[str, Any]], bool], is_own: Callable[[str, str], bool]) -> None:
        self.rule = ImportRule()
        self._is_students = is_students
        self._is_own = is_own
        self._import = builtins.__import__

    def install(self) -> None:
        """Refuse from now on."""
        self._import = builtins.__import__
        builtins.__import__ = self._guarded
        sys.meta_path.insert(0, self)

    def remove(self) -> None:
        """Leave the process as it was."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
            builtins.__import__ = self._import

    def obey(self, rule: ImportRule) -> None:
        """Refuse by this rule from now on, even what has been imported already."""
        self.rule = rule
        for name in [name for name in sys.modules if self._is_refused_to_all(name)]:
            del sys.modules[name]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise ImportError for what is forbidden, whoever imports it and however; find nothing."""
        if self._is_refused_to_all(fullname) and (error := self.rule.refusal(fullname)):
            raise error
        return None

    def _is_refused_to_all(self, fullname: str) -> bool:
        return any(fullname == name or fullname.startswith(f"{name}.") for name in self.rule.refused_to_all)

    def _guarded(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 (the names of builtins.__import__)
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        """Stand in for `builtins.__import__`, which import statements call."""
        if globals is not None and not level and self._is_students(globals):
            importer = str(globals.get("__name__", ""))
            for module in (name, *(f"{name}.{item}" for item in fromlist or ())):
                if not self._is_own(importer, module.partition(".")[0]) and (error := self.rule.refusal(module)):
                    raise error
        return self._import(name, globals, locals, fromlist or (), level)
