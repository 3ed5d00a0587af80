from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import datetime
from xml.etree import ElementTree as ET

from grader.lms.junit import render_junit
from grader.model import Verdict
from grader.report import clean_text
from tests.unit.report import samples

GRADED = [standing for standing in samples.STANDINGS if standing.graded]
NOTHING = samples.report("Doe, Jr", samples.none_attempted())  # submitted, and nothing is written in it
DOE = samples.standing(
    dataclasses.replace(
        NOTHING,
        provenance=dataclasses.replace(
            samples.PROVENANCE, scope=("unit1_information", "unit2_entropy", "unit6_logistic")
        ),
    )
)
BLAISE = samples.standing(samples.BLAISE)


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("lms/junit.xml", render_junit([BLAISE, DOE], samples.COURSE))


def test_the_format_that_ci_systems_read() -> None:
    """The elements, attributes and counts of the format that Ant's JUnit task made common."""
    text = render_junit(GRADED, samples.COURSE)
    assert clean_text(text) == text
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    suites = root.findall("testsuite")
    assert [suite.get("name") for suite in suites][:3] == ["ada", "blaise", "Doe, Jr"]
    for element in (root, *suites):
        cases = element.findall(".//testcase")
        found = {kind: sum(case.find(kind) is not None for case in cases) for kind in ("failure", "error", "skipped")}
        counted = {"failure": "failures", "error": "errors", "skipped": "skipped"}
        assert int(element.get("tests", "")) == len(cases)
        assert {kind: int(element.get(counted[kind], "")) for kind in found} == found
        assert float(element.get("time", "")) >= 0
    for suite in suites:
        datetime.fromisoformat(suite.get("timestamp", ""))
        names = [
            (case.get("classname"), case.get("name"), float(case.get("time", ""))) for case in suite.iter("testcase")
        ]
        assert len(set(names)) == len(names)
        assert len(names) == (0 if suite.get("name") == "Doe, Jr" else 54)  # who has not submitted anything
        assert all(len(case) <= 1 for case in suite.iter("testcase"))


def test_every_verdict_has_its_place() -> None:
    root = ET.fromstring(render_junit([BLAISE, DOE], samples.COURSE))
    kinds = {(element.tag, element.get("type")) for case in root.iter("testcase") for element in case}
    assert kinds == {
        ("failure", "failed"),
        ("failure", "not_attempted"),
        ("error", "raised"),
        ("error", "timed_out"),
        ("error", "out_of_memory"),
        ("error", "crashed"),
    }
    passed = [case for case in root.iter("testcase") if not len(case)]
    outcomes = [o for report in (samples.BLAISE, NOTHING) for r in report.exercises for o in r.outcomes]
    assert len(passed) == sum(outcome.verdict is Verdict.PASSED for outcome in outcomes)


def test_no_case_says_what_only_staff_may_read() -> None:
    assert "wrong version" not in render_junit(GRADED, samples.COURSE)
