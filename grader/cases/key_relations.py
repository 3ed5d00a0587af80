"""What a wrong dict or set has to do with the right one: keys missing, of another type, swapped with the values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.cases.plain_data import canonical, equal, is_number
from grader.cases.relations import DIFFERS, Relation, says_something
from grader.cases.show import show, show_pair
from grader.language import Message, counted, joined, msg

MAX_RELATED = 10_000  # keys or items; of more, only what is missing or too much is said
MAX_NAMED = 5  # keys or items in one sentence

Relate = Callable[[object, object], Relation]
RelateNumbers = Callable[[NDArray[np.float64], NDArray[np.float64]], Relation | None]
Keys = dict[Hashable, Any]  # the keys of a dict or the items of a set, by what makes two of them equal


def relate_dicts(
    got: Mapping[Any, Any], expected: Mapping[Any, Any], relate: Relate, relate_numbers: RelateNumbers
) -> Relation:
    """Relate two dicts that differ; `relate` and `relate_numbers` are asked about their values. Raises TooDeep."""
    here, wanted = _by_identity(got), _by_identity(expected)
    missing, extra = _without(wanted, here), _without(here, wanted)
    if not missing and not extra:
        return _values(got, expected, relate, relate_numbers)
    text = _missing_and_extra(missing, extra)
    if max(len(got), len(expected)) <= MAX_RELATED:
        same = _other_keys(got, expected) or _swapped(got, expected)
        if same is not None:
            return Relation(same, text)
    right = all(equal(got[here[key]], expected[wanted[key]]) for key in here.keys() & wanted.keys())
    return Relation(_kind_of_keys(missing, extra, [expected[key] for key in missing], right), text)


def relate_sets(got: Collection[Any], expected: Collection[Any]) -> Relation:
    """Relate two sets that differ. Raises TooDeep."""
    here, wanted = _by_identity(got), _by_identity(expected)
    missing, extra = _without(wanted, here), _without(here, wanted)
    text = _missing_and_extra(missing, extra) or DIFFERS
    if not got:
        return Relation(msg("The set is empty, where items are expected."), text)
    if not expected:
        return Relation(msg("A set with items, where an empty one is expected."), text)
    if missing and extra:
        same = _other_items(got, expected)
        return Relation(same or msg("Some items are missing, and others do not belong there."), text)
    if missing:
        return Relation(msg("The right items, but not all of them."), text)
    return Relation(msg("All the right items, and others that do not belong there."), text)


def _by_identity(keys: Iterable[Any]) -> Keys:
    return {canonical(key): key for key in keys}


def _without(keys: Keys, others: Keys) -> list[Any]:
    return [key for identity, key in keys.items() if identity not in others]


def _missing_and_extra(missing: Collection[Any], extra: Collection[Any]) -> str:
    parts = []
    if missing:
        parts.append(msg("missing: {keys}", keys=_named(missing)))
    if extra:
        parts.append(msg("unexpected: {keys}", keys=_named(extra)))
    return joined("; ", parts)


def _named(keys: Collection[Any]) -> Message:
    """Name the first keys in order, as a person would type them."""
    shown = sorted(map(show, keys))
    first = ", ".join(shown[:MAX_NAMED])
    if len(shown) <= MAX_NAMED:
        return joined("", [first])
    rest = len(shown) - MAX_NAMED
    return counted("{first} and {count} more", "{first} and {count} more", rest, first=first)


# --- the right keys or items, written in another way -----------------------------------------------------------------

WRITTEN: tuple[tuple[str, str, Callable[[Any], object]], ...] = (
    (
        msg("Right, but with keys of another type: is '1' a text or 1 a number?"),
        msg("Right, but with items of another type: is '1' a text or 1 a number?"),
        lambda key: str(key) if is_number(key) or isinstance(key, str) else key,
    ),
    (
        msg("Right but for upper and lower case in the keys."),
        msg("Right but for upper and lower case in the items."),
        lambda key: key.casefold() if isinstance(key, str) else key,
    ),
    (
        msg("Right but for spaces in the keys."),
        msg("Right but for spaces in the items."),
        lambda key: "".join(key.split()) if isinstance(key, str) else key,
    ),
)


def _other_keys(got: Mapping[Any, Any], expected: Mapping[Any, Any]) -> str | None:
    """Say that the entries are right, if their keys are only written in another way."""
    for sentence, _, written in WRITTEN:
        here = {canonical(written(key)): value for key, value in got.items()}
        wanted = {canonical(written(key)): value for key, value in expected.items()}
        if len(here) == len(got) and len(wanted) == len(expected) and equal(here, wanted):
            return sentence
    return None


def _other_items(got: Collection[Any], expected: Collection[Any]) -> str | None:
    for _, sentence, written in WRITTEN:
        here, wanted = ({canonical(written(item)) for item in items} for items in (got, expected))
        if len(here) == len(got) and len(wanted) == len(expected) and here == wanted:
            return sentence
    texts = all(isinstance(item, str) for item in [*got, *expected])
    if texts and {canonical(c) for text in expected for c in text} == {canonical(item) for item in got}:
        return msg("The characters of the expected texts: `set(text)` takes a text apart.")
    return None


def _swapped(got: Mapping[Any, Any], expected: Mapping[Any, Any]) -> str | None:
    entries = {(canonical(key), canonical(value)) for key, value in got.items()}
    swapped = {(canonical(value), canonical(key)) for key, value in expected.items()}
    return msg("Keys and values are swapped.") if got and entries == swapped else None


# --- which keys, which values ----------------------------------------------------------------------------------------


def _kind_of_keys(missing: Collection[Any], extra: Collection[Any], left_out: Collection[Any], right: bool) -> str:
    """Say what is wrong with the keys; `left_out` are the values of the missing ones, `right` is about the others."""
    if missing and extra:
        return msg("Some keys are missing, and others do not belong there.")
    if extra:
        return (
            msg("All the right entries, and others that do not belong there.")
            if right
            else msg("Keys that do not belong there, and wrong values.")
        )
    if right and all(_is_nothing(value) for value in left_out):
        return msg("Right, but keys whose value is 0 or empty are missing.")
    return msg("The right entries, but not all of them.") if right else msg("Keys are missing, and values are wrong.")


def _is_nothing(value: object) -> bool:
    if isinstance(value, str | list | tuple | dict | set | frozenset):
        return not value
    return is_number(value) and bool(value == 0)


def _values(
    got: Mapping[Any, Any], expected: Mapping[Any, Any], relate: Relate, relate_numbers: RelateNumbers
) -> Relation:
    wrong = [key for key in expected if not equal(got[key], expected[key])]
    if not wrong:
        return Relation(DIFFERS, DIFFERS)
    shown = show_pair(got[wrong[0]], expected[wrong[0]])
    text: Message = msg(
        "{got} instead of {expected} for the key {key}", got=shown[0], expected=shown[1], key=show(wrong[0])
    )
    if len(wrong) > 1:
        text = joined("; ", [text, msg("wrong values for the keys {keys}", keys=_named(wrong))])
    numbers = _as_arrays([got[key] for key in expected], list(expected.values()))
    found = relate_numbers(*numbers) if numbers else None
    if found is not None:
        return Relation(msg("The right keys. Their values: {sentence}", sentence=found.kind), text)
    kinds = {relate(got[key], expected[key]).kind for key in wrong[:MAX_RELATED]}
    if len(kinds) == 1 and says_something(kind := kinds.pop(), everywhere=len(wrong) == len(expected)):
        return Relation(msg("The right keys. Where the values differ: {sentence}", sentence=kind), text)
    if len(wrong) < len(expected):
        return Relation(msg("The right keys, but some values are wrong."), text)
    return Relation(msg("The right keys, but the values are wrong."), text)


def _as_arrays(got: list[Any], expected: list[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    if len(expected) < 2 or not all(map(is_number, [*got, *expected])):
        return None
    try:
        return np.array(got, dtype=np.float64), np.array(expected, dtype=np.float64)
    except (OverflowError, ValueError, TypeError):  # integers beyond float64
        return None
