from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.cases.call_proxy import Opaque
from grader.cases.show import MAX_CHARS, MAX_ITEMS, show, show_call, show_pair

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
NUMBERS = st.integers(-(2**62), 2**62) | st.floats() | st.booleans()


def evaluated(text: str) -> object:
    return eval(text, {"np": np})


def alike(shown: object, value: object) -> bool:
    """Whether two values are of one type and equal to ten significant digits."""
    if isinstance(value, list | tuple):
        return type(shown) is type(value) and len(shown) == len(value) and all(map(alike, shown, value))  # type: ignore[arg-type]
    if isinstance(value, float):
        return isinstance(shown, float) and (
            math.isclose(shown, value, rel_tol=1e-9) or (math.isnan(shown) and math.isnan(value))
        )
    return type(shown) is type(value) and shown == value


class TestCopyAndPaste:
    @given(st.floats())
    def test_floats(self, value: float) -> None:
        assert alike(evaluated(show(value)), value)
        exact = evaluated(show(value, digits=17))
        assert exact == value or math.isnan(value)

    @given(st.recursive(NUMBERS, lambda inner: st.lists(inner, max_size=5) | st.tuples(inner), max_leaves=MAX_ITEMS))
    def test_lists_and_tuples(self, value: object) -> None:
        assert alike(evaluated(show(value)), value)

    @given(
        arrays.arrays(
            st.sampled_from([np.float64, np.float32, np.int64, np.int32, np.uint8, np.bool_, np.complex64]),
            arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4).filter(
                lambda s: math.prod(s) <= MAX_ITEMS
            ),
            elements=st.integers(0, 1),
        )
    )
    def test_arrays(self, value: np.ndarray) -> None:
        shown = evaluated(show(value))
        assert isinstance(shown, np.ndarray)
        assert (shown.dtype, shown.shape) == (value.dtype, value.shape)
        assert np.array_equal(shown, value)

    def test_as_many_items_as_promised_with_all_their_digits(self) -> None:
        value = np.full(MAX_ITEMS, -1.2345678901234567e-100)
        assert np.array_equal(evaluated(show(value, digits=17)), value)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.5, "0.5"),
            (1.0, "1.0"),
            (1e-05, "1e-05"),
            (1e16, "1e+16"),
            (-0.0, "-0.0"),
            (np.inf, "np.inf"),
            (-np.inf, "-np.inf"),
            (np.nan, "np.nan"),
            (np.float32(0.5), "0.5"),
            (np.int64(3), "3"),
            (True, "True"),
            (np.True_, "True"),
            (None, "None"),
            ("it's", '"it\'s"'),
            (np.str_("a"), "'a'"),
            ((1,), "(1,)"),
            ([[0.99, 0.01]], "[[0.99, 0.01]]"),
            ({"a": [1.0]}, "{'a': [1.0]}"),
            (np.array([0.1, 1.0]), "np.array([0.1, 1.0])"),
            (np.array(0.5), "np.array(0.5)"),
            (np.array([np.inf, np.nan]), "np.array([np.inf, np.nan])"),
            (np.array([1], dtype=np.float32), "np.array([1.0], dtype=np.float32)"),
            (np.array(["a"]), "np.array(['a'])"),
            (np.array([]), "np.array([])"),
            (np.empty((0, 3)), "np.empty((0, 3))"),
            (len, "len"),
            pytest.param(lambda x: x, "f", id="a lambda"),
        ],
        ids=str,
    )
    def test_as_a_person_would_type_it(self, value: object, text: str) -> None:
        assert show(value) == text

    def test_call(self) -> None:
        text = show_call("kl_divergence", ([0.99, 0.01], np.array([0.5, 0.5])), {"base": 2.0})
        assert text == "kl_divergence([0.99, 0.01], np.array([0.5, 0.5]), base=2.0)"
        assert show_call("f", (), {}) == "f()"


class TestBounds:
    @given(st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
    def test_plain_data_gives_bounded_printable_text(self, value: object) -> None:
        text = show(value)
        assert len(text) <= MAX_CHARS
        assert text.isprintable()

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param("a" * 10**7, id="long text"),
            pytest.param(b"a" * 10**7, id="long bytes"),
            pytest.param(["a" * 10**6] * 10**5, id="long texts"),
            pytest.param(list(range(10**6)), id="long list"),
            pytest.param([[[[[0.5] * 60] * 60] * 60] * 60] * 60, id="60 to the power of 5"),
            pytest.param({str(i): i for i in range(10**5)}, id="large dict"),
            pytest.param(np.zeros((10**6, 2)), id="large array"),
            pytest.param(np.zeros((1,) * 64), id="64 dimensions"),
            pytest.param([10**4000] * 60, id="long integers"),
        ],
    )
    def test_large_values_cost_little(self, value: object) -> None:
        started = time.process_time()
        text = show(value)
        assert time.process_time() - started < 0.1
        assert len(text) <= MAX_CHARS

    def test_depth(self) -> None:
        value: list[object] = []
        value.append(value)
        assert show(value).count("[") < 50

    @pytest.mark.parametrize(
        "value", [10**4300, -(10**5000), [10**5000], {10**5000: 1}], ids=["+", "-", "list", "key"]
    )
    def test_integers_that_python_will_not_write_out(self, value: object) -> None:
        assert "<an integer of" in show(value)

    def test_long_sequences_say_how_long(self) -> None:
        assert show(list(range(61))).endswith("59, … 61 items]")
        assert show(np.zeros(61)) == "<array of shape (61,), float64>"


class TestOtherValues:
    @pytest.mark.parametrize("text", ["\x1b[31mred", "a\nb", "\u202eevil", "\x00", "\ud800"], ids=ascii)
    def test_control_characters_are_escaped(self, text: str) -> None:
        for value in (text, [text], {text: text}, np.array([text])):
            assert show(value).isprintable()

    def test_what_is_no_plain_data_is_named_and_never_asked(self) -> None:
        class Evil:
            def __repr__(self) -> str:
                raise RuntimeError

            __str__ = __repr__

        assert show(Evil()) == "<a Evil>"
        assert show(iter([1])) == "<a list_iterator>"
        assert show(Opaque("a set")) == "<a set>"
        assert show(np.array([Evil()])) == "<array of shape (1,), object>"
        assert show(type("C", (), {"__call__": len, "__name__": "no name"})()) == "f"


class TestPair:
    @pytest.mark.parametrize(
        ("got", "expected", "pair"),
        [
            (0.5, 0.25, ("0.5", "0.25")),
            (1.0, 1.0 + 1e-12, ("1.0", "1.000000000001")),
            (0.3, 0.1 + 0.2, ("0.29999999999999999", "0.30000000000000004")),
            ([1.0], [1.0 + 1e-12], ("[1.0]", "[1.000000000001]")),
        ],
    )
    def test_as_many_digits_as_it_takes(self, got: object, expected: object, pair: tuple[str, str]) -> None:
        assert show_pair(got, expected) == pair
