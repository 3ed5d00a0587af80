"""Somebody's functions, as the runner sees them: a student's in the sandbox, or our own in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Protocol

from grader.cases.call_proxy import Invoke, InvokeEach, local_invoke
from grader.model import Exercise

Function = Callable[..., object]


class Code(Protocol):
    """Somebody's functions: a submission behind the wall, or our own wrong answers in this process."""

    def require(self, exercise: Exercise, end: float) -> object:
        """Make sure that `exercise` can be called; raises UnitUnusable."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return how `exercise` is called; no call goes on past `end` (monotonic seconds)."""

    def invoke_each(self, exercise: Exercise, end: float) -> InvokeEach | None:
        """Return how several calls are made at once, or None where that gains nothing."""

    def renew(self) -> None:
        """Forget everything that it remembers of earlier calls."""

    def release(self) -> int:
        """Count what was returned so far as given back; return how many bytes of memory that was."""

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[Code]:
        """Return the same code with some of its exercises answered by `functions`."""

    def is_broken(self, exercise: Exercise) -> bool:
        """Whether the file of `exercise` cannot be imported."""


@dataclass(frozen=True, slots=True)
class TrustedCode:
    """Functions of our own (references, known wrong answers), called in this process."""

    functions: Mapping[str, Function]

    def require(self, exercise: Exercise, end: float) -> None:
        """Do nothing: the functions are there."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return a plain call on private copies of the arguments."""
        return local(self.functions[exercise.name], exercise.name)

    def invoke_each(self, exercise: Exercise, end: float) -> None:
        """Return None: nothing has to travel."""

    def renew(self) -> None:
        """Do nothing: our own functions remember nothing."""

    def release(self) -> int:
        """Return 0: what our own functions return is not counted."""
        return 0

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[TrustedCode]:
        """Return itself with `functions` put in."""
        return nullcontext(TrustedCode({**self.functions, **functions}))

    def is_broken(self, exercise: Exercise) -> bool:
        """Return False: they have been imported."""
        return False


def local(function: Function, name: str) -> Invoke:
    """Return a plain call of a function of this process."""
    return local_invoke(function, lambda error: "", name=name)
