"""The files beside the notebooks of an assignment. nbgrader copies every one of them to the students, as it is.

So only what students may have goes here: the visible cases, what the cases need, the scripts and data of exercises/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import grader
from grader.course import manifest_text
from grader.model import Assignment, Course

MANIFEST = "course.json"
# What runs on a student's machine, with NumPy and pytest alone (`.importlinter`: students-laptop).
MODULES = (
    "__init__.py",
    "cases/__init__.py",
    "cases/behaviour.py",
    "cases/compare.py",
    "cases/draw.py",
    "cases/feedback.py",
    "cases/hints.py",
    "cases/local.py",
    "cases/misconceptions.py",
    "cases/notebook.py",
    "cases/readings.py",
    "cases/relations.py",
    "cases/seeds.py",
    "cases/show.py",
    "cases/subject.py",
    "cases/titles.py",
    "language.py",
    "model.py",
    "scoring.py",
)


def release_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Return what lies in `source/<assignment>/` beside the notebooks, by path relative to it."""
    exercises = course.root / "exercises"
    cases = [f"test_{unit}.py" for unit in assignment.units]
    files = {name: (exercises / name).read_bytes() for name in (*cases, *extra_files(course))}
    package = Path(grader.__file__).parent
    names = [*MODULES, *_catalogs(package, course.language)]
    files |= {f"grader/{name}": (package / name).read_bytes() for name in names}
    return files | {MANIFEST: manifest_text(course).encode()}


def _catalogs(package: Path, language: str) -> list[str]:
    """Return where the course's language has its words for what `check` says; nowhere, if it is English."""
    return [path.relative_to(package).as_posix() for path in package.glob(f"locale/{language}/LC_MESSAGES/*.mo")]


def extra_files(course: Course) -> tuple[str, ...]:
    """Return the handout's own scripts and data: all of exercises/ that is neither stub, nor case, nor set-up."""
    return tuple(sorted(_extra_files(course)))


def _extra_files(course: Course) -> Iterator[str]:
    exercises = course.root / "exercises"
    stubs = {unit.filename for unit in course.units}
    for path in exercises.rglob("*"):
        name = path.relative_to(exercises)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        if path.is_file() and not path.is_symlink() and not hidden and not _is_set_up(name, stubs):
            yield PurePosixPath(name).as_posix()


def _is_set_up(name: Path, stubs: set[str]) -> bool:
    """Whether a file of exercises/ is replaced by the notebooks, or only makes sense there."""
    at_top = len(name.parts) == 1
    is_case = name.name.startswith("test_") and name.suffix == ".py"
    return at_top and (name.name in stubs or is_case or name.name in {"conftest.py", MANIFEST})
