"""One nbgrader course for all tests of a run, whichever process they are in; each test has students of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.course import load_course
from grader.model import Course
from tests.nbgrader.classroom import COURSE, Classroom, user
from tests.nbgrader.exported import ARITHMETIC, ASSIGNMENTS, Class, run_sql, with_new_gradebook
from tests.nbgrader.postgres import running_postgres

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


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL server; yields its address."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def export_course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course of two exercises, 3 and 2 points, in one assignment with a late policy."""
    folder = shutil.copytree(ARITHMETIC, tmp_path_factory.mktemp("export") / "course")
    written = (folder / "course.yaml").read_text()
    (folder / "course.yaml").write_text(written.replace("units:\n", f"{ASSIGNMENTS}units:\n", 1))
    return load_course(folder)


@pytest.fixture(scope="session")
def sqlite_gradebook(export_course: Course, shared: Path, once: Once) -> Path:
    """Return a gradebook in a file, with the assignment and no submission."""
    room = Class(export_course, shared / "released")
    once("released", lambda: with_new_gradebook(room))
    return room.target / "gradebook.db"


@pytest.fixture(scope="session")
def postgres_gradebook(export_course: Course, tmp_path_factory: pytest.TempPathFactory, postgres: str) -> str:
    """Return the address of a gradebook in PostgreSQL, with the assignment and no submission."""
    run_sql(postgres, "CREATE DATABASE first")
    room = with_new_gradebook(Class(export_course, tmp_path_factory.mktemp("postgres"), f"{postgres}first"))
    return room.address


@pytest.fixture
def room(export_course: Course, tmp_path: Path, sqlite_gradebook: Path) -> Class:
    """Return a class without submissions."""
    room = Class(export_course, tmp_path)
    room.target.mkdir()
    shutil.copy(sqlite_gradebook, room.target / "gradebook.db")
    return room


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either_room(request: pytest.FixtureRequest, room: Class) -> Class:
    """Return a class without submissions, whose gradebook is in either kind of database."""
    if request.param == "PostgreSQL":
        room.url = request.getfixturevalue("postgres_gradebook")
        assert not room.rows()["submitted_assignment"]
    return room
