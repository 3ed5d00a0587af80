"""The wire and the answers on it: whatever bytes come, a checked value or the decoder's own error comes of them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.sandbox import wire
from tests.fuzz import properties
from tests.fuzz.values import FUZZED, VALUES, answers, damaged

FOUND = Path(__file__).with_name("found")

# The shortest form of each kind of value, or the one that takes the most memory for its length.
CHEAPEST = {
    "None": b"N",
    "large integers": b"I\x09\x00\x00\x00" + b"\x7f" * 9,
    "text": b"s\x04\x00\x00\x00\xf0\x9f\x8e\x93",
    "lists": b"l\x00\x00\x00\x00",
    "dicts": b"d\x00\x00\x00\x00",
    "sets": b"S\x00\x00\x00\x00",
    "frozen sets": b"z\x01\x00\x00\x00N",
    "sets of five": b"S\x05\x00\x00\x00NTFs\x00\x00\x00\x00b\x00\x00\x00\x00",
    "dicts of arrays": b"d\x01\x00\x00\x00Ta\x0b\x00\x00",
    "arrays of no dimension": b"a\x0b\x00\x00",
    "empty arrays of many dimensions": b"a\x0b\x10" + bytes(128),
    "scalars": b"g\x0c" + bytes(16),
}


@FUZZED
@given(st.binary(max_size=200) | damaged(VALUES.map(wire.encode)))
def test_any_bytes_are_a_value_or_a_wire_error(data: bytes) -> None:
    properties.decode(data)


@FUZZED
@given(damaged(answers()))
def test_any_bytes_are_checked_answers_or_a_protocol_error(data: bytes) -> None:
    properties.reply(data)


@pytest.mark.parametrize("item", CHEAPEST.values(), ids=CHEAPEST.keys())
def test_many_small_values_take_a_small_multiple_of_their_bytes(item: bytes) -> None:
    count = 4000
    properties.decode(b"t" + struct.pack("<I", count) + item * count)


@pytest.mark.parametrize("check", [properties.decode, properties.reply], ids=["decode", "reply"])
@pytest.mark.parametrize("file", sorted(FOUND.glob("wire-*")), ids=lambda file: file.name)
def test_what_was_found(file: Path, check: Callable[[bytes], None]) -> None:
    check(file.read_bytes())
