"""Other ways to read the arguments of a call: a function that is right, or at least answers, for one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.cases.plain_data import holds_text, kind_of
from grader.cases.relations import Relation, describe_kind
from grader.cases.wording import about_transposition
from grader.language import msg
from grader.model import NEUTRAL, Wording

ORDINALS = (msg("first"), msg("second"), msg("third"), msg("fourth"))
SWAPPED = Relation(*[msg("Right if the first two arguments are swapped: which comes first?")] * 2)

Arguments = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Arguments to be tried in place of those of a call, and what it means if that helps."""

    args: Arguments
    means: str


def mistaken_for(args: Arguments, wording: Wording = NEUTRAL) -> Iterator[tuple[Arguments, Relation]]:
    """Yield what a function that is right for something else may have taken the arguments for."""
    if len(args) > 1 and _alike(args[0], args[1]):
        yield (args[1], args[0], *args[2:]), SWAPPED
    for i, transposed in _transposed(args):
        question = about_transposition(wording)
        text = msg("Right with the {which} argument transposed: {question}", which=ORDINALS[i], question=question)
        yield transposed, Relation(text, text)


def easier(args: Arguments, wording: Wording = NEUTRAL) -> Iterator[Reading]:
    """Yield arguments that a function may be able to answer where it raised."""
    if any(isinstance(arg, list) for arg in args):
        arrays = tuple(
            np.asarray(arg) if isinstance(arg, list) and as_numbers(arg) is not None else arg for arg in args
        )
        yield Reading(arrays, msg("it answers if lists are given as arrays: `np.asarray` makes both welcome"))
    for i, transposed in _transposed(args):
        question = about_transposition(wording)
        text = msg("it answers with the {which} argument transposed: {question}", which=ORDINALS[i], question=question)
        yield Reading(transposed, text)
    numbers = as_numbers(args[0]) if args else None
    if numbers is not None and numbers.size:
        first = args[0]
        given = msg("a list of {count}", count=len(first)) if isinstance(first, list) else describe_kind(first)
        text = msg("it answers for a single number, and was given {given}", given=given)
        yield Reading((float(numbers.flat[0]), *args[1:]), text)


def as_numbers(value: object) -> np.ndarray | None:
    """Return plain numbers as an array of float64, anything else as None."""
    if callable(value) or holds_text(value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def _transposed(args: Arguments) -> Iterator[tuple[int, Arguments]]:
    for i, arg in enumerate(args[: len(ORDINALS)]):
        numbers = as_numbers(arg)
        if numbers is not None and numbers.ndim == 2 and numbers.shape != (1, 1):
            yield i, (*args[:i], np.asarray(arg).T, *args[i + 1 :])


def _alike(a: object, b: object) -> bool:
    """Whether one may be taken for the other: arrays of one shape, two texts, two dicts, two lists of texts."""
    first, second = as_numbers(a), as_numbers(b)
    if first is not None and second is not None:
        return first.ndim > 0 and first.shape == second.shape
    return (
        first is None
        and second is None
        and kind_of(a) == kind_of(b)
        and isinstance(a, str | list | tuple | dict | set)
    )
