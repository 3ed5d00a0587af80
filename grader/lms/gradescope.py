"""Gradescope's `results.json` (its autograder specifications, “Output format”): one for each student.

An exercise is a test with its points, which the student sees. Its hidden cases are a second test, without points,
whose visibility the instructor chooses: Gradescope shows no total while a test is still to be shown later; tests that
are never shown do not count for that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from grader.lms.grades import rounded
from grader.model import Course, ExerciseResult, Report
from grader.report import clean_text, one_line
from grader.report.plain import exercise_text, failures_text
from grader.report.summary import by_unit, failures
from grader.report.wording import penalty_sentence, plural

Document = dict[str, Any]


class Visibility(StrEnum):
    """When Gradescope shows a test to its student."""

    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    VISIBLE = "visible"


def gradescope_results(report: Report, course: Course, *, hidden: Visibility = Visibility.HIDDEN) -> Document:
    """Return `report` as `results.json`; the test of an exercise's hidden cases has the visibility `hidden`."""
    made = report.provenance
    return {
        "score": rounded(report.score),  # after late penalties; it overrides the sum of the tests
        "output": _about(report, course),
        "output_format": "text",
        "visibility": Visibility.VISIBLE.value,
        "stdout_visibility": Visibility.HIDDEN.value,
        "extra_data": {
            "course_digest": made.course_digest,
            "submission_digest": made.submission_digest,
            "grader_version": made.grader_version,
        },
        "tests": [
            test
            for unit_number, unit in enumerate(by_unit(report, course), 1)
            for number, result in enumerate(unit.results, 1)
            for test in _tests(result, course, f"{unit_number}.{number}", hidden)
        ],
    }


def _about(report: Report, course: Course) -> str:
    lines = [penalty_sentence(name, points, course) for name, points in report.penalties if points]
    lines += [f"{one_line(notice.file)}: {clean_text(notice.text)}".removeprefix(": ") for notice in report.notices]
    return "\n".join(lines)


def _tests(result: ExerciseResult, course: Course, number: str, hidden: Visibility) -> list[Document]:
    exercise = result.exercise
    scored = {
        "name": exercise.name + (" (bonus)" if exercise.bonus else ""),
        "number": number,
        "score": rounded(result.score),
        "max_score": exercise.points,
        "status": _status(passed=not failures(result)),
        "output": exercise_text(result, course, hidden=False),
        "output_format": "text",
        "tags": [exercise.unit],
        "visibility": Visibility.VISIBLE.value,
    }
    return [scored, *_hidden_test(result, number, hidden)]


def _hidden_test(result: ExerciseResult, number: str, hidden: Visibility) -> list[Document]:
    cases = [outcome for outcome in result.outcomes if not outcome.case.visible]
    failed = [outcome for outcome in failures(result) if not outcome.case.visible]
    if not cases:
        return []
    standing = f"{len(cases) - len(failed)} of {plural(len(cases), 'hidden case')} pass"
    return [
        {
            "name": f"{result.exercise.name}: hidden cases",
            "number": f"{number} hidden",
            "status": _status(passed=not failed),
            "output": "\n\n".join([standing, *(failures_text(failed) if result.attempted else [])]),
            "output_format": "text",
            "tags": [result.exercise.unit],
            "visibility": hidden.value,
        }
    ]


def _status(*, passed: bool) -> str:
    return "passed" if passed else "failed"
