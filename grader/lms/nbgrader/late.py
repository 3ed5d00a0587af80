"""Late penalties in nbgrader that follow `course.yaml`.

    c.AssignLatePenalties.plugin_class = "grader.lms.nbgrader.CourseLatePolicy"

nbgrader counts the lateness (its own due date, with the student's extension); what lateness costs is the policy of the
assignment in `course.yaml`. nbgrader asks for each notebook, so a mark may differ by 0.01 from one counted as a whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Unicode

from grader.course import load_course
from grader.errors import CourseError
from grader.model import Assignment, Course
from grader.scoring import late_penalty

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class CourseLatePolicy(LateSubmissionPlugin):
    """nbgrader's plugin that takes off what `course.yaml` says."""

    course = Unicode(".", help="The folder with our course.yaml, relative to the nbgrader course.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Return the points that lateness takes off `score`; raises CourseError for an assignment of no course."""
        course = _course(Path(CourseDirectory(parent=self).root, self.course).resolve())
        return points_off(assignment_of(course, self._assignment()), score, total_seconds_late)

    def _assignment(self) -> str:
        """Return the assignment that nbgrader asks about: its call does not say, the preprocessor behind it does."""
        return str(getattr(self.parent, "assignment_id", "") or CourseDirectory(parent=self).assignment_id)


def points_off(assignment: Assignment, score: float, seconds_late: float) -> float:
    """Return what the assignment's policy takes off `score` for work that is `seconds_late`."""
    return late_penalty(replace(assignment, due=EPOCH), EPOCH + timedelta(seconds=seconds_late), score)


def assignment_of(course: Course, name: str) -> Assignment:
    """Return the assignment called `name`; raises CourseError."""
    for assignment in course.assignments:
        if assignment.name == name:
            return assignment
    raise CourseError(
        f"{course.root / 'course.yaml'} has no assignment {name!r}, so no late policy for it: add it there, or "
        "configure nbgrader's own c.AssignLatePenalties.plugin_class"
    )


@lru_cache(maxsize=1)
def _course(folder: Path) -> Course:
    """Read the course once for a whole class: nbgrader makes a plugin for every notebook."""
    return load_course(folder)
