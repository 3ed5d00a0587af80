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
from grader.model import Course, ExerciseResult
from grader.report import clean_text, one_line
from grader.report.plain import exercise_text, failures_text
from grader.report.summary import by_unit, failures
from grader.report.translation import language_of, translated_course, translated_result, translated_standing
from grader.report.wording import STATES, penalty_sentence
from grader.standing import Standing, State

Document = dict[str, Any]


class Visibility(StrEnum):
    """When Gradescope shows a test to its student."""

    HIDDEN = "hidden"
    AFTER_DUE_DATE = "after_due_date"
    AFTER_PUBLISHED = "after_published"
    VISIBLE = "visible"


def gradescope_results(standing: Standing, course: Course, *, hidden: Visibility = Visibility.HIDDEN) -> Document:
    """Return the standing of a student who has a mark as `results.json`.

    The test of an exercise's hidden cases has the visibility `hidden`.
    """
    if standing.score is None:
        raise ValueError(f"{standing.student!r} has no mark")
    return {
        "score": rounded(standing.score),  # after late penalties; it overrides the sum of the tests
        "output": _about(standing, course),
        "output_format": "text",
        "visibility": Visibility.VISIBLE.value,
        "stdout_visibility": Visibility.HIDDEN.value,
        "extra_data": _provenance(standing),
        "tests": [
            test
            for unit_number, unit in enumerate(by_unit(standing.exercises, course), 1)
            for number, result in enumerate(unit.results, 1)
            for test in _tests(result, course, f"{unit_number}.{number}", hidden)
        ],
    }


def _provenance(standing: Standing) -> Document:
    return {
        "max_score": standing.max_score,
        "assignments": [
            {
                "name": part.assignment.name,
                "state": part.state.value,
                "course_digest": part.report and part.report.provenance.course_digest,
                "submission_digest": part.report and part.report.provenance.submission_digest,
                "grader_version": part.report and part.report.provenance.grader_version,
            }
            for part in standing.parts
        ],
    }


def _about(standing: Standing, course: Course) -> str:
    language = language_of(course)
    say, titled = language.say, translated_course(course, language)
    said = translated_standing(standing, language)
    missing = [part for part in said.parts if part.state is not State.GRADED]
    lines = [
        say(msg("{assignment}: {state}", assignment=part.assignment.title, state=STATES[part.state]))
        for part in missing
    ]
    lines += [
        say(penalty_sentence(name, points, titled))
        for report in said.reports
        for name, points in report.penalties
        if points
    ]
    notices = [(one_line(notice.file), clean_text(notice.text)) for notice in said.notices]
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
