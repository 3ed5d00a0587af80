"""Known wrong answers: each is a function with an id, a hint, and the input that tells it from a right answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Misconception:
    """One plausible mistake. `hint` is a question for the student, not the fix."""

    id: str
    of: str  # the exercise
    title: str
    hint: str
    distinguishes: str  # a Python expression that calls the exercise by name, with `np` at hand
    top: bool = False  # among the commonest


def misconception(
    id: str,  # noqa: A002 — the field's word, and a keyword nobody shadows here
    *,
    of: str,
    title: str,
    hint: str,
    distinguishes: str,
    top: bool = False,
) -> Callable[[F], F]:
    """Mark a function in `solutions/misconceptions/` as a known wrong answer; returns it unchanged."""

    def mark(function: F) -> F:
        function.misconception = Misconception(id, of, title, hint, distinguishes, top)  # type: ignore[attr-defined]
        return function

    return mark
