"""What a wrong list or tuple has to do with the right one: another order, one item missing, one level too deep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from grader.cases.plain_data import MAX_DEPTH, canonical, equal, is_number
from grader.cases.relations import DIFFERS, Relation, says_something, wrong_length
from grader.cases.show import show, show_pair
from grader.language import Message, msg

MAX_RELATED = 10_000  # items; of longer lists only the first difference is said
MAX_ITEM_RELATIONS = 200  # wrong items that are looked at one by one

Items = Sequence[Any]
Keys = list[Hashable]
Relate = Callable[[object, object], Relation]


def relate_sequences(got: Items, expected: Items, relate: Relate) -> Relation:
    """Relate two lists, or two tuples, that differ; `relate` is asked about their items. Raises TooDeep."""
    if max(len(got), len(expected)) > MAX_RELATED:
        return Relation(DIFFERS, _first_difference(got, expected))
    keys = list(map(canonical, got)), list(map(canonical, expected))
    found = _packed(got, expected) or _related(*keys, got, expected) or _nested(got, expected)
    if found is not None:
        return found
    if len(got) != len(expected):
        return wrong_length(len(got), len(expected))
    return _item_by_item(got, expected, relate)


def _first_difference(got: Items, expected: Items) -> Message:
    if len(got) != len(expected):
        return wrong_length(len(got), len(expected)).text  # type: ignore[return-value]
    i = next(i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not equal(a, b))
    return _difference_at(i, got[i], expected[i])


def _difference_at(index: int, got: object, expected: object) -> Message:
    shown = show_pair(got, expected)
    return msg(
        "first difference at index {where}: {got} instead of {expected}",
        where=str(index),
        got=shown[0],
        expected=shown[1],
    )


# --- the right items, packed in another way --------------------------------------------------------------------------


def _packed(got: Items, expected: Items) -> Relation | None:
    if len(got) == 1 and equal(got[0], expected):
        return Relation(*[msg("Right, but inside another list: take it out.")] * 2)
    if len(expected) == 1 and equal(got, expected[0]):
        return Relation(*[msg("Right, but the outer list around it is missing.")] * 2)
    if _is_grid(got) and _is_grid(expected) and equal([list(row) for row in zip(*got, strict=True)], _rows(expected)):
        return Relation(*[msg("Rows and columns are swapped.")] * 2)
    return None


def _nested(got: Items, expected: Items) -> Relation | None:
    flat = list(_flattened(expected))
    if list(map(canonical, _flattened(got))) == list(map(canonical, flat)) and flat:
        deep, wanted = _depth(got), _depth(expected)
        if deep == wanted:
            return Relation(*[msg("The right items in the right order, but grouped in another way.")] * 2)
        text = msg("nested {got} deep instead of {expected}", got=deep, expected=wanted)
        return Relation(msg("The right items in the right order, but nested in another way."), text)
    return None


def _is_grid(rows: Items) -> bool:
    lists = bool(rows) and all(isinstance(row, list | tuple) for row in rows)
    return lists and len({len(row) for row in rows}) == 1 and len(rows[0]) > 0


def _rows(grid: Items) -> list[list[object]]:
    return [list(row) for row in grid]


def _flattened(value: object, depth: int = 0) -> Iterator[object]:
    if isinstance(value, list | tuple) and depth < MAX_DEPTH:
        for item in value:
            yield from _flattened(item, depth + 1)
    else:
        yield value


def _depth(value: object, depth: int = 0) -> int:
    if not isinstance(value, list | tuple) or depth >= MAX_DEPTH:
        return 0
    return 1 + max((_depth(item, depth + 1) for item in value), default=0)


# --- the right items, in another order or number ---------------------------------------------------------------------


def _related(got: Keys, expected: Keys, items: Items, wanted: Items) -> Relation | None:
    if not got:
        return Relation(msg("It is empty, where items are expected."), wrong_length(0, len(expected)).text)
    if not expected:
        return Relation(msg("Items, where none are expected."), wrong_length(len(got), 0).text)
    return (
        _in_another_order(got, expected, items, wanted)
        or _repeated(got, expected)
        or _one_missing(got, expected, wanted)
        or _one_too_many(got, expected, items)
        or _cut_off(got, expected)
        or _shifted(got, expected)
    )


def _in_another_order(got: Keys, expected: Keys, items: Items, wanted: Items) -> Relation | None:
    if len(got) != len(expected) or Counter(got) != Counter(expected):
        return None
    if got == expected[::-1]:
        kind = msg("The right items in reverse order.")
    elif _is_sorted(items):
        kind = msg("The right items, but sorted.")
    elif _is_sorted(wanted):
        kind = msg("The right items, but not sorted.")
    elif got in (expected[1:] + expected[:1], expected[-1:] + expected[:-1]):
        kind = msg("The right items, each shifted by one place.")
    else:
        kind = msg("The right items in another order.")
    return Relation(kind, _first_difference(items, wanted))


def _is_sorted(items: Items) -> bool:
    if not (all(map(is_number, items)) or all(isinstance(item, str) for item in items)):
        return False
    return all(a <= b for a, b in pairwise(items))


def _one_missing(got: Keys, expected: Keys, wanted: Items) -> Relation | None:
    i = _left_out(got, expected)
    if i is None:
        return None
    text = msg("{item} at index {index} is missing", item=show(wanted[i]), index=i)
    if i == len(expected) - 1:
        return Relation(msg("The last item is missing."), text)
    return Relation(msg("The first item is missing.") if i == 0 else msg("One item is missing."), text)


def _one_too_many(got: Keys, expected: Keys, items: Items) -> Relation | None:
    i = _left_out(expected, got)
    if i is None:
        return None
    text = msg("{item} at index {index} is unexpected", item=show(items[i]), index=i)
    if i == len(got) - 1:
        return Relation(msg("One item too many, at the end."), text)
    return Relation(msg("One item too many, at the beginning.") if i == 0 else msg("One item too many."), text)


def _left_out(shorter: Keys, longer: Keys) -> int | None:
    """Return the index of the one item of `longer` that `shorter` lacks; of several equal ones, the last."""
    if len(longer) != len(shorter) + 1:
        return None
    i = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return i if longer[:i] + longer[i + 1 :] == shorter else None


def _cut_off(got: Keys, expected: Keys) -> Relation | None:
    text = wrong_length(len(got), len(expected)).text
    if expected[: len(got)] == got:
        return Relation(msg("The right items, but some are missing at the end."), text)
    if expected[-len(got) :] == got:
        return Relation(msg("The right items, but some are missing at the beginning."), text)
    if got[: len(expected)] == expected:
        return Relation(msg("The right items, and more after them."), text)
    if got[-len(expected) :] == expected:
        return Relation(msg("The right items, and more before them."), text)
    return None


def _repeated(got: Keys, expected: Keys) -> Relation | None:
    if set(got) != set(expected) or len(got) == len(expected):
        return None
    text = wrong_length(len(got), len(expected)).text
    if len(got) > len(expected) and len(set(expected)) == len(expected):
        return Relation(msg("The right items, some of them more than once."), text)
    if len(got) < len(expected) and len(set(got)) == len(got):
        return Relation(msg("Each item once, where some are expected more than once."), text)
    return Relation(msg("The right items, but some of them not as often as expected."), text)


def _shifted(got: Keys, expected: Keys) -> Relation | None:
    if len(got) != len(expected) or len(got) < 3:
        return None
    if got[1:] == expected[:-1]:
        text = msg("the item expected at index 0 is at index 1, and so on")
    elif got[:-1] == expected[1:]:
        text = msg("the item expected at index 1 is at index 0, and so on")
    else:
        return None
    return Relation(msg("Shifted by one place: does counting begin at 0 or at 1?"), text)


# --- item by item ----------------------------------------------------------------------------------------------------


def _item_by_item(got: Items, expected: Items, relate: Relate) -> Relation:
    """Say what is wrong with the items, if it is the same with all that are wrong."""
    wrong = [i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not equal(a, b)]
    text = _difference_at(wrong[0], got[wrong[0]], expected[wrong[0]])
    if len(wrong) <= MAX_ITEM_RELATIONS:
        kinds = {relate(got[i], expected[i]).kind for i in wrong}
        if len(kinds) == 1 and says_something(kind := kinds.pop(), everywhere=len(wrong) == len(expected)):
            return Relation(msg("Item by item: {sentence}", sentence=kind), text)
    if len(wrong) == 1 and len(expected) > 1:
        return Relation(msg("Right but for one item."), text)
    return Relation(DIFFERS, text)
