"""A notebook as a module: its code cells, put together so that errors can be told by cell and line.

Read as plain JSON: nbformat 4, and 3 with its worksheets. Outputs, however large, are dropped. `grader.lms` uses this,
too: `notebook_module` needs nothing but the notebook's bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from grader.errors import SubmissionError
from grader.language import msg
from grader.model import CodeCells
from grader.submissions.limits import MAX_FILE_BYTES, MAX_NOTEBOOK_BYTES, MAX_NOTEBOOK_PARTS
from grader.submissions.magics import without_magics
from grader.submissions.names import shown

SUFFIX = "ipynb"

_CELL_BYTES = 24  # of the module, at least, for each cell

_UNSAFE = re.compile("[\0\ud800-\udfff]")  # no file may hold them, but a text in JSON can


@dataclass(frozen=True, slots=True)
class NotebookModule:
    """What a notebook amounts to."""

    source: bytes  # of a module
    cells: CodeCells
    code: str  # the cells' own code, one after the other
    left_out: tuple[str, ...]  # magics and the like, each with its cell


def notebook_module(content: bytes, name: str, *, wanted: Collection[str] = ()) -> NotebookModule:
    """Make a module of the notebook called `name`; its functions, and the names `wanted`, will be asked for.

    Raises SubmissionError, with a text for the student, for what is no notebook of Python.
    """
    lines = [
        f"# Made from {shown(name)}: its code cells in their order. Executing this file defines what they define.",
        "_notebook: dict = {}",
        f"exec({_driver()!r}, _notebook)",
        "_notebook['run']([",
    ]
    before, codes, left_out = [], [], []
    left = MAX_FILE_BYTES  # of code: asked before anything is searched in it
    for number, text in enumerate(_code_cells(_document(content)), 1):
        if len(text) + _CELL_BYTES > left:
            raise _too_much_code()
        cleaned = without_magics(text)
        codes.append("\n".join(cleaned.lines))
        left -= len(codes[-1]) + _CELL_BYTES
        if left < 0:
            raise _too_much_code()
        left_out += [msg("{line} (code cell {number})", line=shown(line), number=number) for line in cleaned.left_out]
        lines += [f"# code cell {number}", f"({len(lines) + 1}, '''"]
        before.append(len(lines))
        lines += [*_quoted(codes[-1]).split("\n"), "'''),"]
    lines += [f"], {sorted(wanted)!r}, __file__, globals())", ""]
    source = "\n".join(lines).encode()
    if len(source) > MAX_FILE_BYTES:
        raise _too_much_code()
    return NotebookModule(source, CodeCells(shown(name), tuple(before)), "\n".join(codes), tuple(left_out))


def _too_much_code() -> SubmissionError:
    limit = MAX_FILE_BYTES >> 10
    return SubmissionError(msg("Not read: more than {limit} KiB of code. Hand in your own code only.", limit=limit))


def _document(content: bytes) -> Mapping[str, Any]:
    if len(content) > MAX_NOTEBOOK_BYTES or sum(content.count(mark) for mark in b"[{,") > MAX_NOTEBOOK_PARTS:
        text = msg("Not read: the notebook is too large. Clear its outputs, save it, and hand it in again.")
        raise SubmissionError(text)
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as exc:
        raise _no_notebook(msg("it is not JSON in UTF-8")) from exc
    if not isinstance(document, dict):
        raise _no_notebook(msg("it has no cells"))
    return document


def _no_notebook(fault: str) -> SubmissionError:
    text = msg("Not read: no notebook that Jupyter could open: {fault}. Save it again, or as a .py file.", fault=fault)
    return SubmissionError(text)


def _code_cells(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the code of each cell that is the student's to write."""
    _check_language(document)
    sheets = document.get("worksheets", [document])  # nbformat 3 has them
    key = "input" if "worksheets" in document else "source"
    if not isinstance(sheets, list):
        raise _no_notebook(msg("its worksheets are no list"))
    for sheet in sheets:
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        if not isinstance(cells, list):
            raise _no_notebook(msg("it has no cells"))
        for cell in cells:
            if not isinstance(cell, dict):
                raise _no_notebook(msg("a cell is no object"))
            if cell.get("cell_type") == "code" and not _is_graders(cell):
                yield _text(cell.get(key))


def _text(source: object) -> str:
    if isinstance(source, str):
        return source
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    raise _no_notebook(msg("a code cell has no text"))


def _is_graders(cell: Mapping[str, Any]) -> bool:
    """Whether nbgrader put the cell there to test in: it is nothing that the student wrote."""
    marks = _mapping(_mapping(cell.get("metadata")).get("nbgrader"))
    return marks.get("grade") is True and marks.get("solution") is not True


def _check_language(document: Mapping[str, Any]) -> None:
    metadata = _mapping(document.get("metadata"))
    for key, name in (("kernelspec", "language"), ("language_info", "name")):
        language = _mapping(metadata.get(key)).get(name)
        if isinstance(language, str) and not language.lower().startswith(("python", "ipython")):
            text = msg("Not read: a notebook for {language}, not for Python.", language=shown(language[:40]))
            raise SubmissionError(text)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _quoted(code: str) -> str:
    """Write `code` so that it stands for itself, line by line, between lines that end and begin with '''."""
    escaped = code.replace("\\", "\\\\").replace("'''", "\\'\\'\\'")
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)


@cache
def _driver() -> str:
    return resources.files("grader.submissions").joinpath("cells.py").read_text(encoding="utf-8")
