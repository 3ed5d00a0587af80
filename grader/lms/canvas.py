"""Canvas's gradebook export, understood as Canvas's own importer does (`lib/gradebook_importer.rb`).

    Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711),…
    ,,,,,Manual Posting,…                                            (only where grades are posted by hand)
        Points Possible,,,,,20.00,…
    "Lovelace, Ada",101,S1,ada@example.org,Section 1,,…

A column whose title Canvas does not know would *create* an assignment; so only columns of the export are filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from grader.errors import CallError
from grader.lms.roster import Key, Person
from grader.lms.sheet import Sheet, cell
from grader.lms.table import Table, number_in

POINTS_ROW: Final = "Points Possible"
LOCKED: Final = {"EX": "excused in Canvas: left as it is", "N/A": "not assigned to this student in Canvas"}

_NAME_COLUMNS: Final = ("Student", "LastName", "FirstName")
_KEYS: Final = {
    "ID": Key.ID,
    "SIS User ID": Key.ID,
    "Integration ID": Key.ID,
    "SIS Login ID": Key.LOGIN,
}
_TITLE_WITH_ID: Final = re.compile(r"(.*)\((\d+)\)\s*", re.DOTALL)
_POSTING_ROW: Final = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_EQUALS: Final = re.compile(r'\s*="(.*)"\s*', re.DOTALL)  # how Canvas keeps a name from being a formula


def read_canvas(table: Table, titles: Collection[str], *, column: str | None = None) -> Sheet:
    """Find the column to fill and the people of an export.

    The column is `column` (a header, a title, or Canvas's id), or the only one whose title is one of `titles`.
    Raises CallError for what is no export, and for none or several such columns.
    """
    section = _section(table)
    place = _column(table, section, titles, column)
    maximum = number_in(cell(_points(table), place))
    people = (_person(table, number, section, place, maximum) for number in range(1, len(table.rows)))
    return Sheet(table, place, tuple(person for person in people if person is not None))


def _section(table: Table) -> int:
    """Return the last column that is about the student, and not about work."""
    header = table.header
    first = header[0].strip()
    if "Section" not in header or "ID" not in header or first not in _NAME_COLUMNS:
        raise CallError(
            "the template is no gradebook of Canvas: its first row must have Student, ID and Section. In Canvas: "
            "Grades, Export, Export Entire Gradebook"
        )
    return header.index("Section")


def _column(table: Table, section: int, titles: Collection[str], wanted: str | None) -> int:
    points = _points(table)
    work = [
        place
        for place in range(section + 1, len(table.header))
        if _TITLE_WITH_ID.fullmatch(table.header[place]) and "read only" not in cell(points, place)
    ]
    names = {wanted} if wanted is not None else {*titles}
    places = [place for place in work if names & _names_of(table.header[place])]
    if len(places) != 1:
        count = "several columns" if places else "no column"
        listed = ", ".join(repr(table.header[place]) for place in work) or "none"
        raise CallError(
            f"{count} of the template can be meant by {' or '.join(map(repr, sorted(names)))}: name one with "
            f"--column. Assignments in the template: {listed}"
        )
    return places[0]


def _points(table: Table) -> tuple[str, ...]:
    return next((row for row in table.rows if POINTS_ROW in row[0]), ())


def _names_of(header: str) -> set[str]:
    match = _TITLE_WITH_ID.fullmatch(header)
    return {header, match[1].strip(), match[2]} if match else {header}


def _person(table: Table, number: int, section: int, place: int, maximum: float | None) -> Person | None:
    row = table.rows[number]
    if POINTS_ROW in row[0] or all(_POSTING_ROW.fullmatch(value) for value in row):
        return None
    keys: dict[Key, tuple[str, ...]] = {Key.NAME: _names(table, row)}
    for column in range(section):
        key = _KEYS.get(table.header[column].strip())
        if key is not None:
            keys[key] = (*keys.get(key, ()), cell(row, column))
    locked = LOCKED.get(cell(row, place).strip().upper(), "")
    return Person(number, keys[Key.NAME][0], keys, maximum, locked)


def _names(table: Table, row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a person's name as the export has it, and the other way round: Canvas itself looks for both."""
    if table.header[0].strip() == "Student":
        shown = _EQUALS.sub(r"\1", row[0]).strip()
        last, comma, first = shown.partition(", ")
        return (shown, f"{first} {last}") if comma else (shown,)
    last, first = row[0].strip(), cell(row, 1).strip()
    return f"{last}, {first}", f"{first} {last}"
