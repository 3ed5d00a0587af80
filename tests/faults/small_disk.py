"""Grades onto a disk that is too small, then less so, and so on; then onto one that cannot be written to.

`python small_disk.py COURSE SUBMITTED EXPECTED MOUNT`, in a mount namespace of its own. Prints what the grader
said, as JSON, when all was as it must be after each run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from grader import engine, grading
from grader.engine import Engine
from grader.errors import MachineError
from tests.faults.stage import Here, Stage

STEP_KIB = 48


def main(course: str, submitted: str, expected: str, mount: str) -> None:
    """Grade again and again, each time with a little more room."""
    disk = Path(mount)
    stage = Stage(
        Path(course), Path(submitted), disk / "reports", Stage(Path(course), Path(submitted), Path(expected))
    )
    grading.local_executor = _here  # type: ignore[assignment]
    engine._Process.engine = Engine.start(stage.plan())
    _mount("-t", "tmpfs", "-o", f"size={STEP_KIB}k", "none", mount)
    said = {}
    for kib in range(STEP_KIB, 100 * STEP_KIB, STEP_KIB):
        _mount("-o", f"remount,size={kib}k", mount)
        try:
            stage.grade()
        except MachineError as error:
            said[kib] = str(error)
            stage.assert_nothing_wrong()
        else:
            break
    stage.assert_finished()

    (stage.out / "right1" / "report.html").unlink()
    _mount("-o", "remount,ro", mount)
    try:
        stage.grade()
    except MachineError as error:
        said["read-only"] = str(error)
    _mount("-o", "remount,rw,size=64m", mount)
    stage.grade()
    stage.assert_finished()
    print(json.dumps(said))


def _mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


@contextmanager
def _here(jobs: int, start: Callable[[int | None], None]) -> Iterator[Executor]:
    yield Here()


if __name__ == "__main__":
    main(*sys.argv[1:])
