"""The code of a notebook as one module: what its functions need, and nothing that was only for the screen.

A notebook is a diary. Between the functions that were asked for stand plots, magics, experiments that fail, and
training loops that take minutes, and nbgrader lets every cell go its own way. So the module holds the definitions and,
of everything else at the top level, only the statements that the wanted functions need: imports and assignments that
they use, directly or over others. Lines keep their order, and each can be traced back to its cell.

Students use this, too, to import an earlier notebook: it needs the standard library alone.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
import symtable
import warnings
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_MAGIC = re.compile(r"(\s*)(?:[%!?]|\w[\w.]*\?|[\w, ]+=\s*[%!])")
_TIMED = re.compile(r"%%(time|timeit|capture|prun)\b")  # cell magics whose body is ordinary code


class NotANotebook(ValueError):
    """The content is no notebook of version 4; `str()` says why, for its author."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """One code cell."""

    number: int  # among all cells, from 1
    source: str
    grade_id: str = ""  # what nbgrader knows it by
    locked: bool = False  # part of the assignment, and not the student's

    @property
    def lines(self) -> list[str]:
        """The lines of its source."""
        return self.source.split("\n")


@dataclass(frozen=True, slots=True)
class NotebookModule:
    """A module made of code cells."""

    source: str
    places: tuple[tuple[int, int], ...]  # (cell, line in it) of each line of the source; all count from 1
    notes: tuple[str, ...]  # what was left out, for the student

    def place(self, line: int) -> str:
        """Say where a line of the module stands in the notebook; "" if there is no such line."""
        if not 0 < line <= len(self.places):
            return ""
        cell, line_in_cell = self.places[line - 1]
        return f"cell {cell}, line {line_in_cell}"


def code_cells(content: bytes) -> list[CodeCell]:
    """Return the code cells of a notebook, given as the bytes of its file; raises NotANotebook."""
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotANotebook("it is no JSON") from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise NotANotebook("it has no list of cells: save it as a notebook of version 4")
    return [_code_cell(number, cell) for number, cell in enumerate(cells, 1) if _is_code(cell)]


def notebook_module(cells: Sequence[CodeCell], wanted: Collection[str]) -> NotebookModule:
    """Return the module of some cells: whatever the functions called `wanted` need, and all other definitions."""
    statements, notes = _statements(cells)
    kept = {(s.cell.number, line) for s in _needed(statements, wanted) for line in range(s.first, s.last + 1)}
    places = [(cell.number, line) for cell in cells for line in range(1, len(cell.lines) + 1)]
    lines = {cell.number: _as_python(cell).split("\n") for cell in cells}
    source = [lines[number][line - 1] if (number, line) in kept else "" for number, line in places]
    return NotebookModule("\n".join([*source, ""]), tuple(places), tuple(notes))


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _code_cell(number: int, cell: dict[str, Any]) -> CodeCell:
    source = cell.get("source", "")
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if not isinstance(about, dict):
        return CodeCell(number, text)
    locked = bool(about.get("locked")) and not about.get("solution")
    return CodeCell(number, text, str(about.get("grade_id", "")), locked)


# --------------------------------------------------------------------------------------------------
# Statements, and which of them are needed


@dataclass(frozen=True, slots=True)
class _Statement:
    """One statement at the top level, and the global names that it has to do with."""

    cell: CodeCell
    first: int  # line in the cell, with decorators
    last: int
    definition: bool  # running it does nothing but define
    binds: frozenset[str]
    reads: frozenset[str]  # when it runs
    later: frozenset[str]  # when a function that it defines is called
    changes: frozenset[str]  # `x[0] = 1`, `x.append(1)`


def _needed(statements: Sequence[_Statement], wanted: Collection[str]) -> list[_Statement]:
    """Choose the statements that the wanted names need, and the definitions that run without any other."""
    names, kept = set(wanted), set[int]()
    while True:
        found = {i for i, s in enumerate(statements) if names & (s.binds | s.changes)} - kept
        if not found:
            break
        kept |= found
        for i in found:
            names |= statements[i].reads | statements[i].later
    known = set(dir(builtins)).union(*(statements[i].binds for i in kept))
    return [s for i, s in enumerate(statements) if i in kept or (s.definition and s.reads <= known)]


def _statements(cells: Sequence[CodeCell]) -> tuple[list[_Statement], list[str]]:
    statements: list[_Statement] = []
    notes: list[str] = []
    for cell in cells:
        text = _as_python(cell)
        if text != cell.source:
            notes.append(f"Cell {cell.number}: magics and shell commands are left out.")
        try:
            statements += _parse(cell, text)
        except SyntaxError as error:
            notes.append(f"Cell {cell.number} is left out, it is not Python: {error.msg} (line {error.lineno}).")
        except (ValueError, RecursionError, MemoryError):
            notes.append(f"Cell {cell.number} is left out, it cannot be read as Python.")
    return statements, notes


def _parse(cell: CodeCell, text: str) -> Iterator[_Statement]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape is not ours to report
        for node in ast.parse(text).body:
            if not isinstance(node, ast.Delete):
                yield _statement(cell, node)


def _statement(cell: CodeCell, node: ast.stmt) -> _Statement:
    table = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    binds = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    reads = {s.get_name() for s in table.get_symbols() if s.is_referenced()}
    decorators = getattr(node, "decorator_list", [])
    return _Statement(
        cell=cell,
        first=min([node.lineno, *(decorator.lineno for decorator in decorators)]),
        last=node.end_lineno or node.lineno,
        definition=isinstance(node, ast.FunctionDef | ast.ClassDef) or _is_star_import(node),
        binds=frozenset(binds),
        reads=frozenset(reads),
        later=frozenset(_globals_of_scopes(table)),
        changes=frozenset(_changed_by(node)),
    )


def _is_star_import(node: ast.stmt) -> bool:
    """Whether nobody can tell what a statement binds; it is kept as a definition is."""
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)


def _globals_of_scopes(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the global names that functions and classes inside a statement use."""
    for child in table.get_children():
        yield from (symbol.get_name() for symbol in child.get_symbols() if symbol.is_global())
        yield from _globals_of_scopes(child)


def _changed_by(node: ast.stmt) -> Iterator[str]:
    """Yield the names whose objects a statement changes in place."""
    match node:
        case ast.Assign(targets=targets):
            changed: Sequence[ast.expr] = targets
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            changed = [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
            changed = [method]
        case _:
            changed = []
    for expression in changed:
        base = expression
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if base is not expression and isinstance(base, ast.Name):
            yield base.id


def _as_python(cell: CodeCell) -> str:
    """Return a cell's source without what only IPython understands, line for line."""
    try:
        ast.parse(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        if cell.source.lstrip().startswith("%%") and not _TIMED.match(cell.source.lstrip()):
            return "\n" * cell.source.count("\n")  # %%bash, %%html, %%writefile: nothing of it is Python
        return "\n".join(map(_without_magic, cell.lines))
    return cell.source


def _without_magic(line: str) -> str:
    match = _MAGIC.match(line)
    return f"{match[1]}pass" if match else line
