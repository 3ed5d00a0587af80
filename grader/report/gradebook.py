"""gradebook.csv: one row for each student, safe to open in a spreadsheet (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from typing import Final

from grader.model import Course, Level
from grader.report import one_line
from grader.standing import Standing, State

# A spreadsheet runs a cell that starts with one of these, or with a wide or small form of it (＝ ﹢ ⁻); an apostrophe
# makes it text. The last is the minus sign.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\N{MINUS SIGN}")


def render_gradebook(standings: Iterable[Standing], course: Course) -> str:
    """Return the gradebook of `standings`, ordered by student.

    Numbers have a decimal point and no thousands separator. What is ungraded or not due yet has empty cells, never
    zeros, and an ungraded assignment leaves the score empty; so has who was graded without a sandbox, because that is
    no grade. The score is the total of what is graded or due, out of `max_score`.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(text_cell(name) for name in header(course))
    for standing in sorted(standings, key=lambda standing: standing.student):
        writer.writerow(_row(standing, course))
    return file.getvalue()


def header(course: Course) -> list[str]:
    """Return the names of the columns; the last are points and state of each assignment."""
    names = ["student", "score", "max_score", "late_penalty", *(exercise.name for exercise in course.exercises)]
    names += ["graded", "sandbox_level"]
    for assignment in course.all_assignments:
        taken = assignment.name in names
        names += [f"{assignment.name} points" if taken else assignment.name, f"{assignment.name}_state"]
    return names


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


def _row(standing: Standing, course: Course) -> list[str]:
    is_grade = standing.level is not Level.UNCONFINED
    points = _exercise_points(standing, course) if is_grade else {}
    assignments: list[str] = []
    for part in standing.parts:
        assignments += [number_cell(part.score if is_grade else None), part.state.value]
    return [
        text_cell(standing.student),
        number_cell(standing.score if is_grade else None),
        number_cell(standing.max_score),
        number_cell(standing.penalty if is_grade and standing.score is not None else None),
        *(number_cell(points.get(exercise.name)) for exercise in course.exercises),
        "yes" if standing.graded else "no",
        standing.level.value,
        *assignments,
    ]


def _exercise_points(standing: Standing, course: Course) -> dict[str, float]:
    """Return the points of each exercise that has any: also the zeros of what is due and was not submitted."""
    points: dict[str, float] = {}
    for part in standing.parts:
        if part.state is State.GRADED and part.report is not None:
            points |= {result.exercise.name: result.score for result in part.report.exercises}
        elif part.state is State.NOT_SUBMITTED:
            points |= {e.name: 0.0 for e in course.exercises if e.unit in part.assignment.units}
    return points
