"""What leaves for an LMS: the marks of the course or of one assignment, and who gets none and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grader.course import assignment_named
from grader.errors import CallError
from grader.model import Course, Level
from grader.report.summary import class_maximum
from grader.report.wording import number, ungraded_reason_for_staff
from grader.standing import Standing, State

NAMES_SHOWN = 10
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A student for whom nothing is written, and why."""

    student: str
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The standings that may leave, each narrowed to the course's assignments, and the students who are refused.

    Of the students who are `without_marks` nothing is due yet, and nothing was submitted: there is nothing to write.
    """

    standings: tuple[Standing, ...]
    refused: tuple[Refusal, ...]
    without_marks: tuple[Standing, ...] = ()


def narrow_course(course: Course, assignment: str | None) -> Course:
    """Return `course` with the units of one assignment alone, named or titled so; None is all of it.

    Raises CallError.
    """
    if assignment is None:
        return course
    chosen = assignment_named(course, assignment)
    units = tuple(unit for unit in course.units if unit.name in chosen.units)
    return dataclasses.replace(course, units=units, assignments=(chosen,))


def select(standings: Iterable[Standing], course: Course) -> Selection:
    """Narrow `standings` to `course` and part them into those that are grades and those that are not.

    A late penalty goes with its assignment. Raises CallError when something was graded without a sandbox: then the
    whole run was no grading, and no file is made from it.
    """
    ordered = sorted(standings, key=lambda standing: standing.student)
    narrowed = [standing.of(course.all_assignments) for standing in ordered]
    _refuse_unconfined(narrowed)
    reasons = [(standing, _reason(standing, course)) for standing in narrowed]
    free = [standing for standing, reason in reasons if not reason]
    return Selection(
        tuple(standing for standing in free if standing.score is not None),
        tuple(Refusal(standing.student, reason) for standing, reason in reasons if reason),
        tuple(standing for standing in free if standing.score is None),
    )


def of_one_maximum(standings: Iterable[Standing]) -> Selection:
    """Part off the totals that are out of another maximum than most: one column of an LMS has one maximum."""
    standings = tuple(standings)
    maximum = class_maximum(standings)
    return Selection(
        tuple(standing for standing in standings if standing.max_score == maximum),
        tuple(
            Refusal(
                standing.student,
                f"the total is out of {number(standing.max_score)} so far, and that of most students out of "
                f"{number(maximum)}: export one --assignment",
            )
            for standing in standings
            if standing.max_score != maximum
        ),
    )


def rounded(value: float) -> float:
    """Round to 0.01 points, halves up: 0.125 is 0.13, as a teacher would do it, not 0.12."""
    return float(Decimal(repr(value)).quantize(_STEP, ROUND_HALF_UP))


def _refuse_unconfined(standings: Iterable[Standing]) -> None:
    names = [standing.student for standing in standings if standing.level is Level.UNCONFINED]
    if names:
        shown = ", ".join(map(repr, names[:NAMES_SHOWN])) + (", …" if len(names) > NAMES_SHOWN else "")
        raise CallError(f"graded UNCONFINED, which is no grade: {shown}. Grade again with a sandbox, then export")


def _reason(standing: Standing, course: Course) -> str:
    """Say why a standing is no grade; "" when it is one."""
    several = len(standing.parts) > 1
    for part in standing.parts:
        where = f"{part.assignment.title}: " if several else ""
        if part.state is State.UNGRADED and part.report is not None:
            return f"{where}not graded: {ungraded_reason_for_staff(part.report)}"
        now = course.points_of(part.assignment)
        if part.state is State.GRADED and abs(part.max_score - now) > float(_STEP) / 2:
            return (
                f"{where}graded out of {number(part.max_score)}, and the course now says {number(now)}: "
                "grade again with the course as it is"
            )
    return ""
