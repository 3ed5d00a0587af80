"""What a student has handed in, from nbgrader's folder of submissions.

A later unit may import an earlier one, so all of the student's notebooks up to the assignment that is being graded
belong to its submission, wherever they lie: beside it, or in the folders of earlier assignments.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.errors import GraderFault
from grader.model import Assignment, Course, Submission
from grader.submissions import read_submission


def read_handed_in(submitted: Path, student: str, course: Course, assignment: Assignment) -> Submission:
    """Return the work of `student` that decides the marks of `assignment`; raises CallError and GraderFault."""
    whole = read_submission(submitted, student, course)
    if whole is None:
        raise GraderFault(f"{submitted / student}: cannot be found any more: collect it again")
    later = {f"{unit}.py" for other in _after(course, assignment) for unit in other.units}
    files = tuple((name, content) for name, content in whole.files if name not in later)
    return replace(whole, files=files)


def _after(course: Course, assignment: Assignment) -> tuple[Assignment, ...]:
    return course.assignments[course.assignments.index(assignment) + 1 :]
