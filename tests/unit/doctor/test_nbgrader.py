"""The doctor finds each trap of nbgrader where it is laid, and none where it is not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from grader.doctor import Diagnosis, diagnose_nbgrader, is_nbgrader_course

CONFIG = """
c = get_config()
c.Autograde.autograde_preprocessors = ["grader.lms.nbgrader.SandboxedAutograde"]
c.Autograde.exclude_overwriting = {"a1": ["mine.py"]}
"""
TASK = {"grade_id": "essay", "task": True, "grade": False, "solution": False, "locked": True, "points": 3}


def _notebook(kernel: str = "python3", **changed: object) -> str:
    cell = {"cell_type": "markdown", "source": "", "metadata": {"nbgrader": TASK | changed}}
    return json.dumps({"cells": [cell], "metadata": {"kernelspec": {"name": kernel}}})


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an nbgrader course in which nothing is wrong."""
    folder, solutions, bin_folder = tmp_path / "class", tmp_path / "solutions", tmp_path / "bin"
    for path in (folder / "source" / "a1", folder / "submitted" / "ada" / "a1", solutions, bin_folder):
        path.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG)
    (folder / "source" / "a1" / "ps1.ipynb").write_text(_notebook())
    for name in ("helper.py", "mine.py"):
        (folder / "source" / "a1" / name).write_text("# as released")
    (folder / "submitted" / "ada" / "a1" / "mine.py").write_text("# changed")
    (solutions / "unit1.py").write_text("ANSWER = 42")
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR)")
        database.execute("INSERT INTO alembic_version VALUES ('167914646830')")
    (bin_folder / "alembic").write_text("#!/bin/sh\n")
    (bin_folder / "alembic").chmod(0o755)
    kernel = tmp_path / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text("{}")
    monkeypatch.setenv("PATH", str(bin_folder))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    return folder


def _diagnoses(course: Path) -> dict[str, Diagnosis]:
    return {d.name: d for d in diagnose_nbgrader(course, course.parent / "solutions")}


def test_a_good_course_is_well(course: Path) -> None:
    assert is_nbgrader_course(course)
    assert [d for d in _diagnoses(course).values() if not d.well or d.advice] == []


def test_a_folder_without_a_configuration_is_none(tmp_path: Path) -> None:
    assert not is_nbgrader_course(tmp_path)


def _truncate(course: Path) -> None:
    (course / "gradebook.db").write_bytes((course / "gradebook.db").read_bytes()[:5000] + b"\0" * 9)


def _without_version(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("DROP TABLE alembic_version")


TRAPS = {
    "no-alembic": (lambda course: (course.parent / "bin" / "alembic").unlink(), "alembic", "export PATH="),
    "no-database": (lambda course: (course / "gradebook.db").write_text("not SQLite" * 99), "gradebook", "Broken"),
    "torn-database": (_truncate, "gradebook", "Broken"),
    "no-version": (_without_version, "gradebook", "alembic was missing"),
    "plain-nbgrader": (lambda course: (course / "nbgrader_config.py").write_text(""), "students' code", "docs/lms.md"),
    "stderr": (lambda course: (course / "nbgrader_config.py").write_text(""), "stderr", "sandbox"),
    "unlocked-task": (
        lambda course: (course / "source" / "a1" / "ps1.ipynb").write_text(_notebook(locked=False)),
        "task cells",
        "Lock them",
    ),
    "no-kernel": (
        lambda course: (course / "source" / "a1" / "ps1.ipynb").write_text(_notebook(kernel="julia-1.9")),
        "kernels",
        "ipykernel",
    ),
    "no-json": (
        lambda course: (course / "source" / "a1" / "ps1.ipynb").write_text("{"),
        "source notebooks",
        "Jupyter",
    ),
    "answer-released": (
        lambda course: (course / "source" / "a1" / "unit1.py").write_text("ANSWER = 42"),
        "released files",
        "out of source/",
    ),
    "hidden-tests-released": (
        lambda course: (course / "source" / "a1" / "t.py").write_text("### BEGIN HIDDEN TESTS"),
        "released files",
        "out of source/",
    ),
    "overwritten": (
        lambda course: (course / "submitted" / "ada" / "a1" / "helper.py").write_text("# changed"),
        "students' files",
        "exclude_overwriting",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_named_with_what_to_do(course: Path, trap: str) -> None:
    lay, name, advice = TRAPS[trap]
    lay(course)
    found = _diagnoses(course)[name]
    assert not found.well
    assert advice in found.advice


def test_a_course_of_ours_has_no_trap_of_its_own_making(course: Path) -> None:
    """The students' own copy of the package comes back with every submission, older perhaps."""
    (course / "source" / "a1" / "grader").mkdir()
    (course / "source" / "a1" / "grader" / "model.py").write_text("# new")
    (course / "submitted" / "ada" / "a1" / "grader").mkdir()
    (course / "submitted" / "ada" / "a1" / "grader" / "model.py").write_text("# old")
    assert _diagnoses(course)["students' files"].well
