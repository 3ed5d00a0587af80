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
from grader.model import Course, ExerciseResult, Outcome, Verdict
from grader.report import clean_text, one_line
from grader.report.gradebook import number_cell
from grader.report.plain import outcome_text
from grader.report.translation import language_of, translated_course, translated_standing
from grader.report.wording import explain
from grader.standing import Standing

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


def render_junit(standings: Sequence[Standing], course: Course) -> str:
    """Return all standings as one file."""
    language = language_of(course)
    course, standings = translated_course(course, language), [translated_standing(one, language) for one in standings]
    outcomes = [outcome for standing in standings for outcome in _outcomes(standing)]
    root = ET.Element("testsuites", {"name": one_line(course.title), **_counts(outcomes)})
    for standing in standings:
        root.append(_suite(standing, language))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(standing: Standing, language: Language) -> ET.Element:
    graded = max((report.graded_at for report in standing.reports), default=standing.latest.graded_at)
    when = graded.replace(microsecond=0).isoformat()
    about = {"name": one_line(standing.student), "timestamp": when, **_counts(_outcomes(standing))}
    suite = ET.Element("testsuite", about)
    properties = ET.SubElement(suite, "properties")
    values = {"score": number_cell(standing.score), "max_score": number_cell(standing.max_score)}
    values |= {f"state of {part.assignment.name}": part.state.value for part in standing.parts}
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for result in standing.exercises:
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


def _outcomes(standing: Standing) -> list[Outcome]:
    return [outcome for result in standing.exercises for outcome in result.outcomes]


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
