"""The students' own files on their machine: what they may import, and where in them something went wrong."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.import_guard import ImportGuard, ImportRule
from grader.language import joined, msg

EARLIER = "earlier"  # a folder beside the units: stubs of earlier ones, for students who have not brought their own
OF_CASES = ("test_", "conftest")  # how files begin that are not the student's
FOR_CASES = frozenset({"grader", "pytest"})  # what helpers of cases import beside what students may
NOTEBOOK = "__main__"  # the module of a kernel's cells


@dataclass(eq=False)
class StudentFiles:
    """The files in one folder of exercises."""

    folder: Path
    units: tuple[str, ...]
    in_notebook: bool = False
    _known: dict[str, bool] = field(default_factory=dict)  # whether a file lies in the folder

    def guard(self, manifest: Mapping[str, Any]) -> ImportGuard:
        """Return what refuses the imports that the grader will refuse."""
        guard = ImportGuard(self._is_students, self._is_own)
        guard.rule = import_rule(manifest, self.units)
        return guard

    def _is_students(self, importer: Mapping[str, Any]) -> bool:
        name, file = str(importer.get("__name__")), importer.get("__file__")
        if name in self.units or (self.in_notebook and name == NOTEBOOK):
            return True
        return isinstance(file, str) and not name.startswith(OF_CASES) and self._is_here(file)

    def _is_here(self, file: str) -> bool:
        if file not in self._known:
            self._known[file] = os.path.realpath(os.path.dirname(file)) in self._real_folders  # noqa: PTH120
        return self._known[file]

    @cached_property
    def _real_folders(self) -> frozenset[str]:
        return frozenset(os.path.realpath(folder) for folder in (self.folder, self.folder / EARLIER))

    def _is_own(self, importer: str, module: str) -> bool:
        """Whether a module is a file or folder beside the exercises; a helper of cases has more to import."""
        if module in FOR_CASES:
            return importer not in (*self.units, NOTEBOOK)
        return (self.folder / f"{module}.py").is_file() or (self.folder / module).is_dir()


def import_rule(manifest: Mapping[str, Any], units: tuple[str, ...]) -> ImportRule:
    """Return what `exercises/course.json` says about imports."""
    return ImportRule(tuple(manifest.get("forbidden_imports", ())), tuple(manifest.get("packages", ())), units)


def explain_import(folder: Path, unit: str, error: BaseException) -> str:
    """Explain why the file of a unit cannot be imported."""
    headline = msg("{file} cannot be imported, so none of its functions can be tried.", file=f"{unit}.py")
    if isinstance(error, SyntaxError):
        lines = "".join(traceback.format_exception_only(error)).rstrip().splitlines()
        where = msg("  line {line} of {file}", line=str(error.lineno), file=Path(error.filename or unit).name)
        return joined("\n", [headline, where, *lines[1:]])
    place, said = place_in(folder, error), {"error": type(error).__name__, "text": str(error)}
    if place:
        return joined("\n", [headline, msg("  {error} at {place}: {text}", place=place, **said)])
    return joined("\n", [headline, msg("  {error}: {text}", **said)])


def place_in(folder: Path, error: BaseException) -> str:
    """Say where in the student's own files an exception came from: "unit2.py:34 in mean"."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        file = Path(frame.filename).resolve()
        if file.parent in (folder, folder / EARLIER) and not file.name.startswith(OF_CASES):
            place = f"{file.relative_to(folder).as_posix()}:{frame.lineno}"
            return msg("{place} in {function}", place=place, function=frame.name)
    return ""
