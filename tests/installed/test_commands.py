"""The commands of an installed grader, on a course that lies elsewhere, as root and as an ordinary user."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installed.environment import ROOT, Environment

ARITHMETIC = ROOT / "tests" / "courses" / "arithmetic"


HELP = """
import json
from click.testing import CliRunner
from grader.cli import cli

def pages(command, path):
    yield path, CliRunner().invoke(cli, [*path, "--help"]).output
    for name, child in getattr(command, "commands", {}).items():
        yield from pages(child, [*path, name])

print(json.dumps(list(pages(cli, []))))
"""


@pytest.fixture
def course(desk: Path, user: int | None) -> Path:
    """Return a copy of a tiny course, and two submissions beside it, which belong to the user."""
    shutil.copytree(ARITHMETIC, desk / "course", ignore=shutil.ignore_patterns("__pycache__", ".grader"))
    for student, folder in (("ada", "solutions"), ("ben", "exercises")):
        (desk / "submitted" / student).mkdir(parents=True)
        shutil.copy(ARITHMETIC / folder / "unit1_sums.py", desk / "submitted" / student)
    if user is not None:
        for path in (desk, *desk.rglob("*")):
            os.chown(path, user, user)
    return desk / "course"


def test_every_command_has_help(installed: Environment, desk: Path) -> None:
    overview = installed.run("grader", "--help", cwd=desk).stdout
    pages = json.loads(installed.run("python", "-I", "-c", HELP, cwd=desk).stdout)
    assert len(pages) > 10
    for path, page in pages:
        assert page.startswith(f"Usage: {' '.join(['cli', *path])} "), page
        assert not path or f"\n  {path[0]} " in overview


def test_a_course_is_checked_and_graded(installed: Environment, course: Path, user: int | None) -> None:
    def grader(*words: str) -> str:
        return installed.run("grader", *words, cwd=course, user=user).stdout

    assert "checks hold, 0 do not." in grader("check")
    assert "2 of 2 submissions graded" in grader("grade", "../submitted")
    assert "5 of 5 points" in grader("show", "ada")
    assert "0 of 5 points" in grader("show", "ben")
    grader("export", "csv", "--out", "marks.csv")
    with (course / "marks.csv").open(encoding="utf-8") as file:
        assert {row["student"]: float(row["score"]) for row in csv.DictReader(file)} == {"ada": 5.0, "ben": 0.0}
    report = json.loads((course / "reports" / "ada" / "report.json").read_text(encoding="utf-8"))
    assert report["sandbox_level"] in {"L1", "L2"}


def test_the_machine_is_examined(installed: Environment, desk: Path, user: int | None) -> None:
    said = installed.run("grader", "doctor", cwd=desk, user=user).stdout
    assert "✓ versions: grader" in said
    assert "✓ sandbox L2: available" in said


def test_the_schema_lies_in_the_install(installed: Environment, desk: Path) -> None:
    path = Path(installed.run("grader", "schema", "--path", cwd=desk).stdout.rstrip("\n"))
    assert path.is_relative_to(installed.folder)
    printed = installed.run("grader", "schema", cwd=desk).stdout
    assert json.loads(printed) == json.loads(path.read_text(encoding="utf-8"))


def test_the_python_module_is_the_command(installed: Environment, desk: Path) -> None:
    version = installed.run("python", "-I", "-m", "grader.cli", "--version", cwd=desk).stdout
    assert version == installed.run("grader", "--version", cwd=desk).stdout


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        (("attack", "--list"), "attacks"),
        (("check", "--mutants"), "mutants"),
        (("nbgrader", "../class"), "nbgrader"),
        (("export", "nbgrader"), "nbgrader"),
    ],
)
def test_a_missing_extra_is_named_with_what_installs_it(
    installed: Environment, course: Path, user: int | None, words: tuple[str, ...], extra: str
) -> None:
    done = installed.run("grader", *words, cwd=course, user=user, status=2)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert "not installed here (No module named" in last
    assert last.endswith(f"Install it: pip install 'course-grader[{extra}]'")
    assert not (course.parent / "class").exists()


def test_what_is_said_to_be_installed_can_be(installed: Environment, wheels: Path) -> None:
    """Also before it is on an index: with the wheels of a checkout."""
    options = ["--disable-pip-version-check", "--dry-run", "--no-index", "--find-links", str(wheels)]
    command = [sys.executable, "-m", "pip", "--python", str(installed.python), "install", *options]
    done = subprocess.run([*command, "course-grader[attacks]"], capture_output=True, text=True, timeout=60, check=True)
    assert "Would install course-grader-attacks-" in done.stdout


@pytest.mark.parametrize("user", [None], ids=["ourselves"])
def test_the_extras_bring_what_their_commands_need(installed_extras: Environment, course: Path) -> None:
    assert "45-tiny-values" in installed_extras.run("grader", "attack", "--list", cwd=course).stdout
    held = installed_extras.run("grader", "attack", "--only", "45", "--seed", "1", cwd=course).stdout
    assert "1 of 1 attacks held at L1" in held
    checked = installed_extras.run("grader", "check", "--mutants", cwd=course).stdout
    assert "checks hold, 0 do not." in checked
    assert "Mutants" in checked


def test_the_oldest_requirements_grade_alike(
    installed_oldest: Environment, installed: Environment, desk: Path
) -> None:
    shutil.copytree(ROOT / "tests" / "courses" / "notebooks", desk / "course")
    for student in ("ada", "ben"):
        shutil.copytree(desk / "course" / "solutions", desk / "submitted" / student)
    wrong = "def total(numbers):\n    return -sum(numbers)\n"
    (desk / "submitted" / "ben" / "unit1_sums.py").write_text(wrong, encoding="utf-8")
    seen = []
    for name, environment in (("oldest", installed_oldest), ("pinned", installed)):
        environment.run("grader", "check", "--fix", cwd=desk / "course")
        said = environment.run("grader", "grade", "../submitted", "--out", f"../{name}", cwd=desk / "course").stdout
        assert "2 of 2 submissions graded" in said
        assert "opposite sign" in (desk / name / "ben" / "report.html").read_text(encoding="utf-8")
        seen.append((desk / name / "gradebook.csv").read_text(encoding="utf-8"))
    assert seen[0] == seen[1]


def test_a_course_is_consistent_whatever_the_versions(
    installed_oldest: Environment, installed: Environment, desk: Path
) -> None:
    """Made with the newest requirements and checked with the oldest: generated files follow from the grader alone."""
    installed.run("grader", "init", "course", cwd=desk)
    said = installed_oldest.run("grader", "check", cwd=desk / "course").stdout
    assert "checks hold, 0 do not." in said
