"""The page that a student opens: what is right, what is not, and where to look first."""

from __future__ import annotations

from grader.model import Course, ExerciseResult, Level, Report
from grader.report import summary, wording
from grader.report.pages import render
from grader.report.translation import language_of, translated, translated_course


def render_student(report: Report, course: Course) -> str:
    """Return `report` as one self-contained HTML page.

    Per exercise only the first failing case is shown in full (anchor, edge, law, numeric, speed): whose formula is
    wrong should not be told about overflow first. An ungraded report shows no points at all.
    """
    language = language_of(course)
    report, course = translated(report, language), translated_course(course, language)
    units = summary.by_unit(report, course)
    return render(
        "student.html",
        language,
        report=report,
        course=course,
        units=units,
        next_step=next_step(report),
        earned=sum(result.score for result in report.exercises),
        penalties=[wording.penalty_sentence(name, points, course) for name, points in report.penalties if points],
        unconfined=report.provenance.sandbox_level is Level.UNCONFINED,
        summary=summary,
    )


def next_step(report: Report) -> ExerciseResult | None:
    """Return the exercise to look at next: the first unfinished one of those attempted, else the first of all."""
    unfinished = [result for result in report.exercises if result.passed < len(result.outcomes)]
    attempted = [result for result in unfinished if result.attempted]
    return next(iter(attempted or unfinished), None)
