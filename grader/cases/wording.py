"""What feedback says in the words of the course whose cases are running.

The assertions that a case calls do not know the course, so whatever runs cases says it: `with speaking(...)` around
them. Relations get it as an argument and stay pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from grader.language import Message, msg
from grader.model import NEUTRAL, Factor, Wording

_SPOKEN: ContextVar[Wording] = ContextVar("wording", default=NEUTRAL)


def spoken() -> Wording:
    """Return the wording of the course whose cases are running; NEUTRAL outside of them."""
    return _SPOKEN.get()


@contextmanager
def speaking(wording: Wording) -> Iterator[None]:
    """Let feedback use this wording in the block."""
    before = _SPOKEN.set(wording)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def recorded_wording(manifest: Mapping[str, Any]) -> Wording:
    """Return the wording that `exercises/course.json` holds."""
    recorded = dict(manifest.get("feedback", {}))
    factors = tuple(Factor(**factor) for factor in recorded.pop("factors", ()))
    return Wording(factors, **recorded)


def inf_expected(wording: Wording) -> str:
    """Return what completes "Finite where …"."""
    return Message(wording.inf_expected) if wording.inf_expected else msg("inf is expected")


def about_one_more(wording: Wording) -> str:
    """Return the question about one value too many, or nothing."""
    return Message(wording.one_value_too_many) if wording.one_value_too_many else ""


def about_transposition(wording: Wording) -> str:
    """Return the question about an argument that should be transposed."""
    return Message(wording.transposed) if wording.transposed else msg("are rows and columns swapped?")


def about_a_large_integer(wording: Wording) -> str:
    """Return the question about an integer beyond the range of a float."""
    return Message(wording.integer_too_large) if wording.integer_too_large else msg("is a division missing?")
