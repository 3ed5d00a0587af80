"""Whatever crosses the wall, an assertion passes or fails, and its explanation is a text: nothing else comes up."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.cases import (
    assert_between,
    assert_close,
    assert_equal,
    assert_increasing,
    assert_type,
)
from grader.cases.call_proxy import Call, Opaque, Subject
from grader.cases.compare import CaseFailed
from grader.cases.feedback import explain_failure, explain_noise, explain_unusable
from grader.cases.result_digest import digest
from grader.sandbox.wire import DTYPES

LONGEST_TEXT = 20_000

INTEGERS = st.integers(-(1 << 1023), 1 << 1023)
SCALARS = st.one_of(
    st.none(), st.booleans(), INTEGERS, st.integers(-3, 3), st.floats(), st.complex_numbers(), st.text(max_size=40),
    st.binary(max_size=40), st.just(Opaque("an object of type set")), st.sampled_from([0.0, -0.0, 5e-324, 1.7e308]),
)  # fmt: skip
ARRAYS = hnp.arrays(
    st.sampled_from(DTYPES), st.one_of(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4), st.just(()))
)
KEYS = st.one_of(st.text(max_size=5), st.integers(-9, 9), st.floats(), st.booleans())
ANSWERS = st.recursive(
    SCALARS | ARRAYS,
    lambda inner: st.lists(inner, max_size=5) | st.lists(inner, max_size=5).map(tuple)
    | st.dictionaries(KEYS, inner, max_size=4)
    | st.sets(KEYS, max_size=4),
    max_leaves=12,
)  # fmt: skip
ASSERTIONS: dict[str, Callable[[object], None]] = {
    "a number": lambda got: assert_close(got, 2.5),
    "an infinite number": lambda got: assert_close(got, -np.inf),
    "a vector": lambda got: assert_close(got, np.array([0.5, np.inf, 0.0]), rtol=1e-6),
    "a matrix": lambda got: assert_close(got, np.arange(4.0).reshape(2, 2), atol=1e-9),
    "nothing": lambda got: assert_close(got, np.zeros(0)),
    "a tuple": lambda got: assert_close(got, (1.0, np.zeros(2))),
    "an integer": lambda got: assert_equal(got, 3),
    "a truth": lambda got: assert_equal(got, True),
    "a text": lambda got: assert_equal(got, "a text"),
    "a list": lambda got: assert_equal(got, [1, "b", [2.0, None]]),
    "a dictionary": lambda got: assert_equal(got, {"a": 1.0}),
    "a set": lambda got: assert_equal(got, {1, "b", (2, None)}),
    "texts": lambda got: assert_equal(got, ["a", "B", "c d"]),
    "nested lists": lambda got: assert_equal(got, [[1, 2], [3, 4]]),
    "a dictionary of numbers": lambda got: assert_close(got, {"a": 1.0, 2: np.zeros(2)}, rtol=1e-6),
    "a text in a tuple": lambda got: assert_close(got, ("a text", 2.0, None)),
    "None": lambda got: assert_equal(got, None),
    "integers": lambda got: assert_equal(got, np.array([1, 2])),
    "truths": lambda got: assert_equal(got, np.array([True, False])),
    "a range": lambda got: assert_between(got, 0.0, 1.0),
    "a rise": assert_increasing,  # type: ignore[arg-type]
    "rises": lambda got: assert_increasing([got, got, 1.0]),
    "a float": lambda got: assert_type(got, float),
    "an array": lambda got: assert_type(got, np.ndarray),
}


def _plainly(got: object) -> None:
    assert got == 2.5, f"{got}"


# A case's own arithmetic on what was returned may raise anything.
ARITHMETIC: dict[str, Callable[[object], None]] = {
    "a difference": lambda got: assert_close(got - 1.0, 2.0),  # type: ignore[operator]
    "a sum": lambda got: assert_close(np.sum(got), 2.0),  # type: ignore[arg-type]
    "a first item": lambda got: assert_close(got[0], 2.0),  # type: ignore[index]
    "a plain assertion": _plainly,
}


def subject_of(answer: object) -> Subject:
    """Return a function that has answered, and will again, if it is asked with its arguments swapped."""
    arguments = np.array([1.0, 2.0, 3.0]), np.array([0.25, 0.5, 0.25])

    def invoke(args, kwargs) -> Call:
        return Call("f", args, kwargs, result=answer, warnings=("RuntimeWarning: x",))

    subject = Subject("f", invoke)
    subject(*arguments)
    return subject


MANY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("assertion", ASSERTIONS.values(), ids=ASSERTIONS)
@MANY
@given(answer=ANSWERS)
def test_an_assertion_passes_or_fails_and_is_explained(assertion, answer):
    subject = subject_of(answer)
    try:
        assertion(answer)
    except CaseFailed as failure:
        check_texts(explain_failure(failure, subject, visible=visible) for visible in (True, False))


@pytest.mark.parametrize("arithmetic", ARITHMETIC.values(), ids=ARITHMETIC)
@MANY
@given(answer=ANSWERS)
def test_what_a_case_cannot_use_is_explained(arithmetic, answer):
    subject = subject_of(answer)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            arithmetic(answer)
        except CaseFailed as failure:
            check_texts(explain_failure(failure, subject, visible=visible) for visible in (True, False))
        except Exception as error:
            check_texts(explain_unusable(error, subject, visible=visible) for visible in (True, False))


@MANY
@given(answer=ANSWERS)
def test_an_answer_with_a_warning_is_explained_and_has_a_digest(answer):
    subject = subject_of(answer)
    check_texts(explain_noise(subject.calls, visible=visible) for visible in (True, False))
    assert digest(subject.calls) == digest(subject.calls)


def check_texts(explained: Iterable[str]) -> None:
    assert all(0 < len(text) <= LONGEST_TEXT for text in explained)
