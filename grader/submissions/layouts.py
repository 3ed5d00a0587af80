"""How one student's folder is laid out: told by where the course's own files are, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from grader.errors import SubmissionError
from grader.model import Course
from grader.submissions.limits import MAX_FILES
from grader.submissions.refusal import HANDOUT
from grader.submissions.times import TIMESTAMP
from grader.submissions.tree import Folder, Kind


class Layout(StrEnum):
    """Where a student's files lie."""

    FLAT = "flat"
    NBGRADER = "nbgrader"
    BOTH = "both"
    NESTED = "nested"  # the course's files lie in some other folder, one level too deep
    NEITHER = "neither"


def layout_of(folder: Folder, entries: Mapping[str, Kind], course: Course) -> Layout:
    """Recognise the layout of an open folder and what was listed in it."""
    units = {unit.filename for unit in course.units}
    assignments = [a.name for a in course.assignments if entries.get(a.name) is Kind.FOLDER]
    flat = bool(units & _names_in(folder, entries, ("", HANDOUT)))
    if flat and assignments:
        filled = (units | {TIMESTAMP}) & _names_in(folder, entries, assignments)
        return Layout.BOTH if filled else Layout.FLAT
    if flat:
        return Layout.FLAT
    if assignments:
        return Layout.NBGRADER
    others = [name for name, kind in entries.items() if kind is Kind.FOLDER and not name.startswith(".")][:MAX_FILES]
    deeper = units | {assignment.name for assignment in course.assignments} | {HANDOUT}
    return Layout.NESTED if deeper & _names_in(folder, entries, others) else Layout.NEITHER


def _names_in(folder: Folder, entries: Mapping[str, Kind], places: Iterable[str]) -> set[str]:
    """Return the names in the given folders of a folder; "" is the folder itself."""
    names: set[str] = set()
    for place in places:
        if not place:
            names |= entries.keys()
        elif entries.get(place) is Kind.FOLDER:
            try:
                with folder.opened(place) as inner:
                    names |= inner.listed().keys()
            except (OSError, SubmissionError):
                continue
    return names
