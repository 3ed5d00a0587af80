from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grader.errors import CallError
from grader.lms.grades import narrow_course, of_one_maximum, rounded, select
from tests.unit.report import samples

CONFINED = tuple(samples.standing(report) for report in samples.CLASS if report is not samples.SCRIPT)
BLAISE = samples.standing(samples.BLAISE)


def test_the_whole_course_by_default() -> None:
    assert narrow_course(samples.COURSE, None) is samples.COURSE


def test_an_assignment_has_its_units_its_points_and_its_late_penalty() -> None:
    course = narrow_course(samples.COURSE, "models")
    (blaise,) = select([BLAISE], course).standings
    assert (course.points, blaise.max_score) == (7.0, 7.0)
    assert [result.exercise.name for result in blaise.exercises] == ["logistic_gradient"]
    assert blaise.penalty == 1.4
    assert blaise.score == round(blaise.exercises[0].score - 1.4, 2)


@pytest.mark.parametrize("text", ["models", "Logistic regression", " LOGISTIC  regression ", "MODELS"])
def test_an_assignment_goes_by_its_name_and_by_its_title(text: str) -> None:
    assert [one.name for one in narrow_course(samples.COURSE, text).assignments] == ["models"]


def test_the_penalty_of_another_assignment_stays_there() -> None:
    (blaise,) = select([BLAISE], narrow_course(samples.COURSE, "basics")).standings
    assert blaise.penalty == 0
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
    assert len(selection.standings) == len(CONFINED) - 2


def test_a_fault_in_one_assignment_does_not_hold_back_another() -> None:
    fault = samples.standing(samples.FAULT)
    assert select([fault], narrow_course(samples.COURSE, "models")).standings[0].score == 7.0


def test_one_unconfined_report_refuses_everything() -> None:
    with pytest.raises(CallError, match="UNCONFINED, which is no grade: '<img src=x"):
        select(samples.STANDINGS, samples.COURSE)


@pytest.mark.parametrize("missing", [0, 3], ids=["first exercise", "another"])
def test_a_report_of_another_course_is_refused(missing: int) -> None:
    exercises = tuple(result for place, result in enumerate(samples.ADA.exercises) if place != missing)
    (refusal,) = select([samples.standing(replace(samples.ADA, exercises=exercises))], samples.COURSE).refused
    assert "Information and entropy: graded out of 11, and the course now says 14: grade again" in refusal.reason


def test_nothing_due_is_no_grade_and_what_is_due_and_missing_is_zero() -> None:
    early = samples.standing(samples.DOE, now=datetime(2026, 2, 1, tzinfo=UTC), begun=())
    selection = select([early], samples.COURSE)
    assert (selection.standings, selection.refused, selection.without_marks) == ((), (), (early,))
    assert select([samples.standing(samples.DOE)], samples.COURSE).standings[0].score == 0


def test_totals_out_of_another_maximum_than_most_do_not_fit_into_one_column() -> None:
    now = datetime(2026, 2, 1, tzinfo=UTC)
    basics = [replace(samples.ADA, student=name, exercises=samples.ADA.exercises[:5]) for name in "ab"]
    early = [samples.standing(report, now=now) for report in (*basics, samples.BLAISE)]
    selection = of_one_maximum(early)
    assert [standing.student for standing in selection.standings] == ["a", "b"]
    assert "out of 21 so far, and that of most students out of 14" in selection.refused[0].reason


@pytest.mark.parametrize(("value", "result"), [(0.125, 0.13), (2.675, 2.68), (1.005, 1.01), (3.0, 3.0), (0.124, 0.12)])
def test_halves_are_rounded_up(value: float, result: float) -> None:
    assert rounded(value) == result
