"""The bank of known mistakes: what counts as noticed."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from grader.cases.misconceptions import Misconception
from grader.cases.seeds import PUBLIC_KEY
from grader.course import load_course
from grader.errors import CourseError
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions
from grader.execution.runner import Runner
from grader.selfcheck.misconception_check import cases_that_refuse, check_misconceptions
from grader.selfcheck.trial import Bench

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def runner():
    course = load_course(ROOT)
    return Runner(course, collect_cases(course), PUBLIC_KEY)


def entry(of, distinguishes):
    return Misconception("XX1", of, "A mistake", "A hint?", distinguishes)


def check(runner, mistake, function):
    (result,) = check_misconceptions(one_exercise(runner, mistake.of), [(mistake, function)])
    return result


def one_exercise(runner, name):
    if name not in runner.book.cases:
        return runner
    book = CaseBook({name: runner.book.cases[name]}, runner.book.references)
    return dataclasses.replace(runner, book=book)


def right_but_for(wrong_input, value, reference):
    """Return `reference` with another answer for one input."""
    return lambda y, n_classes: value if np.array_equal(y, wrong_input) else reference(y, n_classes)


def test_cases_with_invalid_input_are_found_by_running_the_reference(runner):
    own = one_exercise(runner, "one_hot")
    refusing = cases_that_refuse(Bench(own.course, own.book, own.secret))
    names = {name.rpartition("::")[2] for name in refusing}
    assert names == {"test_too_large", "test_negative", "test_no_integers", "test_column"}


def test_a_mistake_that_no_case_notices_does_not_hold(runner):
    result = check(runner, entry("one_hot", "one_hot([1], 2)"), runner.book.references["one_hot"])
    assert not result.holds
    assert result.row.killers == ()


def test_a_mistake_noticed_on_valid_input_holds(runner):
    reference = runner.book.references["one_hot"]
    result = check(runner, entry("one_hot", "one_hot([1, 2, 0], 3)"), lambda y, k: reference(y, k).T)
    assert result.holds


def test_a_mistake_noticed_on_invalid_input_only_does_not_hold(runner):
    reference = runner.book.references["one_hot"]
    function = right_but_for([0, -1], None, reference)
    result = check(runner, entry("one_hot", "one_hot([1], 2)"), function)
    assert [case.name.rpartition("::")[2] for case in result.row.killers] == ["test_negative"]
    assert not result.holds
    assert "a case on valid input must notice it" in result.detail


def test_unless_invalid_input_is_what_the_mistake_is_about(runner):
    reference = runner.book.references["one_hot"]
    assert check(runner, entry("one_hot", "one_hot([0, -1], 3)"), right_but_for([0, -1], None, reference)).holds


def test_an_input_that_does_not_show_the_mistake_does_not_hold(runner):
    reference = runner.book.references["one_hot"]
    result = check(runner, entry("one_hot", "one_hot([0, 1], 2)"), lambda y, k: reference(y, k).T)
    assert not result.holds
    assert "on `one_hot([0, 1], 2)` it does what the reference does" in result.detail


def test_an_entry_of_no_exercise_is_a_fault_of_the_course(runner):
    with pytest.raises(CourseError, match="XX1 is of nothing"):
        check(runner, entry("nothing", "nothing(1)"), abs)


def test_every_entry_of_the_bank_has_an_id_of_its_own(runner):
    bank = [mistake for mistake, _ in load_misconceptions(runner.course)]
    assert len({mistake.id for mistake in bank}) == len(bank)
