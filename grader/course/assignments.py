"""Assignments by the names that people use for them."""

from __future__ import annotations

import unicodedata

from grader.course.wording import did_you_mean
from grader.errors import CallError
from grader.model import Assignment, Course


def assignment_named(course: Course, text: str) -> Assignment:
    """Return the assignment with this name, or with this title; raises CallError with those that there are."""
    names = {_plain(one.name): one for one in course.all_assignments}
    titles = {_plain(one.title): one for one in course.all_assignments}
    found = {**titles, **names}.get(_plain(text))
    if found is None:
        known = ", ".join(assignment.name for assignment in course.all_assignments)
        hint = did_you_mean(text, [one for each in course.all_assignments for one in (each.name, each.title)])
        raise CallError(f"the course has no assignment {text!r}; it has: {known}. {hint}".rstrip())
    return found


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
