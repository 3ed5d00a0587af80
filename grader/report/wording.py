"""The words of all reports: one place for how a verdict, a group, a number or a state is said to people.

They are messages: whoever shows one has the reader's language say it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from grader.language import Message, counted, msg
from grader.model import Assignment, Course, ExerciseResult, Group, Level, Outcome, Report, Verdict
from grader.report import clean_text
from grader.report.summary import Tally, UnitSummary, strongest_and_weakest
from grader.standing import Part, Standing, State

UNCONFINED: Final = msg("UNCONFINED: this code ran without a sandbox. These points are not a grade.")
ONE_REASON: Final = msg("Every case of this unit fails for one reason:")
SEE_ABOVE: Final = msg("Every case fails for the reason that is told at the top.")
NO_MARK_YET: Final = msg("It counts as “no mark yet”, not as zero.")
NOTHING_COUNTS: Final = msg("Nothing is graded or due yet.")
EARLIER_COURSE: Final = msg("graded with an earlier version of the course")
FAILED_LATER: Final = msg("a later submission could not be graded")
OUR_FAULT: Final = msg("The grader itself failed on at least one case. Nothing that you wrote is to blame for that.")
VISIBLE_CASE: Final = msg("visible case")
HIDDEN_CASE: Final = msg("hidden case")


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict for people: a symbol and words, so that colour is never needed."""

    symbol: str
    words: Message
    sentence: Message


@dataclass(frozen=True, slots=True)
class Explanation:
    """The message of one case, taken apart for display: a headline, then lines of label and value."""

    headline: str
    lines: tuple[tuple[str, str], ...]


VERDICTS: Final[Mapping[Verdict, Said]] = MappingProxyType(
    {
        Verdict.PASSED: Said("✓", msg("passes"), msg("Passes.")),
        Verdict.FAILED: Said("✗", msg("wrong answer"), msg("Wrong answer.")),
        Verdict.RAISED: Said("!", msg("raises an error"), msg("Raises an error.")),
        Verdict.TIMED_OUT: Said("◷", msg("takes too long"), msg("Takes too long.")),
        Verdict.OUT_OF_MEMORY: Said("■", msg("needs too much memory"), msg("Needs too much memory.")),
        Verdict.CRASHED: Said("↯", msg("crashes"), msg("Crashes.")),
        Verdict.NOT_ATTEMPTED: Said("○", msg("not attempted"), msg("Not attempted.")),
        Verdict.GRADER_ERROR: Said(
            "?", msg("could not be judged: the grader’s fault"), msg("Could not be judged: the grader’s fault.")
        ),
    }
)

GROUPS: Final[Mapping[Group, Message]] = MappingProxyType(
    {
        Group.ANCHOR: msg("anchors"),
        Group.EDGE: msg("edge cases"),
        Group.LAW: msg("laws"),
        Group.NUMERIC: msg("numerics"),
        Group.SPEED: msg("speed"),
    }
)

COLUMNS: Final[Mapping[Group, Message]] = MappingProxyType(  # the groups, as short as a table needs them
    {
        Group.ANCHOR: msg("anchor"),
        Group.EDGE: msg("edge"),
        Group.LAW: msg("law"),
        Group.NUMERIC: msg("numeric"),
        Group.SPEED: msg("speed"),
    }
)

GROUP_MEANINGS: Final[Mapping[Group, Message]] = MappingProxyType(
    {
        Group.ANCHOR: msg("values worked out by hand"),
        Group.EDGE: msg("zeros, invalid input, shapes and types"),
        Group.LAW: msg("identities that hold for every input"),
        Group.NUMERIC: msg("extreme magnitudes, without warnings"),
        Group.SPEED: msg("large inputs in reasonable time"),
    }
)

LEVELS: Final[Mapping[Level, Message]] = MappingProxyType(
    {
        Level.L1: msg("L1: namespaces, system-call filter, limits"),
        Level.L2: msg("L2: file and system-call filters, limits"),
        Level.UNCONFINED: msg("UNCONFINED: no sandbox"),
    }
)

STATES: Final[Mapping[State, Message]] = MappingProxyType(
    {
        State.GRADED: msg("graded"),
        State.UNGRADED: msg("not graded"),
        State.NOT_SUBMITTED: msg("not submitted"),
        State.NOT_DUE: msg("not due yet"),
    }
)


def number(value: float) -> str:
    """Return a number of points: at most two decimals, none that say nothing, a true minus sign."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text != "-0" else "0"


def percent(share: float) -> Message:
    """Return a share from 0 to 1 as a whole percentage; 100 % and 0 % only when they are exact."""
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(99, max(1, whole))
    return msg("{percent} %", percent=whole)


def plural(count: int, noun: str) -> str:
    """Return "1 case", "2 cases", where English is spoken whatever the course's language is."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def gate_sentence(course: Course) -> Message:
    """Explain why only the anchors of an exercise count."""
    return msg(
        "Fewer than {share} of the anchor cases pass, so the other groups do not count yet. Start with the anchors.",
        share=msg("half") if course.gate == 0.5 else percent(course.gate),
    )


def explain(outcome: Outcome) -> Explanation:
    """Take a message apart: its first line makes sense alone, the others are `  label    value` or plain text."""
    headline, *rest = clean_text(outcome.message).split("\n")
    return Explanation(
        headline or VERDICTS[outcome.verdict].sentence, tuple(_label_and_value(line) for line in rest if line.strip())
    )


def status(result: ExerciseResult) -> Message:
    """Say in words how one exercise stands."""
    if not result.attempted:
        return msg("not attempted yet")
    total = len(result.outcomes)
    if result.passed == total:
        return counted("the case passes", "all {count} cases pass", total)
    return counted("{passed} of {count} case pass", "{passed} of {count} cases pass", total, passed=result.passed)


def progress_sentence(results: Sequence[ExerciseResult]) -> Message:
    """Say first what is right."""
    done = sum(result.passed == len(result.outcomes) for result in results)
    if results and done == len(results):
        return msg("Every case of every exercise passes. Well done!")
    if not any(result.attempted for result in results):
        return msg("Nothing is attempted yet, and nothing is lost: the first function is only a few lines long.")
    passed = sum(result.passed for result in results)
    return msg(
        "{exercises} complete, {cases} passed.",
        exercises=counted("{done} of {count} exercise", "{done} of {count} exercises", len(results), done=done),
        cases=counted("{count} case", "{count} cases", passed),
    )


def unit_sentence(unit: UnitSummary) -> Message:
    """Name the strongest and the weakest group of a unit, in one sentence."""
    if not unit.attempted:
        first = unit.results[0].exercise.name
        return msg("Not attempted yet: {exercise} is the place to start.", exercise=first)
    tallies = unit.tallies
    extremes = strongest_and_weakest(tallies)
    if extremes is not None:
        strongest, weakest = extremes
        return msg(
            "Strongest: {strongest}. Weakest: {weakest}.",
            strongest=_tally_words(strongest),
            weakest=_tally_words(weakest),
        )
    if tallies[0].rate == 1:
        unfinished = any(not result.attempted for result in unit.results)
        if unfinished:
            return msg("Every case passes in what you attempted.")
        return msg("Every case of this unit passes.")
    return msg("All groups stand alike: {percent} of the cases pass.", percent=percent(tallies[0].rate))


def total_sentence(standing: Standing) -> Message:
    """Say the total, out of what is graded or due; or what keeps it open."""
    score = standing.score
    if score is not None:
        return msg("{score} of {points} points", score=number(score), points=number(standing.max_score))
    if standing.ungraded:
        titles = ", ".join(part.assignment.title for part in standing.ungraded)
        return msg("The total is open: there is no mark yet for {assignments}.", assignments=titles)
    return NOTHING_COUNTS


def part_points(part: Part) -> str:
    """Return the points of one assignment: "15.5 of 18", or "" where there is no mark."""
    if part.score is None:
        return ""
    return msg("{part} of {whole}", part=number(part.score), whole=number(part.max_score))


def remarks(standing: Standing, course: Course, *, not_due: Collection[Assignment] = ()) -> list[tuple[Message, bool]]:
    """Return what staff must know of a standing beside its points, and whether it is about what has no mark.

    Nothing is said of the assignments that are `not_due` for anyone.
    """
    states = (State.UNGRADED, State.NOT_SUBMITTED, State.NOT_DUE)
    parts = [part for part in standing.parts if part.assignment not in not_due]
    groups = [(STATES[state], [part for part in parts if part.state is state]) for state in states]
    groups += [
        (FAILED_LATER, [part for part in parts if part.failed is not None]),
        (EARLIER_COURSE, [part for part in parts if part.report and _is_older(part.report, course)]),
    ]
    without_mark = {STATES[State.UNGRADED], FAILED_LATER}
    return [
        (msg("{remark}: {assignments}", remark=words, assignments=_titles(parts)), words in without_mark)
        for words, parts in groups
        if parts
    ]


def not_due_sentence(assignments: Iterable[Assignment]) -> Message:
    """Say what counts for nobody yet."""
    titles = ", ".join(assignment.title for assignment in assignments)
    return msg("Not due yet, and not counted: {assignments}.", assignments=titles)


def _is_older(report: Report, course: Course) -> bool:
    return report.provenance.course_digest != course.digest


def _titles(parts: Sequence[Part]) -> str:
    return ", ".join(part.assignment.title for part in parts)


def time_words(time: datetime, assignment: Assignment) -> str:
    """Return a time as people read it, in the zone of the assignment's due time."""
    zone = assignment.due.tzinfo if assignment.due is not None else UTC
    return time.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")


def ungraded_reason(report: Report) -> str:
    """Say why a report is ungraded; "" when it is graded."""
    return "" if report.graded else report.problem or OUR_FAULT


def ungraded_reason_for_staff(report: Report) -> str:
    """Say why a report is ungraded, naming the cases that the grader could not judge."""
    if report.graded or report.problem:
        return report.problem
    faults = [o.case.name for r in report.exercises for o in r.outcomes if o.verdict is Verdict.GRADER_ERROR]
    return counted(
        "the grader failed on {count} case, first {first}",
        "the grader failed on {count} cases, first {first}",
        len(faults),
        first=faults[0],
    )


def penalty_sentence(assignment: str, points: float, course: Course) -> Message:
    """Say what lateness cost."""
    titles = {known.name: known.title for known in course.assignments}
    title = titles.get(assignment, assignment)
    return msg("Handed in late: {assignment}, −{points} points.", assignment=title, points=number(points))


def _tally_words(tally: Tally) -> Message:
    return msg(
        "{group} ({passed} of {cases}; {meaning})",
        group=GROUPS[tally.group],
        passed=tally.passed,
        cases=tally.cases,
        meaning=GROUP_MEANINGS[tally.group],
    )


def _label_and_value(line: str) -> tuple[str, str]:
    label, _, value = line.strip().partition(" ")
    if line.startswith("  ") and not line.startswith("   ") and label.isalpha() and value.strip():
        return label, value.strip()
    return "", line.strip()
