"""The cells that nbgrader grades, put back as they were released, whatever a student did to the notebook.

A cell is known by its grade id alone. What the notebook says of it besides (points, whether it is locked or graded)
is replaced by what the gradebook says; an id that the gradebook does not know is forgotten, an id that occurs twice
counts where it stands last, and a graded cell that is missing comes back. The student's own code is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.lms.nbgrader.cells import Cell, cell_id, cell_metadata, grade_id, solution_cell_id


@dataclass(frozen=True, slots=True)
class KnownCell:
    """A cell as the gradebook has it."""

    cell_type: str
    source: str
    metadata: Mapping[str, Any]  # what belongs under "nbgrader"

    @property
    def points(self) -> float:
        """What it is worth."""
        return float(self.metadata.get("points") or 0)

    @property
    def graded(self) -> bool:
        """Whether it is worth points."""
        return bool(self.metadata["grade"] or self.metadata["task"])

    @property
    def tested(self) -> bool:
        """Whether its points come from the autograder, and not from a person."""
        return bool(self.metadata["grade"] and not self.metadata["solution"] and self.cell_type == "code")


def known_cells(gradebook: Gradebook, notebook: str, assignment: str) -> dict[str, KnownCell]:
    """Return the cells of a notebook that nbgrader keeps, in the order of the release."""
    entry = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: cell.max_score for cell in (*entry.grade_cells, *entry.task_cells)}
    solutions, tasks = ({cell.name for cell in cells} for cells in (entry.solution_cells, entry.task_cells))
    known = {}
    for cell in entry.source_cells:
        task, solution = cell.name in tasks, cell.name in solutions
        grade = cell.name in points and not task
        about = cell_metadata(cell.name, grade=grade, solution=solution, points=points.get(cell.name))["nbgrader"]
        about |= {"checksum": cell.checksum, "cell_type": cell.cell_type, "locked": cell.locked, "task": task}
        known[cell.name] = KnownCell(cell.cell_type, cell.source or "", about)
    return known


def restore_cells(nb: Any, known: Mapping[str, KnownCell]) -> None:
    """Put the known cells of `nb` in order, in place."""
    seen: set[str] = set()
    for cell in reversed(nb.cells):
        name = grade_id(cell)
        if name in known and name not in seen:
            cell.metadata["nbgrader"] = dict(known[name].metadata)
            seen.add(name)
        elif "nbgrader" in cell.metadata:
            del cell.metadata["nbgrader"]
    for name, about in known.items():
        if about.graded and name not in seen:
            place = _place(nb, name)
            nb.cells[place:place] = [_note(name, nb), _cell(about, nb)]


def _place(nb: Any, name: str) -> int:
    """Return where a missing cell belongs: behind the cell of its solution, else at the end."""
    ids = [grade_id(cell) for cell in nb.cells]
    before = solution_cell_id(name)
    return ids.index(before) + 1 if before in ids else len(ids)


def _note(name: str, nb: Any) -> Cell:
    text = f"*The cell `{name}` was missing from this notebook, and has been put back.*"
    return _fitting(new_markdown_cell(source=text, id=cell_id(f"note on {name}")), nb)


def _cell(about: KnownCell, nb: Any) -> Cell:
    make: Callable[..., Cell] = new_code_cell if about.cell_type == "code" else new_markdown_cell
    cell = make(source=about.source, id=cell_id(about.metadata["grade_id"]))
    cell.metadata["nbgrader"] = dict(about.metadata)
    return _fitting(cell, nb)


def _fitting(cell: Cell, nb: Any) -> Cell:
    if (nb.nbformat, nb.nbformat_minor) < (4, 5):
        del cell["id"]  # which that format does not know
    return cell


class RestoreCells(NbGraderPreprocessor):
    """First of `c.Autograde.sanitize_preprocessors`: nbgrader's own refuse a notebook with a cell of another one."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Put the known cells of `nb` in order."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            restore_cells(nb, known_cells(gradebook, about["notebook"], about["assignment"]))
        return nb, resources
