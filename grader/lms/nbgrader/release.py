"""The files beside the notebooks of an assignment. nbgrader copies every one of them to the students, as it is.

So only what students may have goes here: the visible cases, what the cases need, the scripts and data of exercises/.
"""

from __future__ import annotations

from grader.course import manifest_text
from grader.handout import shared_files
from grader.model import Assignment, Course
from grader.student_package import student_package

MANIFEST = "course.json"


def release_files(course: Course, assignment: Assignment) -> dict[str, bytes]:
    """Return what lies in `source/<assignment>/` beside the notebooks, by path relative to it."""
    exercises = course.root / "exercises"
    cases = [f"test_{unit}.py" for unit in assignment.units]
    files = {name: (exercises / name).read_bytes() for name in (*cases, *shared_files(course))}
    return {**files, **student_package(course.language), MANIFEST: manifest_text(course).encode()}
