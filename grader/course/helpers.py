"""The modules of a course that its cases import: draws of random inputs, small calculations, tables."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping

from grader.model import Course

FOLDER = "exercises/"


def imported_helpers(course: Course, sources: Mapping[str, bytes]) -> set[str]:
    """Return the Python files in exercises/ that a case, or what a case imports, imports by name.

    Not the stubs: when cases run, a unit's name means the reference. Imports are read, not executed.
    """
    stubs = {f"{FOLDER}{unit.filename}" for unit in course.units}
    waiting = [name for name in sources if name.endswith(".py") and name.startswith((f"{FOLDER}test_", "solutions/"))]
    found: set[str] = set()
    while waiting:
        for module in _imported(sources[waiting.pop()]):
            files = {name for name in _files(module) if name in sources} - stubs - found
            found |= files
            waiting += files
    return found


def _imported(source: bytes) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape is reported where the file is used
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # reported where the file is used
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(module: str) -> Iterator[str]:
    """Yield where a module may be, and the packages that it is in."""
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        place = FOLDER + "/".join(parts[:depth])
        yield f"{place}.py"
        yield f"{place}/__init__.py"
