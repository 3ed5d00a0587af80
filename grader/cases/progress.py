"""How far the exercises of a course are, as the table that ends a student's own run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from grader.language import Language, counted, msg, padded
from grader.model import Exercise, Group, Outcome, Verdict
from grader.scoring import score_exercise

PASSING, FAILING, NOT_ATTEMPTED, NOT_IMPORTED = "✓", "✗", "·", "!"
STUB, STUBS = "stub", msg("not attempted")
STATE_COLUMNS = 15


class Graded(TypedDict):
    """What is known of a case where it ran, for the process that shows it: with pytest-xdist that is another one."""

    exercise: str
    group: str
    verdict: str
    note: str  # for the table
    counted_as: str
    broken_unit: str  # whose file cannot be imported
    label: str
    behaviour: str  # a digest, to recognise known mistakes by
    selected: int  # how many cases of this exercise were to be run
    partial: bool  # some cases of the course were left out


@dataclass(frozen=True, slots=True)
class Progress:
    """What the visible cases found, by exercise."""

    manifest: Mapping[str, Any]
    language: Language
    outcomes: Mapping[str, Sequence[Outcome]]
    broken: Collection[str]  # units whose file cannot be imported
    here: Collection[str]  # units whose cases are in this folder
    partial: bool  # some cases were left out: points mean nothing

    def rows(self) -> list[str]:
        """Return a line for each unit and each exercise whose cases were run."""
        say = self.language.say
        lines: list[str] = []
        for unit in self.manifest["units"]:
            body = [self._row(entry, unit["name"]) for entry in unit["exercises"] if self._ran(entry)]
            lines += [f"{unit['name']}: {say(unit['title'])}", *body] if body else []
        return lines

    def total(self) -> list[str]:
        """Return what the visible cases give together, where all of them were run."""
        entries = [
            entry for unit in self.manifest["units"] if unit["name"] in self.here for entry in unit["exercises"]
        ]
        if self.partial or not all(map(self._ran, entries)):
            return [msg("Not all cases were run this time.")]
        so_far = sum(map(self._score, entries))
        whole = sum(entry["points"] for entry in entries if not entry["bonus"])
        return [
            msg(
                "{score} of {points} points so far, by these visible cases alone.",
                score=f"{so_far:.2f}",
                points=f"{whole:g}",
            ),
            msg("Hidden cases decide the mark: they ask more of the same functions."),
        ]

    def _row(self, entry: dict[str, Any], unit: str) -> str:
        outcomes = self.outcomes[entry["name"]]
        symbol, state = (NOT_IMPORTED, msg("not importable")) if unit in self.broken else _state(outcomes)
        width = max(len(each["name"]) for each in self._entries())
        row = f"  {symbol} {entry['name']:<{width}}  {padded(self.language.say(state), STATE_COLUMNS)}"
        if self.partial:
            return row.rstrip()
        score, points = f"{self._score(entry):5.2f}", f"{entry['points']:g}"
        one_or_many = 1 if entry["points"] == 1 else 2
        if entry["bonus"]:
            earned = counted(
                "{score} of {points} bonus point",
                "{score} of {points} bonus points",
                one_or_many,
                score=score,
                points=points,
            )
        else:
            earned = counted(
                "{score} of {points} point", "{score} of {points} points", one_or_many, score=score, points=points
            )
        return f"{row} {self.language.say(earned)}"

    def _entries(self) -> list[dict[str, Any]]:
        return [entry for unit in self.manifest["units"] for entry in unit["exercises"]]

    def _ran(self, entry: Mapping[str, Any]) -> bool:
        return entry["name"] in self.outcomes

    def _score(self, entry: dict[str, Any]) -> float:
        exercise = _exercise(entry)
        return score_exercise(exercise, self.outcomes[entry["name"]], gate=self.manifest["gate"]).score


def _exercise(entry: dict[str, Any]) -> Exercise:
    shares = {Group(group): float(share) for group, share in entry["shares"].items()}
    return Exercise(entry["name"], "", entry["points"], shares, entry["difficulty"], entry["bonus"])


def _state(outcomes: Sequence[Outcome]) -> tuple[str, str]:
    if all(outcome.verdict is Verdict.NOT_ATTEMPTED for outcome in outcomes):
        return NOT_ATTEMPTED, STUBS
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in outcomes)
    state = counted("{passed} of {count} case", "{passed} of {count} cases", len(outcomes), passed=passed)
    return (PASSING if passed == len(outcomes) else FAILING), state
