"""Want of memory is the machine's: nobody is blamed for it, and nothing waits for ever."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from grader import own_memory
from tests.faults.stage import Here, Stage, environment

WORKER_WITHIN = """
import resource, sys
from grader.errors import MachineError
from grader.model import Limits
from grader.sandbox.client import Sandbox

kind, hard = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(kind, (hard, hard))
with Sandbox.start() as sandbox:
    sandbox.spawn(Limits(memory_mib=128, cpu_seconds=20)).close()
    try:
        sandbox.spawn(Limits(memory_mib=1024, cpu_seconds=200))
    except MachineError as error:
        print(error)
"""


@pytest.mark.parametrize(
    ("kind", "hard", "words"),
    [
        (resource.RLIMIT_AS, 900 << 20, "no process may have more than 900 MiB of memory (ulimit -Hv)"),
        (resource.RLIMIT_CPU, 100, "no process may have more than 100 s of CPU time (ulimit -Ht)"),
    ],
    ids=["memory", "CPU time"],
)
def test_a_worker_has_what_is_promised_or_is_not_made(kind: int, hard: int, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WORKER_WITHIN, str(int(kind)), str(hard)],
        check=True, capture_output=True, text=True, timeout=120, env=environment(),
    )  # fmt: skip
    assert done.stdout.startswith(words)
    assert done.stdout.strip().endswith("raise that limit, or lower the limits in course.yaml")


def test_what_is_found_when_memory_is_short_is_no_mark(
    stage: Stage, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_memory, "SPARE_MEMORY_BYTES", 1 << 60)
    reports = {report.student: report for report in stage.grade(here)}
    assert "out of memory" in reports["right1"].problem
    assert not reports["wrong1"].graded
    monkeypatch.undo()
    stage.run()
    stage.assert_finished()


@pytest.mark.parametrize("mib", [180, 185, 190, 195, 200, 205])
def test_a_process_with_hardly_enough_ends(stage: Stage, mib: int) -> None:
    """Wherever it is that memory does not suffice, in Python's imports perhaps: it ends, and blames nobody."""
    line = f'ulimit -v {mib << 10}; exec "$@"'
    done = subprocess.run(
        ["bash", "-c", line, "bash", *stage.command()],
        check=False, capture_output=True, text=True, timeout=120, env=environment(),
    )  # fmt: skip
    assert done.returncode != 0
    assert done.stderr
    stage.assert_nothing_wrong()
