"""Digests of what functions do: alike for the same mistake, different for different ones."""

import numpy as np
import pytest

from grader.cases.call_proxy import Call, Opaque
from grader.cases.result_digest import Known, digest, still_possible, the_only


def returning(value, **kwargs):
    return Call("f", (), {}, result=value, **kwargs)


SAME = [
    (1.0, 1.0 - 1e-16),
    (0.1 + 0.2, 0.3),
    (0.0, -0.0),
    (0.0, 1e-17),
    (3, 3.0),
    (np.float64(2.5), np.array(2.5)),
    ([1.0, 2.0], np.array([1.0, 2.0])),
    ((np.array([1.0, 2.0]), 0.5), [[1.0, 2.0], 0.5]),
    (np.array([1.0, 1e-14]), np.array([1.0, 0.0])),
    (np.nan, -np.nan),
    (np.inf, np.inf),
    ("text", "text"),
    (None, None),
    (np.array([1, 0], dtype=np.uint8), [1, 0]),
    ({"a": 0.3, "b": [1.0]}, {"b": np.array([1.0]), "a": 0.1 + 0.2}),
    ({"a", "b", 1}, {1, "b", "a"}),
    ({1}, frozenset({1})),
]
DIFFERENT = [
    (1.0, 1.00001),
    (1.0, -1.0),
    (np.inf, -np.inf),
    (np.inf, np.nan),
    (0.0, np.nan),
    (1e-7, 0.0),
    (1.0, [1.0]),
    (np.zeros((2, 1)), np.zeros((1, 2))),
    ((1.0, [2.0, 3.0]), ([2.0, 3.0], 1.0)),
    (np.array([1, 0]), np.array([True, False])),
    (np.array([1, 0]), np.array([1.0, 0.0])),
    (None, 0.0),
    ("text", "other"),
    (Opaque("a set"), None),
    ({}, None),
    ({}, set()),
    ({"a": 1}, {"a": 2}),
    ({"a": 1}, {"b": 1}),
    ({"1": 1}, {1: 1}),
    ({"a"}, {"b"}),
    ({1}, {"1"}),
    ({1, 2}, [1, 2]),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_rounding_and_the_kind_of_container_make_no_difference(a, b):
    assert digest([returning(a)]) == digest([returning(b)])


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_other_values_signs_and_shapes_do(a, b):
    assert digest([returning(a)]) != digest([returning(b)])


def test_nor_does_a_power_of_two_or_ten_lie_where_two_steps_meet():
    for value in (*(2.0 ** np.arange(-60, 60)), *(10.0 ** np.arange(-14, 15)), np.log(2), np.pi, np.e, 1 / 3):
        around = {digest([returning(value * (1 + error))]) for error in (-1e-13, 0.0, 1e-13)}
        assert len(around) == 1 or value < 1e-14


def test_warnings_changed_arguments_and_exceptions_count():
    digests = [
        digest([returning(1.0)]),
        digest([returning(1.0, warnings=("RuntimeWarning: overflow",))]),
        digest([returning(1.0, changed=(0,))]),
        digest([returning(None, raised=ValueError("a"))]),
        digest([returning(None, raised=TypeError("a"))]),
    ]
    assert len(set(digests)) == len(digests)
    assert digest([returning(None, raised=ValueError("a"))]) == digest([returning(None, raised=ValueError("b"))])


def test_an_exception_of_a_students_own_class_counts_as_what_it_is():
    class NotADistributionError(ValueError):
        pass

    assert digest([returning(None, raised=NotADistributionError())]) == digest([returning(None, raised=ValueError())])


def test_the_same_answer_elsewhere_has_another_digest():
    assert digest([returning(1.0)], salt="here") != digest([returning(1.0)], salt="there")


def test_one_call_more_is_another_behaviour():
    assert digest([returning(1.0)]) != digest([returning(1.0), returning(1.0)])


def test_sifting_leaves_what_fits():
    mistakes = (Known("one", ("a", "b")), Known("two", ("a", "c")), Known("three", ("d", "c")))
    assert the_only(mistakes) is None
    left = still_possible(mistakes, 0, "a")
    assert [known.says for known in left] == ["one", "two"]
    assert the_only(left) is None
    assert the_only(still_possible(left, 1, "c")) == "two"
    assert the_only(still_possible(left, 1, "d")) is None
