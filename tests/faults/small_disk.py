"""Grades onto a disk that is too small, then less so, and so on; then onto one that cannot be written to.

`python small_disk.py COURSE SUBMITTED EXPECTED MOUNT`, in a mount namespace of its own. Prints what the grader
said, as JSON, when all was as it must be after each run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from grader.errors import MachineError
from grader.sandbox import confine
from tests.faults.stage import Here, Stage

STEP_KIB = 48
MS_RDONLY, MS_REMOUNT = 1, 32  # mount(2)


def main(course: str, submitted: str, expected: str, mount: str) -> None:
    """Grade again and again, each time with a little more room."""
    disk = Path(mount)
    stage = Stage(
        Path(course), Path(submitted), disk / "reports", Stage(Path(course), Path(submitted), Path(expected))
    )
    here = Here(stage.session())
    confine.mount("none", mount, "tmpfs", data=f"size={STEP_KIB}k")
    said = {}
    for kib in range(STEP_KIB, 100 * STEP_KIB, STEP_KIB):
        confine.mount(None, mount, flags=MS_REMOUNT, data=f"size={kib}k")
        try:
            stage.grade(here)
        except MachineError as error:
            said[kib] = str(error)
            stage.assert_nothing_wrong()
        else:
            break
    stage.assert_finished()

    (stage.out / "right1" / "report.html").unlink()
    confine.mount(None, mount, flags=MS_REMOUNT | MS_RDONLY)
    try:
        stage.grade(here)
    except MachineError as error:
        said["read-only"] = str(error)
    confine.mount(None, mount, flags=MS_REMOUNT, data="size=64m")
    stage.grade(here)
    stage.assert_finished()
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
