"""The words of all reports: one place for how a verdict, a group, a number or a state is said to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from grader.model import Course, ExerciseResult, Group, Level, Outcome, Report, Verdict
from grader.report import clean_text
from grader.report.summary import Tally, UnitSummary, strongest_and_weakest

GATE_CLOSED: Final = (
    "Fewer than {share} of the anchor cases pass, so the other groups do not count yet. Start with the anchors."
)
UNCONFINED: Final = "UNCONFINED: this code ran without a sandbox. These points are not a grade."
ONE_REASON: Final = "Every case of this unit fails for one reason:"
SEE_ABOVE: Final = "Every case fails for the reason that is told at the top."
UNGRADED: Final = "This report is not graded. It counts as “no mark yet”, not as zero."
OUR_FAULT: Final = "The grader itself failed on at least one case. Nothing that you wrote is to blame for that."


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict for people: a symbol and words, so that colour is never needed."""

    symbol: str
    words: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The message of one case, taken apart for display: a headline, then lines of label and value."""

    headline: str
    lines: tuple[tuple[str, str], ...]


VERDICTS: Final[Mapping[Verdict, Said]] = MappingProxyType(
    {
        Verdict.PASSED: Said("✓", "passes"),
        Verdict.FAILED: Said("✗", "wrong answer"),
        Verdict.RAISED: Said("!", "raises an error"),
        Verdict.TIMED_OUT: Said("◷", "takes too long"),
        Verdict.OUT_OF_MEMORY: Said("■", "needs too much memory"),
        Verdict.CRASHED: Said("↯", "crashes"),
        Verdict.NOT_ATTEMPTED: Said("○", "not attempted"),
        Verdict.GRADER_ERROR: Said("?", "could not be judged: the grader’s fault"),
    }
)

GROUPS: Final[Mapping[Group, str]] = MappingProxyType(
    {
        Group.ANCHOR: "anchors",
        Group.EDGE: "edge cases",
        Group.LAW: "laws",
        Group.NUMERIC: "numerics",
        Group.SPEED: "speed",
    }
)

GROUP_MEANINGS: Final[Mapping[Group, str]] = MappingProxyType(
    {
        Group.ANCHOR: "values worked out by hand",
        Group.EDGE: "zeros, invalid input, shapes and types",
        Group.LAW: "identities that hold for every input",
        Group.NUMERIC: "extreme magnitudes, without warnings",
        Group.SPEED: "large inputs in reasonable time",
    }
)

LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.L1: "L1: namespaces, system-call filter, limits",
        Level.L2: "L2: file and system-call filters, limits",
        Level.UNCONFINED: "UNCONFINED: no sandbox",
    }
)


def number(value: float) -> str:
    """Return a number of points: at most two decimals, none that say nothing, a true minus sign."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text != "-0" else "0"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage; 100 % and 0 % only when they are exact."""
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return f"{whole} %"


def plural(count: int, noun: str) -> str:
    """Return "1 case", "2 cases"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def gate_sentence(course: Course) -> str:
    """Explain why only the anchors of an exercise count."""
    return GATE_CLOSED.format(share="half" if course.gate == 0.5 else percent(course.gate))


def explain(outcome: Outcome) -> Explanation:
    """Take a message apart: its first line makes sense alone, the others are `  label    value` or plain text."""
    headline, *rest = clean_text(outcome.message).split("\n")
    headline = headline or f"{VERDICTS[outcome.verdict].words.capitalize()}."
    return Explanation(headline, tuple(_label_and_value(line) for line in rest if line.strip()))


def status(result: ExerciseResult) -> str:
    """Say in words how one exercise stands."""
    if not result.attempted:
        return "not attempted yet"
    total = len(result.outcomes)
    if result.passed == total:
        return f"all {plural(total, 'case')} pass" if total != 1 else "the case passes"
    return f"{result.passed} of {plural(total, 'case')} pass"


def progress_sentence(report: Report) -> str:
    """Say first what is right."""
    results = report.exercises
    done = sum(result.passed == len(result.outcomes) for result in results)
    if results and done == len(results):
        return "Every case of every exercise passes. Well done!"
    if not any(result.attempted for result in results):
        return "Nothing is attempted yet, and nothing is lost: the first function is only a few lines long."
    passed = sum(result.passed for result in results)
    return f"{done} of {plural(len(results), 'exercise')} complete, {plural(passed, 'case')} passed."


def unit_sentence(unit: UnitSummary) -> str:
    """Name the strongest and the weakest group of a unit, in one sentence."""
    if not unit.attempted:
        return f"Not attempted yet: {unit.results[0].exercise.name} is the place to start."
    tallies = unit.tallies
    extremes = strongest_and_weakest(tallies)
    if extremes is not None:
        strongest, weakest = extremes
        return f"Strongest: {_tally_words(strongest)}. Weakest: {_tally_words(weakest)}."
    if tallies[0].rate == 1:
        unfinished = any(not result.attempted for result in unit.results)
        return "Every case passes in what you attempted." if unfinished else "Every case of this unit passes."
    return f"All groups stand alike: {percent(tallies[0].rate)} of the cases pass."


def ungraded_reason(report: Report) -> str:
    """Say why a report is ungraded; "" when it is graded."""
    return "" if report.graded else report.problem or OUR_FAULT


def ungraded_reason_for_staff(report: Report) -> str:
    """Say why a report is ungraded, naming the cases that the grader could not judge."""
    if report.graded or report.problem:
        return report.problem
    faults = [o.case.name for r in report.exercises for o in r.outcomes if o.verdict is Verdict.GRADER_ERROR]
    return f"the grader failed on {plural(len(faults), 'case')}, first {faults[0]}"


def penalty_sentence(assignment: str, points: float, course: Course) -> str:
    """Say what lateness cost."""
    titles = {known.name: known.title for known in course.assignments}
    return f"Handed in late: {titles.get(assignment, assignment)}, −{number(points)} points."


def _tally_words(tally: Tally) -> str:
    return f"{GROUPS[tally.group]} ({tally.passed} of {tally.cases}; {GROUP_MEANINGS[tally.group]})"


def _label_and_value(line: str) -> tuple[str, str]:
    label, _, value = line.strip().partition(" ")
    if line.startswith("  ") and not line.startswith("   ") and label.isalpha() and value.strip():
        return label, value.strip()
    return "", line.strip()
