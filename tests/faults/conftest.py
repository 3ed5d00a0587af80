"""A tiny class and the marks it must have, whatever happens while it is graded."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stage import SECRET, Here, Stage, hand_in

ROOT = Path(__file__).parents[2]
ARITHMETIC = ROOT / "tests" / "courses" / "arithmetic"
LIMITS = "defaults: { limits: { call_seconds: 10, exercise_seconds: 60 } }\n"
SPEED_CASE = re.compile(r"    @pytest\.mark\.speed\n.*?\n\n\n", re.DOTALL)

RIGHT = (ARITHMETIC / "solutions" / "unit1_sums.py").read_text(encoding="utf-8")
WORK = {
    "right": RIGHT,
    "stub": (ARITHMETIC / "exercises" / "unit1_sums.py").read_text(encoding="utf-8"),
    "wrong": RIGHT + "\n\ndef total(numbers):\n    return sum(numbers) + 1\n",
    "broken": "def total(:\n",
    "raises": RIGHT + "\n\ndef apply_twice(f, x):\n    raise ValueError(x)\n",
    "leaves": "import os\n" + RIGHT + "\n\ndef total(numbers):\n    os._exit(0)\n",
}


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course whose verdicts no busy machine changes: generous limits, and no case about speed."""
    folder = tmp_path_factory.mktemp("course") / "arithmetic"
    shutil.copytree(ARITHMETIC, folder, ignore=shutil.ignore_patterns("__pycache__", ".grader"))
    cases = folder / "solutions" / "test_unit1_sums.py"
    text, removed = SPEED_CASE.subn("\n\n", cases.read_text(encoding="utf-8"))
    assert removed == 1
    cases.write_text(text, encoding="utf-8")
    with (folder / "course.yaml").open("a", encoding="utf-8") as file:
        file.write(LIMITS)
    return folder


@pytest.fixture(scope="session")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of twelve submissions, two of each kind."""
    folder = tmp_path_factory.mktemp("submitted")
    for kind, text in WORK.items():
        for number in (1, 2):
            hand_in(folder, f"{kind}{number}", text + f"# {number}\n")
    return folder


@pytest.fixture(scope="session")
def here(course: Path) -> Iterator[Here]:
    """Return what grades in this process; one for all tests, because to open it takes longest."""
    with Stage(course, course, course).session() as session:
        yield Here(session)


@pytest.fixture(scope="session")
def undisturbed(course: Path, submitted: Path, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """Return the class graded without any fault, by the command: what every other run must end in."""
    stage = Stage(course, submitted, tmp_path_factory.mktemp("undisturbed") / "reports")
    done = stage.run(jobs=2)
    assert done.returncode == 0, done.stderr
    assert len(stage.documents()) == 2 * len(WORK)
    return stage


@pytest.fixture
def stage(course: Path, submitted: Path, undisturbed: Stage, tmp_path: Path) -> Stage:
    """Return the class not graded yet."""
    return Stage(course, submitted, tmp_path / "reports", expected=undisturbed)


@pytest.fixture
def graded(undisturbed: Stage, stage: Stage) -> Stage:
    """Return the class as an earlier run has graded it: another run finds all of it in the store."""
    shutil.copytree(undisturbed.out, stage.out)
    return stage


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", SECRET)
