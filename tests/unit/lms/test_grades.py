from __future__ import annotations

from dataclasses import replace

import pytest

from grader.errors import CallError
from grader.lms.grades import narrow_course, rounded, select
from grader.model import Report
from tests.unit.report import samples

CONFINED = tuple(report for report in samples.CLASS if report is not samples.SCRIPT)


def test_the_whole_course_by_default() -> None:
    assert narrow_course(samples.COURSE, None) is samples.COURSE


def test_an_assignment_has_its_units_its_points_and_its_late_penalty() -> None:
    course = narrow_course(samples.COURSE, "models")
    (blaise,) = select([samples.BLAISE], course).reports
    assert (course.points, blaise.max_score) == (7.0, 7.0)
    assert [result.exercise.name for result in blaise.exercises] == ["logistic_gradient"]
    assert blaise.penalties == (("models", 1.4),)
    assert blaise.score == round(blaise.exercises[0].score - 1.4, 2)


def test_the_penalty_of_another_assignment_stays_there() -> None:
    (blaise,) = select([samples.BLAISE], narrow_course(samples.COURSE, "basics")).reports
    assert blaise.penalties == ()
    assert blaise.score == round(sum(result.score for result in blaise.exercises), 2)


def test_unknown_assignment_names_those_that_are_there() -> None:
    with pytest.raises(CallError, match="no assignment 'basic'; it has: basics, models"):
        narrow_course(samples.COURSE, "basic")


def test_ungraded_is_refused_with_its_reason_and_the_others_are_kept() -> None:
    selection = select(CONFINED, samples.COURSE)
    reasons = {refusal.student: refusal.reason for refusal in selection.refused}
    assert set(reasons) == {"grace", "kurt"}
    assert "the grader failed on 1 case" in reasons["grace"]
    assert "larger than 1 MiB" in reasons["kurt"]
    assert len(selection.reports) == len(CONFINED) - 2


def test_a_fault_in_one_assignment_does_not_hold_back_another() -> None:
    assert select([samples.FAULT], narrow_course(samples.COURSE, "models")).reports[0].score == 7.0


def test_one_unconfined_report_refuses_everything() -> None:
    with pytest.raises(CallError, match="UNCONFINED, which is no grade: '<img src=x"):
        select(samples.CLASS, samples.COURSE)


@pytest.mark.parametrize(
    "old",
    [
        replace(samples.ADA, exercises=samples.ADA.exercises[:-1]),
        replace(samples.ADA, exercises=()),
    ],
    ids=["an exercise less", "no exercise"],
)
def test_a_report_of_another_course_is_refused(old: Report) -> None:
    (refusal,) = select([old], samples.COURSE).refused
    assert "grade again with the course as it is" in refusal.reason


@pytest.mark.parametrize(("value", "result"), [(0.125, 0.13), (2.675, 2.68), (1.005, 1.01), (3.0, 3.0), (0.124, 0.12)])
def test_halves_are_rounded_up(value: float, result: float) -> None:
    assert rounded(value) == result
