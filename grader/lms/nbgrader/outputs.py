"""What a grade cell shows: the explanation, then the points. nbgrader makes the mark of the second.

nbgrader's rules (`utils.determine_grade`): an error, or anything on stderr, is 0; the first `execute_result` that is a
number is the mark; no output at all is full marks. So each grade cell gets its number, and never stderr.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat.v4 import new_output

from grader.language import msg
from grader.lms.nbgrader.cells import Cell
from grader.model import Course, ExerciseResult
from grader.report import clean_text, summary
from grader.report.plain import exercise_text
from grader.report.translation import language_of
from grader.report.wording import number

BONUS = msg(
    "These are bonus points, which nbgrader cannot add to a maximum: your teacher may enter them as extra credit."
)


def show_result(
    cell: Cell, result: ExerciseResult, course: Course, worth: float, *, notes: Sequence[str] = ()
) -> None:
    """Put the points and the explanation of one exercise into its grade cell, in place of any other output.

    The cell is `worth` these points to nbgrader: all of the exercise's, a part of them, or none for a bonus.
    """
    exercise, say = result.exercise, language_of(course).say
    said = [exercise_text(result, course), *summary.notes(result), *notes, *([BONUS] if exercise.bonus else [])]
    text = clean_text("\n\n".join(map(say, said))) + "\n"
    mark = 0.0 if exercise.bonus else worth * result.score / exercise.points
    points = _points(round(mark, 4), say(_points_said(result, mark, worth)))
    cell.outputs = [new_output("stream", name="stdout", text=text), points]
    cell.execution_count = 1


def _points_said(result: ExerciseResult, mark: float, worth: float) -> str:
    if result.exercise.bonus:
        score, points = number(result.score), number(result.exercise.points)
        return msg("{score} of {points} bonus points", score=score, points=points)
    return msg("{score} of {points} points", score=number(mark), points=number(worth))


def _points(score: float, said: str) -> Any:
    """Return the number that nbgrader reads; people see the words beside it."""
    data = {"text/plain": repr(float(score)), "text/html": f"<strong>{said}</strong>"}
    return new_output("execute_result", data=data, execution_count=1)
