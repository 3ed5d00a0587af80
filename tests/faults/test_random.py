"""Processes of a run are killed at random moments: nothing is lost, twice there or wrong, and a second run finishes.

The test says its seed. To try that again, or for longer (the counts are printed with -s):

    GRADER_FAULT_SEED=7 GRADER_FAULT_SECONDS=600 pytest -s tests/faults/test_random.py
"""

from __future__ import annotations

import os
import random
import resource
import secrets
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.faults.stage import Stage, command_line, descendants, wait_until

SECONDS = float(os.environ.get("GRADER_FAULT_SECONDS", "30"))
SEED = int(os.environ.get("GRADER_FAULT_SEED", secrets.randbelow(1 << 32)))
FAULTS_PER_RUN = 4


def test_random_faults(undisturbed: Stage, tmp_path: Path) -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")
    tried: Counter[str] = Counter()
    deadline = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < deadline:
        number += 1
        stage = Stage(undisturbed.course, undisturbed.submitted, tmp_path / f"reports{number}", undisturbed)
        while disturb(stage, rng, tried) != 0 and time.monotonic() < deadline:
            stage.assert_nothing_wrong()
        done = stage.run(jobs=2)
        assert done.returncode == 0, done.stderr
        stage.assert_finished()
    print(f"seed {SEED}: {number} classes, {tried.total()} faults: {dict(sorted(tried.items()))}")
    assert tried


def disturb(stage: Stage, rng: random.Random, tried: Counter[str]) -> int:
    """Run once with some faults, see that nothing survives it, and return the exit status."""
    run = stage.start(jobs=2)
    wait_until(lambda: bool(descendants(run.pid)) or run.poll() is not None)  # before, it is Python's business
    seen: set[int] = set()
    for _ in range(rng.randint(1, FAULTS_PER_RUN)):
        with suppress(subprocess.TimeoutExpired):
            run.wait(rng.uniform(0, 1.5))
        seen |= set(descendants(run.pid))
        if run.poll() is not None:
            break
        name, fault = rng.choice(FAULTS)
        tried[name] += fault(run.pid, rng)
    out, err = run.communicate(timeout=120)
    wait_until(lambda: not any("python" in command_line(pid) for pid in seen))
    assert run.returncode in {0, 1, 2, 130, 143, -signal.SIGKILL, -signal.SIGINT, -signal.SIGTERM}, (out, err)
    if run.returncode == 1:
        assert "not graded" in out, (out, err)
    if run.returncode == 2:
        assert "error: " in err, (out, err)
    return run.returncode


def _kill_all(pid: int, rng: random.Random) -> bool:
    os.kill(pid, signal.SIGKILL)
    return True


def _kill_one(what: str) -> Callable[[int, random.Random], bool]:
    def kill(pid: int, rng: random.Random) -> bool:
        candidates = [child for child in descendants(pid) if _role(child) == what]
        with suppress(ProcessLookupError):
            if candidates:
                os.kill(rng.choice(candidates), signal.SIGKILL)
                return True
        return False

    return kill


def _role(pid: int) -> str:
    command = command_line(pid)
    if "process_main" in command:
        return "grades"
    return "sandbox" if "zygote.py" in command else ""


def _signal(number: signal.Signals) -> Callable[[int, random.Random], bool]:
    def send(pid: int, rng: random.Random) -> bool:
        os.killpg(pid, number)
        return True

    return send


def _take_memory(pid: int, rng: random.Random) -> bool:
    """Let a process, the grader itself or one that grades, have hardly more memory than it has."""
    chosen = rng.choice([pid, *(child for child in descendants(pid) if _role(child) == "grades")])
    with suppress(OSError, ValueError):
        pages = int(Path(f"/proc/{chosen}/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + rng.choice([0, 1 << 16, 1 << 20, 4 << 20])
        resource.prlimit(chosen, resource.RLIMIT_AS, (limit, limit))
        return True
    return False


FAULTS: list[tuple[str, Callable[[int, random.Random], bool]]] = [
    ("kill -9 of the grader", _kill_all),
    ("kill -9 of a process that grades", _kill_one("grades")),
    ("kill -9 of a zygote or a worker", _kill_one("sandbox")),
    ("SIGINT", _signal(signal.SIGINT)),
    ("SIGTERM", _signal(signal.SIGTERM)),
    ("no memory", _take_memory),
]
WEIGHTS = [1, 3, 3, 1, 1, 2]  # what ends a run lets nothing else happen to it
