"""Hints on a student's own machine."""

import json
from contextlib import suppress

import pytest

from grader.cases.call_proxy import Subject, local_invoke
from grader.cases.hints import FILE, LocalHints
from grader.cases.result_digest import digest

CASES = {"test_three": 3.0, "test_two": 2.0}
BANK = {"Is it a square?": lambda x: x**2, "Is it a sum?": lambda x: x + 2, "Which sign?": lambda x: -2 * x}
ALIKE = {"Always?": lambda x: 7.0, "For three alone?": lambda x: 7.0 if x == 3 else 2 * x}


def calls_of(function, x):
    subject = Subject("double", local_invoke(function, lambda error: ""))
    with suppress(TypeError):
        subject(x)
    return subject


@pytest.fixture
def hints(tmp_path):
    return hints_of(BANK, tmp_path)


def hints_of(bank, tmp_path):
    mistakes = [
        {
            "hint": hint,
            "behaviour": " ".join(digest(calls_of(function, x).calls, salt=case) for case, x in CASES.items()),
        }
        for hint, function in bank.items()
    ]
    (tmp_path / FILE).write_text(json.dumps({"double": {"cases": list(CASES), "mistakes": mistakes}}))
    return LocalHints.for_folder(tmp_path)


def hints_for(hints, function, *, cases=CASES):
    subjects = {case: calls_of(function, CASES[case]) for case in cases}
    return [
        see(hints, case, subject, wrong_value=subject.calls[0].result != 2 * CASES[case])
        for case, subject in subjects.items()
    ]


def see(hints, case, subject, *, wrong_value):
    return hints.seen(subject.name, case, hints.behaviour(case, subject), wrong_value=wrong_value)


def test_a_value_that_one_mistake_alone_gives_brings_its_hint_once(hints):
    assert hints_for(hints, lambda x: x * x) == ["Is it a square?", None]


def test_a_hint_that_a_passing_case_makes_certain_comes_late(tmp_path):
    hints = hints_of(ALIKE, tmp_path)
    assert hints_for(hints, ALIKE["For three alone?"], cases=["test_three"]) == [None]
    assert hints.late() == {}
    assert hints_for(hints, ALIKE["For three alone?"], cases=["test_two"]) == [None]
    assert hints.late() == {"double": "For three alone?"}


def test_a_hint_that_was_given_does_not_come_again_and_without_a_wrong_value_none_does(tmp_path):
    hints = hints_of(ALIKE, tmp_path)
    assert hints_for(hints, ALIKE["Always?"], cases=["test_three", "test_two"]) == [None, "Always?"]
    assert hints.late() == {}
    hints = hints_of(ALIKE, tmp_path)
    assert hints_for(hints, lambda x: 2 * x, cases=["test_two"]) == [None]
    assert hints.late() == {}


def test_a_value_that_two_mistakes_give_brings_none(hints):
    assert hints_for(hints, lambda x: 4.0, cases=["test_two"]) == [None]


def test_a_passing_case_rules_mistakes_out_and_brings_no_hint(hints):
    assert hints_for(hints, lambda x: 2 * x) == [None, None]


def test_an_unknown_mistake_brings_none(hints):
    assert hints_for(hints, lambda x: 17.0) == [None, None]


def test_what_one_case_has_ruled_out_stays_so(hints):
    assert hints_for(hints, lambda x: 17.0 if x == 3 else -4.0) == [None, None]


def test_an_exception_alone_brings_none(hints):
    subject = calls_of(lambda x: x + None, 3.0)
    assert see(hints, "test_three", subject, wrong_value=False) is None


def test_a_case_that_was_not_recorded_says_nothing(hints):
    subject = calls_of(lambda x: x * x, 3.0)
    assert see(hints, "test_new", subject, wrong_value=True) is None
    assert see(hints, "test_three", subject, wrong_value=True) == "Is it a square?"


def test_a_course_without_hints_has_none(tmp_path):
    assert see(LocalHints.for_folder(tmp_path), "test_three", calls_of(abs, 3.0), wrong_value=True) is None
