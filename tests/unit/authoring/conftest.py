"""What every test of authoring may ask for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.authoring.new_course import create_course


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new course, made once: not to be changed."""
    folder = tmp_path_factory.mktemp("made") / "numerics"
    create_course(folder)
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """Return a new course of the test's own."""
    return Path(shutil.copytree(made, tmp_path / "course"))
