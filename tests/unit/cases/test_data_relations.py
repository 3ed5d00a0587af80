"""Texts, dicts, sets, lists, truth values and None: what is said of a wrong one, and that it is true."""

from __future__ import annotations

import unicodedata
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.cases.call_proxy import Opaque
from grader.cases.compare import CaseFailed, assert_close, assert_equal
from grader.cases.data_relations import relate_data
from grader.cases.plain_data import MAX_DEPTH, canonical, equal
from grader.cases.relations import DIFFERS
from grader.cases.text_relations import TEXT_RELATIONS, first_difference, relate_texts

TEXTS = [
    ("cat", "Cat", "Right but for upper and lower case."),
    ("a cat ", "a cat", "Right but for spaces or line breaks."),
    ("a\ncat", "a cat", "Right but for spaces or line breaks."),
    ("", " ", "Right but for spaces or line breaks."),
    ("'cat'", "cat", "Right, but with quotation marks around it."),
    ("cat", '"cat"', "Right, but without the quotation marks around it."),
    ("3.50", "3.5", "The right number, written in another way."),
    ("1e3", "1000", "The right number, written in another way."),
    ("Stop!", "Stop", "Right but for punctuation."),
    ("No. 3, please", "No 3 please", "Right but for punctuation."),
    ("cafe\u0301", "café", "Right, but with other characters that look the same."),
    ("STOP, PLEASE", "Stop please.", "Right but for upper and lower case, spaces and punctuation."),
    ("", "cat", "An empty text, where some text is expected."),
    ("cat", "", "Some text, where an empty one is expected."),
    ("tac", "cat", "The right text, backwards."),
    ("dog and cat", "cat and dog", "The right words in another order."),
    ("cot", "cat", "One character is wrong."),
    ("cts", "cats", "One character is missing."),
    ("caats", "cats", "One character too many."),
    ("kitten", "kittens and cats", "Only the beginning of the expected text."),
    ("cats", "kittens and cats", "Only the end of the expected text."),
    ("cat and more", "cat", "The right text, and more after it."),
    ("the cat", "cat", "The right text, and more before it."),
    ("<b>cat</b>", "cat", "The right text, and more around it."),
    ("and", "kittens and cats", "Only a part from the middle of the expected text."),
    ("act", "cat", "The right characters in another order."),
    ("dog", "cat", DIFFERS),
    ("-5", "5", "The right text, and more before it."),  # a sign is not punctuation
    ("35", "3.5", DIFFERS),  # nor is a point in a number
    ("nan", "nan ", "Right but for spaces or line breaks."),
]
LISTS = [
    ([3, 2, 1], [1, 2, 3], "The right items in reverse order."),
    (["a", "b", "c"], ["b", "a", "c"], "The right items, but sorted."),
    (["b", "a", "c"], ["a", "b", "c"], "The right items, but not sorted."),
    (["c", "a", "d", "b"], ["a", "d", "b", "c"], "The right items, each shifted by one place."),
    (["a", "d", "c", "b"], ["d", "b", "a", "c"], "The right items in another order."),
    ([[1], [2]], [[2], [1]], "The right items in reverse order."),
    ([1, 2], [1, 2, 3], "The last item is missing."),
    ([2, 3], [1, 2, 3], "The first item is missing."),
    ([1, 3], [1, 2, 3], "One item is missing."),
    ([1, 2, 3, 4], [1, 2, 3], "One item too many, at the end."),
    ([0, 1, 2, 3], [1, 2, 3], "One item too many, at the beginning."),
    ([1, 9, 2, 3], [1, 2, 3], "One item too many."),
    ([1], [1, 2, 3], "The right items, but some are missing at the end."),
    ([3], [1, 2, 3], "The right items, but some are missing at the beginning."),
    ([1, 2, 3, 4, 5], [1, 2, 3], "The right items, and more after them."),
    ([8, 9, 1, 2, 3], [1, 2, 3], "The right items, and more before them."),
    ([1, 1, 2], [1, 2], "The right items, some of them more than once."),
    ([1, 2], [1, 2, 1], "Each item once, where some are expected more than once."),
    ([1, 1, 1, 2], [1, 2, 2], "The right items, but some of them not as often as expected."),
    ([1, 2, 3], [0, 1, 2], "Shifted by one place: does counting begin at 0 or at 1?"),
    ([0, 1, 2], [1, 2, 3], "Shifted by one place: does counting begin at 0 or at 1?"),
    ([], [1], "It is empty, where items are expected."),
    ([1], [], "Items, where none are expected."),
    ([[1, 2]], [1, 2], "Right, but inside another list: take it out."),
    ([1, 2], [[1, 2]], "Right, but the outer list around it is missing."),
    ([["a", "c"], ["b", "d"]], [["a", "b"], ["c", "d"]], "Rows and columns are swapped."),
    ([1, 2, 3, 4], [[1, 2], [3, 4]], "The right items in the right order, but nested in another way."),
    ([[1], [2, 3]], [[1, 2], [3]], "The right items in the right order, but grouped in another way."),
    (["cat", "DOG"], ["Cat", "Dog"], "Item by item: Right but for upper and lower case."),
    (["1", 2, "3"], [1, 2, 3], "Item by item: The right value, but as text: return a number."),
    ([False, True], [True, False], "The right items in reverse order."),
    ([False, False], [True, True], "Item by item: The opposite truth value."),
    ([True, False, True], [True, True, True], "Right but for one item."),
    (["x", 2, 3], ["a", 2, 3], "Right but for one item."),
    (["x", "y", 3], ["a", "b", 3], DIFFERS),
    ([7, 8], [1, 2, 3, 4], "The result has the wrong number of items."),
]
DICTS = [
    ({"1": "a"}, {1: "a"}, "Right, but with keys of another type: is '1' a text or 1 a number?"),
    ({"A": 1}, {"a": 1}, "Right but for upper and lower case in the keys."),
    ({"a ": 1}, {"a": 1}, "Right but for spaces in the keys."),
    ({1: "a", 2: "b"}, {"a": 1, "b": 2}, "Keys and values are swapped."),
    ({"a": 1}, {"a": 1, "b": 2}, "The right entries, but not all of them."),
    ({"a": 1}, {"a": 1, "b": 0, "c": ""}, "Right, but keys whose value is 0 or empty are missing."),
    ({"a": 5}, {"a": 1, "b": 2}, "Keys are missing, and values are wrong."),
    ({"a": 1, "b": 2}, {"a": 1}, "All the right entries, and others that do not belong there."),
    ({"a": 5, "b": 2}, {"a": 1}, "Keys that do not belong there, and wrong values."),
    ({"a": 1, "c": 1}, {"a": 1, "b": 2}, "Some keys are missing, and others do not belong there."),
    ({"a": -1, "b": -2}, {"a": 1, "b": 2}, "The right keys. Their values: Right size, opposite sign."),
    (
        {"a": 100, "b": 300},
        {"a": 1, "b": 3},
        "The right keys. Their values: 100 times the expected value (a percentage?).",
    ),
    (
        {"a": "X", "b": "y"},
        {"a": "x", "b": "y"},
        "The right keys. Where the values differ: Right but for upper and lower case.",
    ),
    ({"a": "q", "b": "y"}, {"a": "x", "b": "y"}, "The right keys, but some values are wrong."),
    ({"a": "q"}, {"a": "x"}, "The right keys, but the values are wrong."),
    ({True: 1}, {1: 1}, "Some keys are missing, and others do not belong there."),
]
SETS = [
    ({1, 2}, {1, 2, 3}, "The right items, but not all of them."),
    ({1, 2, 3}, {1, 2}, "All the right items, and others that do not belong there."),
    ({1, 4}, {1, 2}, "Some items are missing, and others do not belong there."),
    ({"1"}, {1}, "Right, but with items of another type: is '1' a text or 1 a number?"),
    ({"Ulm"}, {"ulm"}, "Right but for upper and lower case in the items."),
    ({"Ulm "}, {"Ulm"}, "Right but for spaces in the items."),
    ({"c", "a", "t"}, {"cat"}, "The characters of the expected texts: `set(text)` takes a text apart."),
    (set(), {1}, "The set is empty, where items are expected."),
    ({1}, set(), "A set with items, where an empty one is expected."),
]
OTHER_KINDS = [
    (3, "3", "The right value, but as a number: return it as text."),
    (3.0, "3", "The right value, but as a number: return it as text."),
    (4, "3", "Your function should return a str."),
    (True, "True", "Right, but a truth value: return it as text."),
    (["cat"], "cat", "The right text, but inside a list: take it out."),
    (["c", "a", "t"], "cat", "The right text, but in pieces: `''.join(…)` puts them together."),
    (["a", "cat"], "a cat", "The right words, but as a list: `' '.join(…)` puts them together."),
    ("3", 3, "The right value, but as text: return a number."),
    ("4", 3, "Your function should return a number."),
    ([3], 3, "Right, but inside a list: take it out."),
    ("True", True, "A text, where a truth value is expected: write it without quotation marks."),
    ("false", True, "A text, where a truth value is expected: write it without quotation marks."),
    (1, True, "Right, but as 1 or 0: return True or False."),
    (0, True, "Your function should return a bool."),
    ([True], True, "Right, but inside a list: take it out."),
    (None, True, "Your function returned None."),
    (None, {"a": 1}, "Your function returned None."),
    (0, None, "Your function should return None."),
    ((1, 2), [1, 2], "The right items, but in a tuple: return a list."),
    ([1, 2], (1, 2), "The right items, but in a list: return a tuple."),
    ({1, 2}, [1, 2], "The right items, but without an order: return a list."),
    ({"a": 1}, ["a"], "The right items, but without an order: return a list."),
    ({"a": 1, "b": 2}, [1, 2], "The right items, but as the values of a dict: return them alone."),
    ({"a": 1}, [("a", 1)], "The right pairs, but as a dict: `list(….items())` makes a list of them."),
    (
        np.array([[1, 2], [3, 4]]),
        [(1, 2), (3, 4)],
        "The right items, but in an array: `.tolist()` makes a list of it.",
    ),
    ("a, b", ["a", "b"], "The right items, but in one text: return a list."),
    (5, [5], "Right, but on its own: put it into a list."),
    ((1, 3), [1, 2], "Your function should return a list."),
    ([1, 2, 2], {1, 2}, "The right items, but not in a set: `set(…)` makes one."),
    ([1, 3], {1, 2}, "Your function should return a set."),
    ([("a", 1)], {"a": 1}, "The right entries, but as pairs: `dict(…)` makes a dict of them."),
    (["a"], {"a": 1}, "The right keys, but without their values: return a dict."),
    ([1, 2], {"a": 1, "b": 2}, "The right values, but without their keys: return a dict."),
    (
        Opaque("an object of type generator"),
        [1],
        "Something to loop over, but not a collection: `list(…)` makes a list of it.",
    ),
    (Opaque("an object of type Secret"), [1], "Your function should return a list."),
    (map(str, [1]), ["1"], "Something to loop over, but not a collection: `list(…)` makes a list of it."),
]
OTHERS = [
    (False, True, "The opposite truth value."),
    (np.True_, False, "The opposite truth value."),
    (4, 3, "One more than expected."),
    (2, 3, "One less than expected."),
    (-3.5, 3.5, "Right size, opposite sign."),
    (200, 2, "100 times the expected value (a percentage?)."),
    (9, 2, DIFFERS),
    (b"a", b"b", DIFFERS),
    (2**2000, 7, DIFFERS),
]
ALL = [*TEXTS, *LISTS, *DICTS, *SETS, *OTHER_KINDS, *OTHERS]
KINDS = {kind for _, _, kind in ALL}


@pytest.mark.parametrize(
    ("got", "expected", "kind"), ALL, ids=[f"{i} {kind}"[:50] for i, (_, _, kind) in enumerate(ALL)]
)
def test_what_is_said(got: object, expected: object, kind: str) -> None:
    relation = relate_data(got, expected)
    assert relation.kind == kind
    assert relation.text


def test_every_sentence_about_texts_has_an_example() -> None:
    assert {sentence for sentence, _ in TEXT_RELATIONS} <= KINDS


@pytest.mark.parametrize(
    ("got", "expected", "text"),
    [
        ("helLo", "heLLo", "differs first at character 3: 'l' instead of 'L'"),
        ("one\ntwo", "one\ntoo", "differs first in line 2, character 2: 'w' instead of 'o'"),
        ("hel", "hello", "ends after 3 characters; 'lo' is missing"),
        ("hello", "hel", "unexpected 'lo' after 3 characters"),
        ("h", "hello", "ends after 1 character; 'ello' is missing"),
        ("hello", "h", "unexpected 'ello' after 1 character"),
        ("hello", "hello" + "o" * 50, "ends after 5 characters; 'oooooooooooooooooooo'… is missing"),
        ([1, 2, 4], [1, 3, 4], "first difference at index 1: 2 instead of 3"),
        ([1, 2], [1, 2, 3], "3 at index 2 is missing"),
        ([1, 9, 2], [1, 2], "9 at index 1 is unexpected"),
        ([1, 2, 3, 4], [[1, 2], [3, 4]], "nested 1 deep instead of 2"),
        ({"a": 1, "c": 2}, {"a": 1, "b": 2}, "missing: 'b'; unexpected: 'c'"),
        (
            {"a": 1, "b": 7, "c": 9},
            {"a": 1, "b": 2, "c": 3},
            "7 instead of 2 for the key 'b'; wrong values for the keys 'b', 'c'",
        ),
        (set(), {5, 3, 4, 1, 2, 6, 7}, "missing: 1, 2, 3, 4, 5 and 2 more"),
        (False, True, "False instead of True: is a condition the wrong way round?"),
        ("True", True, "a str instead of a bool"),
        (None, [1], "Your function returned None instead of a list: does every path end in `return`?"),
    ],
)
def test_particulars(got: object, expected: object, text: str) -> None:
    assert relate_data(got, expected).text == text


# --- no false relation: what is said of any two values is true of them ----------------------------------------------


def squeezed(text: str) -> str:
    return "".join(text.split())


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


TRUE_OF_TEXTS: dict[str, Callable[[str, str], object]] = {
    "Right but for upper and lower case.": lambda g, e: (
        g.upper().lower() == e.upper().lower() or g.casefold() == e.casefold()
    ),
    "Right but for spaces or line breaks.": lambda g, e: squeezed(g) == squeezed(e),
    "Right, but with quotation marks around it.": lambda g, e: e in g and not g.replace(e, "", 1).strip("'\"`"),
    "Right, but without the quotation marks around it.": lambda g, e: g in e and not e.replace(g, "", 1).strip("'\"`"),
    "The right number, written in another way.": lambda g, e: float(g) == float(e),
    "Right but for punctuation.": lambda g, e: letters(g) == letters(e) != "",
    "Right, but with other characters that look the same.": lambda g, e: (
        unicodedata.normalize("NFKD", g) == unicodedata.normalize("NFKD", e)
    ),
    "Right but for upper and lower case, spaces and punctuation.": lambda g, e: (
        letters(g).casefold() == letters(e).casefold() != ""
    ),
    "An empty text, where some text is expected.": lambda g, e: g == "" != e,
    "Some text, where an empty one is expected.": lambda g, e: e == "" != g,
    "The right text, backwards.": lambda g, e: list(reversed(g)) == list(e),
    "The right words in another order.": lambda g, e: (
        Counter(g.split()) == Counter(e.split()) and g.split() != e.split()
    ),
    "One character is wrong.": lambda g, e: len(g) == len(e) and sum(map(str.__ne__, g, e)) == 1,
    "One character is missing.": lambda g, e: g in {e[:i] + e[i + 1 :] for i in range(len(e))},
    "One character too many.": lambda g, e: e in {g[:i] + g[i + 1 :] for i in range(len(g))},
    "Only the beginning of the expected text.": lambda g, e: 0 < len(g) < len(e) and e[: len(g)] == g,
    "Only the end of the expected text.": lambda g, e: 0 < len(g) < len(e) and e[-len(g) :] == g,
    "The right text, and more after it.": lambda g, e: len(g) > len(e) and g[: len(e)] == e,
    "The right text, and more before it.": lambda g, e: len(g) > len(e) and g[-len(e) :] == e,
    "The right text, and more around it.": lambda g, e: g.count(e) > 0,
    "Only a part from the middle of the expected text.": lambda g, e: e.count(g) > 0,
    "The right characters in another order.": lambda g, e: Counter(g) == Counter(e),
    DIFFERS: lambda g, e: True,
}
WORDS = st.text(alphabet="aAbBcÉé1-. ,'\"\n", max_size=8) | st.text(max_size=6)
CHANGES: list[Callable[[str], str]] = [
    str.upper,
    str.swapcase,
    str.strip,
    lambda t: f" {t} ",
    lambda t: f"'{t}'",
    lambda t: t[::-1],
    lambda t: t[1:],
    lambda t: t[:-1],
    lambda t: t + "!",
    lambda t: t[:1] + t[2:],
    lambda t: t * 2,
    lambda t: " ".join(t.split()[::-1]),
    lambda t: unicodedata.normalize("NFD", t),
    lambda t: "".join(sorted(t)),
    lambda t: t.replace("a", "b", 1),
]


@settings(max_examples=400)
@given(WORDS, WORDS, st.sampled_from(CHANGES), st.booleans())
def test_what_is_said_of_texts_is_true(text: str, other: str, change: Callable[[str], str], related: bool) -> None:
    got, expected = change(text) if related else other, text
    assume(got != expected)
    relation = relate_texts(got, expected)
    assert TRUE_OF_TEXTS[relation.kind](got, expected), relation
    assert relation.text == first_difference(got, expected)


def test_every_sentence_about_texts_is_checked() -> None:
    assert set(TRUE_OF_TEXTS) == {sentence for sentence, _ in TEXT_RELATIONS} | {DIFFERS}


def counted(items: Any) -> Counter[Any]:
    return Counter(map(canonical, items))


def flat(value: Any) -> list[Any]:
    return [item for part in value for item in flat(part)] if isinstance(value, list) else [value]


def is_shift(g: list[Any], e: list[Any]) -> bool:
    return len(g) == len(e) and (g[1:] == e[:-1] or g[:-1] == e[1:])


TRUE_OF_LISTS: dict[str, Callable[[Any, Any], object]] = {
    "The right items in reverse order.": lambda g, e: g == e[::-1],
    "The right items, but sorted.": lambda g, e: counted(g) == counted(e) and g == sorted(g),
    "The right items, but not sorted.": lambda g, e: counted(g) == counted(e) and e == sorted(e),
    "The right items, each shifted by one place.": lambda g, e: g in (e[1:] + e[:1], e[-1:] + e[:-1]),
    "The right items in another order.": lambda g, e: counted(g) == counted(e),
    "The last item is missing.": lambda g, e: g == e[:-1],
    "The first item is missing.": lambda g, e: g == e[1:],
    "One item is missing.": lambda g, e: g in [e[:i] + e[i + 1 :] for i in range(len(e))],
    "One item too many, at the end.": lambda g, e: g[:-1] == e,
    "One item too many, at the beginning.": lambda g, e: g[1:] == e,
    "One item too many.": lambda g, e: e in [g[:i] + g[i + 1 :] for i in range(len(g))],
    "The right items, but some are missing at the end.": lambda g, e: e[: len(g)] == g,
    "The right items, but some are missing at the beginning.": lambda g, e: e[-len(g) :] == g,
    "The right items, and more after them.": lambda g, e: g[: len(e)] == e,
    "The right items, and more before them.": lambda g, e: g[-len(e) :] == e,
    "The right items, some of them more than once.": lambda g, e: (
        set(counted(g)) == set(counted(e)) and len(g) > len(e)
    ),
    "Each item once, where some are expected more than once.": lambda g, e: (
        set(counted(g)) == set(counted(e)) and max(counted(g).values()) == 1
    ),
    "The right items, but some of them not as often as expected.": lambda g, e: set(counted(g)) == set(counted(e)),
    "Shifted by one place: does counting begin at 0 or at 1?": is_shift,
    "It is empty, where items are expected.": lambda g, e: g == [] != e,
    "Items, where none are expected.": lambda g, e: e == [] != g,
    "Right, but inside another list: take it out.": lambda g, e: g == [e],
    "Right, but the outer list around it is missing.": lambda g, e: [g] == e,
    "Rows and columns are swapped.": lambda g, e: np.array_equal(
        np.array(g, dtype=object).T, np.array(e, dtype=object)
    ),
    "The right items in the right order, but nested in another way.": lambda g, e: flat(g) == flat(e),
    "The right items in the right order, but grouped in another way.": lambda g, e: flat(g) == flat(e),
    "Right but for one item.": lambda g, e: sum(not equal(a, b) for a, b in zip(g, e, strict=True)) == 1,
    "The result has the wrong number of items.": lambda g, e: len(g) != len(e),
    DIFFERS: lambda g, e: True,
}
ITEMS = st.sampled_from([0, 1, 2, 3, "a", "b", "", None, [1], []])
SMALL = st.lists(st.integers(0, 3), max_size=5) | st.lists(st.sampled_from(["a", "b", "c"]), max_size=5)
LIST_VALUES = SMALL | st.lists(ITEMS, max_size=5) | st.lists(st.lists(st.integers(0, 3), max_size=3), max_size=3)
LIST_CHANGES: list[Callable[[Any], Any]] = [
    lambda v: v[::-1],
    lambda v: v[1:],
    lambda v: v[:-1],
    lambda v: [*v, 0],
    lambda v: [0, *v],
    lambda v: [v],
    lambda v: v[0] if v and isinstance(v[0], list) else v,
    lambda v: v[1:] + v[:1],
    lambda v: v[:2],
    lambda v: v * 2,
    lambda v: sorted(v, key=str),
    lambda v: v[:1] + v[2:],
    lambda v: list(dict.fromkeys(map(str, v))),
    lambda v: [list(row) for row in zip(*v, strict=False)] if v and all(isinstance(r, list) for r in v) else v,
    lambda v: [v[:2], v[2:]],
    lambda v: v[2:],
    lambda v: [0, *v[:-1]] if v else v,
]


@settings(max_examples=600)
@given(LIST_VALUES, LIST_VALUES, st.sampled_from(LIST_CHANGES), st.booleans())
def test_what_is_said_of_lists_is_true(value: Any, other: Any, change: Callable[[Any], Any], related: bool) -> None:
    got, expected = change(value) if related else other, value
    assume(not equal(got, expected))
    kind = relate_data(got, expected).kind
    if kind.startswith("Item by item: "):
        wrong = [(a, b) for a, b in zip(got, expected, strict=True) if not equal(a, b)]
        assert {relate_data(a, b).kind for a, b in wrong} == {kind.removeprefix("Item by item: ")}
    else:
        assert TRUE_OF_LISTS[kind](got, expected), (kind, got, expected)


def test_every_sentence_about_lists_is_checked() -> None:
    said = {kind for _, _, kind in LISTS if not kind.startswith("Item by item: ")}
    assert said <= set(TRUE_OF_LISTS)


KEYS = st.sampled_from(["a", "A", "b", "1", " a", 1, 2, 0, None, True])
DICT_VALUES = st.dictionaries(KEYS, st.integers(-2, 2) | st.sampled_from(["x", "X", ""]), max_size=4)
DICT_CHANGES: list[Callable[[Any], Any]] = [
    lambda v: {str(key): item for key, item in v.items()},
    lambda v: {item: key for key, item in v.items()},
    lambda v: dict(list(v.items())[1:]),
    lambda v: {**v, "z": 1},
    lambda v: {key: item * 2 for key, item in v.items()},
    lambda v: {key: item for key, item in v.items() if item},
    lambda v: {str(key).upper(): item for key, item in v.items()},
]


@settings(max_examples=400)
@given(DICT_VALUES, DICT_VALUES, st.sampled_from(DICT_CHANGES), st.booleans())
def test_what_is_said_of_dicts_is_true(value: Any, other: Any, change: Callable[[Any], Any], related: bool) -> None:
    got, expected = change(value) if related else other, value
    assume(not equal(got, expected))
    kind = relate_data(got, expected).kind
    here, wanted = ({canonical(key): item for key, item in each.items()} for each in (got, expected))
    missing, extra = wanted.keys() - here.keys(), here.keys() - wanted.keys()
    common_right = all(equal(here[key], wanted[key]) for key in here.keys() & wanted.keys())
    if kind.startswith("The right keys"):
        assert not missing
        assert not extra
    elif kind == "Keys and values are swapped.":
        assert {(canonical(b), canonical(a)) for a, b in got.items()} == {
            (canonical(a), canonical(b)) for a, b in expected.items()
        }
    elif kind.startswith(("Right, but with keys", "Right but for")):
        assert Counter(canonical(item) for item in got.values()) == Counter(
            canonical(item) for item in expected.values()
        )
        assert {squeezed(str(key)).casefold() for key in got} == {squeezed(str(key)).casefold() for key in expected}
    elif kind == "Right, but keys whose value is 0 or empty are missing.":
        assert common_right
        assert not extra
        assert not any(wanted[key] for key in missing)
    else:
        assert ("missing" in kind or "not all" in kind) == bool(missing)
        assert ("belong" in kind) == bool(extra)
        assert not ("right entries" in kind and not common_right)


@settings(max_examples=300)
@given(st.sets(KEYS, max_size=4), st.sets(KEYS, max_size=4))
def test_what_is_said_of_sets_is_true(got: set[object], expected: set[object]) -> None:
    assume(not equal(got, expected))
    relation = relate_data(got, expected)
    here, wanted = set(map(canonical, got)), set(map(canonical, expected))
    if relation.kind == "The right items, but not all of them.":
        assert here < wanted
    elif relation.kind == "All the right items, and others that do not belong there.":
        assert here > wanted
    elif relation.kind.startswith(("Right, but with items", "Right but for")):
        assert {squeezed(str(i)).casefold() for i in got} == {squeezed(str(i)).casefold() for i in expected}
    elif relation.kind.startswith("The characters"):
        assert {c for text in expected for c in str(text)} == got
    else:
        assert relation.kind in {kind for _, _, kind in SETS}
        assert not here or not wanted or (here - wanted and wanted - here)


ANY = st.recursive(
    ITEMS | st.booleans() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.sets(KEYS, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=500)
@given(ANY, ANY)
def test_of_any_two_values_something_is_said_from_a_closed_set(got: object, expected: object) -> None:
    assume(not equal(got, expected))
    relation = relate_data(got, expected)
    assert relation.text
    said = relation.kind
    for frame in ("Item by item: ", "The right keys. Where the values differ: ", "The right keys. Their values: "):
        while said.startswith(frame):
            said = said.removeprefix(frame)
    fixed = KINDS | set(TRUE_OF_TEXTS) | set(TRUE_OF_LISTS)
    numeric = (
        "times the expected value",
        "Right size",
        "Off by",
        "Rounded",
        "Close",
        "nan where",
        "Finite",
        "Infinite",
        "The right values",
        "The transpose",
    )
    kinds = ("Your function should return ", "Your function returned None.")
    assert said in fixed or said.startswith(kinds) or any(part in said for part in numeric), said


# --- what counts as equal, at home and behind the sandbox -----------------------------------------------------------


class Point(NamedTuple):
    x: int
    y: int


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(int, a=1), {"a": 1}),
        (OrderedDict(b=2, a=1), {"a": 1, "b": 2}),
        (Point(1, 2), (1, 2)),
        (np.str_("a"), "a"),
        (frozenset({1}), {1}),
        ([np.int64(1), np.float32(2)], [1, 2.0]),
        ({"a": np.array([1, 2])}, {"a": np.array([1, 2])}),
        ({"a": [1, 2]}, {"a": np.array([1, 2])}),
    ],
    ids=range(9),
)
def test_what_arrives_as_its_base_is_equal_to_it_at_home_too(got: object, expected: object) -> None:
    assert_equal(got, expected)


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        ([1], [True]),
        ({"a": 1}, {"a": True}),
        ({1}, {True}),
        ({1: "a"}, {True: "a"}),
        ([(1,)], [[1]]),
        ({"a": (1,)}, {"a": [1]}),
        ({"a": [1, 3]}, {"a": np.array([1, 2])}),
        ({"a": ["x" * 5, "y"]}, {"a": np.array([1, 2])}),
    ],
    ids=repr,
)
def test_inside_of_containers_kinds_count_as_well(got: object, expected: object) -> None:
    with pytest.raises(CaseFailed):
        assert_equal(got, expected)


def test_a_text_among_many_does_not_become_an_array() -> None:
    """As an array, each of a million texts would take as much room as the longest: 4 TB."""
    got = {"a": ["x" * 1_000_000, *["y"] * 1_000_000]}
    with pytest.raises(CaseFailed):
        assert_equal(got, {"a": np.array(["x"])})


class TestCloseToOtherData:
    def test_a_dict_has_tolerance_in_its_values(self) -> None:
        assert_close({"a": 1.0 + 1e-12, "b": (2.0, np.ones(2))}, {"b": (2.0, [1.0, 1.0]), "a": 1.0})

    @pytest.mark.parametrize(
        "got", [{"a": 1.1}, {}, {"a": 1.0, "b": 2.0}, None, [1.0], {"b": 1.0}, {"a": "1"}], ids=repr
    )
    def test_refuses(self, got: object) -> None:
        with pytest.raises(CaseFailed):
            assert_close(got, {"a": 1.0})

    def test_what_is_close_counts_as_right_in_the_explanation(self) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_close({"a": 1.0 + 1e-12}, {"a": 1.0, "b": 2.0})
        assert caught.value.relation is not None
        assert caught.value.relation.kind == "The right entries, but not all of them."

    def test_texts_truth_values_sets_and_none_are_exact(self) -> None:
        assert_close(("cat", True, None, {1}, 2.0), ("cat", True, None, {1}, 2.0 + 1e-12))
        with pytest.raises(CaseFailed, match="item 0 of the tuple: differs first at character 1: 'C' instead of 'c'"):
            assert_close(("Cat", 2.0), ("cat", 2.0))

    @pytest.mark.parametrize(
        ("got", "expected", "kind"),
        [
            ("2.5", 2.5, "The right value, but as text: return a number."),
            ("2.6", 2.5, "Your function should return a number."),
            (["1", "2"], np.array([1.0, 2.0]), "The right values, but as text: return numbers."),
            (["1", "3"], [1.0, 2.0], "Your function should return an array of numbers."),
            (
                (x for x in [1.0]),
                np.array([1.0]),
                "Something to loop over, but not a collection: `list(…)` makes a list of it.",
            ),
        ],
    )
    def test_numbers_as_text(self, got: object, expected: object, kind: str) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_close(got, expected)
        assert caught.value.relation is not None
        assert caught.value.relation.kind == kind

    @pytest.mark.parametrize(
        ("got", "kind"),
        [
            ([1, 0], "Right, but as 1 or 0: return True or False."),
            (np.array([1, 1]), "Your function should return an array of bool."),
            ([False, True], "The right items in reverse order."),
        ],
    )
    def test_arrays_of_truth_values(self, got: object, kind: str) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_equal(got, np.array([True, False]))
        assert caught.value.relation is not None
        assert caught.value.relation.kind == kind

    def test_arrays_of_text_are_called_as_people_call_them(self) -> None:
        """And those of truth values with NumPy 1, whose name for them ends as NumPy 2's for text does."""
        with pytest.raises(CaseFailed) as caught:
            assert_equal(np.array([1, 1]), np.array(["a", "b"]))
        assert caught.value.relation is not None
        assert caught.value.relation.kind == "Your function should return an array of str."


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH + 1, 5000])
def test_depth_is_bounded(depth: int) -> None:
    for expected in ([1, 2], {"a": [1]}, {1}, "text", True):
        relation = relate_data(nested(depth), expected)
        assert relation.kind
    ring: list[object] = []
    ring.append(ring)
    assert relate_data(ring, [1, 2]).kind
