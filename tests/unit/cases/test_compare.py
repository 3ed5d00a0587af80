"""The compared value is a student's: every trick that can still reach the comparison as plain data must fail."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.cases.call_proxy import Call, NotAttempted, Opaque, Subject, local_invoke
from grader.cases.compare import (
    CaseFailed,
    assert_between,
    assert_close,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)

VECTOR = np.array([1.0, 2.0, 3.0])
BEYOND_FLOAT = 2**1024
MANY_DIGITS = 10**5000  # more than Python is willing to write out
NO_NUMBERS = [
    pytest.param(None, id="None"),
    pytest.param("1.0", id="text that looks like a number"),
    pytest.param(b"1.0", id="bytes"),
    pytest.param(True, id="bool"),
    pytest.param(np.True_, id="NumPy bool"),
    pytest.param(1 + 0j, id="complex"),
    pytest.param({"value": 1.0}, id="dict"),
    pytest.param({1.0}, id="set"),
    pytest.param(object(), id="object"),
    pytest.param(np.array(1.0, dtype=object), id="0-d array of objects"),
    pytest.param(np.array("1.0"), id="0-d array of text"),
    pytest.param(np.datetime64("2027-01-01"), id="date"),
    pytest.param(Fraction(1), id="fraction"),
    pytest.param(Opaque("a set"), id="what did not come through the wall"),
    pytest.param(BEYOND_FLOAT, id="integer beyond float64"),
    pytest.param(MANY_DIGITS, id="integer of 5000 digits"),
    pytest.param(float("nan"), id="nan"),
    pytest.param(np.array(np.nan), id="0-d nan"),
]
NO_SCALARS = [
    pytest.param([1.0], id="list of one"),
    pytest.param((1.0,), id="tuple of one"),
    pytest.param([], id="empty list"),
    pytest.param(np.array([]), id="empty array, which allclose lets pass"),
    pytest.param(np.empty((0, 1)), id="(0, 1) array"),
    pytest.param(np.ones(1), id="(1,) array, which broadcasts"),
    pytest.param(np.ones((1, 1)), id="(1, 1) array"),
    pytest.param(np.ones(1000), id="array of the right value"),
]
NO_VECTORS = [
    pytest.param(1.0, id="number"),
    pytest.param([], id="empty list"),
    pytest.param(np.array([]), id="empty array"),
    pytest.param(np.empty((0, 1)), id="(0, 1) array"),
    pytest.param(np.empty((0, 3)), id="(0, 3) array, which broadcasts"),
    pytest.param(VECTOR[:2], id="short array"),
    pytest.param([1.0, 2.0], id="short list, which zip lets pass"),
    pytest.param(VECTOR[:, None], id="column, which broadcasts"),
    pytest.param(VECTOR[None, :], id="row, which broadcasts"),
    pytest.param(["1.0", "2.0", "3.0"], id="texts that look like numbers"),
    pytest.param([1.0, "2.0", 3.0], id="a text among numbers"),
    pytest.param([1.0, None, 3.0], id="None among numbers"),
    pytest.param([[1.0], [2.0, 3.0], []], id="ragged"),
    pytest.param([1.0, [2.0], 3.0], id="ragged inside"),
    pytest.param([1.0, np.ones(3), 3.0], id="array among numbers"),
    pytest.param(np.array([1.0, 2.0, 3.0], dtype=object), id="array of objects"),
    pytest.param(VECTOR.astype(complex), id="complex array"),
    pytest.param([1.0, 2.0, 3.0 + 0j], id="complex among numbers"),
    pytest.param(np.array([True, True, True]), id="bool array"),
    pytest.param([1.0, 2.0, BEYOND_FLOAT], id="integer beyond float64 among numbers"),
    pytest.param({0: 1.0, 1: 2.0, 2: 3.0}, id="dict"),
    pytest.param("123", id="text"),
    pytest.param([1.0, 2.0, float("nan")], id="nan"),
]


class AlwaysEqual(float):
    """What `==` and subtraction are fooled by; the wall lets no such thing through, and nor does the comparison."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __sub__(self, other: object) -> float:
        return 0.0

    __rsub__ = __sub__


def subject_of(function: Callable[..., object]) -> Subject:
    return Subject("f", local_invoke(function, lambda error: "", name="f"))


def nested(depth: int) -> object:
    value: object = 1.0
    for _ in range(depth):
        value = [value]
    return value


class TestCloseToANumber:
    @pytest.mark.parametrize("got", [*NO_NUMBERS, *NO_SCALARS, pytest.param(AlwaysEqual(0.0), id="always equal")])
    def test_refuses(self, got: object) -> None:
        with pytest.raises(CaseFailed):
            assert_close(got, 1.0)

    @pytest.mark.parametrize(
        "got",
        [1.0, 1, np.float32(1), np.int8(1), np.array(1.0), np.array(1), 1.0 + 5e-10],
        ids=["float", "int", "float32", "int8", "0-d", "0-d int", "within tolerance"],
    )
    def test_accepts(self, got: object) -> None:
        assert_close(got, 1.0)

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (1.0 + 2e-9, 1.0),
            (2e-300, 1e-300),
            (1e-12, 1e-13),
            (1e-300, 0.0),
            (5e-324, 0.0),
            (0.0, 1e-300),
            (np.inf, 1.0),
            (1.0, np.inf),
            (-np.inf, np.inf),
            (1e308, -1e308),
            (np.nan, np.nan),
        ],
        ids=str,
    )
    def test_too_far(self, got: float, expected: float) -> None:
        with pytest.raises(CaseFailed):
            assert_close(got, expected)

    def test_inf_equals_inf_and_minus_zero_equals_zero(self) -> None:
        assert_close(np.inf, np.inf)
        assert_close(-np.inf, -np.inf)
        assert_close(-0.0, 0.0)

    def test_an_integer_of_any_size_is_a_number(self) -> None:
        assert_close(2**100, 2.0**100)

    def test_tolerances(self) -> None:
        assert_close(1.05, 1.0, rtol=0.1)
        assert_close(1e-13, 0.0, atol=1e-12)
        with pytest.raises(CaseFailed):
            assert_close(1e-11, 0.0, atol=1e-12)


class TestCloseToAnArray:
    @pytest.mark.parametrize("got", [*NO_VECTORS, *(p for p in NO_NUMBERS if p.id not in {"integer beyond float64"})])
    def test_refuses(self, got: object) -> None:
        with pytest.raises(CaseFailed):
            assert_close(got, VECTOR)

    @pytest.mark.parametrize(
        "got",
        [VECTOR, [1, 2, 3], (1.0, 2.0, 3.0), VECTOR.astype(np.float32), VECTOR.astype(int), VECTOR.astype(">f8")],
        ids=["same", "list", "tuple", "float32", "int", "big-endian"],
    )
    def test_accepts(self, got: object) -> None:
        assert_close(got, VECTOR)

    def test_an_expected_list_is_an_array(self) -> None:
        assert_close(VECTOR, [1, 2, 3])

    def test_an_empty_array_is_only_equal_to_one_of_its_shape(self) -> None:
        assert_close(np.empty((0, 2)), np.empty((0, 2)))
        with pytest.raises(CaseFailed):
            assert_close(np.empty((2, 0)), np.empty((0, 2)))

    @pytest.mark.parametrize("depth", [2, 63, 64, 65, 500])
    def test_deep_lists(self, depth: int) -> None:
        with pytest.raises(CaseFailed):
            assert_close(nested(depth), VECTOR)

    def test_shapes_that_would_broadcast_allocate_nothing(self) -> None:
        column, vector = np.zeros((400_000, 1)), np.zeros(400_000)
        tracemalloc.start()
        try:
            with pytest.raises(CaseFailed) as caught:
                assert_close(column, vector)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < 10 * vector.nbytes
        assert caught.value.relation is not None
        assert caught.value.relation.text == "shape (400000, 1) instead of (400000,)"

    def test_names_the_first_difference_with_digits_that_differ(self) -> None:
        with pytest.raises(CaseFailed, match=r"index 1: 2\.00000000001 instead of 2\.0$"):
            assert_close([1.0, 2.00000000001, 4.0], VECTOR, rtol=1e-13)
        with pytest.raises(CaseFailed, match=r"index \(1, 0\): 5\.0 instead of 2\.0"):
            assert_close([[1.0], [5.0]], [[1.0], [2.0]])


class TestCloseToATuple:
    def test_item_by_item(self) -> None:
        expected = (VECTOR, -0.5)
        assert_close((VECTOR, -0.5), expected)
        assert_close([[1, 2, 3], np.array(-0.5)], expected)

    @pytest.mark.parametrize(
        "got",
        [
            (VECTOR,),
            (VECTOR, -0.5, 0.0),
            (VECTOR[:2], -0.5),
            (VECTOR, [-0.5]),
            (-0.5, VECTOR),
            (),
            VECTOR,
            -0.5,
            None,
            {0: VECTOR, 1: -0.5},
            np.array([VECTOR, -0.5], dtype=object),
        ],
        ids=[
            "short",
            "long",
            "short item",
            "list for number",
            "order",
            "empty",
            "array",
            "number",
            "None",
            "dict",
            "objects",
        ],
    )
    def test_refuses(self, got: object) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_close(got, (VECTOR, -0.5))
        assert caught.value.got is got, "the whole result, so that its call can be found"
        assert caught.value.relation is not None

    def test_right_items_in_another_order_are_told_so(self) -> None:
        with pytest.raises(CaseFailed, match="Right, but in another order"):
            assert_close((-0.5, VECTOR), (VECTOR, -0.5))

    def test_items_of_one_shape_may_be_reversed_by_chance(self) -> None:
        with pytest.raises(CaseFailed, match="item 0 of the tuple"):
            assert_close((2.0, 1.0), (1.0, 2.0))

    @pytest.mark.parametrize(
        ("got", "said"),
        [
            ({"dw": VECTOR, "db": -0.5}, "The right values, but in a dict"),
            (np.array([*VECTOR, -0.5]), "The right values, but in one array"),
            (np.array([-0.5, *VECTOR]), "The right values, but in one array"),
            ({"dw": VECTOR, "db": 0.5}, "a dict instead of a tuple"),
            ({"dw": VECTOR}, "a dict instead of a tuple"),
            (np.array([*VECTOR, 0.5]), "an array of shape .* instead of a tuple"),
        ],
        ids=["dict", "theta", "intercept first", "wrong in a dict", "one item in a dict", "wrong in one array"],
    )
    def test_right_values_otherwise_packed(self, got: object, said: str) -> None:
        with pytest.raises(CaseFailed, match=said):
            assert_close(got, (VECTOR, -0.5))

    def test_says_which_item(self) -> None:
        with pytest.raises(CaseFailed, match=r"^item 1 of the tuple: right size, opposite sign"):
            assert_close((VECTOR, 0.5), (VECTOR, -0.5))

    def test_tolerances_reach_the_items(self) -> None:
        assert_close((1.1, 1e-9), (1.0, 0.0), rtol=0.2, atol=1e-8)


@given(arrays.arrays(np.float64, (3,), elements=st.floats(allow_nan=False)), st.data())
def test_close_agrees_with_numpy_on_plain_arrays(expected: np.ndarray, data: st.DataObject) -> None:
    got = data.draw(arrays.arrays(np.float64, (3,)) | st.just(expected.copy()))
    with np.errstate(all="ignore"):
        right = bool(np.isclose(got, expected, rtol=1e-9, atol=0.0).all())
    if right:
        assert_close(got, expected)
    else:
        with pytest.raises(CaseFailed):
            assert_close(got, expected)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(), st.lists, max_leaves=8
    )
)
def test_plain_data_never_raises_anything_but_case_failed(got: object) -> None:
    for check in (
        lambda: assert_close(got, 1.0),
        lambda: assert_close(got, VECTOR),
        lambda: assert_close(got, (1.0, VECTOR)),
        lambda: assert_equal(got, 3),
        lambda: assert_equal(got, VECTOR),
        lambda: assert_equal(got, [1, [2]]),
        lambda: assert_between(got, 0, 1),
        lambda: assert_increasing(got),  # type: ignore[arg-type]
        lambda: assert_type(got, float),
    ):
        with suppress(CaseFailed):
            check()


class TestEqual:
    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (3, 3),
            (3.0, 3),
            (np.int64(3), 3),
            (np.array(3), 3),
            (True, True),
            (np.True_, True),
            ("cat", "cat"),
            (None, None),
            ((2, 3), (2, 3)),
            ([1, "a"], [1, "a"]),
            (BEYOND_FLOAT, BEYOND_FLOAT),
            ([0, 1], np.array([0, 1])),
            (np.array([True, False]), np.array([True, False])),
            (["a", "b"], np.array(["a", "b"])),
            ((1, np.array([2])), (1, np.array([2]))),
        ],
        ids=repr,
    )
    def test_accepts(self, got: object, expected: object) -> None:
        assert_equal(got, expected)

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (4, 3),
            (True, 1),
            (1, True),
            (np.True_, 1),
            ("3", 3),
            (None, 3),
            (None, False),
            (0, False),
            ([3], 3),
            (np.array([3]), 3),
            (float("nan"), float("nan")),
            (BEYOND_FLOAT, 3),
            (MANY_DIGITS, 3),
            ([2, 3], (2, 3)),
            ((2, 3, 1), (2, 3)),
            ([1, 2], [1, [2]]),
            ([1, [2]], [1, 2]),
            ((np.array([2, 3]), 1), (2, 1)),
            ([0, 2], np.array([0, 1])),
            ([[0], [1]], np.array([0, 1])),
            ([], np.array([0, 1])),
            ([0, 1], np.array([False, True])),
            ([True, False], np.array([1, 0])),
            (np.array([2**53 + 1]), np.array([2**53])),
            (["a"], np.array(["b"])),
            (None, np.array(["b"])),
        ],
        ids=lambda value: repr(value) if value is not MANY_DIGITS else "10**5000",
    )
    def test_refuses(self, got: object, expected: object) -> None:
        with pytest.raises(CaseFailed):
            assert_equal(got, expected)


class TestRaises:
    @staticmethod
    def raising(error: BaseException) -> Subject:
        def fail(*args: object, **kwargs: object) -> None:
            raise error

        return subject_of(fail)

    def test_the_error_or_a_subclass(self) -> None:
        assert_raises(ValueError, self.raising(ValueError()), [1], axis=0)
        assert_raises(LookupError, self.raising(KeyError()))

    def test_arguments_pass_through(self) -> None:
        subject = self.raising(ValueError())
        assert_raises(ValueError, subject, 1, 2, because="of that", base=3)
        assert (subject.calls[0].args, subject.calls[0].kwargs) == ((1, 2), {"base": 3})

    def test_returning_is_a_failure_that_keeps_the_value(self) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_raises(ValueError, subject_of(lambda: 0.5), because="of that")
        assert caught.value.summary == "It returned a value; the contract asks for ValueError: of that."
        assert caught.value.got == 0.5

    def test_another_exception_is_a_failure_whose_kind_does_not_name_it(self) -> None:
        with pytest.raises(CaseFailed, match="It raised KeyError; the contract asks for ValueError") as caught:
            assert_raises(ValueError, self.raising(KeyError("secret")))
        assert caught.value.relation is not None
        assert caught.value.relation.kind == "It raised another exception; the contract asks for ValueError."

    @pytest.mark.parametrize("error", [AssertionError("p < 0"), Exception("no")])
    def test_a_refusal_by_another_exception_is_told_so_first(self, error: Exception) -> None:
        with pytest.raises(CaseFailed) as caught:
            assert_raises(ValueError, self.raising(error))
        assert caught.value.relation is not None
        assert caught.value.relation.kind.startswith("It refuses this, as it should, but raised another exception; ")
        assert f"raised {type(error).__name__}; " in caught.value.summary

    def test_none_where_an_exception_is_asked_for(self) -> None:
        with pytest.raises(CaseFailed, match="It returned None; the contract asks for ValueError"):
            assert_raises(ValueError, subject_of(lambda: None))

    def test_a_stub_is_not_attempted(self) -> None:
        with pytest.raises(NotAttempted):
            assert_raises(Exception, self.raising(NotImplementedError()))

    def test_our_own_exception_on_the_way_to_the_function_is_no_answer(self) -> None:
        def broken(args: object, kwargs: object) -> Call:
            raise ValueError("our encoder")

        with pytest.raises(ValueError, match="our encoder"):
            assert_raises(ValueError, Subject("f", broken))

    def test_a_reference_is_checked_too(self) -> None:
        assert_raises(ValueError, int, "x")
        with pytest.raises(TypeError):
            assert_raises(ValueError, int, [])


class TestBetween:
    @pytest.mark.parametrize(
        "got",
        [0.0, 1, 0.5, np.array(0.5), [0.1, 0.9], np.full((2, 2), 0.5)],
        ids=["low", "high", "in", "0-d", "list", "matrix"],
    )
    def test_accepts(self, got: object) -> None:
        assert_between(got, 0, 1)

    @pytest.mark.parametrize(
        "got", [*(p for p in NO_NUMBERS if p.id != "fraction"), pytest.param(Fraction(1, 2), id="fraction")]
    )
    def test_refuses(self, got: object) -> None:
        with pytest.raises(CaseFailed):
            assert_between(got, 0, 2)

    @pytest.mark.parametrize(
        "got", [-1e-9, 1.1, np.inf, [0.5, 2.0], [0.5, np.nan], [], np.array([]), np.empty((0, 3))], ids=repr
    )
    def test_every_entry_and_at_least_one(self, got: object) -> None:
        with pytest.raises(CaseFailed):
            assert_between(got, 0, 1)


class TestIncreasing:
    @pytest.mark.parametrize(
        "values", [[1, 2, 3], (0.1, np.float32(0.5), np.array(2.0)), VECTOR, [-np.inf, 0, np.inf]], ids=repr
    )
    def test_accepts(self, values: list[object]) -> None:
        assert_increasing(values)

    @pytest.mark.parametrize(
        "values",
        [
            [1, 3, 2],
            [1, 1],
            [1, float("nan"), 3],
            [np.inf, np.inf],
            [1, None],
            [False, True],
            ["1", "2"],
            "12",
            {1: 0, 2: 0},
            None,
            1.0,
            np.array(1.0),
            [1, [2]],
            np.array([[1, 2], [3, 4]]),
            [1, BEYOND_FLOAT],
            [],
            [1],
            np.array([]),
        ],
        ids=lambda value: repr(value)[:40],
    )
    def test_refuses(self, values: list[object]) -> None:
        with pytest.raises(CaseFailed):
            assert_increasing(values)

    def test_not_strictly(self) -> None:
        assert_increasing([1, 1, np.inf, np.inf], strictly=False)
        with pytest.raises(CaseFailed):
            assert_increasing([1, 0], strictly=False)


class TestType:
    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (1.0, float),
            (np.float64(1), float),
            (np.float32(1), float),
            (1, int),
            (np.int8(1), int),
            (True, bool),
            (np.True_, bool),
            (VECTOR, np.ndarray),
            ("a", str),
            ((1,), tuple),
        ],
        ids=repr,
    )
    def test_accepts(self, got: object, expected: type) -> None:
        assert_type(got, expected)

    @pytest.mark.parametrize(
        ("got", "expected"),
        [
            (1, float),
            (np.array(1.0), float),
            (True, int),
            (True, float),
            (np.True_, int),
            (1, bool),
            (1.0, int),
            ([1.0], np.ndarray),
            (None, float),
            ("1.0", float),
        ],
        ids=repr,
    )
    def test_refuses(self, got: object, expected: type) -> None:
        with pytest.raises(CaseFailed):
            assert_type(got, expected)

    def test_says_what_instead_of_what(self) -> None:
        with pytest.raises(CaseFailed, match=r"^a list instead of numpy\.ndarray$"):
            assert_type([1.0], np.ndarray)
        with pytest.raises(CaseFailed, match=r"^a 0-d array instead of float$"):
            assert_type(np.array(1.0), float)
