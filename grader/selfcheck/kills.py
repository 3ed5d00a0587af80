"""The kill matrix: which cases notice which wrong answers, and what follows for the cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.model import Case, Group


@dataclass(frozen=True, slots=True)
class Row:
    """One wrong answer, and the cases that notice it."""

    name: str  # "SI2"; for a mutant, what is changed
    title: str
    exercise: str
    killers: tuple[Case, ...]
    mutant: bool = False
    equivalent: bool = False  # no case can notice it, and it is explained why
    lost: bool = False  # it never ended, or took its process with it

    @property
    def noticed(self) -> bool:
        """Whether it was told from a right answer."""
        return bool(self.killers) or self.lost

    @property
    def by_group(self) -> Mapping[Group, int]:
        """How many cases of each group notice it."""
        return Counter(case.group for case in self.killers)


@dataclass(frozen=True, slots=True)
class KillMatrix:
    """All wrong answers that were tried on all cases of their exercise."""

    rows: tuple[Row, ...]

    def of(self, exercise: str) -> KillMatrix:
        """Return the rows of one exercise."""
        return KillMatrix(tuple(row for row in self.rows if row.exercise == exercise))

    def redundant(self, cases: Iterable[Case]) -> tuple[Case, ...]:
        """Return the cases that notice nothing which no other case notices.

        Such a case may still teach; but nothing that was tried needs it.
        """
        needed = {row.killers[0].name for row in self.rows if len(row.killers) == 1}
        return tuple(case for case in cases if case.name not in needed)
