"""The corpus is no straw man: its attacks, as they are, fool a plain pytest in one process.

Each control runs an attack's own files beside a test as people write them, and shows what the attacker wanted to see.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
SECRET = "canary-secret-of-the-controls"
SECONDS = 60

HEAD = """\
import math
import numpy as np
import pytest
import unit1_information as student


def assert_close(got, expected):
    assert abs(got - expected) < 1e-9


"""
SCALAR = "def test_word():\n    {}\n"
# What a harness of the same process holds: the reference, imported beside the student's file.
REFERENCE = """\
import numpy as np


def nats_per_unit(base):
    return np.log(base)


def self_information(p, base=2.0):
    return -np.log(p) / nats_per_unit(base)
"""

PLAIN = SCALAR.format("assert_close(student.self_information(1 / 65536), 16.0)")
ALLCLOSE = SCALAR.format("got = student.self_information(1 / 65536); assert np.allclose(got, 16.0)")
VECTOR = SCALAR.format("assert np.allclose(student.self_information([0.5, 0.25]), [1.0, 2.0])")

FOOLED = {
    "01-exit-in-function": PLAIN,
    "02-pytest-exit": PLAIN,
    "03-skip-in-function": PLAIN,
    "05-unittest-skip": PLAIN,
    "06-atexit": PLAIN,
    "12-swap-the-test": PLAIN,
    "15-conftest": PLAIN,
    "19-patch-allclose": ALLCLOSE,
    "20-patch-builtins": SCALAR.format("got = student.self_information(1 / 65536); assert abs(got - 16.0) < 1e-9"),
    "25-caller-locals": SCALAR.format("expected = 16.0; assert student.self_information(1 / 65536) == expected"),
    "26-garbage-collector": "import reference\n" + PLAIN,
    "28-open-the-reference": PLAIN,
    "29-scan-modules": "import reference\n" + PLAIN,
    "30-replace-the-reference": "import reference\n"
    + SCALAR.format("assert student.self_information(0.5) == reference.self_information(0.5)"),
    "37-equal-to-everything": SCALAR.format("assert student.self_information(1 / 65536) == pytest.approx(16.0)"),
    "38-float-subclass": PLAIN,
    "39-array-subclass": ALLCLOSE,
    "40-nan": SCALAR.format("assert not abs(student.self_information(1 / 65536) - 16.0) > 1e-9"),
    "41-empty-array": ALLCLOSE,
    "42-broadcast-to-nothing": VECTOR,
    "43-scalar-for-array": SCALAR.format("assert np.allclose(student.validate_distribution([0.25] * 4), [0.25] * 4)"),
    "44-short-list": SCALAR.format(
        "assert all(a == b for a, b in zip(student.validate_distribution([0.5, 0.25, 0.25]), [0.5, 0.25, 0.0]))"
    ),
    "45-tiny-values": SCALAR.format("assert np.allclose(student.self_information(1 - 2**-40), 2**-40 / math.log(2))"),
    "46-mutate-the-input": "import reference\n"
    + SCALAR.format(
        "p = np.array([0.5]); assert np.allclose(student.self_information(p), reference.self_information(p))"
    ),
    "97-stop-iteration": SCALAR.format("assert all(map(lambda p: student.self_information(p) > 0, [0.5, 0.25]))"),
}


def run_pytest(folder: Path, attack: str, test: str) -> subprocess.CompletedProcess[str]:
    """Run one test beside the files of an attack, as a teacher without a sandbox would."""
    (folder / "course" / "solutions").mkdir(parents=True)
    (folder / "course" / "solutions" / "unit1_information.py").write_text(REFERENCE, encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    for path in (CORPUS / attack).glob("*.py"):
        source = path.read_bytes().replace(b"{{COURSE}}", str(folder / "course").encode())
        (home / path.name).write_bytes(source)
    (home / "reference.py").write_text(REFERENCE, encoding="utf-8")
    (home / "test_student.py").write_text(HEAD + test, encoding="utf-8")
    return plain_pytest(home)


def plain_pytest(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, without plugins."""
    environment = {
        "PATH": os.environ["PATH"],
        "GRADER_SECRET": SECRET,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "-rA"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("attack", FOOLED)
def test_a_plain_pytest_is_fooled(attack, tmp_path):
    done = run_pytest(tmp_path, attack, FOOLED[attack])
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_tests_fail_an_honest_wrong_answer(tmp_path):
    """The tests of the controls are no straw men either."""
    (tmp_path / "unit1_information.py").write_text(
        "def self_information(p, base=2.0):\n    return -7.25\n\n\n"
        "def validate_distribution(p, axis=-1, atol=1e-6):\n    return [-7.25] * len(p)\n",
        encoding="utf-8",
    )
    (tmp_path / "reference.py").write_text(REFERENCE, encoding="utf-8")
    for i, test in enumerate(FOOLED.values()):
        (tmp_path / f"test_{i}.py").write_text(HEAD + test, encoding="utf-8")
    done = plain_pytest(tmp_path)
    assert f"{len(FOOLED)} failed" in done.stdout, done.stdout[-3000:]


def test_a_secret_in_the_environment_is_found(tmp_path):
    done = run_pytest(tmp_path, "31-environment", SCALAR.format("print(student.self_information(0.5))"))
    assert SECRET in done.stdout


def test_an_operand_is_logged(tmp_path):
    twice = SCALAR.format("assert student.self_information(0.5) != 16.0; assert student.self_information(0.5) == 16.0")
    assert run_pytest(tmp_path, "36-logging-operand", twice).returncode == 0


def test_a_timeout_by_signal_is_swallowed(tmp_path):
    test = SCALAR.format(
        "import os, signal, threading; signal.signal(signal.SIGALRM, lambda *args: 1 / 0); signal.alarm(1); "
        "threading.Timer(2.5, os._exit, (0,)).start(); student.self_information(0.5)"
    )
    done = run_pytest(tmp_path, "65-swallow-timeouts", test)
    assert done.returncode == 0
    assert "ZeroDivisionError" not in done.stdout


def test_results_are_changed_from_within(tmp_path):
    """The harness writes its results where the student's code can write, too."""
    test = SCALAR.format("open('results.json', 'w').close(); print(student.self_information(0.5))")
    run_pytest(tmp_path, "54-append-to-results", test)
    assert '{"score": 60}' in (tmp_path / "home" / "results.json").read_text(encoding="utf-8")
