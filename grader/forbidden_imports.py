"""Modules that students may not import, because the course is about writing what is in them.

In the worker, and on a student's own machine, so that nobody learns of it from the mark.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec


class ForbiddenModules(MetaPathFinder):
    """Refuses imports that are not part of the exercise. First on `sys.meta_path`.

    It teaches; it does not guard. What must not be used is not in the jail.
    """

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()

    def forbid(self, names: Sequence[str]) -> None:
        """Refuse these modules and their submodules from now on, even those imported already."""
        self.names = tuple(names)
        for name in list(sys.modules):
            if self._forbids(name):
                del sys.modules[name]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Raise ImportError for what is forbidden; find nothing."""
        if self._forbids(fullname):
            raise ImportError(f"{fullname} is not part of this exercise")
        return None

    def _forbids(self, fullname: str) -> bool:
        return any(fullname == name or fullname.startswith(f"{name}.") for name in self.names)
