"""The page that a student opens: what is right, what is not, and where to look first."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Course, ExerciseResult, Level
from grader.report import summary, wording
from grader.report.pages import render
from grader.report.translation import language_of, translated_course, translated_standing
from grader.standing import Standing, State


def render_student(standing: Standing, course: Course) -> str:
    """Return `standing` as one self-contained HTML page.

    Per exercise only the first failing case is shown in full (anchor, edge, law, numeric, speed): whose formula is
    wrong should not be told about overflow first. What is ungraded shows no points at all.
    """
    language = language_of(course)
    standing, course = translated_standing(standing, language), translated_course(course, language)
    return render(
        "student.html",
        language,
        standing=standing,
        course=course,
        units=summary.units_of(standing, course),
        next_step=next_step(standing.exercises),
        penalties=[
            (wording.penalty_sentence(name, points, course), sum(result.score for result in report.exercises))
            for report in standing.reports
            for name, points in report.penalties
            if points and report.graded
        ],
        unconfined=standing.level is Level.UNCONFINED,
        provenances=summary.provenances(standing),
        summary=summary,
        State=State,
    )


def next_step(exercises: Sequence[ExerciseResult]) -> ExerciseResult | None:
    """Return the exercise to look at next: the first unfinished one of those attempted, else the first of all."""
    unfinished = [result for result in exercises if result.passed < len(result.outcomes)]
    attempted = [result for result in unfinished if result.attempted]
    return next(iter(attempted or unfinished), None)
