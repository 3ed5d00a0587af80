from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from grader.lms.grades import select
from grader.lms.gradescope import Document, Visibility, gradescope_results
from grader.model import Report
from tests.unit.report import samples

CONFINED = [report for report in samples.CLASS if report.graded and report is not samples.SCRIPT]
NUMBER = {"type": "number", "minimum": 0}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}

# As https://gradescope-autograders.readthedocs.io/en/latest/specs/ documents it; `additionalProperties` is ours: what
# the page does not name may not be there.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["score"],
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": NUMBER,
                    "max_score": NUMBER,
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
        "leaderboard": {"type": "array"},
    },
}


def results(report: Report, hidden: Visibility = Visibility.HIDDEN) -> Document:
    (narrowed,) = select([samples.standing(report)], samples.COURSE).standings
    return gradescope_results(narrowed, samples.COURSE, hidden=hidden)


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("lms/gradescope.json", json.dumps(results(samples.BLAISE), ensure_ascii=False, indent=2) + "\n")


@pytest.mark.parametrize("report", CONFINED, ids=lambda report: ascii(report.student))
@pytest.mark.parametrize("hidden", list(Visibility))
def test_the_documented_format(report: Report, hidden: Visibility) -> None:
    document = results(report, hidden)
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    numbers = [test["number"] for test in document["tests"]]
    assert len(set(numbers)) == len(numbers)


def test_the_total_is_the_score_after_late_penalties() -> None:
    document = results(samples.BLAISE)
    assert document["score"] == samples.BLAISE.score
    earned = sum(test.get("score", 0) for test in document["tests"])
    assert earned == pytest.approx(samples.BLAISE.score + 1.4)
    assert "Handed in late: Logistic regression, −1.4 points." in document["output"]


def test_what_was_not_submitted_is_said() -> None:
    basics = samples.dataclasses.replace(samples.ADA, exercises=samples.ADA.exercises[:5])
    document = results(basics)
    assert document["score"] == 16.0
    assert "Logistic regression: not submitted" in document["output"]
    assert [one["state"] for one in document["extra_data"]["assignments"]] == ["graded", "not_submitted"]


@pytest.mark.parametrize("hidden", list(Visibility))
def test_hidden_cases_are_shown_when_the_instructor_says_and_points_always(hidden: Visibility) -> None:
    tests = results(samples.BLAISE, hidden)["tests"]
    assert {test["visibility"] for test in tests if "score" in test} == {"visible"}
    assert {test["visibility"] for test in tests if "score" not in test} == {hidden.value}


def test_a_visible_test_says_nothing_of_a_hidden_case() -> None:
    hidden_titles = {case.title for case in samples.cases(samples.COURSE.exercises[0]) if not case.visible}
    for report in CONFINED:
        visible = [test["output"] for test in results(report)["tests"] if test["visibility"] == "visible"]
        assert not any(title in output for title in hidden_titles for output in visible)


def test_an_exercise_without_hidden_cases_has_one_test() -> None:
    result = samples.result(samples.COURSE.exercise("entropy"), score=5.0)
    shown = tuple(outcome for outcome in result.outcomes if outcome.case.visible)
    report = samples.report("ada", [samples.dataclasses.replace(result, outcomes=shown)])
    assert len(gradescope_results(samples.standing(report), samples.COURSE)["tests"]) == 1
