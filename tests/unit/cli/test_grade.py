"""What `grader grade` says beside the marks."""

from __future__ import annotations

import dataclasses
import shutil
import sys
from pathlib import Path

import pytest

from grader.cli import console
from grader.cli.grade import Run, _tell_others, refuse_students_files, show_command_line
from grader.errors import CallError
from grader.language import load_language
from grader.model import Submission
from tests.unit.report import samples


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
    _tell_others(Run([samples.ADA], 0, shown), [Submission("ada", (), "")], load_language("en"))
    err = capsys.readouterr().err
    assert err.startswith(said) if said.startswith("note") or not said else said in err
    assert bool(err) == bool(said)
    assert err.count("s1") <= 1, "not everybody is named"


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
