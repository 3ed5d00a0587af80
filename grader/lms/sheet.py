"""A template of an LMS, understood, and grades written into one of its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from grader.errors import CallError
from grader.lms.grades import Refusal, rounded
from grader.lms.roster import Key, Mark, Person, match
from grader.lms.table import Table, replace_cells
from grader.report.gradebook import number_cell
from grader.report.wording import number

TOLERANCE = 0.005  # half of the smallest step of a grade


class Above(StrEnum):
    """What becomes of a grade above the LMS's maximum: bonus exercises can lead there."""

    REFUSE = "refuse"
    CAP = "cap"  # the maximum is written
    KEEP = "keep"  # it is written as it is, where the LMS takes it


@dataclass(frozen=True, slots=True)
class Sheet:
    """A template: its cells, the column of the grades, and the people in its rows."""

    table: Table
    column: int
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The template's new text, for whom a grade was written and for whom not; `others` have no mark."""

    text: str
    written: tuple[str, ...]
    refused: tuple[Refusal, ...]
    others: tuple[str, ...]


def fill(
    sheet: Sheet,
    marks: Sequence[Mark],
    maximum: float,
    *,
    keys: Iterable[Key] = tuple(Key),
    scale: bool = False,
    above: Above = Above.REFUSE,
) -> Filled:
    """Write the marks, out of `maximum` points, into the sheet's column.

    Where the LMS's maximum is another one, the grades are scaled to it if `scale` says so; else CallError, and nothing
    is written. Scores are rounded to two decimals, halves up, with a decimal point.
    """
    _check_maximum(sheet, maximum, scale=scale)
    matching = match(marks, sheet.people, keys)
    cells: dict[tuple[int, int], str] = {}
    written, refused = [], list(matching.refused)
    for mark in marks:
        person = matching.found.get(mark.student)
        if person is None:
            continue
        grade, reason = _grade(mark.score, person, maximum, above)
        if sheet.column >= len(sheet.table.rows[person.row]):
            reason = "the row of this student is cut off in the template: export it again"
        if reason:
            refused.append(Refusal(mark.student, reason))
        else:
            written.append(mark.student)
            cells[person.row, sheet.column] = number_cell(grade)
    return Filled(
        replace_cells(sheet.table, cells), tuple(written), tuple(refused), tuple(p.name for p in matching.others)
    )


def known_by(sheet: Sheet, header: str) -> Sheet:
    """Return the sheet with its people known by the cells of one column alone, whatever it is called."""
    place = find_column(sheet.table, header, "the template")
    rows = sheet.table.rows
    people = (replace(person, keys={Key.ID: (cell(rows[person.row], place),)}) for person in sheet.people)
    return replace(sheet, people=tuple(people))


def find_column(table: Table, name: str, what: str) -> int:
    """Return the place of the only column called `name`; raises CallError."""
    places = [place for place, title in enumerate(table.header) if title.strip() == name.strip()]
    if len(places) != 1:
        count = "several columns" if places else "no column"
        raise CallError(f"{what} has {count} {name!r}; it has: {', '.join(map(repr, table.header))}")
    return places[0]


def cell(row: Sequence[str], column: int) -> str:
    """Return a cell of a row that may be shorter than the header."""
    return row[column] if column < len(row) else ""


def _check_maximum(sheet: Sheet, maximum: float, *, scale: bool) -> None:
    different = {p.maximum for p in sheet.people if p.maximum is not None and abs(p.maximum - maximum) > TOLERANCE}
    if different and not scale:
        theirs = ", ".join(number(value) for value in sorted(different))
        raise CallError(
            f"the column {sheet.table.header[sheet.column]!r} is out of {theirs}, these grades are out of "
            f"{number(maximum)}: set the maximum in the LMS and export again, name another --column or --assignment, "
            "or have the grades scaled with --scale"
        )


def _grade(score: float, person: Person, maximum: float, above: Above) -> tuple[float, str]:
    """Return the grade to write, or why none is."""
    if person.locked:
        return 0.0, person.locked
    limit = maximum if person.maximum is None else person.maximum
    grade = rounded(score * limit / maximum) if abs(limit - maximum) > TOLERANCE else rounded(score)
    if grade > limit + TOLERANCE and above is Above.REFUSE:
        return 0.0, f"{number(grade)} is above the maximum of {number(limit)}: see --above"
    return (min(grade, limit) if above is Above.CAP else grade), ""
