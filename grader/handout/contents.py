"""What students receive, as bytes: nothing is read from solutions/, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.cases.pytest_plugin import MANIFEST
from grader.cases.student_files import EARLIER
from grader.course import manifest_text
from grader.errors import CourseError
from grader.handout.scaffold import CONFTEST, scaffold
from grader.language import known_languages
from grader.model import Assignment, Course
from grader.student_package import student_package

FOLDER = "exercises"
GENERATED = frozenset({"conftest.py", MANIFEST})


def handout_files(course: Course, assignment: Assignment | None = None) -> dict[str, bytes]:
    """Return the students' folder, by path in it: of the whole course, or of one assignment.

    The folder of an assignment can be unpacked over that of an earlier one: it has no file that a student has written
    for that. Units before it are there as stubs, in `exercises/earlier/`, for students who start with it.
    """
    units = [unit.name for unit in course.units]
    chosen = list(assignment.units) if assignment else units
    before = [name for name in units[: max(map(units.index, chosen))] if name not in chosen]
    own = [
        name
        for unit in chosen
        for name in (f"{unit}.py", f"test_{unit}.py")
        if (course.root / FOLDER / name).is_file()
    ]
    files = {f"{FOLDER}/{name}": _read(course, name) for name in (*own, *shared_files(course))}
    files |= {f"{FOLDER}/{EARLIER}/{unit}.py": _read(course, f"{unit}.py") for unit in before}
    files |= {f"{FOLDER}/conftest.py": CONFTEST.encode(), f"{FOLDER}/{MANIFEST}": manifest_text(course).encode()}
    return dict(sorted({**files, **student_package(*known_languages()), **scaffold(course)}.items()))


def shared_files(course: Course) -> tuple[str, ...]:
    """Return what belongs to no unit: texts, data, scripts, catalogs; by path relative to exercises/."""
    return tuple(sorted(_shared_files(course)))


def _shared_files(course: Course) -> Iterator[str]:
    exercises = course.root / FOLDER
    stubs = {unit.filename for unit in course.units}
    for path in exercises.rglob("*"):
        name = path.relative_to(exercises)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        if path.is_file() and not path.is_symlink() and not hidden and not _is_another_kind(name, stubs):
            yield name.as_posix()


def _is_another_kind(name: Path, stubs: set[str]) -> bool:
    """Whether a file of exercises/ belongs to a unit, is generated, or is the source of a compiled catalog."""
    is_case = name.name.startswith("test_") and name.suffix == ".py"
    at_top = len(name.parts) == 1 and (name.name in stubs or is_case or name.name in GENERATED)
    return at_top or name.suffix in {".po", ".pot"}


def _read(course: Course, name: str) -> bytes:
    path = course.root / FOLDER / name
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from error
