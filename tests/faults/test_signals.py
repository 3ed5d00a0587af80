"""Ctrl-C and a closed terminal, in the middle of the work: it ends at once, with a message, and leaves nothing."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults.stage import Stage, descendants, hand_in, wait_until

SLOW = (
    "def total(numbers):\n    while True:\n        pass\n\n\ndef apply_twice(f, x):\n    while True:\n        pass\n"
)


@pytest.fixture
def slow(stage: Stage, tmp_path: Path) -> Stage:
    """Return a class whose work would take a minute, one student ahead of the others."""
    folder = tmp_path / "slow"
    hand_in(folder, "a-stub", "")
    for number in range(30):
        hand_in(folder, f"slow{number}", f"{SLOW}# {number}\n")
    return Stage(stage.course, folder, stage.out)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_run_that_is_asked_to_end(slow: Stage, number: signal.Signals) -> None:
    run = slow.start()
    wait_until(lambda: bool(slow.documents()))  # stored a moment ago; between the two, the next run would write it
    started = descendants(run.pid)
    assert len(started) >= 2, "a process that grades, and a sandbox"
    sent = time.monotonic()
    os.killpg(run.pid, number)  # as a terminal does
    out, err = run.communicate(timeout=30)
    assert time.monotonic() - sent < 10, "it does not wait for the work that it has begun"
    assert run.returncode == 128 + number
    said = [line for line in err.splitlines() if line and not line.startswith("note: ")]
    assert (out, said) == ("", ["Stopped. What is graded is kept; run the same command again to go on."])
    wait_until(lambda: not any(map(os.path.exists, (f"/proc/{pid}" for pid in started))))
    assert 1 <= len(slow.stored()) < 31
    assert set(slow.documents()) == {student for student, _ in slow.stored()}
