"""What a report says at a glance: values derived from outcomes, shared by all renderers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from grader.model import Assignment, Course, ExerciseResult, Group, Outcome, Report, Verdict
from grader.standing import Part, Standing, State

GROUP_ORDER = tuple(Group)  # the order in which failures are explained
STUDENTS_FAILURES = frozenset(Verdict) - {Verdict.PASSED, Verdict.NOT_ATTEMPTED, Verdict.GRADER_ERROR}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of one group passed."""

    group: Group
    passed: int
    cases: int

    @property
    def rate(self) -> float:
        """The share that passed, from 0 to 1."""
        return self.passed / self.cases


@dataclass(frozen=True, slots=True)
class UnitSummary:
    """One unit of one student."""

    name: str
    title: str
    results: tuple[ExerciseResult, ...]

    @property
    def score(self) -> float:
        """Points earned in this unit, before late penalties."""
        return round(sum(result.score for result in self.results), 2)

    @property
    def max_score(self) -> float:
        """The unit's maximum, bonus exercises left out."""
        return round(sum(result.exercise.points for result in self.results if not result.exercise.bonus), 2)

    @property
    def attempted(self) -> bool:
        """Whether the student has written anything for this unit."""
        return any(result.attempted for result in self.results)

    @property
    def obstacle(self) -> Outcome | None:
        """How each and every case ended, where that is one and the same failure; None where cases differ.

        A file that cannot be imported is such an obstacle: it is told once, not in every exercise.
        """
        outcomes = [outcome for result in self.results for outcome in result.outcomes]
        if len(self.results) < 2 or len({(outcome.verdict, outcome.message) for outcome in outcomes}) != 1:
            return None
        first = outcomes[0]
        return first if first.message and first.verdict in STUDENTS_FAILURES else None

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Cases passed by group, over the exercises that were attempted."""
        return tally(outcome for result in self.results if result.attempted for outcome in result.outcomes)


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Work that could not be graded, and the assignments it was submitted to."""

    report: Report
    titles: str
    earlier_counts: bool  # an earlier submission counts in its place


def unmarked(standing: Standing) -> list[Unmarked]:
    """Return what could not be graded of a student's work, each grading once."""
    found: dict[tuple[object, ...], list[tuple[Report, Part]]] = {}
    for part in standing.parts:
        report = part.failed or part.report
        if report is not None and (part.failed is not None or part.state is State.UNGRADED):
            found.setdefault((*_grading(report), report.problem, part.state), []).append((report, part))
    return [
        Unmarked(pairs[0][0], ", ".join(part.assignment.title for _, part in pairs), pairs[0][1].state is State.GRADED)
        for pairs in found.values()
    ]


def tally(outcomes: Iterable[Outcome]) -> tuple[Tally, ...]:
    """Count passed cases by group, in the order of explanation; groups without cases are left out."""
    verdicts: dict[Group, list[bool]] = {group: [] for group in GROUP_ORDER}
    for outcome in outcomes:
        verdicts[outcome.case.group].append(outcome.verdict is Verdict.PASSED)
    return tuple(Tally(group, sum(passed), len(passed)) for group, passed in verdicts.items() if passed)


def failures(result: ExerciseResult) -> tuple[Outcome, ...]:
    """Return the cases that did not pass, the one to explain first: anchor, edge, law, numeric, speed."""
    failed = (outcome for outcome in result.outcomes if outcome.verdict is not Verdict.PASSED)
    return tuple(sorted(failed, key=lambda outcome: GROUP_ORDER.index(outcome.case.group)))


def notes(result: ExerciseResult) -> tuple[str, ...]:
    """Return what passed cases have to say, each text once: follow-through marks, for instance."""
    passed = (outcome for outcome in result.outcomes if outcome.verdict is Verdict.PASSED)
    return tuple(dict.fromkeys(outcome.message for outcome in passed if outcome.message))


def strongest_and_weakest(tallies: tuple[Tally, ...]) -> tuple[Tally, Tally] | None:
    """Return the groups with the highest and the lowest pass rate, or None where all are alike.

    Of equals, the one with more cases is named, then the one that is explained first.
    """
    strongest = max(tallies, key=lambda t: (t.rate, t.cases), default=None)
    weakest = min(tallies, key=lambda t: (t.rate, -t.cases), default=None)
    if strongest is None or weakest is None or strongest.rate == weakest.rate:
        return None
    return strongest, weakest


def by_unit(exercises: Iterable[ExerciseResult], course: Course) -> tuple[UnitSummary, ...]:
    """Group results by unit, in course order; units the course no longer has come last."""
    results: dict[str, list[ExerciseResult]] = {unit.name: [] for unit in course.units}
    for result in exercises:
        results.setdefault(result.exercise.unit, []).append(result)
    titles = {unit.name: unit.title for unit in course.units}
    return tuple(
        UnitSummary(name, titles.get(name, name), tuple(members)) for name, members in results.items() if members
    )


def units_of(standing: Standing, course: Course) -> list[tuple[Part, UnitSummary]]:
    """Return the units that there is something to show of, each with its assignment."""
    parts = [part for part in standing.parts if part.report is not None]
    return [(part, unit) for part in parts if part.report for unit in by_unit(part.report.exercises, course)]


def provenances(standing: Standing) -> list[tuple[str, Report]]:
    """Return where the marks are from: each grading, with the titles of the assignments that it counts for."""
    counting = [(part.report, part.assignment.title) for part in standing.parts if part.report is not None]
    runs = groupby(counting or [(standing.latest, "")], key=lambda pair: _grading(pair[0]))
    return [(", ".join(title for _, title in pairs), pairs[0][0]) for _, group in runs for pairs in [list(group)]]


def _grading(report: Report) -> tuple[object, ...]:
    return report.provenance, report.graded_at, report.seconds


def histogram(standings: Iterable[Standing]) -> tuple[int, ...]:
    """Count totals by tenth of their maximum; a border belongs to the tenth above, maximum and bonus to the last."""
    totals = [(standing.score, standing.max_score) for standing in standings]
    tenths = Counter(min(9, int(10 * score / maximum)) for score, maximum in totals if score is not None and maximum)
    return tuple(tenths[tenth] for tenth in range(10))


def not_due_for_anyone(standings: Iterable[Standing]) -> tuple[Assignment, ...]:
    """Return the assignments that count for nobody yet."""
    states: dict[Assignment, set[State]] = {}
    for standing in standings:
        for part in standing.parts:
            states.setdefault(part.assignment, set()).add(part.state)
    return tuple(assignment for assignment, found in states.items() if found == {State.NOT_DUE})


def class_maximum(standings: Iterable[Standing]) -> float:
    """Return the maximum that most of the totals have, the larger of two that are as frequent; 0 without any."""
    maxima = Counter(standing.max_score for standing in standings if standing.score is not None)
    return max(maxima, key=lambda maximum: (maxima[maximum], maximum), default=0.0)
