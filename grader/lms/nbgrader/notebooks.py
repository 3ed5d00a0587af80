"""A unit as an nbgrader source notebook: the handout's text, a cell to write each function in, a cell that grades it.

Pure: the same course makes the same bytes. Only what students may see goes in: the stubs, never the references.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.language import codes_of, msg
from grader.lms.nbgrader.cells import (
    SETUP,
    Cell,
    cell_id,
    cell_metadata,
    grade_cell_id,
    grade_cell_points,
    solution_cell_id,
)
from grader.model import Course, Exercise, Unit
from grader.report.translation import language_of

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
SETUP_NOTE = msg("Run this cell first. `check` runs the visible cases of a function that you have written.")
SETUP_SOURCE = """\
# {note}
from grader.cases.notebook import open_unit

check = open_unit("{unit}")"""
GRADE_SOURCE = """\
# {note}
check("{name}")"""
_RELATIVE_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#|mailto:)[^)]*\)")


def unit_notebook(course: Course, unit: Unit) -> str:
    """Return the text of `source/<assignment>/<unit>.ipynb`."""
    stub = (course.root / "exercises" / unit.filename).read_text(encoding="utf-8")
    tree, lines = ast.parse(stub), stub.splitlines()
    say = language_of(course).say
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    cells = [
        _markdown("handout", handout(course, unit, ast.get_docstring(tree) or "")),
        _code(SETUP, SETUP_SOURCE.format(note=say(SETUP_NOTE), unit=unit.name), cell_metadata(SETUP)),
        _code("imports", _rest(tree, lines, unit)),
    ]
    for exercise in unit.exercises:
        cells += _exercise_cells(exercise, functions[exercise.name], lines, say)
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    text: str = nbformat.writes(new_notebook(cells=cells, metadata=metadata))
    return text + "\n"


def handout(course: Course, unit: Unit, fallback: str) -> str:
    """Return the section of the handout that links to the unit's file, else the stub's own text.

    Links to files beside the handout lead nowhere from a notebook: their text stays.
    """
    exercises = course.root / "exercises"
    localised = (exercises / f"README.{code}.md" for code in codes_of(course.language))
    readme = next((file for file in localised if file.is_file()), exercises / "README.md")
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]
    section = next((section for section in sections if f"]({unit.filename})" in section), "")
    return _RELATIVE_LINK.sub(r"\1", section).strip() or f"## {unit.title}\n\n{fallback}".strip()


def _exercise_cells(
    exercise: Exercise, function: ast.FunctionDef, lines: list[str], say: Callable[[str], str]
) -> list[Cell]:
    name, points = exercise.name, f"{exercise.points:g}"
    worth = msg("bonus {points}", points=points) if exercise.bonus else msg("{points} points", points=points)
    signature = f"{name}({ast.unparse(function.args)})"
    note = msg("The visible cases of {name}. Hidden cases of the same kind decide the mark.", name=name)
    return [
        # Not the bare name: a heading's anchor is its text, and formgrader looks for the cell's mark under that id.
        _markdown(f"{name}_title", f"### `{signature}`\n\n{'★' * exercise.difficulty} · {say(worth)}"),
        _code(
            solution_cell_id(name),
            _to_be_written(function, lines),
            cell_metadata(solution_cell_id(name), solution=True),
        ),
        _code(
            grade_cell_id(name),
            GRADE_SOURCE.format(note=say(note), name=name),
            cell_metadata(grade_cell_id(name), grade=True, points=grade_cell_points(exercise)),
        ),
    ]


def _to_be_written(function: ast.FunctionDef, lines: list[str]) -> str:
    """Return a stub with its body marked as nbgrader's solution: the release says `# YOUR CODE HERE` there."""
    documented = ast.get_docstring(function) is not None
    before, body = (function.body[0], function.body[1:]) if documented else (None, function.body)
    start = _first_line(function)
    head_end = (before.end_lineno if before else body[0].lineno - 1) or start
    indent = " " * function.body[0].col_offset
    text = lines[head_end : function.end_lineno] if body else [f"{indent}raise NotImplementedError"]
    marked = [f"{indent}### BEGIN SOLUTION", *text, f"{indent}### END SOLUTION"]
    return "\n".join([*lines[start - 1 : head_end], *marked])


def _rest(tree: ast.Module, lines: list[str], unit: Unit) -> str:
    """Return what a stub's file has beside its text and the functions to be written: imports, constants."""
    names = {exercise.name for exercise in unit.exercises}
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    kept = [node for node in body if not (isinstance(node, ast.FunctionDef) and node.name in names)]
    return "\n".join("\n".join(lines[_first_line(node) - 1 : node.end_lineno]) for node in kept)


def _first_line(node: Any) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([int(node.lineno), *(decorator.lineno for decorator in decorators)])


def _markdown(name: str, source: str) -> Cell:
    return new_markdown_cell(source, id=cell_id(name))


def _code(name: str, source: str, metadata: dict[str, Any] | None = None) -> Cell:
    return new_code_cell(source, id=cell_id(name), metadata=metadata or {})
