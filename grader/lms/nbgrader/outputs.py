"""What a grade cell shows: the explanation, then the points. nbgrader makes the mark of the second.

nbgrader's rules (`utils.determine_grade`): an error, or anything on stderr, is 0; the first `execute_result` that is a
number is the mark; no output at all is full marks. So each grade cell gets its number, and never stderr.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbformat.v4 import new_output

from grader.lms.nbgrader.cells import Cell
from grader.model import Course, ExerciseResult
from grader.report import clean_text, summary
from grader.report.plain import exercise_text
from grader.report.wording import number

BONUS = "These are bonus points, which nbgrader cannot add to a maximum: your teacher may enter them as extra credit."


def show_result(cell: Cell, result: ExerciseResult, course: Course, *, notes: Sequence[str] = ()) -> None:
    """Put the points and the explanation of one exercise into its grade cell, in place of any other output."""
    bonus = result.exercise.bonus
    said = [exercise_text(result, course), *summary.notes(result), *notes, *([BONUS] if bonus else [])]
    points = f"{number(result.score)} of {number(result.exercise.points)}{' bonus' if bonus else ''} points"
    text = clean_text("\n\n".join(said)) + "\n"
    cell.outputs = [new_output("stream", name="stdout", text=text), _points(0.0 if bonus else result.score, points)]
    cell.execution_count = 1


def _points(score: float, said: str) -> Any:
    """Return the number that nbgrader reads; people see the words beside it."""
    data = {"text/plain": repr(float(score)), "text/html": f"<strong>{said}</strong>"}
    return new_output("execute_result", data=data, execution_count=1)
