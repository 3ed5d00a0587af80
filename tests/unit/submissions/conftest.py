"""What every test of the intake may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.model import Course, Submission
from grader.submissions import read_submissions
from tests.unit.submissions.planting import SOURCE, Read, Tree, course_in, plant


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of three units and two assignments, without any file."""
    return course_in(tmp_path)


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    folder = tmp_path / "submitted"
    folder.mkdir()
    return folder


@pytest.fixture
def read(submitted: Path, course: Course) -> Read:
    """Return a function that reads what `ada` hands in; beside her, `bob` is always in order."""

    def read_ada(tree: Tree | None = None) -> Submission:
        plant(submitted, {"bob/unit1_vowels.py": SOURCE})
        plant(submitted / "ada", tree or {})
        ada, bob = read_submissions(submitted, course)
        assert (bob.student, bob.problem, bob.notices) == ("bob", "", ())
        return ada

    return read_ada
