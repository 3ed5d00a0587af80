"""Hints on a student's own machine: known mistakes are recognised by what the visible cases see of them.

`exercises/hints.json` is made by `grader check --fix`. It holds, for each known mistake, its hint and a digest of what
a function that makes it answers in each visible case: no wrong implementation, no answer, nothing of a hidden case.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.cases.call_proxy import Subject
from grader.cases.result_digest import Known, digest, still_possible, the_only

FILE = "hints.json"


@dataclass(eq=False)
class LocalHints:
    """What may be the matter with each exercise, after the visible cases that were run so far."""

    places: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # exercise: label of a visible case: index
    left: dict[str, tuple[Known[str], ...]] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)  # exercises that gave a wrong value

    @classmethod
    def for_folder(cls, folder: Path) -> LocalHints:
        """Read the hints, if there are any."""
        path = folder / FILE
        recorded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return cls(
            {name: {case: i for i, case in enumerate(entry["cases"])} for name, entry in recorded.items()},
            {
                name: tuple(
                    Known(mistake["hint"], tuple(mistake["behaviour"].split())) for mistake in entry["mistakes"]
                )
                for name, entry in recorded.items()
            },
        )

    def behaviour(self, label: str, subject: Subject) -> str:
        """Return what a case saw, as a digest; "" where no known mistake was recorded for that case."""
        known = label in self.places.get(subject.name, {})
        return digest(subject.calls, salt=label) if known else ""

    def seen(self, exercise: str, label: str, behaviour: str, *, wrong_value: bool) -> str | None:
        """Note what a case saw; return a hint if its value leaves one known mistake, and that has not been said yet.

        An exception that is not asked for explains itself, and is too weak a sign: anything may raise a TypeError.
        """
        if not behaviour:
            return None
        place = self.places[exercise][label]
        self.left[exercise] = still_possible(self.left[exercise], place, behaviour)
        hint = the_only(self.left[exercise])
        if wrong_value:
            self.wrong.add(exercise)
        if hint is None or not wrong_value or exercise in self.given:
            return None
        self.given.add(exercise)
        return hint

    def late(self) -> dict[str, str]:
        """Return, by exercise, the hints that only a case without a wrong value made certain."""
        found = {exercise: the_only(self.left[exercise]) for exercise in self.places if exercise in self.wrong}
        return {exercise: hint for exercise, hint in found.items() if hint is not None and exercise not in self.given}
