"""The files beside the notebooks of an assignment. nbgrader copies every one of them to the students, as it is.

So only what students may have goes here: the visible cases, what the cases need, the scripts and data of exercises/.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from grader.course import manifest_text
from grader.model import Assignment, Course
from grader.student_package import student_package

MANIFEST = "course.json"


def release_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Return what lies in `source/<assignment>/` beside the notebooks, by path relative to it."""
    exercises = course.root / "exercises"
    cases = [f"test_{unit}.py" for unit in assignment.units]
    files = {name: (exercises / name).read_bytes() for name in (*cases, *extra_files(course))}
    return {**files, **student_package(course.language), MANIFEST: manifest_text(course).encode()}


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
