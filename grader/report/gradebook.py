"""gradebook.csv: one row for each student, safe to open in a spreadsheet (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

from grader.model import Course, Level, Report
from grader.report import one_line

# A spreadsheet runs a cell that starts with one of these, or with a wide or small form of it (＝ ﹢ ⁻); an apostrophe
# makes it text. The last is the minus sign.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\N{MINUS SIGN}")


def render_gradebook(reports: Iterable[Report], course: Course) -> str:
    """Return the gradebook of `reports`, ordered by student.

    Numbers have a decimal point and no thousands separator. Who is ungraded has empty cells, never zeros; so has who
    was graded without a sandbox, because that is no grade.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    exercises = [exercise.name for exercise in course.exercises]
    header = ["student", "score", "max_score", "late_penalty", *exercises, "graded", "sandbox_level"]
    writer.writerow(text_cell(name) for name in header)
    for report in sorted(reports, key=lambda report: report.student):
        writer.writerow(_row(report, course))
    return file.getvalue()


def text_cell(text: str) -> str:
    """Return `text` on one line, as a cell that no spreadsheet runs as a formula.

    On one line, because a program that splits at lines or tabs would see further cells.
    """
    line = one_line(text)
    return f"'{line}" if starts_formula(line) else line


def starts_formula(text: str) -> bool:
    """Whether some spreadsheet would run a cell with this text, also where it drops blanks and what is not seen."""
    seen = (c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})
    return unicodedata.normalize("NFKC", next(seen, "")).startswith(FORMULA_STARTS)


def number_cell(value: float | None) -> str:
    """Return a number as a cell; None is an empty one."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def _row(report: Report, course: Course) -> list[str]:
    counts = report.graded and report.provenance.sandbox_level is not Level.UNCONFINED
    scores = {result.exercise.name: result.score for result in report.exercises} if counts else {}
    return [
        text_cell(report.student),
        number_cell(report.score if counts else None),
        number_cell(report.max_score if report.graded else course.points),
        number_cell(sum(points for _, points in report.penalties) if counts else None),
        *(number_cell(scores.get(exercise.name)) for exercise in course.exercises),
        "yes" if report.graded else "no",
        report.provenance.sandbox_level.value,
    ]
