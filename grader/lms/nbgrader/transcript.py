"""A `.py` submission as a notebook: the unit's source notebook, with what the student wrote in its solution cells.

The student's text is only cut, at the lines where a graded function begins, and never parsed: every line of the file
stands in exactly one cell.
"""

from __future__ import annotations

import copy
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nbformat.v4 import new_code_cell

from grader.lms.nbgrader.cells import Cell, grade_cell_id, grade_cell_points, grade_id, solution_cell_id
from grader.lms.nbgrader.outputs import show_result
from grader.model import Course, ExerciseResult, Unit

MARK: Final = "grader"  # the notebook's metadata say by this key that an export wrote it, and from what
ABSENT: Final = "# {name} is not in the file that was handed in."


def transcribe(template: Any, unit: Unit, content: bytes, submission_digest: str) -> Any:
    """Return the notebook of one file; `template` is the unit's source notebook, which stays as it is."""
    names = [exercise.name for exercise in unit.exercises]
    rest, functions = cut(text_of(content), names)
    notebook = copy.deepcopy(template)
    for name in names:
        cell = next(cell for cell in notebook.cells if grade_id(cell) == solution_cell_id(name))
        cell.source = functions.get(name, ABSENT.format(name=name))
    _put_rest(notebook, rest.strip("\n"))
    notebook.metadata[MARK] = {"submission": submission_digest}
    return notebook


def with_results(notebook: Any, results: Mapping[str, ExerciseResult], course: Course) -> Any:
    """Return a copy of a transcript with the points and the explanation of each exercise in its grade cell."""
    graded = copy.deepcopy(notebook)
    for cell in graded.cells:
        for name, result in results.items():
            if grade_id(cell) == grade_cell_id(name):
                show_result(cell, result, course, grade_cell_points(result.exercise))
    return graded


def text_of(content: bytes) -> str:
    """Return a file as text that JSON can hold; what is not UTF-8 shows as U+FFFD."""
    text = content.decode("utf-8-sig", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def cut(text: str, names: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Cut a module into what comes before its first graded function, and one piece for each function in it.

    A piece goes on to the next graded function, so helpers and constants between two stay with the first. A function
    that is written twice has both texts.
    """
    choice = "|".join(map(re.escape, names))
    start = re.compile(rf"^(?:@[^\n]*\n)*(?:async[ \t]+)?def[ \t]+({choice})[ \t]*\(", re.MULTILINE)
    starts = list(start.finditer(text))
    places = [*(match.start() for match in starts), len(text)]
    pieces: dict[str, str] = {}
    for match, (first, last) in zip(starts, itertools.pairwise(places), strict=True):
        piece = text[first:last].rstrip("\n")
        pieces[match[1]] = f"{pieces[match[1]]}\n\n\n{piece}" if match[1] in pieces else piece
    return text[: places[0]], pieces


def _put_rest(notebook: Any, rest: str) -> None:
    """Put imports and whatever else comes first into the cell that has them in the template, or into a new one."""
    before = _first_solution(notebook)
    free = [cell for cell in notebook.cells[:before] if cell.cell_type == "code" and not grade_id(cell)]
    if free:
        free[-1].source = rest
    elif rest:
        notebook.cells.insert(before, new_code_cell(rest, id="handed-in"))


def _first_solution(notebook: Any) -> int:
    def solution(cell: Cell) -> bool:
        return bool(grade_id(cell)) and bool(cell.metadata["nbgrader"].get("solution"))

    return next(place for place, cell in enumerate(notebook.cells) if solution(cell))
