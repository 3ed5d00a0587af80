"""Gradescope's `results.json` (its autograder specifications, “Output format”): one for each student.

An exercise is a test with its points, which the student sees. Its hidden cases are a second test, without points,
whose visibility the instructor chooses: Gradescope shows no total while a test is still to be shown later; tests that
are never shown do not count for that.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from grader.language import Language, counted, msg
from grader.lms.grades import rounded
from grader.model import Course, ExerciseResult, Report
from grader.report import clean_text, one_line
from grader.report.plain import exercise_text, failures_text
from grader.report.summary import by_unit, failures
from grader.report.translation import language_of, translated_course, translated_result
from grader.report.wording import penalty_sentence

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
    say, titled = language_of(course).say, translated_course(course, language_of(course))
    lines = [say(penalty_sentence(name, points, titled)) for name, points in report.penalties if points]
    notices = [(one_line(notice.file), clean_text(say(notice.text))) for notice in report.notices]
    lines += [f"{file}: {text}".removeprefix(": ") for file, text in notices]
    return "\n".join(lines)


def _tests(result: ExerciseResult, course: Course, number: str, hidden: Visibility) -> list[Document]:
    exercise, language = result.exercise, language_of(course)
    bonus = language.say(msg(" (bonus)")) if exercise.bonus else ""
    scored = {
        "name": exercise.name + bonus,
        "number": number,
        "score": rounded(result.score),
        "max_score": exercise.points,
        "status": _status(passed=not failures(result)),
        "output": exercise_text(result, course, hidden=False),
        "output_format": "text",
        "tags": [exercise.unit],
        "visibility": Visibility.VISIBLE.value,
    }
    return [scored, *_hidden_test(translated_result(result, language), number, hidden, language)]


def _hidden_test(result: ExerciseResult, number: str, hidden: Visibility, language: Language) -> list[Document]:
    say = language.say
    cases = [outcome for outcome in result.outcomes if not outcome.case.visible]
    failed = [outcome for outcome in failures(result) if not outcome.case.visible]
    if not cases:
        return []
    standing = counted(
        "{passed} of {count} hidden case pass",
        "{passed} of {count} hidden cases pass",
        len(cases),
        passed=len(cases) - len(failed),
    )
    return [
        {
            "name": say(msg("{exercise}: hidden cases", exercise=result.exercise.name)),
            "number": f"{number} hidden",
            "status": _status(passed=not failed),
            "output": "\n\n".join([say(standing), *(failures_text(failed, language) if result.attempted else [])]),
            "output_format": "text",
            "tags": [result.exercise.unit],
            "visibility": hidden.value,
        }
    ]


def _status(*, passed: bool) -> str:
    return "passed" if passed else "failed"
