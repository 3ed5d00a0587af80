"""What tests of students' environments may ask for."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from grader.course import load_course
from grader.handout import archive, handout_files
from grader.model import Course
from tests.installed.student_venvs import ROOT, Desk, Sit, environment
from tests.nbgrader.classroom import COURSE


@pytest.fixture(scope="session")
def students_folder() -> Iterator[Path]:
    """Return a folder for all processes of this run, which every user may enter; the last process removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"grader-students-{run}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    with (folder / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield folder
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process has tests to run in it
        shutil.rmtree(folder)


@pytest.fixture
def sit(students_folder: Path) -> Iterator[Sit]:
    """Return a function that unpacks files (or a course's handout) for a student who has one of the environments."""
    with tempfile.TemporaryDirectory(prefix="学生 的 ", dir=students_folder) as home:
        Path(home).chmod(0o755)

        def sit(name_of_environment: str, files: Mapping[str, bytes] | Course, name: str = "course") -> Desk:
            content = handout_files(files) if isinstance(files, Course) else files
            with ZipFile(BytesIO(archive(content, name))) as packed:
                packed.extractall(home)
            return Desk(environment(students_folder, name_of_environment) / "bin", Path(home, name))

        yield sit


@pytest.fixture(scope="session")
def tiny() -> Course:
    """Return a course of three units, two assignments and four visible cases, one of them of unit 3."""
    return load_course(COURSE)


@pytest.fixture(scope="session")
def real() -> Course:
    """Return the course beside the grader."""
    return load_course(ROOT)
