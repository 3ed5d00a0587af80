"""What students receive of the framework: `grader/cases` whole, and every module that it imports.

The list is computed from the sources, so a new import travels along by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from grader.language import codes_of

PACKAGE = Path(__file__).resolve().parent
ROOT_FOLDER = "cases"


def student_package(*languages: str) -> Mapping[str, bytes]:
    """Return the files of the students' `grader/` folder by path, with the catalogs of these languages."""
    names = sorted({*_modules(), *(name for language in languages for name in _catalogs(language))})
    return {f"grader/{name}": (PACKAGE / name).read_bytes() for name in names}


def _modules() -> set[str]:
    """Return the import closure of `grader/cases`, as paths relative to the package."""
    waiting = [path.relative_to(PACKAGE) for path in (PACKAGE / ROOT_FOLDER).rglob("*.py")]
    found: set[Path] = set()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += _imported(module)
    return {path.as_posix() for path in found}


def _imported(module: Path) -> Iterator[Path]:
    """Yield the files of this package that a module imports, and the packages that they are in."""
    for node in ast.walk(ast.parse((PACKAGE / module).read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            top, *parts = name.split(".")
            if top == PACKAGE.name:
                yield from _files_of(parts)


def _files_of(parts: list[str]) -> Iterator[Path]:
    for depth in range(len(parts) + 1):
        place = Path(*parts[:depth])
        for file in (place / "__init__.py", place.with_suffix(".py") if depth else place):
            if (PACKAGE / file).is_file():
                yield file


def _catalogs(language: str) -> list[str]:
    """Return the compiled catalogs of a language and of what it falls back to; none if it is English."""
    folders = [PACKAGE / "locale" / code / "LC_MESSAGES" for code in codes_of(language)]
    return [path.relative_to(PACKAGE).as_posix() for folder in folders for path in folder.glob("*.mo")]
