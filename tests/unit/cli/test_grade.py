"""What `grader grade` says beside the marks."""

from __future__ import annotations

import dataclasses
import shlex
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from grader.cli import console
from grader.cli.grade import (
    Run,
    _limit,
    _tell_lowered,
    _tell_others,
    grade_command,
    read_class,
    refuse_students_files,
    show_command_line,
    worth_seeing,
)
from grader.cli.options import Instant
from grader.cli.show import show_command
from grader.course import load_course
from grader.errors import CallError
from grader.grading import Lowered
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
            ("/src/grader/cli/__main__.py", [sys.executable, "-P", "-m", "grader.cli"]),
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

    @pytest.mark.parametrize("student", ["-rf", "--help", "-"])
    def test_a_name_that_looks_like_an_option_is_none(self, monkeypatch: pytest.MonkeyPatch, student: str) -> None:
        monkeypatch.setattr(sys, "argv", ["grader"])
        line = show_command_line(student, samples.COURSE, Path("r"))
        assert line == f"grader show --course course --out r -- {student}"
        with show_command.make_context("show", shlex.split(line)[2:]) as context:
            assert context.params["student"] == student

    @pytest.mark.parametrize("student", ["-rf", "--help", "-"])
    def test_such_a_name_can_be_chosen(self, student: str) -> None:
        with grade_command.make_context("grade", ["submitted", "--student", student]) as context:
            assert context.params["only"] == (student,)

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


class TestAssignments:
    """`--assignment`: only what is asked is graded, and an archive of something else is refused."""

    BASICS = samples.COURSE.assignments[0]

    @staticmethod
    def of(student: str, *scope: str) -> Submission:
        return Submission(student, (), "", scope=scope)

    def test_limits_each_submission_and_names_who_has_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        submissions = [self.of("ada", "unit1_information", "unit6_logistic"), self.of("ben", "unit6_logistic")]
        limited = _limit(submissions, [self.BASICS], samples.COURSE, Path("all.zip"))
        assert [submission.scope for submission in limited] == [("unit1_information",), ()]
        assert "no work on Information and entropy was submitted by: ben" in capsys.readouterr().err

    def test_without_it_all_is_as_recognised(self, capsys: pytest.CaptureFixture[str]) -> None:
        submissions = [self.of("ada", "unit6_logistic"), self.of("ben")]
        assert _limit(submissions, [], samples.COURSE, Path("all.zip")) == submissions
        assert "only untouched stubs were submitted by: ben" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("scope", "found"), [(("unit6_logistic",), "there is work on models"), ((), "nothing but untouched stubs")]
    )
    def test_an_archive_of_something_else_is_refused(self, scope: tuple[str, ...], found: str) -> None:
        with pytest.raises(CallError, match=f"all.zip has no work on Information and entropy; .*{found}"):
            _limit([self.of("ada", *scope)], [self.BASICS], samples.COURSE, Path("all.zip"))

    def test_lower_marks_are_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        _tell_lowered([Lowered("ada", self.BASICS, 16.0, 12.8)], load_language("en"))
        assert "1 mark is lower than before this run: ada 16 → 12.8." in capsys.readouterr().err
        _tell_lowered([], load_language("en"))
        assert capsys.readouterr().err == ""


class TestAsOf:
    @pytest.mark.parametrize("text", ["2027-03-12T23:59+08:00", "2027-03-12 23:59 +08:00", "2027-03-12 15:59Z"])
    def test_a_time_with_a_zone(self, text: str) -> None:
        assert Instant().convert(text, None, None) == datetime(2027, 3, 12, 15, 59, tzinfo=UTC)

    @pytest.mark.parametrize("text", ["2027-03-12 23:59", "2027-03-12", "tomorrow", ""])
    def test_anything_else_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(click.BadParameter, match="Write it like 2027-03-12T23:59"):
            Instant().convert(text, None, None)


class TestWhatStudentsMayHaveWritten:
    """By default the course and the reports are in the current folder."""

    @pytest.mark.parametrize(
        ("course", "out", "option"),
        [
            ("submitted/mallory", "reports", "--course"),
            ("submitted/mallory/sub", "reports", "--course"),
            ("course", "submitted/mallory/reports", "--out"),
            ("course", "submitted/reports", "--out"),
            ("course", "link/reports", "--out"),
        ],
    )
    def test_among_the_submissions(self, tmp_path: Path, course: str, out: str, option: str) -> None:
        (tmp_path / "submitted" / "mallory").mkdir(parents=True)
        (tmp_path / "link").symlink_to("submitted/mallory")
        there = dataclasses.replace(samples.COURSE, root=tmp_path / course)
        with pytest.raises(CallError, match=f"inside the folder of submissions .* {option}"):
            refuse_students_files(tmp_path / "submitted", there, tmp_path / out)

    def test_elsewhere(self, tmp_path: Path) -> None:
        there = dataclasses.replace(samples.COURSE, root=tmp_path)
        refuse_students_files(tmp_path / "submitted", there, tmp_path / "submitted-reports")
