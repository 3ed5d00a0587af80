"""`nbgrader export` with our writers: what nbgrader's gradebook holds, manual marks included.

    nbgrader export --exporter=grader.lms.nbgrader.CsvExport --to grades.csv

and, with `c.CanvasExport.template = "export.csv"` in the configuration (or after two dashes on the command line),

    nbgrader export --exporter=grader.lms.nbgrader.CanvasExport --assignment information --to filled.csv

and the same with MoodleExport.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGrader
from nbgrader.converters import NbGraderException
from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Enum, Unicode

from grader.errors import CallError, GraderError
from grader.lms.canvas import read_canvas
from grader.lms.grades import Refusal, rounded
from grader.lms.moodle import read_moodle
from grader.lms.roster import Key, Mark
from grader.lms.sheet import Above, Sheet, fill
from grader.lms.table import Table, read_table
from grader.model import Assignment
from grader.report.gradebook import number_cell, text_cell
from grader.report_files import write_file
from grader.standing import Moment, State

COLUMNS: Final = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


class CsvExport(ExportPlugin):
    """nbgrader's own table, quoted as RFC 4180 says, and with no cell that a spreadsheet would run."""

    def export(self, gradebook: Gradebook) -> None:
        """Write a row for each student and assignment.

        What was not submitted has zeros once it is due; what is not due yet, or waits for a mark, has empty cells.
        """
        now = datetime.now(UTC)
        file = io.StringIO(newline="")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            if not self.assignment or assignment.name in map(str, self.assignment):
                for student in gradebook.students:
                    if not self.student or student.id in map(str, self.student):
                        writer.writerow(_row(gradebook, assignment, student, now))
        write_file(Path(self.to or "grades.csv"), file.getvalue())


class TemplateExport(ExportPlugin):
    """Fills a file that an LMS exported with the marks of one assignment."""

    template = Unicode(help="The file that the LMS exported.").tag(config=True)
    column = Unicode(help="The column to fill, where it cannot be told.").tag(config=True)
    scale = Bool(False, help="Scale the marks to the LMS's maximum where that is another one.").tag(config=True)
    above = Enum([*map(str, Above)], str(Above.REFUSE), help="What to do with a mark above it.").tag(config=True)

    def understand(self, table: Table, name: str, column: str | None) -> Sheet:
        """Find the people and the column of a template; `name` is the assignment's."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Fill the template; fails, as nbgrader does, when it cannot, and after writing when somebody is left out."""
        try:
            refused = self._fill(gradebook)
        except GraderError as error:
            self._fail(str(error))
        for refusal in refused:
            self.log.error("not exported: %s: %s", refusal.student, refusal.reason)
        if refused:
            self._fail(f"not in {self.to}: {len(refused)} of the students")

    def _fill(self, gradebook: Gradebook) -> list[Refusal]:
        assignment = self._chosen(gradebook)
        marks, refused = _marks(gradebook, assignment, [str(student) for student in self.student])
        sheet = self.understand(read_table(Path(self.template)), assignment.name, self.column or None)
        filled = fill(sheet, marks, assignment.max_score, scale=self.scale, above=Above(self.above))
        if not self.to or Path(self.to).resolve() == Path(self.template).resolve():
            raise CallError("name with --to the file to write, another one than the template")
        write_file(Path(self.to), filled.text)
        self.log.info("%d grades written to %s", len(filled.written), self.to)
        return [*refused, *filled.refused]

    def _fail(self, message: str) -> NoReturn:
        """End nbgrader's command with a message and its exit status 1, which is what its own commands do."""
        if isinstance(self.parent, NbGrader):
            self.parent.fail(message)
        raise NbGraderException(message)

    def _chosen(self, gradebook: Gradebook) -> Any:
        if len(self.assignment) != 1:
            raise CallError("an LMS's column holds one assignment: name it with --assignment")
        try:
            return gradebook.find_assignment(str(self.assignment[0]))
        except MissingEntry as error:
            raise CallError(str(error)) from error


class CanvasExport(TemplateExport):
    """Fills a gradebook that Canvas exported."""

    def understand(self, table: Table, name: str, column: str | None) -> Sheet:
        """Find the column by the assignment's name."""
        return read_canvas(table, (name,), column=column)


class MoodleExport(TemplateExport):
    """Fills a grading worksheet that Moodle exported."""

    def understand(self, table: Table, name: str, column: str | None) -> Sheet:
        """Find the column of the grades: a worksheet has only one."""
        return read_moodle(table, column=column)


def _row(gradebook: Gradebook, assignment: Any, student: Any, now: datetime) -> list[str]:
    submission = _submission(gradebook, assignment.name, student.id)
    texts = (
        *(assignment.name, assignment.duedate, submission.timestamp if submission else None),
        *(student.id, student.last_name, student.first_name, student.email),
    )
    numbers = (*_scores(assignment, submission, now), assignment.max_score)
    return [*("" if text is None else text_cell(str(text)) for text in texts), *map(number_cell, numbers)]


def _scores(assignment: Any, submission: Any, now: datetime) -> tuple[float | None, float | None, float | None]:
    """Return score, late penalty and what is left, by the rules of `standing`: no zero for what has no mark yet."""
    if submission is None:
        begun = frozenset([assignment.name] if assignment.submissions else [])
        due = assignment.duedate and assignment.duedate.replace(tzinfo=UTC)
        state = Moment(now, begun).without_work(Assignment(assignment.name, "", (assignment.name,), due))
        return (0.0, 0.0, 0.0) if state is State.NOT_SUBMITTED else (None, None, None)
    if submission.needs_manual_grade:
        return None, None, None
    penalty = submission.late_submission_penalty or 0.0
    return submission.score, penalty, max(0.0, submission.score - penalty)


def _marks(gradebook: Gradebook, assignment: Any, chosen: list[str]) -> tuple[list[Mark], list[Refusal]]:
    """Return the marks of whoever handed in; who still waits for a mark by hand is refused."""
    marks, refused = [], []
    for student in gradebook.students:
        submission = _submission(gradebook, assignment.name, student.id)
        if submission is None or (chosen and student.id not in chosen):
            continue
        if submission.needs_manual_grade:
            refused.append(Refusal(student.id, "still needs manual grading"))
        else:
            score = max(0.0, submission.score - (submission.late_submission_penalty or 0.0))
            marks.append(Mark(student.id, rounded(score), dict(_known_as(student))))
    return marks, refused


def _known_as(student: Any) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for key, text in ((Key.ID, student.lms_user_id), (Key.EMAIL, student.email)):
        if text:
            yield key, (text,)


def _submission(gradebook: Gradebook, assignment: str, student: str) -> Any:
    try:
        return gradebook.find_submission(assignment, student)
    except MissingEntry:
        return None
