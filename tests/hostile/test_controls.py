"""The corpus is no straw man: its attacks, as they are, fool a plain pytest in one process.

Each control runs an attack's own files beside a test as people write them, and shows what the attacker wanted to see.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.attack.catalogue import attack_data

HERE = Path(__file__).parent
SECRET = "canary-secret-of-the-controls"
SECONDS = 120

HEAD = """\
import math
import numpy as np
import pytest
import unit1_levels as student

RIGHT = 10 * math.log10(40)


def assert_close(got, expected):
    assert abs(got - expected) < 1e-9


"""
SCALAR = "def test_word():\n    {}\n"
# What a harness of the same process holds: the reference, imported beside the student's file.
REFERENCE = """\
import numpy as np

KEPT = "what tells a reference from other modules"


def level(x, reference=1.0):
    return 10 * np.log10(np.asarray(x) / reference)
"""
WRONG = """\
def level(x, reference=1.0):
    return -7.25


def shares(values):
    return [-7.25] * len(values)
"""

PLAIN = SCALAR.format("assert_close(student.level(40), RIGHT)")
ALLCLOSE = SCALAR.format("got = student.level(40); assert np.allclose(got, RIGHT)")
VECTOR = SCALAR.format("assert np.allclose(student.level([10, 100]), [10.0, 20.0])")

FOOLED = {
    "01-exit-in-function": PLAIN,
    "02-pytest-exit": PLAIN,
    "03-skip-in-function": PLAIN,
    "05-unittest-skip": PLAIN,
    "06-atexit": PLAIN,
    "12-swap-the-test": PLAIN,
    "15-conftest": PLAIN,
    "19-patch-allclose": ALLCLOSE,
    "20-patch-builtins": SCALAR.format("got = student.level(40); assert abs(got - RIGHT) < 1e-9"),
    "25-caller-locals": SCALAR.format("expected = RIGHT; assert student.level(40) == expected"),
    "26-garbage-collector": "import reference\n" + PLAIN,
    "28-open-the-reference": PLAIN,
    "29-scan-modules": "import reference\n" + PLAIN,
    "30-replace-the-reference": "import reference\n"
    + SCALAR.format("assert student.level(0.5) == reference.level(0.5)"),
    "37-equal-to-everything": SCALAR.format("assert student.level(40) == pytest.approx(RIGHT)"),
    "38-float-subclass": PLAIN,
    "39-array-subclass": ALLCLOSE,
    "40-nan": SCALAR.format("assert not abs(student.level(40) - RIGHT) > 1e-9"),
    "41-empty-array": ALLCLOSE,
    "42-broadcast-to-nothing": VECTOR,
    "43-scalar-for-array": SCALAR.format("assert np.allclose(student.shares([3, 3, 3, 3]), [0.25] * 4)"),
    "44-short-list": SCALAR.format(
        "assert all(a == b for a, b in zip(student.shares([2, 1, 1]), [0.5, 0.25, 0.0]))"
    ),
    "45-tiny-values": SCALAR.format("assert np.allclose(student.level(1 + 2**-40), 10 * 2**-40 / math.log(10))"),
    "46-mutate-the-input": "import reference\n"
    + SCALAR.format("x = np.array([0.5]); assert np.allclose(student.level(x), reference.level(x))"),
    "97-stop-iteration": SCALAR.format("assert all(map(lambda x: student.level(x) > 0, [0.5, 0.25]))"),
}  # fmt: skip
# Those that do more than pass.
TELLING = {
    "31-environment": SCALAR.format("print(student.level(0.5))"),
    "36-logging-operand": SCALAR.format("assert student.level(0.5) != 16.0; assert student.level(0.5) == 16.0"),
    "54-append-to-results": SCALAR.format("open('results.json', 'w').close(); print(student.level(0.5))"),
    "65-swallow-timeouts": SCALAR.format(
        "import os, signal, threading; signal.signal(signal.SIGALRM, lambda *args: 1 / 0); "
        "signal.setitimer(signal.ITIMER_REAL, 0.2); threading.Timer(0.6, os._exit, (0,)).start(); student.level(0.5)"
    ),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """Run every control, as a teacher without a sandbox would; return the folder that has one for each."""
    folder = tmp_path_factory.mktemp("controls")
    (folder / "course" / "solutions").mkdir(parents=True)
    (folder / "course" / "solutions" / "unit1_levels.py").write_text(REFERENCE, encoding="utf-8")
    for attack, test in (FOOLED | TELLING).items():
        files = {path.name: path.read_bytes() for path in (attack_data("corpus") / attack).glob("*.py")}
        write(folder / attack, files, {"test_student.py": test}, course=folder / "course")
    tests = {f"test_{i}.py": test for i, test in enumerate(FOOLED.values())}
    write(folder / "wrong", {"unit1_levels.py": WRONG.encode()}, tests, course=folder / "course")
    environment = {
        "PATH": os.environ["PATH"],
        "GRADER_SECRET": SECRET,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    homes = sorted(str(path) for path in folder.iterdir() if path.name != "course")
    command = [sys.executable, str(HERE / "plain_pytest.py"), *homes]
    subprocess.run(command, cwd=folder, env=environment, timeout=SECONDS, check=True)
    return folder


def write(home: Path, files: dict[str, bytes], tests: dict[str, str], *, course: Path) -> None:
    """Write a student's files, the reference, and the tests, side by side."""
    home.mkdir()
    for name, source in files.items():
        (home / name).write_bytes(source.replace(b"{{COURSE}}", str(course).encode()))
    (home / "reference.py").write_text(REFERENCE, encoding="utf-8")
    for name, test in tests.items():
        (home / name).write_text(HEAD + test, encoding="utf-8")


def said(home: Path) -> str:
    return (home / "said.txt").read_text(encoding="utf-8", errors="replace")


def status(home: Path) -> int:
    return int((home / "status.txt").read_text(encoding="ascii"))


def test_a_plain_pytest_is_fooled(graded):
    unimpressed = [attack for attack in FOOLED if status(graded / attack) != 0]
    assert not unimpressed, said(graded / unimpressed[0])


def test_the_same_tests_fail_an_honest_wrong_answer(graded):
    """The tests of the controls are no straw men either."""
    assert f"{len(FOOLED)} failed" in said(graded / "wrong"), said(graded / "wrong")[-3000:]


def test_a_secret_in_the_environment_is_found(graded):
    assert SECRET in said(graded / "31-environment")


def test_an_operand_is_logged(graded):
    assert status(graded / "36-logging-operand") == 0


def test_a_timeout_by_signal_is_swallowed(graded):
    assert status(graded / "65-swallow-timeouts") == 0
    assert "ZeroDivisionError" not in said(graded / "65-swallow-timeouts")


def test_results_are_changed_from_within(graded):
    """The harness writes its results where the student's code can write, too."""
    assert '{"score": 60}' in (graded / "54-append-to-results" / "results.json").read_text(encoding="utf-8")
