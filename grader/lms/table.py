"""A CSV file of an LMS of which single cells are replaced, and every other byte stays as it is.

The standard library's `csv` reads and writes values. Here the quoting, the line ends and the byte-order mark belong
to the program that wrote the file and reads it again, and a cell (a student's text) may be longer than `csv` takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import CallError

BOM = "\ufeff"
_DELIMITERS = (",", ";", "\t")
_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Table:
    """The cells of a CSV file as they are written there, quotes included; `ends` are the rows' line ends."""

    raw: tuple[tuple[str, ...], ...]
    ends: tuple[str, ...]
    delimiter: str
    bom: str

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The values of all cells, the header's first."""
        return tuple(tuple(map(_value, cells)) for cells in self.raw)

    @property
    def header(self) -> tuple[str, ...]:
        """The values of the first row."""
        return self.rows[0]


def read_table(path: Path) -> Table:
    """Read a CSV file; raises CallError when it is not there, not UTF-8, or no CSV file."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CallError(f"{path}: {error.strerror}: name the file that the LMS exported") from error
    except UnicodeDecodeError as error:
        raise CallError(f"{path} is not UTF-8 at byte {error.start}: export it again as UTF-8") from error
    return parse_table(text, str(path))


def parse_table(text: str, name: str) -> Table:
    """Read the text of the file called `name`; raises CallError with the line where it is no CSV file."""
    bom = BOM if text.startswith(BOM) else ""
    body = text[len(bom) :]
    if not body.strip():
        raise CallError(f"{name} is empty: export it again")
    delimiter = _delimiter(body)
    raw, ends = [], []
    for cells, end in _lines(body, delimiter, name):
        raw.append(tuple(cells))
        ends.append(end)
    return Table(tuple(raw), tuple(ends), delimiter, bom)


def replace_cells(table: Table, values: Mapping[tuple[int, int], str]) -> str:
    """Return the file's text with `values` in the cells (row, column); they must need no quotes."""
    raw = [list(cells) for cells in table.raw]
    for (row, column), value in values.items():
        raw[row][column] = value
    return table.bom + "".join(table.delimiter.join(cells) + end for cells, end in zip(raw, table.ends, strict=True))


def number_in(cell: str) -> float | None:
    """Return the number in a cell that an LMS wrote, or None. Some write a decimal comma: "10,00" is ten."""
    if not re.fullmatch(r"\s*[0-9]+(?:[.,][0-9]+)?\s*", cell):
        return None
    return float(cell.replace(",", "."))


def _delimiter(body: str) -> str:
    first = _NEWLINE.split(body, maxsplit=1)[0]
    return max(_DELIMITERS, key=first.count)


def _lines(body: str, delimiter: str, name: str) -> Iterable[tuple[list[str], str]]:
    stop = re.escape(delimiter) + r"\r\n"
    cell = re.compile(rf'("[^"]*(?:""[^"]*)*"|[^"{stop}]*)({re.escape(delimiter)}|\r\n|\r|\n|\Z)')
    cells: list[str] = []
    at = 0
    while at < len(body) or cells:
        match = cell.match(body, at)
        if match is None:
            line = len(_NEWLINE.findall(body, 0, at)) + 1
            raise CallError(f"{name}:{line}: a quote stands where none may, or is never closed: export the file again")
        cells.append(match[1])
        at = match.end()
        if match[2] != delimiter:
            yield cells, match[2]
            cells = []


def _value(raw: str) -> str:
    return raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
