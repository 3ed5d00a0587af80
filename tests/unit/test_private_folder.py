"""What git never takes up, tried with git itself: the secret, students' reports, and what a demo is made of."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import load_course
from grader.demo import make_class, write_class
from grader.execution.collection import collect_cases
from grader.output_lock import held
from grader.private_folder import IGNORE_FILE, private_folder
from grader.secret import VARIABLE, load_secret, secret_path
from tests.unit.course.authored import ARITHMETIC


def git(folder: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository that has no `.gitignore`, and whose user has no rules of their own."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    folder = tmp_path / "course"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def added(repository: Path) -> list[str]:
    git(repository, "add", "-A")
    return git(repository, "ls-files")


def write_course(folder: Path) -> None:
    for path in ARITHMETIC.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts and ".grader" not in path.parts:
            copy = folder / path.relative_to(ARITHMETIC)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def test_the_secret(repository: Path) -> None:
    load_secret(repository)
    assert secret_path(repository).is_file()
    assert added(repository) == []


def test_a_secret_that_was_there_before(repository: Path) -> None:
    secret_path(repository).parent.mkdir()
    secret_path(repository).write_text("a secret of an earlier grader")
    load_secret(repository)
    assert added(repository) == []


def test_what_collecting_leaves_behind(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    write_course(repository)
    before = added(repository)
    collect_cases(load_course(repository))
    assert list((repository / ".grader" / "bytecode").rglob("*.pyc"))
    assert added(repository) == before


def test_reports(repository: Path) -> None:
    with held(repository / "terms" / "reports"):
        (repository / "terms" / "reports" / "results.sqlite").write_text("marks")
    assert added(repository) == []


def test_a_folder_that_was_there_keeps_its_rules(repository: Path) -> None:
    """It may be the course itself (`--out .`): ignoring all of that would lose the author's work."""
    (repository / "notes.md").write_text("mine")
    with held(repository):
        pass
    assert added(repository) == ["notes.md"]


def test_a_demo_whose_students_submit_references(repository: Path) -> None:
    write_course(repository)
    before = added(repository)
    write_class(repository / "demo", make_class(load_course(repository), 5))
    assert (repository / "demo" / "submitted").is_dir()
    assert [name for name in added(repository) if name not in before] == []


def test_rules_that_an_author_wrote_stay(tmp_path: Path) -> None:
    (tmp_path / ".grader").mkdir()
    (tmp_path / ".grader" / IGNORE_FILE).write_text("secret\n")
    private_folder(tmp_path)
    assert (tmp_path / ".grader" / IGNORE_FILE).read_text() == "secret\n"


def test_only_its_owner_may_look_in(tmp_path: Path) -> None:
    assert stat.S_IMODE(private_folder(tmp_path).stat().st_mode) == 0o700
