"""What a wrong value has to do with the right one, whatever plain data they are: texts, dicts, sets, truth values.

Numbers and arrays are the business of `relations`. Every relation has a `kind` from a closed set of sentences, which
hidden cases may show, and a `text` with the particulars, which only visible cases show.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.cases.key_relations import relate_dicts, relate_sets
from grader.cases.kind_relations import right_in_another_kind
from grader.cases.plain_data import TooDeep, is_number, kind_of
from grader.cases.relations import DIFFERS, OPPOSITE, Relation, describe_kind, relate, wrong_kind
from grader.cases.sequence_relations import relate_sequences
from grader.cases.show import show, show_pair
from grader.cases.text_relations import relate_texts
from grader.cases.wording import spoken
from grader.language import msg


def relate_data(got: object, expected: object) -> Relation:
    """Relate two values that differ; says at least of which kind they are, or where the first difference is."""
    try:
        return _of_another_kind(got, expected) if kind_of(got) != kind_of(expected) else _of_one_kind(got, expected)
    except (TooDeep, RecursionError):
        return Relation(DIFFERS, DIFFERS)


def _of_one_kind(got: Any, expected: Any) -> Relation:
    kind = kind_of(expected)
    if kind is str:
        return relate_texts(str(got), str(expected))
    if kind is bool:
        return _opposite(got, expected)
    if kind is dict:
        return relate_dicts(got, expected, relate_data, _relate_numbers)
    if kind is set:
        return relate_sets(got, expected)
    if kind in (list, tuple):
        return relate_sequences(got, expected, relate_data)
    if is_number(expected):
        return _numbers(got, expected)
    return Relation(DIFFERS, DIFFERS)


def _opposite(got: object, expected: object) -> Relation:
    text = msg(
        "{got} instead of {expected}: is a condition the wrong way round?", got=show(got), expected=show(expected)
    )
    return Relation(OPPOSITE, text)


def _numbers(got: Any, expected: Any) -> Relation:
    shown = show_pair(got, expected)
    text = msg("{got} instead of {expected}", got=shown[0], expected=shown[1])
    whole = isinstance(expected, int | np.integer) and isinstance(got, int | np.integer)
    if whole and abs(int(got) - int(expected)) == 1:
        more = int(got) > int(expected)
        return Relation(msg("One more than expected.") if more else msg("One less than expected."), text)
    try:
        pair = np.asarray(got, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    except (OverflowError, ValueError, TypeError):  # an integer beyond float64
        return Relation(DIFFERS, text)
    return _relate_numbers(*pair) or Relation(DIFFERS, text)


def _relate_numbers(got: NDArray[np.float64], expected: NDArray[np.float64]) -> Relation | None:
    return relate(got, expected, wording=spoken())


def _of_another_kind(got: object, expected: object) -> Relation:
    wrong = wrong_kind(got, describe_kind(expected))
    said = right_in_another_kind(got, expected)
    return Relation(said, wrong.text) if said else wrong
