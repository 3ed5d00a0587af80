"""`grader handout`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.cli import main
from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.selfcheck import generated_files
from tests.nbgrader.classroom import COURSE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course whose generated files are up to date."""
    folder = shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns(".grader", "__pycache__"))
    course = load_course(folder)
    for path, text in generated_files(course, collect_cases(course)).items():
        path.write_text(text, encoding="utf-8")
    return folder


def handout(course: Path, *arguments: object) -> None:
    main(["handout", *map(str, arguments), "--course", str(course)])


def refused(course: Path, out: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as caught:
        handout(course, out, *arguments)
    assert caught.value.code == 2
    assert not out.exists()
    return capsys.readouterr().err


def test_the_commands_of_the_instructors_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8")
    commands = [
        line.partition("#")[0].split()[2:] for line in text.splitlines() if line.startswith("$ grader handout")
    ]
    assert len(commands) == 5
    monkeypatch.chdir(tmp_path)
    for words in commands:
        main([*words, "--course", str(ROOT)])
        assert Path(words[1]).exists()


def test_a_folder_and_an_archive(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handout(course, tmp_path / "out")
    assert (tmp_path / "out" / "exercises" / "unit3_spread.py").is_file()
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path / 'out'}: ")
    assert said.endswith(" files, 0.2 MiB. Nothing of solutions/ is in them.\n")
    for name in ("a.zip", "b.zip"):
        handout(course, tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_assignment_in_a_language(course: Path, tmp_path: Path) -> None:
    handout(course, tmp_path / "out", "--assignment", "spread", "--language", "zh")
    exercises = tmp_path / "out" / "exercises"
    assert not (exercises / "unit1_sums.py").exists()
    assert (exercises / "earlier" / "unit1_sums.py").is_file()
    assert json.loads((exercises / "course.json").read_text())["language"] == "zh"


def test_an_assignment_that_is_none(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = refused(course, tmp_path / "out", capsys, "--assignment", "spred")
    assert "'spred' is not an assignment of this course. Did you mean spread?" in text


def test_a_course_without_assignments(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (course / "course.yaml").read_text()
    start, end = text.index("assignments:"), text.index("units:\n")
    (course / "course.yaml").write_text(text[:start] + text[end:])
    assert "has no assignments" in refused(course, tmp_path / "out", capsys, "--assignment", "spread")


@pytest.mark.parametrize("name", ["conftest.py", "course.json", "hints.json"])
def test_a_generated_file_that_is_out_of_date(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (course / "exercises" / name).write_text("{}")
    text = refused(course, tmp_path / "out", capsys)
    assert f"Missing or out of date: exercises/{name}. Run `grader check --fix` first." in text


def test_a_leak(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(course / "solutions" / "unit3_spread.py", course / "exercises" / "notes.txt")
    text = refused(course, tmp_path / "out", capsys)
    assert "exercises/notes.txt holds code of a reference (solutions/unit3_spread.py:9)" in text


def test_a_file_that_is_not_ours(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").touch()
    with pytest.raises(SystemExit) as caught:
        handout(course, tmp_path / "out")
    assert caught.value.code == 2
    assert "Not written by `grader handout` of this course, or changed since" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]
