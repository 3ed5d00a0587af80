from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.cases.call_proxy import Opaque
from grader.cases.relations import (
    CONSTANT_FACTORS,
    describe_kind,
    no_numbers,
    relate,
    too_large,
    wrong_kind,
    wrong_length,
    wrong_order,
    wrong_shape,
)
from grader.model import Factor, Wording

PHYSICS = Wording(
    factors=(Factor(3.6, "km/h where m/s are asked for"), Factor(100.0, "cm where m are asked for")),
    inf_expected="no current can flow",
    one_value_too_many="is the starting point one of them?",
    integer_too_large="is it in the right unit?",
)
EXPECTED = np.array([0.75, -2.5, 3.2])
CONSTANTS = {
    f"{sign}{name} times the expected value{meaning}."
    for sign in ("", "−")
    for name, meaning in CONSTANT_FACTORS.values()
}
KINDS = CONSTANTS | {
    "nan where a number is expected.",
    "Finite where inf is expected.",
    "Infinite where a finite number is expected.",
    "Right size, opposite sign.",
    "Off by a factor that is one of the sizes of the input.",
    "Off by a constant factor.",
    "The transpose of what is expected.",
    "The right values in reverse order.",
    "Rounded: leave rounding to the person who prints.",
    "Close to 0, where the answer is exactly 0.",
    "Close, but not equal.",
}


def kind_of(got: object, expected: object, *sizes: int) -> str | None:
    relation = relate(np.asarray(got, dtype=float), np.asarray(expected, dtype=float), sizes)
    return relation.kind if relation else None


def text_of(got: object, expected: object, *sizes: int) -> str:
    relation = relate(np.asarray(got, dtype=float), np.asarray(expected, dtype=float), sizes)
    assert relation is not None
    return relation.text


class TestFactors:
    @pytest.mark.parametrize("sign", [1, -1])
    @pytest.mark.parametrize("factor", CONSTANT_FACTORS, ids=[name for name, _ in CONSTANT_FACTORS.values()])
    @pytest.mark.parametrize("expected", [EXPECTED, np.asarray(0.0808)], ids=["array", "number"])
    def test_each_constant(self, factor: float, sign: int, expected: np.ndarray) -> None:
        name, meaning = CONSTANT_FACTORS[factor]
        text = f"{'−' if sign < 0 else ''}{name} times the expected value{meaning}"
        assert text_of(sign * factor * expected, expected) == text
        assert kind_of(sign * factor * expected, expected) == f"{text}."

    def test_zeros_must_stay_zero(self) -> None:
        assert kind_of([0.0, 2.0], [0.0, 1.0]) == "2 times the expected value."
        assert kind_of([0.1, 2.0], [0.0, 1.0]) is None

    def test_infinities_must_stay_infinite(self) -> None:
        assert kind_of([np.inf, 2.0], [np.inf, 1.0]) == "2 times the expected value."

    def test_unknown_factor_of_an_array(self) -> None:
        assert kind_of(3.7 * EXPECTED, EXPECTED) == "Off by a constant factor."
        assert text_of(3.7 * EXPECTED, EXPECTED) == "3.7 times the expected value, in every entry"

    def test_any_two_numbers_have_some_factor_which_says_nothing(self) -> None:
        assert kind_of(3.7, 1.0) is None

    @pytest.mark.parametrize(("factor", "name"), [(7, "7"), (1 / 7, "1/7"), (-7, "−7"), (-1 / 7, "−1/7")])
    def test_sizes_of_the_input(self, factor: float, name: str) -> None:
        assert kind_of(factor * EXPECTED, EXPECTED, 3, 7) == "Off by a factor that is one of the sizes of the input."
        assert text_of(factor * EXPECTED, EXPECTED, 3, 7).startswith(f"{name} times the expected value, and 7 is")

    def test_what_may_be_a_constant_or_a_size_is_called_neither(self) -> None:
        assert kind_of(2 * EXPECTED, EXPECTED, 2) == "2 times the expected value."
        assert text_of(2 * EXPECTED, EXPECTED, 2).endswith("and 2 is one of the sizes of the input")

    def test_size_one_is_no_factor(self) -> None:
        assert kind_of(-EXPECTED, EXPECTED, 1) == "Right size, opposite sign."


class TestOthers:
    @pytest.mark.parametrize(
        ("got", "expected", "kind"),
        [
            pytest.param(-EXPECTED, EXPECTED, "Right size, opposite sign.", id="sign"),
            pytest.param(-np.inf, np.inf, "Right size, opposite sign.", id="sign of inf"),
            pytest.param(np.nan, 1.0, "nan where a number is expected.", id="nan"),
            pytest.param([1.0, np.nan], [1.0, np.inf], "nan where a number is expected.", id="nan in one entry"),
            pytest.param(34.5, np.inf, "Finite where inf is expected.", id="finite"),
            pytest.param([1.0, np.inf], [1.0, 2.0], "Infinite where a finite number is expected.", id="infinite"),
            pytest.param([[1, 3], [2, 4]], [[1, 2], [3, 4]], "The transpose of what is expected.", id="transposed"),
            pytest.param([3.2, -2.5, 0.75], EXPECTED, "The right values in reverse order.", id="reversed"),
            pytest.param(0.08, 0.08079, "Rounded: leave rounding to the person who prints.", id="rounded to 2"),
            pytest.param(
                [0.33333333, 1.0], [1 / 3, 1.0], "Rounded: leave rounding to the person who prints.", id="rounded to 8"
            ),
            pytest.param(EXPECTED * 1.0001, EXPECTED, "Close, but not equal.", id="close by a factor"),
            pytest.param(np.float32(0.1), 0.1, "Close, but not equal.", id="float32"),
            pytest.param([1.0, 2.0005], [1.0, 2.0], "Close, but not equal.", id="close in one entry"),
            pytest.param(0.0, 0.004, None, id="zero is not rounded"),
            pytest.param(1e-7, 0.0, "Close to 0, where the answer is exactly 0.", id="clipped"),
            pytest.param([-1.4e-9, 1.0], [0.0, 1.0], "Close to 0, where the answer is exactly 0.", id="eps added"),
            pytest.param([1e-7, 2.1], [0.0, 1.0], None, id="not only clipped"),
            pytest.param(0.01, 0.0, None, id="far from zero"),
            pytest.param(5.0, 0.0, None, id="anything for zero"),
            pytest.param([1.0, 5.0], [1.0, 2.0], None, id="nothing known"),
            pytest.param([], [], None, id="empty"),
        ],
    )
    def test_kind(self, got: object, expected: object, kind: str | None) -> None:
        assert kind_of(got, expected) == kind

    def test_texts_have_the_particulars(self) -> None:
        assert "the relative gap is 1.0e-04" in text_of(EXPECTED * 1.0001, EXPECTED)
        assert text_of(0.08, 0.08079).startswith("rounded to 2 decimals")


class TestWordsOfACourse:
    """Another subject than this repository's own; `tests/unit/test_course_wording.py` has that."""

    @pytest.mark.parametrize(
        ("factor", "kind"),
        [
            (3.6, "3.6 times the expected value (km/h where m/s are asked for)."),
            (-3.6, "−3.6 times the expected value (km/h where m/s are asked for)."),
            (100.0, "100 times the expected value (cm where m are asked for)."),
            (0.01, "1/100 times the expected value (a percentage?)."),
            (math.log(2), "Off by a constant factor."),
        ],
        ids=["its own", "negative", "before the framework's", "the framework's", "another subject's"],
    )
    def test_factors(self, factor: float, kind: str) -> None:
        relation = relate(factor * EXPECTED, EXPECTED, wording=PHYSICS)
        assert relation is not None
        assert relation.kind == kind

    def test_a_factor_is_named_for_one_number_too(self) -> None:
        relation = relate(np.array(36.0), np.array(10.0), wording=PHYSICS)
        assert relation is not None
        assert relation.text == "3.6 times the expected value (km/h where m/s are asked for)"

    def test_inf(self) -> None:
        relation = relate(np.array(1e9), np.array(np.inf), wording=PHYSICS)
        assert relation is not None
        assert relation.kind == "Finite where no current can flow."
        assert relation.text.startswith("finite where no current can flow: clipped, or")

    def test_one_value_too_many(self) -> None:
        relation = wrong_shape(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0]), PHYSICS)
        assert relation.kind == "The right values, and one too many: is the starting point one of them?"

    def test_integer_too_large(self) -> None:
        assert too_large(PHYSICS).text == "an integer too large for a float: is it in the right unit?"
        assert too_large().text == "an integer too large for a float: is a division missing?"


FLOATS = st.floats(width=64) | st.sampled_from([0.0, 1.0, np.inf, -np.inf, np.nan, 1e308, 5e-324])


@given(st.data())
def test_kinds_are_a_closed_set(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([(), (3,), (2, 2), (2, 3)]))
    expected = data.draw(arrays.arrays(np.float64, shape, elements=FLOATS))
    factor = data.draw(FLOATS | st.sampled_from([*CONSTANT_FACTORS, 3.0, 1.0 + 1e-7]))
    other = data.draw(arrays.arrays(np.float64, shape, elements=FLOATS))
    with np.errstate(all="ignore"):
        candidates = [other, expected * factor, np.round(expected, 3), expected[..., ::-1] if shape else other]
    for got in candidates:
        kind = kind_of(got, expected, *data.draw(st.lists(st.integers(0, 2**40), max_size=3)))
        assert kind is None or kind in KINDS


@given(st.integers(0, 9), st.integers(0, 9))
def test_kinds_of_shapes_and_lengths_hold_no_number(a: int, b: int) -> None:
    shapes = [((a,), (b,)), ((a, b), (b, a)), ((), (b,)), ((a,), ())]
    relations = [wrong_shape(np.ones(got), np.ones(expected)) for got, expected in shapes]
    relations += [wrong_length(a, b), wrong_order(), too_large(), no_numbers([a, b])]
    assert not any(char.isdigit() for relation in relations for char in relation.kind)


class TestShapes:
    @pytest.mark.parametrize(
        ("got", "expected", "text"),
        [
            ((3, 4), (3,), "shape (3, 4) instead of (3,)"),
            ((3, 4), (4, 3), "shape (3, 4) instead of (4, 3): transposed"),
            ((3,), (), "an array of shape (3,) instead of a number"),
            ((), (3,), "a number instead of an array of shape (3,)"),
        ],
    )
    def test_text(self, got: tuple[int, ...], expected: tuple[int, ...], text: str) -> None:
        assert wrong_shape(np.zeros(got), np.ones(expected)).text == text

    @pytest.mark.parametrize(
        ("got", "expected", "kind"),
        [
            ([[1.0], [2.0]], [1.0, 2.0], "Right values, wrong shape."),
            ([3.0], 3.0, "Right values, wrong shape."),
            ([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "Right values, wrong shape."),
            ([[1.0], [7.0]], [1.0, 2.0], "The result has the wrong shape."),
            ([1.0, 2.0, 7.0], [1.0, 2.0], "The right values, and one too many."),
            ([7.0, 1.0, 2.0], [1.0, 2.0], "The right values, and one too many."),
            ([7.0, 7.0, 7.0], [1.0, 2.0], "The result has the wrong shape."),
            ([1.0], [], "The result has the wrong shape."),
            ([], 1.0, "The result has the wrong shape."),
            (["1"], 1.0, "The result has the wrong shape."),
        ],
    )
    def test_right_values_are_told_first(self, got: object, expected: object, kind: str) -> None:
        assert wrong_shape(np.asarray(got), np.asarray(expected)).kind == kind


class TestKinds:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (None, "None"),
            (np.zeros((3, 1)), "an array of shape (3, 1)"),
            (np.array(1.0), "a 0-d array"),
            (True, "a bool"),
            (np.bool_(True), "a bool"),
            (3, "a number"),
            (np.float32(3), "a number"),
            ([1], "a list"),
            ("1", "a str"),
            (type("item", (), {})(), "an item"),
            (type("", (), {})(), "a "),
            (Opaque("a set"), "a set"),
        ],
    )
    def test_described(self, value: object, words: str) -> None:
        assert describe_kind(value) == words

    def test_wrong_kind(self) -> None:
        assert wrong_kind([1], "a number").text == "a list instead of a number"
        assert wrong_kind([1], "a number").kind == "Your function should return a number."
        assert wrong_kind(None, "a number").kind == "Your function returned None."
