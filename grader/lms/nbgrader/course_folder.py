"""An nbgrader course made of ours: configuration, source notebooks, students and due dates.

Everything is worked out and checked before the first file is written. A second run with the same course writes the
same bytes, and whatever nbgrader forbids once there are submissions is refused.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from grader.errors import CallError, CourseError, MachineError
from grader.handout import require_no_leaks
from grader.lms.nbgrader.cells import grade_id
from grader.lms.nbgrader.config import CONFIG, MARK, config_text
from grader.lms.nbgrader.gradebook import (
    enter_assignments,
    enter_students,
    has_submissions,
    opened_gradebook,
    released_notebooks,
)
from grader.lms.nbgrader.notebooks import unit_notebook
from grader.lms.nbgrader.release import release_files
from grader.lms.nbgrader.restore import KnownCell
from grader.model import Assignment, Course
from grader.private_folder import keep_out_of_git

Cells = Mapping[str, float]  # points by grade id; 0 for cells without

PRIVATE = ("gradebook.db*", "submitted/", "autograded/", "feedback/")  # students' names, work and marks


@dataclass(frozen=True, slots=True)
class Written:
    """What `write_course` did."""

    changed: tuple[str, ...]  # files, relative to the folder
    kept: int  # files that were there already, byte for byte
    strangers: tuple[str, ...]  # notebooks in source/ that are not of this course
    students: int


def write_course(
    course: Course, folder: Path, *, students: Sequence[Mapping[str, str]] = (), db_url: str | None = None
) -> Written:
    """Write the nbgrader course of `course` into `folder`.

    Raises CourseError, before anything is touched, with every change that nbgrader forbids, or if something of
    solutions/ is in the files for students; CallError if the folder is another course's.
    """
    if not course.assignments:
        raise CourseError(f"{course.root / 'course.yaml'}: has no `assignments:`, and nbgrader hands out assignments")
    _refuse_foreign(folder)
    url = db_url or f"sqlite:///{(folder / 'gradebook.db').resolve()}"
    files = course_files(course, folder, db_url)
    require_no_leaks(course, {name: content for name, content in files.items() if name.startswith("source/")})
    existing = (folder / "gradebook.db").exists() or db_url is not None
    if existing:
        with opened_gradebook(url, course.course_id) as gradebook:
            faults = list(_forbidden_changes(gradebook, course, folder, files))
        if faults:
            raise CourseError("\n".join(faults))
    changed = [name for name, content in files.items() if _write(folder / name, content)]
    keep_out_of_git(folder, PRIVATE)
    with opened_gradebook(url, course.course_id) as gradebook:
        enter_assignments(gradebook, course)
        enter_students(gradebook, students)
    return Written(tuple(changed), len(files) - len(changed), tuple(_strangers(folder, files)), len(students))


def course_files(course: Course, folder: Path, db_url: str | None = None) -> dict[str, bytes]:
    """Return every file of the nbgrader course, by path relative to its folder."""
    files = {CONFIG: config_text(course, folder, db_url).encode()}
    units = {unit.name: unit for unit in course.units}
    for assignment in course.assignments:
        home = f"source/{assignment.name}"
        for name in assignment.units:
            files[f"{home}/{name}.ipynb"] = unit_notebook(course, units[name]).encode()
        files |= {f"{home}/{name}": content for name, content in release_files(course, assignment).items()}
    return files


def _refuse_foreign(folder: Path) -> None:
    config = folder / CONFIG
    if config.exists() and MARK not in config.read_text(encoding="utf-8", errors="replace"):
        raise CallError(
            f"{config}: was not written by `grader nbgrader` and is left alone. Name another folder; or, to grade that"
            " course with this grader, follow docs/lms.md, “A course that already uses nbgrader”"
        )


# --------------------------------------------------------------------------------------------------
# What may still change


def _forbidden_changes(gradebook: object, course: Course, folder: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    for assignment in course.assignments:
        if has_submissions(gradebook, assignment.name) or _is_handed_in(folder, assignment):
            released = released_notebooks(gradebook, assignment.name)
            yield from _changes_of(assignment, released, files)


def _is_handed_in(folder: Path, assignment: Assignment) -> bool:
    """Whether a submission was collected, and perhaps not graded yet."""
    return any((folder / "submitted").glob(f"*/{assignment.name}"))


def _changes_of(
    assignment: Assignment, released: Mapping[str, Mapping[str, KnownCell]], files: Mapping[str, bytes]
) -> Iterator[str]:
    """Yield what would be another assignment than the one that was handed in."""
    for name in sorted(released.keys() | set(assignment.units)) if released else ():
        place = f"source/{assignment.name}/{name}.ipynb"
        before = {cell: known.points for cell, known in released.get(name, {}).items()}
        after = _cells(files[place]) if place in files else {}
        what = _difference(before, after)
        if name not in released:
            what = "the notebook would come"
        elif place not in files:
            what = "the notebook would go"
        if what:
            yield (
                f"{place}: {what}, and there are submissions of {assignment.name!r}, to which nbgrader allows no such"
                " change. Undo it in course.yaml, or put what is new into a new assignment; nothing was written"
            )


def _difference(before: Cells, after: Cells) -> str:
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    parts = [f"the cell {name!r} would go" for name in gone] + [f"the cell {name!r} would come" for name in new]
    parts += [
        f"{name!r} would be worth {after[name]:g} points instead of {before[name]:g}"
        for name in sorted(before.keys() & after.keys())
        if before[name] != after[name]
    ]
    return "; ".join(parts)


def _cells(notebook: bytes) -> dict[str, float]:
    cells = nbformat.reads(notebook.decode(), as_version=4).cells
    return {grade_id(cell): _worth(cell.metadata["nbgrader"].get("points")) for cell in cells if grade_id(cell)}


def _worth(points: object) -> float:
    return float(points) if isinstance(points, int | float) else 0.0


def _strangers(folder: Path, files: Mapping[str, bytes]) -> Iterator[str]:
    for path in sorted((folder / "source").glob("*/*.ipynb")):
        if (name := path.relative_to(folder).as_posix()) not in files:
            yield name


# --------------------------------------------------------------------------------------------------


def _write(path: Path, content: bytes) -> bool:
    """Write a file, whole or not at all, unless it is there already; return whether it changed."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise MachineError(f"{path}: cannot be written: {error.strerror}") from error
    return True
