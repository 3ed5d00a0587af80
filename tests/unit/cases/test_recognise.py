"""Recognising a known mistake by how a function behaves."""

import numpy as np
import pytest

from grader.cases.misconceptions import Misconception
from grader.cases.recognise import Recognisers, distinguishing_input
from grader.cases.subject import NotAttempted, local_invoke
from grader.errors import CourseError


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


def recognise(function):
    return Recognisers(BANK).of("double").recognise(local_invoke(function, lambda error: ""))


@pytest.mark.parametrize(("mistake", "function"), BANK, ids=[mistake.id for mistake, _ in BANK])
def test_each_known_mistake_is_recognised(mistake, function):
    assert recognise(function).id == mistake.id


def test_a_right_function_and_an_unknown_mistake_get_no_hint():
    assert recognise(lambda x: 2 * np.asarray(x)) is None
    assert recognise(lambda x: 17.0) is None


def test_a_mistake_that_agrees_on_one_input_only_is_not_taken_for_it():
    assert recognise(lambda x: 9.0) is None  # SQUARE on its own input, and on no other


def test_two_entries_that_behave_alike_give_no_hint():
    bank = [*BANK, (entry("SQUARE2", "double(5.0)"), lambda x: np.asarray(x) ** 2)]
    recogniser = Recognisers(bank).of("double")
    assert recogniser.recognise(local_invoke(lambda x: np.asarray(x) ** 2, lambda error: "")) is None


def test_an_exercise_without_entries_has_no_recogniser():
    assert Recognisers(BANK).of("halve") is None


def test_a_function_that_cannot_be_called_gets_no_hint():
    def lost(args, kwargs):
        raise NotAttempted

    assert Recognisers(BANK).of("double").recognise(lost) is None


def test_an_unknown_mistake_costs_few_calls():
    calls = []
    recognise(calls.append)
    assert len(calls) == 1


@pytest.mark.parametrize("expression", ["double(", "2", "double(1) + double(2)", "nothing(1)"])
def test_an_expression_that_is_no_call_is_a_fault_of_the_course(expression):
    with pytest.raises(CourseError, match="BAD"):
        distinguishing_input(entry("BAD", expression))
