"""What a report says at a glance: values derived from outcomes, shared by all renderers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grader.model import Course, ExerciseResult, Group, Outcome, Report, Verdict

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


def by_unit(report: Report, course: Course) -> tuple[UnitSummary, ...]:
    """Group the results of a report by unit, in course order; units the course no longer has come last."""
    results: dict[str, list[ExerciseResult]] = {unit.name: [] for unit in course.units}
    for result in report.exercises:
        results.setdefault(result.exercise.unit, []).append(result)
    titles = {unit.name: unit.title for unit in course.units}
    return tuple(
        UnitSummary(name, titles.get(name, name), tuple(members)) for name, members in results.items() if members
    )


def histogram(reports: Iterable[Report]) -> tuple[int, ...]:
    """Count scores by tenth of the maximum; a border belongs to the tenth above, the maximum and bonus to the last."""
    tenths = Counter(min(9, int(10 * report.score / report.max_score)) for report in reports if report.max_score)
    return tuple(tenths[tenth] for tenth in range(10))
