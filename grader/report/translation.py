"""A report and a course as said in one language: what renderers and exporters do first."""

from __future__ import annotations

from dataclasses import replace

from grader.language import Language, load_language
from grader.model import Case, Course, ExerciseResult, Hint, Notice, Outcome, Report
from grader.standing import Standing


def language_of(course: Course) -> Language:
    """Return the language of a course, with the course's own catalogs."""
    return load_language(
        course.language,
        *((domain, course.root / domain / "locale") for domain in ("exercises", "solutions")),
    )


def translated(report: Report, language: Language) -> Report:
    """Return `report` with every text for people in it as `language` says it; names and numbers stay."""
    return replace(
        report,
        exercises=tuple(translated_result(result, language) for result in report.exercises),
        notices=tuple(Notice(notice.file, language.say(notice.text)) for notice in report.notices),
        problem=language.say(report.problem),
    )


def translated_standing(standing: Standing, language: Language) -> Standing:
    """Return `standing` with every text for people in it as `language` says it."""
    return replace(
        standing,
        parts=tuple(
            replace(
                part,
                assignment=replace(part.assignment, title=language.say(part.assignment.title)),
                report=part.report and translated(part.report, language),
                failed=part.failed and translated(part.failed, language),
            )
            for part in standing.parts
        ),
        latest=translated(standing.latest, language),
    )


def translated_result(result: ExerciseResult, language: Language) -> ExerciseResult:
    """Return one exercise's result with the titles, messages and the hint as `language` says them."""
    outcomes = tuple(_outcome(outcome, language) for outcome in result.outcomes)
    return replace(result, outcomes=outcomes, hint=result.hint and _hint(result.hint, language))


def translated_course(course: Course, language: Language) -> Course:
    """Return `course` with its titles as `language` says them."""
    return replace(
        course,
        title=language.say(course.title),
        units=tuple(replace(unit, title=language.say(unit.title)) for unit in course.units),
        assignments=tuple(replace(one, title=language.say(one.title)) for one in course.assignments),
    )


def _outcome(outcome: Outcome, language: Language) -> Outcome:
    case = outcome.case
    said = Case(case.name, case.exercise, language.say(case.title), case.group, case.visible)
    return replace(outcome, case=said, message=language.say(outcome.message))


def _hint(hint: Hint, language: Language) -> Hint:
    return Hint(hint.id, language.say(hint.title), language.say(hint.text))
