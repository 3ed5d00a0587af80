"""What leaves for an LMS: the marks of the course or of one assignment, and who gets none and why."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grader.errors import CallError
from grader.model import Course, Level, Report
from grader.report.wording import number, ungraded_reason_for_staff

NAMES_SHOWN = 10
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A student for whom nothing is written, and why."""

    student: str
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The reports that may leave, each narrowed to the course's exercises, and those that may not."""

    reports: tuple[Report, ...]
    refused: tuple[Refusal, ...]


def narrow_course(course: Course, assignment: str | None) -> Course:
    """Return `course` with the units of one assignment alone; None is the whole course. Raises CallError."""
    if assignment is None:
        return course
    chosen = tuple(known for known in course.assignments if known.name == assignment)
    if not chosen:
        names = ", ".join(known.name for known in course.assignments)
        raise CallError(f"the course has no assignment {assignment!r}; it has: {names}")
    units = tuple(unit for unit in course.units if unit.name in chosen[0].units)
    return dataclasses.replace(course, units=units, assignments=chosen)


def select(reports: Iterable[Report], course: Course) -> Selection:
    """Narrow `reports` to `course` and part them into those that are grades and those that are not.

    A late penalty goes with its assignment. Raises CallError when a report was made without a sandbox: then the whole
    run was no grading, and no file is made from it.
    """
    narrowed = [_narrow(report, course) for report in sorted(reports, key=lambda report: report.student)]
    _refuse_unconfined(narrowed)
    reasons = [(report, _reason(report, course)) for report in narrowed]
    return Selection(
        tuple(report for report, reason in reasons if not reason),
        tuple(Refusal(report.student, reason) for report, reason in reasons if reason),
    )


def rounded(value: float) -> float:
    """Round to 0.01 points, halves up: 0.125 is 0.13, as a teacher would do it, not 0.12."""
    return float(Decimal(repr(value)).quantize(_STEP, ROUND_HALF_UP))


def _narrow(report: Report, course: Course) -> Report:
    units = {unit.name for unit in course.units}
    assignments = {assignment.name for assignment in course.assignments}
    return dataclasses.replace(
        report,
        exercises=tuple(result for result in report.exercises if result.exercise.unit in units),
        penalties=tuple((name, points) for name, points in report.penalties if name in assignments),
    )


def _refuse_unconfined(reports: Iterable[Report]) -> None:
    names = [report.student for report in reports if report.provenance.sandbox_level is Level.UNCONFINED]
    if names:
        shown = ", ".join(map(repr, names[:NAMES_SHOWN])) + (", …" if len(names) > NAMES_SHOWN else "")
        raise CallError(f"graded UNCONFINED, which is no grade: {shown}. Grade again with a sandbox, then export")


def _reason(report: Report, course: Course) -> str:
    """Say why a report is no grade; "" when it is one."""
    if not report.graded:
        return f"not graded: {ungraded_reason_for_staff(report)}"
    if abs(report.max_score - course.points) > float(_STEP) / 2:
        return (
            f"graded out of {number(report.max_score)}, and the course now says {number(course.points)}: "
            "grade again with the course as it is"
        )
    return ""
