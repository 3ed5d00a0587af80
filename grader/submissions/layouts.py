"""How a student's folder is laid out: told by where the course's own files are, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from grader.errors import SubmissionError
from grader.model import Course
from grader.submissions.handout import HANDOUT
from grader.submissions.limits import MAX_FILES
from grader.submissions.refusal import is_silent
from grader.submissions.times import TIMESTAMP
from grader.submissions.tree import Folder, Kind

LAYOUTS = (
    "SUBMITTED/<student>/*.py, nbgrader's SUBMITTED/<student>/<assignment>/*.py, or what Moodle, Canvas or Gradescope"
    " give for download"
)


class Layout(StrEnum):
    """Where a student's files lie."""

    FLAT = "flat"
    NBGRADER = "nbgrader"
    BOTH = "both"
    WRAPPED = "wrapped"  # they lie in a folder that is all there is
    NESTED = "nested"  # they lie in other folders, one level too deep
    NEITHER = "neither"


def wrapping(entries: Mapping[str, Kind], course: Course) -> str:
    """Return the folder that is all there is in another one and means nothing by itself, or ""."""
    meaning = {HANDOUT, *(assignment.name for assignment in course.assignments)}
    names = [name for name, kind in entries.items() if not is_silent(name, kind)]
    return names[0] if len(names) == 1 and entries[names[0]] is Kind.FOLDER and names[0] not in meaning else ""


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
    if not deeper & _names_in(folder, entries, others):
        return Layout.NEITHER
    return Layout.WRAPPED if wrapping(entries, course) else Layout.NESTED


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
