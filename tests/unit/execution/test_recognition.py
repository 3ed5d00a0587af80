"""Recognising a known mistake by how a function behaves."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from grader.cases.call_proxy import NotAttempted, local_invoke
from grader.cases.misconceptions import Misconception
from grader.course import load_course
from grader.errors import CourseError
from grader.execution.collection import collect_cases, load_misconceptions
from grader.execution.recognition import Recognisers, distinguishing_input


def entry(name, expression, **kwargs):
    return Misconception(name, "double", f"title of {name}", f"hint of {name}", expression, **kwargs)


def in_place(x):
    x *= 2
    return x


def noisy(x):
    np.log(0.0)
    return 2 * np.asarray(x)


BANK = [
    (entry("SQUARE", "double(3.0)"), lambda x: np.asarray(x) ** 2),
    (entry("TRIPLE", "double(1.0)"), lambda x: 3 * np.asarray(x)),
    (entry("INPLACE", "double(np.array([1.0, 2.0]))"), in_place),
    (entry("NOISY", "double(2.0)"), noisy),
]


def right(x):
    return 2 * np.asarray(x)


def recognise(function, bank=BANK):
    return Recognisers(bank, {"double": right}).of("double").recognise(local_invoke(function, lambda error: ""))


@pytest.mark.parametrize(("mistake", "function"), BANK, ids=[mistake.id for mistake, _ in BANK])
def test_each_known_mistake_is_recognised(mistake, function):
    assert recognise(function).id == mistake.id


def test_a_right_function_and_an_unknown_mistake_get_no_hint():
    assert recognise(right) is None
    assert recognise(lambda x: 17.0) is None


def test_a_mistake_that_agrees_on_one_input_only_is_not_taken_for_it():
    assert recognise(lambda x: 9.0) is None  # SQUARE on its own input, and on no other


def test_two_entries_that_behave_alike_give_no_hint():
    bank = [*BANK, (entry("SQUARE2", "double(5.0)"), lambda x: np.asarray(x) ** 2)]
    assert recognise(lambda x: np.asarray(x) ** 2, bank) is None


def refusing(function):
    def checked(x):
        if np.any(np.asarray(x) < 0):
            raise ValueError("negative")
        return function(x)

    return checked


REFUSING = [
    (entry("SQUARE", "double(3.0)"), refusing(lambda x: np.asarray(x) ** 2)),
    (entry("ANYTHING", "double(-1.0)"), right),
    (entry("HIDES", "double(-2.0)"), lambda x: 2 * np.maximum(x, 0)),
]


def recognise_refusing(function):
    return (
        Recognisers(REFUSING, {"double": refusing(right)})
        .of("double")
        .recognise(local_invoke(function, lambda error: ""))
    )


def test_a_mistake_is_recognised_although_nothing_is_refused():
    assert recognise_refusing(lambda x: np.asarray(x) ** 2).id == "SQUARE"


def test_what_is_not_refused_is_a_mistake_of_its_own():
    assert recognise_refusing(right).id == "ANYTHING"
    assert recognise_refusing(lambda x: 2 * np.maximum(x, 0)).id == "HIDES"
    assert recognise_refusing(refusing(right)) is None


def test_an_exercise_without_entries_has_no_recogniser():
    assert Recognisers(BANK, {"double": right}).of("halve") is None


def test_a_function_that_cannot_be_called_gets_no_hint():
    def lost(args, kwargs):
        raise NotAttempted

    assert Recognisers(BANK, {"double": right}).of("double").recognise(lost) is None


def test_an_unknown_mistake_costs_few_calls():
    calls = []
    recognise(calls.append)
    assert len(calls) == 1


@pytest.mark.parametrize("expression", ["double(", "2", "double(1) + double(2)", "nothing(1)"])
def test_an_expression_that_is_no_call_is_a_fault_of_the_course(expression):
    with pytest.raises(CourseError, match="BAD"):
        distinguishing_input(entry("BAD", expression))


class TestCareless:
    """Mistakes as students make them: with no thought of lists, zeros, other bases, or what should be refused."""

    @pytest.mark.parametrize(
        ("name", "mistake", "function"),
        [
            ("self_information", "SI2", lambda p, base=2.0: np.log(p) / np.log(base)),
            ("entropy", "EN1", lambda p, base=2.0, axis=-1: -(p * np.log(p)).sum(axis)),
            ("entropy", "EN3", lambda p, base=2.0, axis=-1: (np.array(p) * np.log2(p)).sum(axis)),
            ("cross_entropy", "CE1", lambda p, q, base=2.0, axis=-1: -(np.array(q) * np.log2(p)).sum(axis)),
            ("kl_divergence", "KL1", lambda p, q, base=2.0, axis=-1: (q * np.log2(np.array(q) / p)).sum(axis)),
            ("binary_cross_entropy", "BC1", lambda y, p: len(y) * _cost(y, p)),
            ("binary_cross_entropy", "BC2", lambda y, p: -_cost(y, p)),
            ("logistic_gradient", "LG1", lambda X, y, w, b: _slopes(X, y, w, b, len(y))),
            ("logistic_gradient", "LG2", lambda X, y, w, b: _slopes(X, y, w, b, -1)),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_the_mistake_is_still_seen(self, name, mistake, function):
        hint = _recognisers().of(name).recognise(local_invoke(function, lambda error: ""))
        assert hint is not None
        assert hint.id == mistake


@lru_cache
def _recognisers():
    course = load_course(Path(__file__).parents[3])
    return Recognisers(load_misconceptions(course), collect_cases(course).references)


def _cost(y, p):
    y, p = np.array(y), np.array(p)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


def _slopes(X, y, w, b, factor):
    residual = 1 / (1 + np.exp(-(np.array(X) @ w + b))) - y
    return factor * np.array(X).T @ residual / len(y), factor * np.mean(residual)
