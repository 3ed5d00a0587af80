"""The right value, or what is meant as it, but of the wrong kind: a number as text, a list instead of a set."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.cases.call_proxy import Opaque
from grader.cases.plain_data import TooDeep, as_lists, canonical, equal, is_number
from grader.cases.text_relations import number_in
from grader.language import msg

COLLECTIONS = (list, tuple, set, frozenset, dict, np.ndarray)
TO_LOOP_OVER = frozenset(  # what a loop can go through once, or a view of something else
    "generator map filter zip enumerate reversed range dict_keys dict_values dict_items list_iterator".split()
)


def right_in_another_kind(got: object, expected: object) -> str:
    """Return a sentence if the value is right, or meant right, and only of another kind; else ""."""
    try:
        return _meant(got, expected)
    except (TooDeep, RecursionError):
        return ""


def _meant(got: object, expected: object) -> str:
    if got is None:
        return ""
    if _name_of(got) in TO_LOOP_OVER and isinstance(expected, list | tuple | set | np.ndarray):
        return msg("Something to loop over, but not a collection: `list(…)` makes a list of it.")
    if isinstance(expected, str):
        return _instead_of_text(got, expected)
    if isinstance(expected, bool | np.bool_):
        return _instead_of_truth(got, bool(expected))
    if is_number(expected):
        return _instead_of_number(got, expected)
    if isinstance(expected, COLLECTIONS):
        return _instead_of_collection(got, expected)
    return ""


def _name_of(value: object) -> str:
    """Return the name of a value's class, also of what did not come through the sandbox."""
    return value.what.rpartition(" ")[2] if isinstance(value, Opaque) else type(value).__name__


def _instead_of_text(got: object, expected: str) -> str:
    if isinstance(got, bool | np.bool_):
        return msg("Right, but a truth value: return it as text.") if str(bool(got)) == expected else ""
    if is_number(got):
        right = str(got) == expected or number_in(expected) == _value(got)
        return msg("The right value, but as a number: return it as text.") if right else ""
    if _holds_only(got, expected):
        return msg("The right text, but inside a list: take it out.")
    if isinstance(got, list | tuple) and got and all(isinstance(item, str) for item in got):
        if "".join(got) == expected:
            return msg("The right text, but in pieces: `''.join(…)` puts them together.")
        if expected.split() == list(got):
            return msg("The right words, but as a list: `' '.join(…)` puts them together.")
    return ""


def _instead_of_truth(got: object, expected: bool) -> str:
    if isinstance(got, str) and got.strip().casefold() in {"true", "false"}:
        return msg("A text, where a truth value is expected: write it without quotation marks.")
    if is_number(got) and _value(got) in {0.0, 1.0} and bool(_value(got)) is expected:
        return msg("Right, but as 1 or 0: return True or False.")
    return msg("Right, but inside a list: take it out.") if _holds_only(got, expected) else ""


def _instead_of_number(got: object, expected: object) -> str:
    if isinstance(got, str):
        return msg("The right value, but as text: return a number.") if number_in(got) == _value(expected) else ""
    return msg("Right, but inside a list: take it out.") if _holds_only(got, expected) else ""


def _holds_only(got: object, expected: object) -> bool:
    return isinstance(got, list | tuple) and len(got) == 1 and equal(got[0], expected)


def _value(number: Any) -> float | None:
    try:
        return float(number)
    except (OverflowError, ValueError, TypeError):
        return None


def _instead_of_collection(got: object, expected: Any) -> str:
    if isinstance(expected, list | tuple) and len(expected) == 1 and equal(got, expected[0]):
        return msg("Right, but on its own: put it into a list.")
    if isinstance(got, str):
        return _text_instead_of_list(got, expected)
    if not isinstance(got, COLLECTIONS):
        return ""
    if isinstance(expected, np.ndarray):
        return _instead_of_array(got, expected)
    if isinstance(expected, dict):
        return _instead_of_dict(got, expected)
    if isinstance(expected, set | frozenset):
        right = {canonical(item) for item in _items(got)} == {canonical(item) for item in expected}
        return msg("The right items, but not in a set: `set(…)` makes one.") if right else ""
    return _instead_of_list(got, expected) if isinstance(expected, list | tuple) else ""


def _items(collection: Any) -> list[Any]:
    return list(np.ravel(collection).tolist() if isinstance(collection, np.ndarray) else collection)


def _instead_of_array(got: Any, expected: np.ndarray) -> str:
    """Look item by item: as an array, each text would take as much room as the longest."""
    items = _flat(got, expected.shape)
    if not items:
        return ""
    pairs = list(zip(items, expected.ravel().tolist(), strict=True))
    if expected.dtype.kind == "b" and all(is_number(item) and _value(item) == wanted for item, wanted in pairs):
        return msg("Right, but as 1 or 0: return True or False.")
    if expected.dtype.kind in "iuf" and all(isinstance(a, str) and number_in(a) == wanted for a, wanted in pairs):
        return msg("The right values, but as text: return numbers.")
    return ""


def _flat(value: Any, shape: tuple[int, ...]) -> list[Any]:
    """Return the items of an array, or of lists nested like one of this shape; nothing if they are not."""
    if isinstance(value, np.ndarray):
        return list(value.ravel().tolist()) if value.shape == shape else []
    if not shape:
        return [value]
    if not isinstance(value, list | tuple) or len(value) != shape[0]:
        return []
    rows = [_flat(row, shape[1:]) for row in value]
    return [item for row in rows for item in row] if all(rows) else []


def _text_instead_of_list(got: str, expected: Any) -> str:
    if not isinstance(expected, list | tuple) or not all(isinstance(item, str) for item in expected) or not expected:
        return ""
    parts = [part.strip() for part in got.split(",")]
    right = list(expected) in (list(got), got.split(), parts)
    return msg("The right items, but in one text: return a list.") if right else ""


def _instead_of_list(got: Any, expected: Any) -> str:
    wanted = list(expected)
    if isinstance(got, list | tuple) and equal(list(got), wanted):
        in_a_tuple = msg("The right items, but in a tuple: return a list.")
        return in_a_tuple if isinstance(expected, list) else msg("The right items, but in a list: return a tuple.")
    if isinstance(got, np.ndarray) and got.ndim and equal(got.tolist(), as_lists(expected)):
        return msg("The right items, but in an array: `.tolist()` makes a list of it.")
    if isinstance(got, dict):
        if equal(list(got.values()), wanted):
            return msg("The right items, but as the values of a dict: return them alone.")
        if equal([list(pair) for pair in got.items()], as_lists(expected)):
            return msg("The right pairs, but as a dict: `list(….items())` makes a list of them.")
    if isinstance(got, set | frozenset | dict) and equal(set(map(canonical, got)), set(map(canonical, wanted))):
        return msg("The right items, but without an order: return a list.")
    return ""


def _instead_of_dict(got: Any, expected: dict[Any, Any]) -> str:
    if (
        isinstance(got, list | tuple)
        and got
        and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in got)
    ):
        entries = {canonical(key): value for key, value in got}
        if len(entries) == len(got) and equal(entries, {canonical(key): value for key, value in expected.items()}):
            return msg("The right entries, but as pairs: `dict(…)` makes a dict of them.")
    items = {canonical(item) for item in _items(got)}
    if items == {canonical(key) for key in expected}:
        return msg("The right keys, but without their values: return a dict.")
    if isinstance(got, list | tuple) and equal(list(got), list(expected.values())):
        return msg("The right values, but without their keys: return a dict.")
    return ""
