"""The cells of a notebook that nbgrader knows by their `grade_id`, and which exercise each belongs to.

In our notebooks an exercise has two: `mean`, the locked grade cell that holds its points, and `mean_solution`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from grader.model import Exercise

SETUP = "setup"
Cell = Any  # a NotebookNode: nbformat has no types


def grade_cell_id(exercise: str) -> str:
    """Return the id of the grade cell of an exercise."""
    return exercise


def grade_cell_points(exercise: Exercise) -> float:
    """Return what the grade cell of an exercise is worth: nbgrader knows no points on top of a maximum."""
    return 0.0 if exercise.bonus else exercise.points


def solution_cell_id(exercise: str) -> str:
    """Return the id of the cell that the function is written in."""
    return f"{exercise}_solution"


def cell_id(name: str) -> str:
    """Return nbformat's own id for a cell, which is short and always the same: a re-run changes nothing."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def grade_id(cell: Cell) -> str:
    """Return what nbgrader calls a cell, or "" for a cell that it does not know."""
    about = cell.metadata.get("nbgrader", {})
    return str(about.get("grade_id", "")) if isinstance(about, Mapping) else ""


def cell_metadata(
    grade_id: str, *, grade: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, Any]:
    """Return a cell's metadata for nbgrader (schema 3): grade cells and read-only cells are locked."""
    about: dict[str, Any] = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        about["points"] = points
    return {"nbgrader": about}
