"""Inputs that are nearly right: what a decoder meets of a worker that forges its answers, or of an author's typing."""

from __future__ import annotations

import os

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox import wire
from tests.fuzz.properties import SEQUENCE

# A few seconds a test; `FUZZ_EXAMPLES=100000 pytest tests/fuzz` tries more.
FUZZED = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "100")),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

_KEYS = st.one_of(st.text(max_size=3), st.integers(-3, 3), st.booleans(), st.floats(allow_nan=False))
_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.sampled_from([np.float64(1.5), np.bool_(True), np.int8(-1)]),
    hnp.arrays(st.sampled_from(wire.DTYPES), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)),
)
VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(_KEYS, inner, max_size=3),
        st.sets(_KEYS, max_size=3),
        st.frozensets(_KEYS, max_size=3),
    ),
    max_leaves=10,
)

_NAMES = st.sampled_from(["ValueError", "KeyError", "SystemExit", "E", "ExceptionGroup", "\x1b[31m", "\u202e", ""])
_FRAMES = st.tuples(
    st.sampled_from(["unit1.py", "empty.py", "odd.py", "/etc/passwd", ""]), st.integers(-9, 9), st.text(max_size=5)
)
_TEXTS = st.text(max_size=20) | st.sampled_from(["\x00\x1b]0;", "\ud7ff", "\U000e0001", "<b>", "=1+1"])
_PAYLOADS = {
    "returned": VALUES,
    "opaque": _TEXTS,
    "missing": st.none(),
    "raised": st.tuples(st.lists(_NAMES, max_size=3).map(tuple), _TEXTS, st.lists(_FRAMES, max_size=3).map(tuple)),
    "callback": st.tuples(st.integers(-1, 3), st.lists(VALUES, max_size=2).map(tuple), st.dictionaries(_KEYS, VALUES)),
    "unknown": VALUES,
}
_NOTES = st.none() | st.tuples(
    st.lists(_TEXTS, max_size=2).map(tuple), st.lists(st.integers() | _TEXTS, max_size=2).map(tuple), _TEXTS
)


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """One to four encoded answers, most of them of the right shape."""
    encoded = b""
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(sorted(_PAYLOADS)))
        payload = draw(st.one_of(_PAYLOADS[kind], _PAYLOADS[kind], VALUES))
        content = (draw(st.sampled_from([SEQUENCE] * 9 + [6])), kind, payload, draw(_NOTES | VALUES))
        encoded += wire.encode(content)
    return encoded


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Bytes of `whole`, some of them overwritten, cut out, put in or repeated."""
    data = bytearray(draw(whole))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        stop = start + draw(st.integers(0, 8))
        data[start:stop] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[start:stop] * 2))))
    return bytes(data)
