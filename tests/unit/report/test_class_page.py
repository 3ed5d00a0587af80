from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from grader.model import Report, Verdict
from grader.report import clean_text
from grader.report.class_page import exercise_rows, most_failed, render_class, student_href
from grader.report.summary import histogram
from grader.standing import Standing
from tests.unit.report import samples
from tests.unit.report.markup import Page

GRADED = [report for report in samples.CLASS if report.graded]


def page(reports: Sequence[Report] = samples.CLASS) -> Page:
    return Page(render_class(samples.standings(reports), samples.COURSE))


def scored(*scores: float) -> list[Report]:
    exercise = samples.COURSE.exercise("entropy")
    return [samples.report(f"s{n}", [samples.result(exercise, score=score)]) for n, score in enumerate(scores)]


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("report/class.html", render_class(samples.STANDINGS, samples.COURSE))


def test_marks_of_an_earlier_course_are_told_apart() -> None:
    older = replace(samples.ADA, provenance=replace(samples.PROVENANCE, course_digest="0" * 64))
    said = "graded with an earlier version of the course: Information and entropy, Logistic regression"
    assert said in page([older, samples.DOE]).text
    assert "earlier version" not in page([samples.ADA, samples.DOE]).text


def test_order_of_reports_does_not_matter() -> None:
    assert render_class(samples.STANDINGS[::-1], samples.COURSE) == render_class(
        iter(samples.STANDINGS), samples.COURSE
    )


@pytest.mark.parametrize("reports", [samples.CLASS, [samples.PROBLEM], []], ids=["class", "ungraded only", "nobody"])
def test_is_well_formed_accessible_and_loads_nothing(reports: Sequence[Report]) -> None:
    html = render_class(samples.standings(reports), samples.COURSE)
    shown = Page(html)
    assert shown.problems == []
    assert all("scope" in cell for cell in shown.all("th"))
    assert shown.tags.isdisjoint({"script", "img", "link", "iframe", "object"})
    assert clean_text(html) == html


class TestFigures:
    def test_only_the_graded_count(self) -> None:
        text = page().text
        assert "Students 7 of 9 have a total" in text
        assert "Mean 15.18" in text
        assert "Median 14.55" in text
        assert "Best 23 of 21, with bonus" in text

    def test_ungraded_are_named_with_the_reason(self) -> None:
        text = page().text
        assert "2 submissions could not be graded." in text
        assert "grace (Information and entropy): the grader failed on 1 case, first test_unit1_information.py" in text
        assert "kurt (Information and entropy, Logistic regression): The file unit1_information.py is larger" in text

    def test_unconfined_are_named(self) -> None:
        assert "1 report: <img src=x onerror=alert(1)>" in page().text

    @pytest.mark.parametrize(("students", "warned"), [(29, True), (30, False)])
    def test_few_students(self, students: int, warned: bool) -> None:
        assert ("Fewer than 30 students" in page(scored(*[3.0] * students)).text) is warned

    def test_nobody(self) -> None:
        assert "Nobody has handed in anything yet." in page([]).text


def standings_of(*scores: float) -> list[Standing]:
    """Return standings in a course of one exercise, worth 5 points."""
    unit = replace(samples.ENTROPY, exercises=samples.ENTROPY.exercises[:1])
    return samples.standings(scored(*scores), replace(samples.COURSE, units=(unit,), assignments=()))


class TestHistogram:
    def test_borders(self) -> None:
        assert histogram(standings_of(0, 0.49, 0.5, 4.49, 4.5, 5)) == (2, 1, 0, 0, 0, 0, 0, 0, 1, 2)

    def test_bonus_is_in_the_last(self) -> None:
        assert histogram([samples.standing(samples.ADA)])[-1] == 1

    def test_table_beside_the_plot_has_the_same_numbers(self) -> None:
        shown = page()
        assert next(svg for svg in shown.all("svg"))["role"] == "img"
        assert re.search(r"0 to below 10 1 .*60 to below 70 3 .*90 to 100 2", shown.text)


class TestStudents:
    def test_links(self) -> None:
        links = [link["href"] for link in page().all("a")]
        assert "ada/report.html" in links
        assert "Doe%2C%20Jr/report.html" in links
        assert "%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E/report.html" in links
        assert "%251B%5B31mred%251B%5B0m/report.html" in links
        assert len(links) == len(samples.CLASS)

    @pytest.mark.parametrize(
        ("student", "href"), [("..", "%252E%252E"), ("a/b", "a%252Fb"), ("a\\b", "a%255Cb"), ("", "%25~")]
    )
    def test_no_name_is_a_path(self, student: str, href: str) -> None:
        assert student_href(student) == f"{href}/report.html"
        (link,) = page([replace(samples.ADA, student=student)]).all("a")
        assert link["href"] == student_href(student)

    def test_name_that_is_not_utf8(self) -> None:
        student = os.fsdecode(b"caf\xe9")
        assert page([replace(samples.ADA, student=student)]).first("a")["href"] == "caf%25ED%25B3%25A9/report.html"

    def test_ungraded_has_no_numbers(self) -> None:
        assert (
            "kurt – no mark 21 – no mark – no mark – no mark not graded: Information and entropy, Logistic regression"
            in page().text
        )

    def test_late(self) -> None:
        assert "blaise 13.15 21 5.33 3.00 6.22 −1.40 graded" in page().text


class TestExercises:
    def test_facility_attempted_full_marks(self) -> None:
        row = exercise_rows([samples.ADA, samples.DOE], samples.COURSE)[0]
        assert (row.facility, row.attempted, row.full_marks, row.remark) == (0.5, 0.5, 0.5, "")

    @pytest.mark.parametrize(("score", "remark"), [(4.9, "easy"), (2.5, ""), (0.1, "hard")])
    def test_remark(self, score: float, remark: str) -> None:
        assert exercise_rows(scored(score), samples.COURSE)[0].remark == remark

    def test_not_attempted(self) -> None:
        assert exercise_rows([samples.DOE], samples.COURSE)[0].remark == "not attempted"


class TestMostFailed:
    def test_counts_and_finding(self) -> None:
        failed = most_failed(GRADED)
        assert [case.failed for case in failed] == sorted((case.failed for case in failed), reverse=True)
        first = next(row for row in failed if row.case.title == "A fair coin holds exactly one bit.")
        assert (first.failed, first.attempted) == (4, 6)
        assert first.headline == "Your value is 0.6931 times the expected one."
        assert first.headline_count == 4

    def test_who_has_not_attempted_has_not_failed(self) -> None:
        assert most_failed([samples.DOE]) == ()

    def test_is_bounded(self) -> None:
        everything = [samples.result(exercise, [Verdict.FAILED] * 9) for exercise in samples.COURSE.exercises]
        assert len(most_failed([samples.report("x", everything)])) == 15
