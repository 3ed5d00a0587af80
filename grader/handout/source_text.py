"""Reading texts out of files: code, docstrings and strings of Python, strings of JSON, entries of catalogs.

Each text comes with the number of its line, or 0 where there are no lines.
"""

from __future__ import annotations

import ast
import gettext
import io
import json
import re
import struct
import tokenize
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

Line = tuple[int, str]
Entry = tuple[int, str, str]  # of a catalog: line, original, translation

_LINE_END = re.compile(r"\r\n|\r|\n")  # what Python takes for one
_PO_TEXT = re.compile(r'(msgid_plural|msgid|msgstr(?:\[\d+\])?)?\s*"(.*)"\s*$')
_PO_ESCAPE = re.compile(r"\\(.)")
_NOT_AN_ARCHIVE = (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)


def code_lines(source: str, *, without: Collection[str] = ()) -> Iterator[Line]:
    """Yield the lines of code, without docstrings, imports, headers of functions and classes, and comments.

    `without` names functions whose bodies are left out.
    """
    try:
        left_out = set(_without_code(ast.parse(source), without))
        comments = {token.start[0]: token.start[1] for token in _tokens(source) if token.type == tokenize.COMMENT}
    except (SyntaxError, ValueError, tokenize.TokenError):  # not Python, whatever its name says
        yield from enumerate(_LINE_END.split(source), 1)
        return
    for number, line in enumerate(_LINE_END.split(source), 1):
        if number not in left_out:
            yield number, line[: comments.get(number)].strip()


def docstring_lines(source: str, *, prefix: str, mark: str = "") -> Iterator[Line]:
    """Yield the lines of the docstrings of functions whose name begins with `prefix`.

    If there is a `mark`, docstrings with this comment behind them, or on the line above them, are left out.
    """
    lines = _LINE_END.split(source)
    for node in ast.walk(_parsed(source)):
        doc = _docstring(node) if isinstance(node, ast.FunctionDef) and node.name.startswith(prefix) else None
        if doc and not (mark and any(lines[n - 1].endswith(mark) for n in (doc.lines[0] - 1, doc.lines[-1]))):
            yield from enumerate(doc.text.splitlines(), doc.lines[0])


def keyword_strings(source: str, function: str, keyword: str) -> Iterator[Line]:
    """Yield the strings that calls of `function` have for this keyword argument."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
            for given in node.keywords:
                if given.arg == keyword and isinstance(given.value, ast.Constant):
                    yield given.value.lineno, str(given.value.value)


def python_strings(source: str) -> Iterator[Line]:
    """Yield the strings in Python code, with those that are written in pieces put together."""
    for node in ast.walk(_parsed(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def json_strings(text: str) -> Iterator[Line]:
    """Yield the strings in JSON; none if it is something else."""
    try:
        waiting = [json.loads(text)]
    except ValueError:
        return
    while waiting:
        data = waiting.pop()
        if isinstance(data, str):
            yield 0, data
        elif isinstance(data, dict):
            waiting += [*data, *data.values()]
        elif isinstance(data, list):
            waiting += data


def po_entries(text: str) -> Iterator[Entry]:
    """Yield the entries of a catalog's source."""
    field = original = ""
    start = 0
    translations: dict[str, str] = {}
    for number, line in enumerate([*_LINE_END.split(text), 'msgid ""'], 1):
        if match := _PO_TEXT.match(line):
            field = match[1] or field
            said = _PO_ESCAPE.sub(lambda escape: {"n": "\n", "t": "\t"}.get(escape[1], escape[1]), match[2])
            if match[1] == "msgid":
                yield from ((start, original, translation) for translation in translations.values())
                start, original, translations = number, "", {}
            if field == "msgid":
                original += said
            elif field.startswith("msgstr"):
                translations[field] = translations.get(field, "") + said


def mo_entries(content: bytes) -> Iterator[Entry]:
    """Yield the entries of a compiled catalog; none if it is something else."""
    try:
        catalog = gettext.GNUTranslations(io.BytesIO(content))._catalog  # type: ignore[attr-defined]
    except (OSError, ValueError, struct.error):
        return
    for key, translation in catalog.items():
        yield 0, str(key[0] if isinstance(key, tuple) else key), str(translation)


def archive_members(content: bytes) -> Iterator[bytes]:
    """Yield the files in a ZIP archive, as .npz and .docx are; none if it is something else."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(info) for info in archive.infolist())
    except _NOT_AN_ARCHIVE:
        return


@dataclass(frozen=True, slots=True)
class _Docstring:
    text: str
    lines: range  # their numbers


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _tokens(source: str) -> Iterable[tokenize.TokenInfo]:
    return tokenize.generate_tokens(io.StringIO(source).readline)


def _without_code(tree: ast.Module, without: Collection[str]) -> Iterator[int]:
    """Yield the numbers of the lines that are no code of interest."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _lines_of(node)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield from range(node.lineno, _first_line(node.body[0]))
            if node.name in without:
                yield from _lines_of(node)
        if doc := _docstring(node):
            yield from doc.lines


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _docstring(node: ast.AST) -> _Docstring | None:
    if not isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) or not node.body:
        return None
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return _Docstring(first.value.value, _lines_of(first))
    return None


def _lines_of(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)
