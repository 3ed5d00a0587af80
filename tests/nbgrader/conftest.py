"""One nbgrader course for all tests of a session; each test has students of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.nbgrader.classroom import Classroom

COURSE = Path(__file__).parents[1] / "courses" / "notebooks"


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Make the nbgrader course of a tiny course, and release its assignments."""
    base = tmp_path_factory.mktemp("nbgrader")
    room = Classroom(base / "course", base / "class", base / "home")
    shutil.copytree(COURSE, room.course)
    room.home.mkdir()
    (base / "roster.csv").write_text("id,first_name,last_name\nada,Ada,Lovelace\nblaise,Blaise,Pascal\n")
    room.grader("nbgrader", str(room.folder), "--roster", str(base / "roster.csv"))
    for assignment in ("averages", "spread"):
        room.nbgrader("generate_assignment", assignment)
    return room
