from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import CallError
from grader.lms.canvas import read_canvas
from grader.lms.roster import Mark
from grader.lms.sheet import Above, Filled, Sheet, fill, known_by
from grader.lms.table import parse_table
from tests.unit.report import samples

TEMPLATE = (Path(__file__).parents[2] / "golden/lms/canvas.csv").read_bytes().decode()
TITLES = (samples.COURSE.title, samples.COURSE.course_id)
ADA, DOE, FORMULA, RIGHT_TO_LEFT = (
    Mark(report.student, report.score) for report in (samples.ADA, samples.DOE, samples.FORMULA, samples.RIGHT_TO_LEFT)
)
CLASS = [ADA, DOE, FORMULA, RIGHT_TO_LEFT]


def sheet(text: str = TEMPLATE, *, titles: tuple[str, ...] = TITLES, column: str | None = None) -> Sheet:
    return read_canvas(parse_table(text, "canvas.csv"), titles, column=column)


def filled(reports: list[Mark], **options: object) -> Filled:
    return fill(sheet(), reports, samples.COURSE.points, above=Above.KEEP, **options)  # type: ignore[arg-type]


def as_canvas_reads(text: str, title: str) -> dict[str, str]:
    """Return Canvas's id and grade of each student, found as Canvas's importer finds them."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    header = rows[0]
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert "Section" in header
    students = [row for row in rows[1:] if "Points Possible" not in row[0] and "".join(row) != "Manual Posting"]
    return {row[1]: row[header.index(title)].strip() for row in students}


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("lms/canvas.filled.csv", filled(CLASS).text)


def test_canvas_reads_the_grades_and_nothing_else_has_changed() -> None:
    result = filled(CLASS)
    grades = as_canvas_reads(result.text, "From one bit to a cat detector (504)")
    scores = {"101": "23", "103": "0", "104": "18", "105": "14.55"}
    assert grades == {**dict.fromkeys(["102", "106", "107", "199"], ""), **scores}
    before, after = parse_table(TEMPLATE, "before"), parse_table(result.text, "after")
    changed = {
        (row, column)
        for row, cells in enumerate(before.raw)
        for column, cell in enumerate(cells)
        if after.raw[row][column] != cell
    }
    assert (before.ends, before.bom) == (after.ends, after.bom)
    assert {column for _, column in changed} == {9}
    assert len(changed) == len(scores)


def test_all_names_of_the_sample_are_found_by_name_alone() -> None:
    students = ["Ada Lovelace", "Pascal, Blaise", "Doe, Jr", "=cmd()", "\u202eadelaide\u200f", "Zoë 李 Müller"]
    result = filled([Mark(name, 0.0) for name in students])
    assert result.written == tuple(students)
    assert result.others == ("Hopper, Grace", "Student, Test")


def test_unknown_students_are_listed_and_nothing_is_written_for_them() -> None:
    result = filled([Mark("blaise", 13.15), Mark("\x1b[31mred\x1b[0m", 14.55)])
    assert [refusal.student for refusal in result.refused] == ["blaise", "\x1b[31mred\x1b[0m"]
    assert result.text == TEMPLATE


@pytest.mark.parametrize("column", ["503", "Logistic regression", "Logistic regression (503)"])
def test_a_column_by_its_number_title_or_header(column: str) -> None:
    assert sheet(column=column).column == 8


@pytest.mark.parametrize("column", ["Essay (50)", "Notes", "Final Score", "Assignments Current Score", "ID", ""])
def test_no_other_column_is_ever_filled(column: str) -> None:
    with pytest.raises(CallError, match=r"--column. Assignments in the template: 'Information and entropy \(501\)', "):
        sheet(column=column)


def test_two_columns_of_one_title_are_ambiguous() -> None:
    text = TEMPLATE.replace("Essay (502)", "From one bit to a cat detector (502)")
    with pytest.raises(CallError, match="several columns"):
        sheet(text)
    assert sheet(text, column="504").column == 9


def test_excused_and_unassigned_students_keep_what_they_have() -> None:
    zoe = [Mark("zoe", 23.0)]
    for column, reason in (("501", "excused in Canvas"), ("503", "not assigned to this student")):
        result = fill(sheet(column=column), zoe, samples.COURSE.points, scale=True, above=Above.KEEP)
        assert result.text == TEMPLATE
        assert reason in result.refused[0].reason


def test_another_maximum_is_an_error_unless_scaled() -> None:
    with pytest.raises(CallError, match=r"'Essay \(502\)' is out of 10, these grades are out of 21"):
        fill(sheet(column="502"), CLASS, 21.0)
    result = fill(sheet(column="502"), [DOE, FORMULA], 21.0, scale=True)
    assert as_canvas_reads(result.text, "Essay (502)")["104"] == "8.57"  # 18 of 21


def test_above_the_maximum() -> None:
    ada = [ADA]  # 21 points and 2 of a bonus
    refused = fill(sheet(), ada, 21.0)
    assert (refused.written, refused.text) == ((), TEMPLATE)
    assert "23 is above the maximum of 21: see --above" in refused.refused[0].reason
    capped = fill(sheet(), ada, 21.0, above=Above.CAP)
    assert as_canvas_reads(capped.text, "From one bit to a cat detector (504)")["101"] == "21"


def test_points_without_a_maximum_are_written_as_they_are() -> None:
    text = TEMPLATE.replace(",21.00,", ",,")
    assert fill(sheet(text), [DOE], 21.0).written == ("Doe, Jr",)


@pytest.mark.parametrize("dialect", ["semicolons", "decimal commas", "BOM", "no postings row"])
def test_other_dialects_of_canvas(dialect: str) -> None:
    texts = {
        "semicolons": "\r\n".join(line.replace(",", ";") for line in short().split("\r\n")),
        "decimal commas": short().replace("21.00", '"21,00"'),
        "BOM": "\ufeff" + short(),
        "no postings row": short().replace(",,,Manual Posting\r\n", ""),
    }
    text = texts[dialect]
    result = fill(sheet(text, titles=("Cats",)), [FORMULA], 21.0, keys=["id"])  # type: ignore[list-item]
    assert result.others == ("ada",)
    ada = Mark("101", 0.0)
    assert fill(sheet(text, titles=("Cats",)), [ada], 21.0).text == text.replace("Section 1,", "Section 1,0").replace(
        "Section 1;", "Section 1;0"
    )


def short() -> str:
    return "Student,ID,Section,Cats (1)\r\n,,,Manual Posting\r\n    Points Possible,,,21.00\r\nada,101,Section 1,\r\n"


def test_last_and_first_names_in_columns_of_their_own() -> None:
    text = "LastName,FirstName,ID,SIS Login ID,Section,Cats (1)\nLovelace,Ada,101,al,S,\nPascal,Blaise,102,bp,S,\n"
    students = [Mark(name, 0.0) for name in ("Ada Lovelace", "bp")]
    assert fill(sheet(text, titles=("Cats",)), students, 21.0).written == ("Ada Lovelace", "bp")


def test_known_by_one_column() -> None:
    by_section = known_by(sheet(), "Section")
    result = fill(by_section, [Mark("Section 1", 0.0)], 21.0)
    assert "more than one person" in result.refused[0].reason
    with pytest.raises(CallError, match="no column 'Sections'"):
        known_by(sheet(), "Sections")


def test_a_row_that_is_cut_off_is_refused() -> None:
    text = "Student,ID,Section,Cats (1)\nada,101,Section 1\n"
    result = fill(sheet(text, titles=("Cats",)), [Mark("ada", 0.0)], 21.0)
    assert "cut off" in result.refused[0].reason
    assert result.text == text


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", "Identifier,Grade\nParticipant 1,2\n", "Student,ID,Cats (1)\nada,1,\n"]
)
def test_what_is_no_export(text: str) -> None:
    with pytest.raises(CallError, match="no gradebook of Canvas"):
        sheet(text)
