from __future__ import annotations

import pytest

from grader.model import Report
from grader.report import clean_text
from grader.report.plain import exercise_text
from tests.unit.report import samples

ENTROPY = samples.BLAISE.exercises[2]


def test_the_first_failure_in_full_and_how_many_more() -> None:
    assert exercise_text(ENTROPY, samples.COURSE).split("\n\n") == [
        "entropy: 5 of 9 cases pass",
        "Fewer than half of the anchor cases pass, so the other groups do not count yet. Start with the anchors.",
        "Try a fair coin. How many questions does it take?",
        "✗ A fair coin holds exactly one bit.\n" + samples.VISIBLE_MESSAGE,
        "and 3 more cases",
    ]


def test_without_hidden_cases_only_their_number_is_said() -> None:
    text = exercise_text(ENTROPY, samples.COURSE, hidden=False)
    assert "entropy: 5 of 9 cases pass" in text
    assert "more case" in text
    assert "99 : 1 match" not in text


def test_not_attempted_says_no_more() -> None:
    assert exercise_text(samples.DOE.exercises[0], samples.COURSE) == "self_information: not attempted yet"


@pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
def test_no_control_character_gets_through(report: Report) -> None:
    for result in report.exercises:
        text = exercise_text(result, samples.COURSE)
        assert clean_text(text) == text
