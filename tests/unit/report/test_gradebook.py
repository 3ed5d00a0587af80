from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from grader.model import Exercise, Unit
from grader.report.gradebook import header, number_cell, render_gradebook, text_cell
from tests.unit.report import samples


def rows() -> dict[str, dict[str, str]]:
    text = render_gradebook(samples.STANDINGS, samples.COURSE)
    return {row["student"]: row for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)}


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("report/gradebook.csv", render_gradebook(samples.STANDINGS, samples.COURSE))


def test_one_row_for_each_student_and_lines_end_as_rfc_4180_says() -> None:
    text = render_gradebook(reversed(samples.STANDINGS), samples.COURSE)
    assert text == render_gradebook(samples.STANDINGS, samples.COURSE)
    assert text.count("\r\n") == len(text.splitlines()) == len(samples.CLASS) + 1
    assert text.endswith("\r\n")


def test_numbers() -> None:
    row = rows()["blaise"]
    assert (row["score"], row["max_score"], row["late_penalty"]) == ("13.15", "21", "1.4")
    assert (row["entropy"], row["perplexity"], row["graded"], row["sandbox_level"]) == ("0.67", "0", "yes", "L1")


@pytest.mark.parametrize("student", ["grace", "kurt"])
def test_ungraded_has_empty_cells_and_no_zero(student: str) -> None:
    row = rows()[student]
    basics = [exercise.name for unit in samples.COURSE.units[:2] for exercise in unit.exercises]
    scores = [row[name] for name in ("score", "late_penalty", "basics", *basics)]
    assert set(scores) == {""}
    assert row["basics_state"] == "ungraded"
    assert row["graded"] == "no"


def test_names_with_commas_and_formulas() -> None:
    assert rows()["Doe, Jr"]["score"] == "0"
    assert rows()["'=cmd()"]["score"] == "18"


def test_what_is_due_and_missing_is_zero_and_what_is_not_due_is_empty() -> None:
    basics = replace(samples.ADA, exercises=samples.ADA.exercises[:5])
    before = datetime(2026, 2, 1, tzinfo=UTC)
    due, not_yet = (
        next(csv.DictReader(io.StringIO(render_gradebook([samples.standing(basics, now=now)], samples.COURSE))))
        for now in (samples.NOW, before)
    )
    columns = ("score", "max_score", "logistic_gradient", "basics", "models", "models_state", "graded")
    assert [due[name] for name in columns] == ["16", "21", "0", "16", "0", "not_submitted", "yes"]
    assert [not_yet[name] for name in columns] == ["16", "14", "", "16", "", "not_due", "yes"]


def test_an_assignment_that_is_called_like_an_exercise_has_a_column_of_its_own() -> None:
    course = replace(samples.COURSE, assignments=(replace(samples.COURSE.assignments[0], name="entropy"),))
    names = header(course)
    assert len(set(names)) == len(names)
    assert "entropy points" in names


def test_unconfined_says_so() -> None:
    assert rows()["<img src=x onerror=alert(1)>"]["sandbox_level"] == "UNCONFINED"


def test_exercise_that_a_report_does_not_have_is_empty() -> None:
    later = Unit("later", "Later", (Exercise("later", "later", 1.0, samples.SHARES),))
    course = replace(samples.COURSE, units=(*samples.COURSE.units, later))
    (row,) = csv.DictReader(io.StringIO(render_gradebook([samples.standing(samples.ADA, course=course)], course)))
    assert (row["later"], row["cross-entropy_state"], row["max_score"]) == ("", "not_due", "21")


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠﹦﹢﹣﹫⁺⁻₌₊−", " =", "\t=", "\u200b=", "\ufeff+"], ids=ascii)
def test_formulas_become_text(start: str) -> None:
    assert text_cell(f"{start}HYPERLINK()").startswith("'")


@pytest.mark.parametrize("end", ["\n", "\r", "\t", "\r\n", "\u2028", "\x0b", "\x85"], ids=ascii)
def test_a_cell_is_one_line_and_one_cell(end: str) -> None:
    assert text_cell(f"Ada{end}=cmd()") in ("Ada =cmd()", "Ada\ufffd=cmd()")


@pytest.mark.parametrize("text", ["Ada", "ada-lovelace", "O'Brien = x", "李", "1+1", "", "#1", "(x)"])
def test_other_text_stays(text: str) -> None:
    assert text_cell(text) == text


@pytest.mark.parametrize(
    ("value", "cell"), [(0.0, "0"), (5.0, "5"), (1234.5, "1234.5"), (0.1 + 0.2, "0.3"), (100.0, "100"), (None, "")]
)
def test_number_cell(value: float | None, cell: str) -> None:
    assert number_cell(value) == cell
