"""What counts: of all that was graded of a student, the report of each assignment that decides its mark.

Pure. `compose` is given what the store keeps, the course, and the time; the same of all three give the same standing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from grader.model import NOBODY_KNOWN, Assignment, Attempts, Course, ExerciseResult, Identity, Level, Notice, Report

WHOLE_COURSE = ""  # in the place of a unit: work of which it is not known what it is


class State(StrEnum):
    """How a student stands in one assignment."""

    GRADED = "graded"
    UNGRADED = "ungraded"  # something was submitted and could not be graded: no mark yet
    NOT_SUBMITTED = "not_submitted"  # and due: no points, of all that there are
    NOT_DUE = "not_due"  # nothing was submitted, and nothing is missed


@dataclass(frozen=True, slots=True)
class Covered:
    """One unit of one grading."""

    unit: str
    digest: str  # of the work
    submitted: datetime | None
    graded: bool


@dataclass(frozen=True, slots=True)
class Grading:
    """One kept report, without what it says: where it is, its place in the order of gradings, what it covers."""

    report: int
    student: str
    order: int
    units: tuple[Covered, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One assignment of one student. `report` is the one that counts, and says nothing of other assignments."""

    assignment: Assignment
    state: State
    max_score: float
    report: Report | None = None
    failed: Report | None = None  # a later submission that could not be graded: the earlier one counts on

    @property
    def counts(self) -> bool:
        """Whether it is known how many points it is worth."""
        return self.state in {State.GRADED, State.NOT_SUBMITTED}

    @property
    def score(self) -> float | None:
        """Points after late penalties; None where there is no mark."""
        if self.state is State.GRADED and self.report is not None:
            return self.report.score
        return 0.0 if self.state is State.NOT_SUBMITTED else None

    @property
    def penalty(self) -> float:
        """The points that lateness takes off."""
        return sum((points for _, points in self.report.penalties), 0.0) if self.report is not None else 0.0

    @property
    def submitted(self) -> datetime | None:
        """When the work that counts was submitted; None where that is not known."""
        times = [work.submitted for work in self.report.work if work.submitted] if self.report is not None else []
        return max(times, default=None)


@dataclass(frozen=True)
class Standing:
    """How a student stands in the whole course, or in some of its assignments."""

    student: str
    parts: tuple[Part, ...]  # in course order
    latest: Report  # the last grading, whether it counts or not
    identity: Identity

    def of(self, assignments: Collection[Assignment]) -> Standing:
        """Return the standing in these assignments alone."""
        names = {assignment.name for assignment in assignments}
        parts = tuple(part for part in self.parts if part.assignment.name in names)
        return Standing(self.student, parts, self.latest, self.identity)

    @property
    def ungraded(self) -> tuple[Part, ...]:
        """The assignments that keep the total open."""
        return tuple(part for part in self.parts if part.state is State.UNGRADED)

    @property
    def graded(self) -> bool:
        """Whether nothing that was submitted waits for a mark."""
        return not self.ungraded

    @property
    def score(self) -> float | None:
        """The total of what is graded or due; None while it is open, and where nothing counts yet."""
        scores = [part.score for part in self.parts if part.score is not None]
        return round(sum(scores), 2) if scores and self.graded else None

    @property
    def max_score(self) -> float:
        """The maximum of what is graded, due, or waits for a mark."""
        return round(sum(part.max_score for part in self.parts if part.state is not State.NOT_DUE), 2)

    @property
    def penalty(self) -> float:
        """The points that lateness takes off in all."""
        return round(sum(part.penalty for part in self.parts), 2)

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """What there is to show, by assignment."""
        return tuple(part.report for part in self.parts if part.report is not None)

    @cached_property
    def exercises(self) -> tuple[ExerciseResult, ...]:
        """All results, in course order."""
        return tuple(result for report in self.reports for result in report.exercises)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What the student must know about the submissions that count, and about the last one; each once."""
        reports = (*self.reports, *(part.failed for part in self.parts if part.failed is not None), self.latest)
        return tuple(dict.fromkeys(notice for report in reports for notice in report.notices))

    @property
    def level(self) -> Level:
        """The weakest sandbox among the reports that count."""
        levels = {report.provenance.sandbox_level for report in self.reports}
        return next((level for level in reversed(Level) if level in levels), self.latest.provenance.sandbox_level)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a standing is asked for, and the units of which somebody in the class has submitted something by then."""

    now: datetime
    begun: frozenset[str] = frozenset()

    def has_begun(self, assignment: Assignment) -> bool:
        """Whether somebody in the class has submitted something of an assignment."""
        return not self.begun.isdisjoint(assignment.units)

    def without_work(self, assignment: Assignment) -> State:
        """Return the state of an assignment of which a student has submitted nothing.

        Without a due date it is due as soon as somebody in the class has submitted something.
        """
        is_due = self.has_begun(assignment) if assignment.due is None else self.now > assignment.due
        return State.NOT_SUBMITTED if is_due else State.NOT_DUE


def compose(gradings: Sequence[Grading], course: Course, moment: Moment, *, load: Callable[[int], Report]) -> Standing:
    """Return the standing of one student.

    `gradings` are all of the student's, in the order in which they were made; `load` reads a report.
    """
    latest = load(gradings[-1].report)
    parts = tuple(_part(gradings, assignment, course, moment, load) for assignment in course.all_assignments)
    if _is_unreadable(gradings):
        parts = _with_unreadable(parts, latest, moment)
    known = [report.identity for part in parts if (report := part.report) and report.identity != NOBODY_KNOWN]
    identity = latest.identity if latest.identity != NOBODY_KNOWN or not known else known[-1]
    return Standing(latest.student, parts, latest, identity)


def _part(
    gradings: Sequence[Grading], assignment: Assignment, course: Course, moment: Moment, load: Callable[[int], Report]
) -> Part:
    """Return one assignment. What could not be graded never takes the place of what could."""

    def read(attempt: _Attempt) -> Report:
        return load(attempt.report).of_assignment(assignment)

    attempts = [attempt for grading in gradings if (attempt := _attempt(grading, assignment))]
    counting = _counting(attempts, assignment.attempts, lambda attempt: read(attempt).score)
    first_failures = {attempt.work: attempt for attempt in reversed(attempts) if not attempt.graded}
    later = [one for one in first_failures.values() if counting is None or _is_later(one, counting)]
    failed = read(max(later, key=lambda attempt: attempt.order)) if later else None
    if counting is not None:
        report = read(counting)
        return Part(assignment, State.GRADED, report.max_score, report, failed)
    state = moment.without_work(assignment) if failed is None else State.UNGRADED
    return Part(assignment, state, course.points_of(assignment), failed)


def _is_unreadable(gradings: Sequence[Grading]) -> bool:
    """Whether nothing of the last submission could be read, so that it is not known what it is for.

    What comes again without having been readable before says nothing new about what was graded in between.
    """
    last = gradings[-1].units
    first = next(place for place, grading in enumerate(gradings) if grading.units == last)
    return any(one.unit == WHOLE_COURSE for one in last) and all(one.units == last for one in gradings[first:])


def _with_unreadable(parts: Sequence[Part], report: Report, moment: Moment) -> tuple[Part, ...]:
    """Return `parts` after a submission of which nothing could be read, so that nobody knows what it was for.

    It waits for a mark wherever work is missing: where it is due or others have submitted theirs. Where nothing is
    missing it is taken for a resubmission of what has a mark; and where nothing has one, it may be for anything.
    """
    missing = [part for part in parts if part.report is None]
    expected = [p for p in missing if p.state is State.NOT_SUBMITTED or moment.has_begun(p.assignment)]
    nothing_known = not expected and len(missing) == len(parts)
    names = {part.assignment.name for part in (missing if nothing_known else expected)}
    waiting = (
        replace(part, state=State.UNGRADED, report=report) if part.assignment.name in names else part for part in parts
    )
    return tuple(replace(part, failed=report) if part.state is State.GRADED else part for part in waiting)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What one grading has of one assignment."""

    report: int
    order: int
    work: tuple[tuple[str, str], ...]  # each unit and its digest
    submitted: datetime | None
    graded: bool


def _counting(attempts: Iterable[_Attempt], policy: Attempts, score: Callable[[_Attempt], float]) -> _Attempt | None:
    graded = _one_for_each_work(attempt for attempt in attempts if attempt.graded)
    if policy is Attempts.BEST and len(graded) > 1:
        scores = [score(attempt) for attempt in graded]
        graded = [attempt for attempt, points in zip(graded, scores, strict=True) if points == max(scores)]
    return _latest(graded)


def _attempt(grading: Grading, assignment: Assignment) -> _Attempt | None:
    units = [covered for covered in grading.units if covered.unit in assignment.units]
    if not units:
        return None
    times = [covered.submitted for covered in units if covered.submitted is not None]
    work = tuple(sorted((covered.unit, covered.digest) for covered in units))
    return _Attempt(grading.report, grading.order, work, max(times, default=None), all(c.graded for c in units))


def _one_for_each_work(attempts: Iterable[_Attempt]) -> list[_Attempt]:
    """Return one attempt for each different work, in the order of grading.

    Work that comes again unchanged, with a later assignment's for instance, was submitted when it came first. Of
    several gradings of one submission, the last counts.
    """
    kept: dict[object, _Attempt] = {}
    for attempt in attempts:
        known = kept.get(attempt.work)
        if known is None or not _is_earlier(known.submitted, attempt.submitted):
            kept[attempt.work] = attempt
    return sorted(kept.values(), key=lambda attempt: attempt.order)


def _is_earlier(one: datetime | None, other: datetime | None) -> bool:
    """Whether `one` is a known time, and `other` is later or not known."""
    return one is not None and (other is None or one < other)


def _is_later(failed: _Attempt, counting: _Attempt) -> bool:
    return failed.order > counting.order and not _is_earlier(failed.submitted, counting.submitted or failed.submitted)


def _latest(attempts: Sequence[_Attempt]) -> _Attempt | None:
    """Return the attempt that was submitted last; where a time is not known, the one that was graded later."""
    latest: _Attempt | None = None
    for attempt in attempts:
        before = latest.submitted if latest is not None else None
        if before is None or attempt.submitted is None or attempt.submitted >= before:
            latest = attempt
    return latest
