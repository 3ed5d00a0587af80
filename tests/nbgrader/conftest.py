"""One nbgrader course for all tests of a run, whichever process they are in; each test has students of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.nbgrader.classroom import COURSE, Classroom, user

Once = Callable[[str, Callable[[], object]], None]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "nbgrader"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def once(shared: Path) -> Once:
    """Return a function that does something expensive in the first process that asks, while the others wait."""

    def do(name: str, action: Callable[[], object]) -> None:
        done = shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                action()
                done.touch()

    return do


@pytest.fixture(scope="session")
def classroom(shared: Path, once: Once) -> Classroom:
    """Make the nbgrader course of a tiny course, and generate its assignments."""
    room = Classroom(shared)
    once("classroom", lambda: _make(room))
    return room


def _make(room: Classroom) -> None:
    shutil.copytree(COURSE, room.course)
    room.prepare()
    roster = f"id,first_name,last_name\nada,Ada,Lovelace\n{user()},Blaise,Pascal\n"
    (room.base / "roster.csv").write_text(roster)
    room.grader("nbgrader", str(room.folder), "--roster", str(room.base / "roster.csv"))
    room.nbgrader("generate_assignment", "averages")
