"""JUnit XML, as CI systems read it: a test suite for each student, a test case for each case.

A wrong or missing answer is a `failure`; a function that raised, hung or died is an `error`. Nothing is ever
`skipped`: CI systems do not count that against anybody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from grader.language import Language
from grader.model import Course, ExerciseResult, Outcome, Report, Verdict
from grader.report import clean_text, one_line
from grader.report.gradebook import number_cell
from grader.report.plain import outcome_text
from grader.report.translation import language_of, translated, translated_course
from grader.report.wording import explain

_ELEMENTS: Final = {
    Verdict.PASSED: "",
    Verdict.FAILED: "failure",
    Verdict.NOT_ATTEMPTED: "failure",
    Verdict.RAISED: "error",
    Verdict.TIMED_OUT: "error",
    Verdict.OUT_OF_MEMORY: "error",
    Verdict.CRASHED: "error",
    Verdict.GRADER_ERROR: "error",
}


def render_junit(reports: Sequence[Report], course: Course) -> str:
    """Return all reports as one file."""
    language = language_of(course)
    course, reports = translated_course(course, language), [translated(report, language) for report in reports]
    outcomes = [outcome for report in reports for outcome in _outcomes(report)]
    root = ET.Element("testsuites", {"name": one_line(course.title), **_counts(outcomes)})
    for report in reports:
        root.append(_suite(report, language))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(report: Report, language: Language) -> ET.Element:
    when = report.graded_at.replace(microsecond=0).isoformat()
    about = {"name": one_line(report.student), "timestamp": when, **_counts(_outcomes(report))}
    suite = ET.Element("testsuite", about)
    properties = ET.SubElement(suite, "properties")
    for name, value in (("score", report.score), ("max_score", report.max_score)):
        ET.SubElement(properties, "property", name=name, value=number_cell(value))
    for result in report.exercises:
        suite.extend(_case(result, outcome, language) for outcome in result.outcomes)
    return suite


def _case(result: ExerciseResult, outcome: Outcome, language: Language) -> ET.Element:
    classname = f"{result.exercise.unit}.{result.exercise.name}"
    case = ET.Element("testcase", classname=classname, name=_name(outcome), time=f"{outcome.seconds:.3f}")
    kind = _ELEMENTS[outcome.verdict]
    if kind:
        headline = one_line(language.say(explain(outcome).headline))
        element = ET.SubElement(case, kind, type=outcome.verdict.value, message=headline)
        element.text = clean_text(outcome_text(outcome, language))
    return case


def _name(outcome: Outcome) -> str:
    """Return the case's own name, without its file; the class and the parameters make it unique in its exercise."""
    return one_line(outcome.case.name.partition("::")[2] or outcome.case.name)


def _outcomes(report: Report) -> list[Outcome]:
    return [outcome for result in report.exercises for outcome in result.outcomes]


def _counts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    kinds = Counter(_ELEMENTS[outcome.verdict] for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    return {
        "tests": str(len(outcomes)),
        "failures": str(kinds["failure"]),
        "errors": str(kinds["error"]),
        "skipped": "0",
        "time": f"{seconds:.3f}",
    }
