from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import CallError
from grader.lms.moodle import read_moodle
from grader.lms.roster import Mark
from grader.lms.sheet import Above, Filled, Sheet, fill, known_by
from grader.lms.table import parse_table
from tests.unit.report import samples

GOLDEN = Path(__file__).parents[2] / "golden/lms"
ENGLISH = (GOLDEN / "moodle.csv").read_bytes().decode()
GERMAN = (GOLDEN / "moodle_de.csv").read_bytes().decode()
ADA, DOE, FORMULA, RIGHT_TO_LEFT = (
    Mark(report.student, report.score) for report in (samples.ADA, samples.DOE, samples.FORMULA, samples.RIGHT_TO_LEFT)
)
CLASS = [ADA, DOE, FORMULA, RIGHT_TO_LEFT]


def sheet(text: str = ENGLISH, *, column: str | None = None) -> Sheet:
    return read_moodle(parse_table(text, "moodle.csv"), column=column)


def filled(reports: list[Mark], text: str = ENGLISH) -> Filled:
    return fill(sheet(text), reports, samples.COURSE.points, above=Above.CAP)


def zero(*names: str) -> list[Mark]:
    return [Mark(name, 0.0) for name in names]


def as_moodle_reads(text: str, grade: str, modified: str, separator: str = ",") -> dict[int, str]:
    """Return the grade of each participant's number, found as Moodle's importer finds them."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator, strict=True))
    assert rows[0].count(grade) == rows[0].count(modified) == 1
    return {int(row[0][-4:]): row[rows[0].index(grade)] for row in rows[1:]}


def test_golden(golden: Callable[[str, str], None]) -> None:
    golden("lms/moodle.filled.csv", filled([*CLASS[1:], *zero("ada@example.org")]).text)


def test_moodle_reads_the_grades_and_what_was_there_stays() -> None:
    result = filled([Mark("Ada Lovelace", 23.0), DOE, FORMULA])
    grades = as_moodle_reads(result.text, "Grade", "Last modified (grade)")
    assert grades == {1101: "21", 1102: "3.50", 1103: "0", 1104: "18", 1105: "", 1106: "", 1107: ""}
    assert '"<p>Well begun, ""half"" done</p>"' in result.text
    assert result.others == ("Blaise Pascal", "\u202eadelaide\u200f", "Grace Hopper", "Zoë Müller 李")


@pytest.mark.parametrize("student", ["Participant 1101", "1101", "S001", "ada@example.org", "Ada Lovelace"])
def test_by_identifier_number_address_or_name(student: str) -> None:
    assert filled(zero(student)).written == (student,)


def test_a_locked_grade_is_refused() -> None:
    result = filled(zero("Grace Hopper"))
    assert "locked in Moodle" in result.refused[0].reason
    assert result.text == ENGLISH


def test_above_the_maximum_is_refused_because_moodle_would_skip_it() -> None:
    result = fill(sheet(), [Mark("1101", 23.0)], 21.0)
    assert "23 is above the maximum of 21" in result.refused[0].reason


def test_headers_in_another_language_and_numbers_stay_with_a_point() -> None:
    result = fill(sheet(GERMAN), [Mark("1102", 14.55)], 21.0)
    assert as_moodle_reads(result.text, "Bewertung", "Zuletzt geändert (Bewertung)", ";") == {1101: "", 1102: "14.55"}
    assert result.text == GERMAN.replace(";3,50;", ";14.55;")


def test_the_column_may_be_named() -> None:
    assert sheet(GERMAN, column="Bewertung").column == 4
    with pytest.raises(CallError, match="no column 'Grade'"):
        sheet(GERMAN, column="Grade")
    with pytest.raises(CallError, match="no maximum grade"):
        sheet(ENGLISH, column="Status")


def test_a_column_that_cannot_be_told_is_asked_for() -> None:
    with pytest.raises(CallError, match="name its header with --column"):
        sheet("Id,Nom,État,Points,Durée\nParticipant 1,a,x,oui,deux\n")


def test_a_scale_is_no_points() -> None:
    with pytest.raises(CallError, match="graded by a scale"):
        sheet("Identifier,Full name,Status,Grade,Scale\nParticipant 1,ada,x,,Competent\n")


def test_anonymous_marking_has_no_names() -> None:
    text = "Identifier,Status,Grade,Maximum grade,Last modified (grade)\nParticipant 7,No submission,,21.00,-\n"
    assert fill(sheet(text), zero("7"), 21.0).written == ("7",)
    assert fill(sheet(text), zero("ada"), 21.0).written == ()


def test_known_by_a_column_of_any_name() -> None:
    text = ENGLISH.replace('"ID number"', "Matrikelnummer")
    assert fill(known_by(sheet(text), "Matrikelnummer"), zero("S003"), 21.0).written == ("S003",)
    assert fill(sheet(text), zero("S003"), 21.0).written == ()


@pytest.mark.parametrize("text", ["a,b\n1,x\n", "Student,ID,Section\nada,1,S\n", "Identifier,Grade\n"])
def test_what_is_no_worksheet(text: str) -> None:
    with pytest.raises(CallError, match="no grading worksheet of Moodle"):
        sheet(text.replace("1,x", "x,1"))
