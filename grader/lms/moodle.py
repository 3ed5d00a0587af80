"""Moodle's offline grading worksheet, understood as Moodle itself does (`mod/assign/feedback/offline`).

    Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed",…
    "Participant 123","Ada Lovelace",ada@example.org,"Submitted for grading",,20.00,Yes,…

The headers are in the language of whoever downloaded it, and Moodle looks for them in the language of whoever uploads
it. What holds in every language is the order: the identifier comes first, then the full name (unless marking is
anonymous), then e-mail address and the like; right after the grade comes the maximum, the same number in all rows.
Moodle silently skips a grade that is out of range, and one that is newer in Moodle than in the worksheet.
"""

from __future__ import annotations

import re
from typing import Final

from grader.errors import CallError
from grader.lms.roster import Key, Person
from grader.lms.sheet import Sheet, cell, find_column
from grader.lms.table import Table, number_in

GRADE: Final = "Grade"
LOGINS: Final = ("Username",)
IDS: Final = ("ID number",)
CHANGEABLE: Final = "Grade can be changed"

_PARTICIPANT: Final = re.compile(r"\D*(\d+)\s*")  # "Participant 123", "Teilnehmer/in123", "参加者 123"


def read_moodle(table: Table, *, column: str | None = None) -> Sheet:
    """Find the grades and the people of a worksheet; `column` is the header of the grades.

    Raises CallError for what is no worksheet, and when the column cannot be told.
    """
    rows = [number for number in range(1, len(table.rows)) if any(table.rows[number])]
    if not rows or not all(_PARTICIPANT.fullmatch(table.rows[number][0]) for number in rows):
        raise CallError(
            "the template is no grading worksheet of Moodle: its first column must be the identifier "
            "(“Participant 123”). In Moodle: the assignment, Submissions, Download grading worksheet"
        )
    place = find_column(table, column, "the template") if column is not None else _grade_column(table, rows)
    people = tuple(_person(table, number, place) for number in rows)
    if any(person.maximum is None for person in people):
        raise CallError(
            f"right of {table.header[place]!r} the template has no maximum grade: the assignment is graded by a "
            "scale, not in points, or this is not the column of the grades"
        )
    return Sheet(table, place, people)


def _grade_column(table: Table, rows: list[int]) -> int:
    """Return the column of the grades: the one called so in English, or the one left of the maximum."""
    if table.header.count(GRADE) == 1:
        return table.header.index(GRADE)
    places = [place for place in range(1, len(table.header) - 1) if _left_of_maximum(table, rows, place)]
    if len(places) != 1:
        raise CallError(
            "it cannot be told which column of the template holds the grades: name its header with --column. "
            f"The template has: {', '.join(map(repr, table.header))}"
        )
    return places[0]


def _left_of_maximum(table: Table, rows: list[int], place: int) -> bool:
    grades = [cell(table.rows[number], place).strip() for number in rows]
    maxima = {number_in(cell(table.rows[number], place + 1)) for number in rows}
    return len(maxima) == 1 and None not in maxima and all(g in {"", "-"} or number_in(g) is not None for g in grades)


def _person(table: Table, number: int, place: int) -> Person:
    row = table.rows[number]
    identifier = row[0].strip()
    match = _PARTICIPANT.fullmatch(identifier)
    about = range(2, place)  # between the name and the grade: e-mail address, id number, status, group …
    keys = {
        Key.ID: (identifier, *((match[1],) if match else ()), *_cells(table, row, IDS)),
        Key.LOGIN: _cells(table, row, LOGINS),
        Key.EMAIL: tuple(row[column].strip() for column in about if "@" in row[column]),
        Key.NAME: (cell(row, 1),),
    }
    return Person(
        number, cell(row, 1).strip() or identifier, keys, number_in(cell(row, place + 1)), _locked(table, row)
    )


def _cells(table: Table, row: tuple[str, ...], headers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(cell(row, table.header.index(header)) for header in headers if header in table.header)


def _locked(table: Table, row: tuple[str, ...]) -> str:
    changeable = _cells(table, row, (CHANGEABLE,))
    return "the grade is locked in Moodle, which would skip it" if changeable == ("No",) else ""
