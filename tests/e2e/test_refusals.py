"""A course that one command refuses is refused by every other, in the same words: they all open the same session."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import load_course
from grader.errors import CourseError
from grader.lms.nbgrader.running import running_session
from grader.model import Level
from grader.session import Session

ARITHMETIC = Path(__file__).parents[1] / "courses" / "arithmetic"
WRONG_CASE = '''

class TestWrong:
    @pytest.mark.anchor
    def test_one_and_one(self, total):
        """One and one is three."""
        assert_close(total([1, 1]), 3)
'''
REFUSAL = "The references fail these cases (see `grader check`):"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course with one hidden case that its own reference fails."""
    folder = tmp_path / "course"
    shutil.copytree(ARITHMETIC, folder, ignore=shutil.ignore_patterns("__pycache__", ".grader"))
    with (folder / "solutions" / "test_unit1_sums.py").open("a", encoding="utf-8") as file:
        file.write(WRONG_CASE)
    return folder


@pytest.fixture
def refusal(course: Path) -> str:
    """Return what a session refuses the course with."""
    with pytest.raises(CourseError) as caught:
        Session.open(load_course(course), Level.L1, b"a secret for tests only")
    text = str(caught.value)
    assert text.startswith(REFUSAL)
    assert "test_one_and_one" in text
    return text


@pytest.mark.parametrize("command", ["grade", "demo"])
def test_by_the_commands_that_grade(course: Path, refusal: str, tmp_path: Path, command: str) -> None:
    shutil.copytree(course / "solutions", tmp_path / "submitted" / "ada", ignore=shutil.ignore_patterns("test_*"))
    submitted = [str(tmp_path / "submitted")] if command == "grade" else []
    places = [*submitted, "--course", str(course), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "grader.cli", command, *places],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == f"error: {refusal}"
    assert not list(tmp_path.glob("out/**/report.json"))


def test_by_nbgrader(course: Path, refusal: str) -> None:
    with pytest.raises(CourseError) as caught:
        running_session(course)
    assert str(caught.value) == refusal


def test_a_changed_case_is_tried_again(course: Path) -> None:
    cases = course / "solutions" / "test_unit1_sums.py"
    wrong = cases.read_text(encoding="utf-8")
    cases.write_text(wrong.removesuffix(WRONG_CASE), encoding="utf-8")
    running_session(course)
    cases.write_text(wrong, encoding="utf-8")
    with pytest.raises(CourseError, match="references fail"):
        running_session(course)
