"""What `grader grade` says beside the marks."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from pathlib import Path

import pytest

from grader.cli import console
from grader.cli.grade import Run, _tell_others, read_class, show_command_line, worth_seeing
from grader.course import load_course
from grader.errors import CallError
from grader.language import load_language
from grader.model import Course, Report, Submission
from tests.unit.report import samples

ARITHMETIC = Path(__file__).parents[2] / "courses" / "arithmetic"


class TestHowItWasCalled:
    """A command that is printed works when it is copied into the same shell."""

    @pytest.fixture(autouse=True)
    def _not_on_the_path(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda name: None)

    @pytest.mark.parametrize(
        ("program", "expected"),
        [
            (".venv/bin/grader", [".venv/bin/grader"]),
            ("/src/grader/cli/__main__.py", [sys.executable, "-m", "grader.cli"]),
        ],
        ids=["script", "module"],
    )
    def test_by_its_place(self, monkeypatch: pytest.MonkeyPatch, program: str, expected: list[str]) -> None:
        monkeypatch.setattr(sys, "argv", [program, "demo"])
        assert console.called_as() == expected

    def test_by_its_name_where_that_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        assert console.called_as() == ["grader"]

    def test_with_the_course_unless_it_is_here(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "argv", ["grader"])
        here = dataclasses.replace(samples.COURSE, root=Path.cwd())
        assert show_command_line("O'Brien", here, Path("r")) == """grader show 'O'"'"'Brien' --out r"""
        assert show_command_line("ada", samples.COURSE, Path("r")) == "grader show ada --course course --out r"

    def test_in_the_language_that_was_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "argv", ["grader"])
        line = show_command_line("ada", samples.COURSE, Path("r"), "zh")
        assert line == "grader show ada --course course --out r --language zh"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (("ada",), ""),
        (
            ("ada", "zoe"),
            "note: the class page shows 1 student of earlier runs, too: zoe. For a class of its own, name",
        ),
        (("ada", *(f"s{n:02}" for n in range(12))), "12 students of earlier runs, too: s00, s01, s02, s03, s04, s05,"),
    ],
    ids=["nobody else", "one", "many"],
)
def test_who_is_on_the_class_page_without_being_in_the_folder(
    shown: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    standings = [dataclasses.replace(samples.standing(samples.ADA), student=student) for student in shown]
    _tell_others(Run([samples.ADA], 0, standings, []), [Submission("ada", (), "")], load_language("en"))
    err = capsys.readouterr().err
    assert err.startswith(said) if said.startswith("note") or not said else said in err
    assert bool(err) == bool(said)
    assert err.count("s1") <= 1, "not everybody is named"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a small course in a folder of its own."""
    shutil.copytree(ARITHMETIC, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__", ".grader"))
    return load_course(tmp_path / "course")


class TestCourseFolders:
    """The course is no class: `grader grade solutions` once graded the bank of mistakes as a student."""

    @pytest.mark.parametrize("folder", ["", "solutions", "exercises", "solutions/misconceptions", "solutions/.."])
    def test_are_refused(self, course: Course, folder: str) -> None:
        with pytest.raises(CallError, match=r"belongs to the course itself.*grader check"):
            read_class(course.root / folder, course)

    def test_a_folder_of_submissions_beside_them_is_not(self, course: Course) -> None:
        place = course.root / "submitted" / "ada" / "unit1_sums.py"
        place.parent.mkdir(parents=True)
        place.write_text("x = 1\n", encoding="utf-8")
        assert [submission.student for submission in read_class(course.root / "submitted", course)] == ["ada"]


class TestWorthSeeing:
    """The report that is offered for a look has something to show."""

    def test_the_middle_one_of_those_with_some_points_but_not_all(self) -> None:
        none, some, more, most = (with_share(samples.ADA, share) for share in (0.0, 0.4, 0.6, 1.0))
        assert worth_seeing([none, most, some]) is some
        assert worth_seeing([most, more, some, none]) is more

    def test_the_first_where_there_is_none(self) -> None:
        most = with_share(samples.ADA, 1.0)
        assert worth_seeing([most]) is most


def with_share(report: Report, share: float) -> Report:
    exercises = tuple(
        dataclasses.replace(result, score=share * result.exercise.points, outcomes=()) for result in report.exercises
    )
    return dataclasses.replace(report, exercises=exercises, problem="", penalties=())
