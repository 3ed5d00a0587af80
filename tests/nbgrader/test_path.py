"""The whole path with the real programs: from the instructor's folder to the student's, and back as feedback."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.nbgrader.classroom import COURSE, Classroom, functions, solved, user
from tests.nbgrader.conftest import Once

HALF = "def total(numbers):\n    return float(sum(numbers[1:]))"


@pytest.fixture(scope="session")
def walked(classroom: Classroom, once: Once) -> Classroom:
    """Walk the path once."""
    room = Classroom(classroom.base / "path")
    once("path", lambda: _walk(classroom.copied("path"), room.base / "desk"))
    return room


@pytest.fixture
def desk(walked: Classroom) -> Path:
    """Return the folder in which the student works."""
    return walked.base / "desk"


def _walk(classroom: Classroom, desk: Path) -> None:
    there = f"averages --course=tiny --Exchange.root={shlex.quote(str(classroom.exchange))}"
    notebooks = [desk / "averages" / f"{unit}.ipynb" for unit in ("unit1_sums", "unit2_means")]
    validate = (desk, "validate averages/unit1_sums.ipynb averages/unit2_means.ipynb")
    teacher, mine = classroom.folder, f"averages --student={user()}"
    desk.mkdir()
    log = classroom.several((teacher, f"release_assignment {there}"), (desk, f"fetch_assignment {there}"), validate)
    for path in notebooks:
        _write(path, functions(COURSE / "solutions" / f"{path.stem}.py"))
    log += classroom.several(validate)
    _write(notebooks[0], {"total": HALF})
    log += classroom.several(
        (desk, f"submit {there}"),
        (teacher, f"collect {there}"),
        (teacher, f"autograde {mine}"),
        (teacher, f"generate_feedback {mine}"),
        (teacher, f"release_feedback {there} --student={user()}"),
        (desk, f"fetch_feedback {there}"),
        (teacher, f"export --to {shlex.quote(str(desk / 'grades.csv'))}"),
    )
    for number, text in enumerate(log):
        (desk / f"log-{number}.txt").write_text(text)


def _write(path: Path, answers: Mapping[str, str]) -> None:
    path.write_text(json.dumps(solved(json.loads(path.read_text()), answers)))


def _log(desk: Path, number: int) -> str:
    return (desk / f"log-{number}.txt").read_text()


def test_the_release_holds_nothing_of_the_teacher(desk: Path) -> None:
    names = {path.relative_to(desk / "averages").as_posix() for path in (desk / "averages").rglob("*")}
    assert {"unit1_sums.ipynb", "test_unit1_sums.py", "course.json", "helper.py"} < names
    assert "test_unit3_spread.py" not in names
    for path in (desk / "averages").rglob("*"):
        if path.is_file() and "autograded" not in path.name and "feedback" not in path.parts:
            text = path.read_bytes()
            assert b"70707" not in text
            assert b"test_hidden" not in text


def test_validate_explains_what_is_not_done(desk: Path) -> None:
    assert "VALIDATION FAILED ON 2 CELL(S)" in _log(desk, 2)  # in unit 1
    assert "total: 0 of 1 visible case passes." in _log(desk, 2)
    assert "Not attempted yet" in _log(desk, 2)


def test_validate_passes_what_is_right_also_across_notebooks(desk: Path) -> None:
    assert _log(desk, 3).count("Success! Your notebook passes all the tests.") == 2


def test_feedback_shows_the_mark_and_the_explanation(desk: Path) -> None:
    pages = {path.stem: path.read_text() for path in desk.rglob("feedback/**/*.html")}
    assert pages.keys() == {"unit1_sums", "unit2_means"}
    assert "1 + 2 + 3.5 is 6.5." in pages["unit1_sums"]
    assert "expected 6.5" in pages["unit1_sums"]
    assert "70707" not in pages["unit1_sums"]


def test_the_gradebook_and_its_export_agree(desk: Path, walked: Classroom) -> None:
    assert walked.scores(user(), "averages") == {"total": 0.0, "longest": 0.0, "mean": 4.0}
    with (desk / "grades.csv").open() as file:
        (row,) = (
            row for row in csv.DictReader(file) if (row["student_id"], row["assignment"]) == (user(), "averages")
        )
    assert (float(row["score"]), float(row["max_score"])) == (4.0, 7.0)
    assert row["duedate"] == "2027-01-15 23:59:00"
    assert row["last_name"] == "Pascal"
