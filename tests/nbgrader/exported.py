"""A class whose marks are exported into nbgrader."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from grader.lms.nbgrader.export import Exported, export_submissions, open_target
from grader.model import Course, ExerciseResult, Report
from grader.submissions import read_submission, read_submissions
from tests.unit.report import samples

ARITHMETIC = Path(__file__).parents[1] / "courses/arithmetic"
ASSIGNMENTS = """\
late: {grace_minutes: 15, percent_per_day: 10, max_percent: 50}
assignments:
  - {name: sums, title: Sums of numbers, units: [unit1_sums], due: 2027-03-12 23:59 +08:00}
"""
TIMELY, LATE = "2027-03-12 15:00:00 UTC", "2027-03-13 17:00:00 UTC"  # 25 hours and a minute after 15:59 UTC
CODE = """\
from functools import reduce


def total(values):
    return sum(values)


def apply_twice(f, x):
    return f(f(x))
"""


@dataclasses.dataclass
class Class:
    """A folder of submissions, an nbgrader course to export into, and reports of the submissions."""

    course: Course
    folder: Path
    url: str | None = None
    reports: dict[str, Report] = dataclasses.field(default_factory=dict)

    def hand_in(self, student: str, *scores: float, when: str = TIMELY, code: str = CODE, **fields: Any) -> Report:
        """Write a submission, and make the report that grading it could have made."""
        home = self.folder / "handed_in" / student / "sums"
        home.mkdir(parents=True, exist_ok=True)
        (home / "unit1_sums.py").write_text(code)
        (home / "timestamp.txt").write_text(f"{when}\n")
        submission = read_submission(self.folder / "handed_in", student, self.course)
        assert submission is not None
        results = [
            ExerciseResult(exercise, samples.result(exercise).outcomes, score, gate_open=True)
            for exercise, score in zip(self.course.exercises, scores or (3.0, 2.0), strict=True)
        ]
        made = samples.report(student, results, **fields)
        provenance = dataclasses.replace(made.provenance, submission_digest=submission.digest, scope=submission.scope)
        self.reports[student] = dataclasses.replace(made, provenance=provenance)
        return self.reports[student]

    def export(self) -> Exported:
        target = open_target(self.course, self.target, self.url)
        submissions = read_submissions(self.folder / "handed_in", self.course)
        standings = samples.standings(list(self.reports.values()), self.course)
        return export_submissions(target, self.course, standings, submissions)

    @property
    def target(self) -> Path:
        return self.folder / "nbgrader"

    @property
    def address(self) -> str:
        return self.url or f"sqlite:///{self.target / 'gradebook.db'}"

    def gradebook(self) -> Gradebook:
        return Gradebook(self.address, "arithmetic")

    def entered(self, student: str) -> SimpleNamespace:
        """Return what the gradebook holds of a student's submission."""
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission("sums", student)
            (notebook,) = submission.notebooks
            return SimpleNamespace(
                scores={grade.name: grade.auto_score for grade in notebook.grades},
                review={grade.name for grade in notebook.grades if grade.needs_manual_grade},
                comments={comment.name: comment.auto_comment for comment in notebook.comments},
                score=submission.score,
                penalty=submission.late_submission_penalty,
                timestamp=submission.timestamp,
            )

    def forget(self, *students: str) -> None:
        """Take students out of the gradebook, which another test of this module will use."""
        with self.gradebook() as gradebook:
            for student in students:
                gradebook.remove_submission("sums", student)
                gradebook.remove_student(student)

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of the tables that hold marks."""
        tables = ("assignment", "notebook", "base_cell", "source_cell", "student", "submitted_assignment")
        tables += ("submitted_notebook", "grade", "comment")
        with create_engine(self.address).connect() as connection:
            return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}

    def files(self) -> dict[str, bytes]:
        paths = (path for step in ("submitted", "autograded") for path in self.target.glob(f"{step}/**/*"))
        return {str(path.relative_to(self.target)): path.read_bytes() for path in paths if path.is_file()}


def with_new_gradebook(room: Class) -> Class:
    """Let an export make the gradebook, and take out again whom it has entered; this takes nbgrader seconds."""
    room.target.mkdir(parents=True)
    room.hand_in("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")  # alembic, which nbgrader runs by its bare name, is not there
        room.export()
    with room.gradebook() as gradebook:
        assignment = gradebook.find_assignment("sums")
        assert (assignment.max_score, str(assignment.duedate)) == (5.0, "2027-03-12 15:59:00")
        gradebook.remove_submission("sums", "first")
        gradebook.remove_student("first")
    return room


def run_sql(server: str, statement: str) -> None:
    engine = create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
