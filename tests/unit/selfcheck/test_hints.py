"""`exercises/hints.json`: what is recorded, and what comes of it."""

import json
from pathlib import Path

import pytest

from grader.cases.call_proxy import Subject, local_invoke
from grader.cases.hints import FILE, LocalHints
from grader.cases.result_digest import digest
from grader.cases.seeds import visible_label
from grader.course import load_course
from grader.execution.collection import collect_cases, load_misconceptions
from grader.selfcheck.hints import calls_made, hints_text

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def course():
    return load_course(ROOT)


@pytest.fixture(scope="module")
def book(course):
    return collect_cases(course)


@pytest.fixture(scope="module")
def bank(course):
    return load_misconceptions(course)


def test_is_in_step(book, bank):
    assert (ROOT / "exercises" / FILE).read_text(encoding="utf-8") == hints_text(book, bank)


def test_holds_hints_and_digests_of_visible_cases_only(book):
    recorded = json.loads((ROOT / "exercises" / FILE).read_text(encoding="utf-8"))
    for exercise, entry in recorded.items():
        assert entry.keys() == {"cases", "mistakes"}
        visible = [visible_label(g.case.name) for g in book.cases[exercise] if g.case.visible]
        assert entry["cases"] == visible
        for mistake in entry["mistakes"]:
            assert mistake.keys() == {"hint", "behaviour"}
            assert [len(digest) for digest in mistake["behaviour"].split()] == [12] * len(visible)


def test_a_known_mistake_brings_its_own_hint_or_none(book, bank):
    given = [(mistake.hint, hint) for mistake, function in bank for hint in hints_of(book, mistake.of, function)]
    assert len(given) >= 130
    assert not [pair for pair in given if pair[0] != pair[1]]


def test_a_reference_brings_no_hint(book):
    assert not [name for name, reference in book.references.items() if hints_of(book, name, reference)]


def hints_of(book, exercise, function):
    """Return the hints that a student whose function this is would read."""
    local = LocalHints.for_folder(ROOT / "exercises")
    found = []
    for graded in (graded for graded in book.cases[exercise] if graded.case.visible):
        calls = calls_made(graded, function)
        subject = Subject(exercise, local_invoke(function, lambda error: ""), list(calls))
        wrong = digest(calls) != digest(calls_made(graded, book.references[exercise])) and not calls[-1].raised
        label = visible_label(graded.case.name)
        found.append(local.seen(exercise, label, local.behaviour(label, subject), wrong_value=wrong))
    return [hint for hint in found if hint is not None]


def test_a_case_that_fails_is_recorded_as_far_as_it_came(book):
    (graded,) = (g for g in book.cases["validate_distribution"] if g.case.name.endswith("::test_sum"))
    assert len(calls_made(graded, book.references["validate_distribution"])) == 2
    assert len(calls_made(graded, lambda p, axis=-1, atol=1e-6: None)) == 1


def test_calls_that_raise_are_recorded_too(book):
    (graded,) = (g for g in book.cases["self_information"] if g.case.name.endswith("::test_word"))
    (call,) = calls_made(graded, lambda p, base=2.0: p + None)
    assert isinstance(call.raised, TypeError)
