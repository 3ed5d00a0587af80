"""The wire format: what goes in comes out, and nothing else gets in."""

from __future__ import annotations

import contextlib
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire
from grader.sandbox.wire import Reader, WireError, decode, encode

ARRAYS = hnp.arrays(
    dtype=st.sampled_from(wire.DTYPES), shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
)
NUMPY_SCALARS = st.sampled_from(wire.DTYPES).flatmap(
    lambda dtype: hnp.arrays(dtype=dtype, shape=()).map(lambda array: array[()])
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(min_value=-(2**1024) + 1, max_value=2**1024 - 1),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=20),
    st.binary(max_size=20),
    ARRAYS,
    NUMPY_SCALARS,
)
PLAIN_KEYS = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.integers(-5, 5),
    st.booleans(),
    st.floats(allow_nan=False),
)
KEYS = PLAIN_KEYS | st.lists(PLAIN_KEYS, max_size=3).map(tuple)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.sets(KEYS, max_size=4),
        st.frozensets(KEYS, max_size=4),
    ),
    max_leaves=12,
)


def assert_identical(got: Any, expected: Any) -> None:
    """Equal, of the same exact type, bit for bit in floats."""
    assert type(got) is type(expected)
    if isinstance(expected, list | tuple):
        assert len(got) == len(expected)
        for one, other in zip(got, expected, strict=True):
            assert_identical(one, other)
    elif isinstance(expected, dict):
        assert_identical(list(got.items()), list(expected.items()))
    elif isinstance(expected, set | frozenset):
        assert got == expected
        assert {(type(item), item) for item in got} == {(type(item), item) for item in expected}
    elif isinstance(expected, np.ndarray | np.generic):
        assert got.dtype == expected.dtype
        assert got.shape == expected.shape
        assert got.tobytes() == expected.tobytes()
    elif isinstance(expected, float):
        assert struct.pack("<d", got) == struct.pack("<d", expected)
    elif isinstance(expected, complex):
        assert struct.pack("<dd", got.real, got.imag) == struct.pack("<dd", expected.real, expected.imag)
    else:
        assert got == expected


@given(VALUES)
def test_what_goes_in_comes_out(value: object) -> None:
    assert_identical(decode(encode(value)), value)


@given(VALUES)
def test_encoding_is_canonical(value: object) -> None:
    assert encode(decode(encode(value))) == encode(value)


@given(st.sets(st.text(max_size=3) | st.integers(), max_size=20), st.randoms())
def test_equal_sets_are_equal_bytes(items: set[object], random: Any) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)
    assert encode(set(shuffled)) == encode(items)


@given(NUMPY_SCALARS)
def test_numpy_scalars_become_python_numbers_on_request(value: np.generic) -> None:
    assert_identical(decode(encode(value), numpy_scalars=False), value.item())


@given(st.binary(max_size=300))
def test_arbitrary_bytes_raise_wire_error_or_are_a_value(data: bytes) -> None:
    try:
        value = decode(data)
    except WireError:
        return
    decode(encode(value))


@given(VALUES, st.data())
def test_truncated_bytes_raise_wire_error(value: object, data: st.DataObject) -> None:
    encoded = encode(value)
    cut = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(WireError):
        decode(encoded[:cut])


@given(VALUES, st.binary(min_size=1, max_size=3))
def test_bytes_too_many_raise_wire_error(value: object, extra: bytes) -> None:
    with pytest.raises(WireError):
        decode(encode(value) + extra)


@settings(max_examples=300)
@given(VALUES, st.data())
def test_damaged_bytes_raise_wire_error_or_are_a_value(value: object, data: st.DataObject) -> None:
    encoded = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        encoded[data.draw(st.integers(0, len(encoded) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(WireError):
        decode(encoded)


class Celsius(float):
    pass


class Pair(tuple[int, ...]):
    pass


class Angry(np.ndarray):
    def __array_function__(self, *args: object) -> object:
        raise AssertionError("a subclass must not be asked")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Celsius(1.5), 1.5, id="float"),
        pytest.param(Pair((1, 2)), (1, 2), id="tuple"),
        pytest.param(type("Text", (str,), {})("a"), "a", id="str"),
        pytest.param(type("Whole", (int,), {})(3), 3, id="int"),
        pytest.param(type("Names", (dict,), {})(a=1), {"a": 1}, id="dict"),
        pytest.param(np.arange(3.0).view(Angry), np.arange(3.0), id="ndarray"),
        pytest.param(np.ma.masked_array([1.0, 2.0], [True, False]), np.array([1.0, 2.0]), id="masked array"),
        pytest.param({np.int64(1): 2}, {1: 2}, id="dict with a NumPy key"),
    ],
)
def test_subclasses_travel_as_their_base(value: object, expected: object) -> None:
    assert_identical(decode(encode(value)), expected)


@pytest.mark.parametrize(
    "array",
    [
        pytest.param(np.arange(6.0).reshape(2, 3).T, id="transposed"),
        pytest.param(np.arange(10)[::-2], id="negative stride"),
        pytest.param(np.arange(3, dtype=">f8"), id="big-endian"),
        pytest.param(np.asfortranarray(np.eye(3)), id="Fortran order"),
        pytest.param(np.broadcast_to(np.float64(1.0), (2, 2)), id="broadcast, read-only"),
    ],
)
def test_arrays_of_any_layout_arrive_fresh(array: np.ndarray[Any, Any]) -> None:
    got: Any = decode(encode(array))
    np.testing.assert_array_equal(got, array)
    assert got.flags.c_contiguous
    assert got.flags.writeable
    assert got.flags.owndata or got.base.flags.owndata
    assert got.dtype.str == array.dtype.newbyteorder("<").str


RECURSIVE: list[object] = []
RECURSIVE += [RECURSIVE] * 3


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        pytest.param({frozenset({1})}, "type frozenset", id="set of sets"),
        pytest.param(set(range(1001)), "a set of 1001 items", id="large set"),
        pytest.param(object(), "type object", id="object"),
        pytest.param(print, "function", id="function"),
        pytest.param(np.array([1, "a"], dtype=object), "dtype object", id="object array"),
        pytest.param(np.array(["a"]), "dtype <U1", id="text array"),
        pytest.param(np.longdouble(1), "dtype", id="long double"),
        pytest.param(np.datetime64("2024-01-01"), "dtype", id="date"),
        pytest.param(np.zeros(2, dtype=[("a", "f8")]), "dtype", id="record"),
        pytest.param(2**1024, "1025 bits", id="large integer"),
        pytest.param("\ud800", "surrogates", id="lone surrogate"),
        pytest.param({1j: 3}, "key of type complex", id="dict key"),
        pytest.param({(1, 1j): 3}, "key of type complex", id="in a dict key"),
        pytest.param(dict.fromkeys(range(1001)), "1001 keys", id="large dict"),
        pytest.param([0] * (wire.MAX_ITEMS + 1), "items", id="long list"),
        pytest.param([[0] * 70_000] * 3, "items", id="long lists"),
        pytest.param("a" * (wire.MAX_TEXT_BYTES + 1), "text of", id="long text"),
        pytest.param(RECURSIVE, "nested", id="a list that contains itself"),
        pytest.param(np.broadcast_to(0.0, (10**5, 10**5)), "shape", id="large array"),
        pytest.param(np.zeros([1] * 17), "shape", id="many dimensions"),
    ],
)
def test_what_cannot_travel_says_so(value: object, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        encode(value)


def tagged_array(number: int, *shape: int, data: bytes = b"") -> bytes:
    return struct.pack(f"<cBB{len(shape)}Q", b"a", number, len(shape), *shape) + data


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"?", id="unknown tag"),
        pytest.param(tagged_array(99, 1), id="unknown dtype"),
        pytest.param(tagged_array(0, 2**40), id="an array that is not there"),
        pytest.param(tagged_array(0, 2**63, 2**63), id="a product that overflows"),
        pytest.param(tagged_array(0, 0, 2**62), id="an empty array of great extent"),
        pytest.param(tagged_array(0, *[1] * 17, data=bytes(8)), id="17 dimensions"),
        pytest.param(tagged_array(11, 2, data=b"\x01\x02"), id="a boolean of 2"),
        pytest.param(b"g\x0b\x02", id="a boolean scalar of 2"),
        pytest.param(b"l\xff\xff\xff\xff", id="a list of 4 billion"),
        pytest.param(b"l\x03\x00\x00\x00N", id="a list that is cut off"),
        pytest.param(b"l\x01\x00\x00\x00" * 17 + b"N", id="17 lists in each other"),
        pytest.param(b"d\x02\x00\x00\x00" + (encode("a") + b"N") * 2, id="a key twice"),
        pytest.param(b"d\x01\x00\x00\x00l\x00\x00\x00\x00N", id="a list as a key"),
        pytest.param(b"d\x01\x00\x00\x00t\x01\x00\x00\x00l\x00\x00\x00\x00N", id="a list in a key"),
        pytest.param(b"S\x02\x00\x00\x00NN", id="an item of a set twice"),
        pytest.param(b"S\x01\x00\x00\x00l\x00\x00\x00\x00", id="a list in a set"),
        pytest.param(b"z\x01\x00\x00\x00S\x00\x00\x00\x00", id="a set in a set"),
        pytest.param(b"S\xe9\x03\x00\x00" + bytes(9000), id="a set of 1001"),
        pytest.param(b"d\xe9\x03\x00\x00" + bytes(9000), id="1001 keys"),
        pytest.param(b"s\x01\x00\x00\x00\xff", id="text that is not UTF-8"),
        pytest.param(b"I\x82\x00\x00\x00" + bytes(130), id="an integer of 1040 bits"),
        pytest.param(b"@\x01\x00\x00\x00", id="a function that nobody gave"),
    ],
)
def test_hostile_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


def test_functions_travel_by_number() -> None:
    functions: list[wire.Function] = [math.sin, math.cos]
    encoded = encode({"f": functions}, functions.index)
    assert decode(encoded, function=functions.__getitem__) == {"f": [math.sin, math.cos]}


def test_an_unknown_function_number_is_a_wire_error() -> None:
    with pytest.raises(WireError):
        decode(encode(math.sin, lambda _: 7), function=[print].__getitem__)


def test_values_are_read_one_after_another() -> None:
    reader = Reader(encode((1, "a")) + encode([2.5]))
    assert reader.read() == (1, "a")
    assert reader.position == len(encode((1, "a")))
    assert reader.read() == [2.5]
    reader.finish()
