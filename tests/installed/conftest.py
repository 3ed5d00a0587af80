"""What lands: both distributions, built once, and environments with them that lie outside of the checkout.

Every process of a run shares them. The grader that is imported here is the one of the checkout: it makes the handouts,
and no environment has it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from grader.course import load_course
from grader.handout import archive, handout_files
from grader.model import Course
from tests.installed.environment import (
    REQUIREMENTS,
    ROOT,
    Environment,
    build,
    copy_sources,
    make_environment,
    wheel_requirement,
)
from tests.installed.student_venvs import REQUIREMENTS as REQUIREMENTS_OF
from tests.installed.student_venvs import Desk, Sit, make_student_environment
from tests.interpreters import NOBODY

Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def place() -> Iterator[Path]:
    """Return a folder that all processes of this run share and every user can enter. The last process removes it.

    Not pytest's own temporary folder: that is closed to other users.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"grader-installed-{run}"
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


@pytest.fixture(scope="session")
def once(place: Path) -> Once:
    """Return a function that makes a folder in the first process that asks for it, while the others wait."""

    def make(name: str, action: Callable[[Path], object]) -> Path:
        with (place / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (place / f"{name}.done").exists():
                shutil.rmtree(place / name, ignore_errors=True)  # of a process that failed half-way
                action(place / name)
                (place / f"{name}.done").touch()
        return place / name

    return make


@pytest.fixture(scope="session")
def sources(once: Once) -> Path:
    """Return a copy of what the distributions are built from."""
    return once("sources", copy_sources)


@pytest.fixture(scope="session")
def wheels(once: Once, sources: Path) -> Path:
    """Return the folder with a wheel and an sdist of each distribution, the wheels built from the sdists."""

    def build_both(out: Path) -> None:
        for source in (sources, sources / "attacks"):
            build(source, out)

    return once("wheels", build_both)


@pytest.fixture(scope="session")
def installed(once: Once, wheels: Path) -> Environment:
    """Return the grader as `pip install course-grader` brings it: its requirements and nothing else."""
    wheel = wheel_requirement(wheels, "course-grader")
    pins = REQUIREMENTS / "core.txt"
    return _checked(once("installed", lambda folder: make_environment(folder, [wheel], pins, compiled=True)))


@pytest.fixture(scope="session")
def installed_oldest(once: Once, wheels: Path) -> Environment:
    """Return the grader with the oldest version of each requirement that it allows."""
    wheel = wheel_requirement(wheels, "course-grader")
    return _checked(once("oldest", lambda folder: make_environment(folder, [wheel], REQUIREMENTS / "oldest.txt")))


@pytest.fixture(scope="session")
def installed_extras(once: Once, wheels: Path) -> Environment:
    """Return the grader with its extras for instructors: nbgrader, mutants, attacks."""
    ours = [
        wheel_requirement(wheels, "course-grader", "nbgrader", "mutants", "attacks"),
        wheel_requirement(wheels, "course-grader-attacks"),
    ]
    return _checked(once("extras", lambda folder: make_environment(folder, ours, REQUIREMENTS / "dev.txt")))


@pytest.fixture(scope="session")
def bare(once: Once) -> Environment:
    """Return a student's environment for notebooks: a kernel, NumPy and pytest."""
    wanted = ["ipykernel", "numpy", "pytest"]
    return Environment(once("bare", lambda folder: make_environment(folder, wanted, REQUIREMENTS / "dev.txt")))


@pytest.fixture
def desk(place: Path) -> Iterator[Path]:
    """Return an empty folder that every user can enter and write into."""
    with tempfile.TemporaryDirectory(prefix="desk-", dir=place) as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture(params=[None, NOBODY] if os.getuid() == 0 else [None], ids=lambda uid: f"uid {uid or os.getuid()}")
def user(request: pytest.FixtureRequest) -> int | None:
    """Return whom to run as: ourselves, and if we are root, an ordinary user as well."""
    return request.param


@pytest.fixture
def sit(place: Path, once: Once) -> Iterator[Sit]:
    """Return a function that unpacks files (or a course's handout) for a student with one of the environments."""
    with tempfile.TemporaryDirectory(prefix="学生 的 ", dir=place) as home:
        Path(home).chmod(0o755)

        def sit(name: str, given: Mapping[str, bytes] | Course) -> Desk:
            environment = once(f"student-{name}", lambda new: make_student_environment(new, REQUIREMENTS_OF[name]))
            files = handout_files(given) if isinstance(given, Course) else given
            with ZipFile(BytesIO(archive(files, "course"))) as packed:
                packed.extractall(home)
            return Desk(environment, Path(home, "course"))

        yield sit


@pytest.fixture(scope="session")
def tiny() -> Course:
    """Return a course of three units, two assignments and four visible cases, one of them of unit 3."""
    return load_course(ROOT / "tests" / "courses" / "notebooks")


@pytest.fixture(scope="session")
def real() -> Course:
    """Return the course beside the grader."""
    return load_course(ROOT)


def _checked(folder: Path) -> Environment:
    """See that the grader is imported from the environment."""
    environment = Environment(folder)
    program = "import grader; print(grader.__file__)"
    imported = environment.run("python", "-I", "-c", program, cwd=folder).stdout.strip()
    assert Path(imported).is_relative_to(folder), f"not the grader of {folder}: {imported}"
    return environment
