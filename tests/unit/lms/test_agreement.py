"""Pages, files and exports of one class: all of them say the same of every student."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from grader.lms.grades import select
from grader.lms.gradescope import gradescope_results
from grader.lms.junit import render_junit
from grader.lms.roster import mark_of
from grader.model import Report
from grader.report.class_page import render_class
from grader.report.gradebook import render_gradebook
from grader.report.standing_document import student_document
from grader.report.student import render_student
from grader.report.terminal import class_view, printed, standing_view
from grader.report.wording import STATES, number
from grader.standing import Standing, State
from tests.unit.report import samples
from tests.unit.report.markup import Page

BEFORE = datetime(2026, 2, 10, tzinfo=UTC)  # models are not due yet


def scoped(report: Report, *units: str) -> Report:
    provenance = dataclasses.replace(report.provenance, scope=units)
    exercises = tuple(result for result in report.exercises if result.exercise.unit in units)
    return dataclasses.replace(report, exercises=exercises, provenance=provenance)


def class_at(now: datetime) -> list[Standing]:
    """Return a class in which everything occurs: late, one assignment, nothing, ungraded, a fault, a later failure."""
    basics = ("unit1_information", "unit2_entropy")
    histories = [
        [samples.ADA],
        [samples.BLAISE],
        [samples.DOE],
        [dataclasses.replace(scoped(samples.ADA, *basics), student="eve")],
        [
            dataclasses.replace(scoped(samples.ADA, *basics), student="mia"),
            dataclasses.replace(samples.PROBLEM, student="mia"),
        ],
        [samples.FAULT],
        [samples.PROBLEM],
    ]
    return [samples.standing(*reports, now=now) for reports in histories]


@pytest.fixture(params=[BEFORE, samples.NOW], ids=["early", "at the end"])
def standings(request: pytest.FixtureRequest) -> list[Standing]:
    return class_at(request.param)


def gradebook(standings: list[Standing]) -> dict[str, dict[str, str]]:
    text = render_gradebook(standings, samples.COURSE)
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}


def test_the_class_has_every_state() -> None:
    found = {part.state for now in (BEFORE, samples.NOW) for one in class_at(now) for part in one.parts}
    assert found == set(State)


def test_every_total(standings: list[Standing]) -> None:
    rows, class_text = gradebook(standings), Page(render_class(standings, samples.COURSE)).text
    terminal = printed(class_view(standings, samples.COURSE)).splitlines()
    suites = {suite.get("name"): suite for suite in ET.fromstring(render_junit(standings, samples.COURSE))}
    for standing in standings:
        row, document = rows[standing.student], student_document(standing)
        page = Page(render_student(standing, samples.COURSE)).text
        line = next(line for line in terminal if line.startswith(f"{standing.student} "))
        shown = printed(standing_view(standing, samples.COURSE))
        properties = {p.get("name"): p.get("value") for p in suites[standing.student].iter("property")}
        assert row["max_score"] == properties["max_score"] == f"{standing.max_score:g}"
        assert document["max_score"] == standing.max_score
        if standing.score is None:
            assert (row["score"], properties["score"], document["score"]) == ("", "", None)
            assert f"–/{standing.max_score:g} " in line
            sentence = (
                "The total is open: there is no mark yet for" if standing.ungraded else "Nothing is graded or due"
            )
            assert sentence in page
            assert sentence in shown
            assert not select([standing], samples.COURSE).standings
        else:
            total = f"{number(standing.score)} of {number(standing.max_score)} points"
            assert (float(row["score"]), document["score"]) == (standing.score, standing.score)
            assert properties["score"] == row["score"]
            assert f" {number(standing.score)}/{number(standing.max_score)} " in line
            assert total in page
            assert total in shown
            assert f"{standing.student} {standing.score:.2f} {number(standing.max_score)} " in class_text
            assert mark_of(standing).score == standing.score
            assert gradescope_results(standing, samples.COURSE)["score"] == standing.score


def test_every_assignment(standings: list[Standing]) -> None:
    rows = gradebook(standings)
    for standing in standings:
        document, page = student_document(standing), Page(render_student(standing, samples.COURSE)).text
        for part, entry in zip(standing.parts, document["assignments"], strict=True):
            name, row = part.assignment.name, rows[standing.student]
            assert entry["state"] == row[f"{name}_state"] == part.state
            assert entry["score"] == part.score
            assert row[name] == ("" if part.score is None else f"{part.score:g}")
            assert STATES[part.state] in page
            has_mark = part.state in {State.GRADED, State.NOT_SUBMITTED}
            assert (part.score is not None) == has_mark
            alone = standing.of([part.assignment])
            assert alone.score == part.score
            exported = gradebook([alone])[standing.student] if has_mark else {}
            assert not has_mark or exported["score"] == row[name]


def test_parts_add_up(standings: list[Standing]) -> None:
    for standing in standings:
        if standing.score is not None:
            assert sum(part.score or 0.0 for part in standing.parts) == pytest.approx(standing.score)
            row = gradebook([standing])[standing.student]
            points = [float(row[exercise.name] or 0) for exercise in samples.COURSE.exercises]
            assert sum(points) - float(row["late_penalty"]) == pytest.approx(standing.score)


def test_the_same_class_and_clock_give_the_same_bytes() -> None:
    one, two = class_at(BEFORE), class_at(BEFORE)
    for render in (render_class, render_gradebook, render_junit):
        assert render(one, samples.COURSE) == render(two, samples.COURSE)
