"""Grades one stage twice, with the command line, in a process of its own, and looks around before and after.

`python -m grader.attack.batch STAGE LEVEL JOBS`: first only the neighbours, then everybody. What was said is kept in
STAGE/said/, and what was left behind in STAGE/said/traces.json.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from grader import safe_python
from grader.attack.traces import difference, snapshot

CALM, MIXED = "calm", "mixed"
EXPORTS = {"csv": "exports/table.csv", "junit": "exports/junit.xml", "gradescope": "exports/gradescope"}
SETTLE_SECONDS = 2.0  # until the last process of a batch has gone
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def main(stage: Path, level: str, jobs: str) -> None:
    """Run both batches."""
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # whoever is killed leaves no batch behind
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # whoever is orphaned becomes our child, and is seen
    _grade(stage, CALM, level, jobs)
    own_folders = (stage / "course", stage / "submitted", Path.home(), Path(os.environ["TMPDIR"]), Path.cwd())
    before = snapshot(own_folders)
    _grade(stage, MIXED, level, jobs)
    _run(stage, "show", "show", "--course", str(stage / "course"), "--out", str(stage / MIXED))
    _export(stage)
    settled = time.monotonic() + SETTLE_SECONDS
    while (left := list(difference(before, snapshot(own_folders)))) and time.monotonic() < settled:
        time.sleep(0.05)
    (stage / "said" / "traces.json").write_text(json.dumps(left), encoding="utf-8")


def _grade(stage: Path, batch: str, level: str, jobs: str) -> None:
    submitted = stage / ("neighbours" if batch == CALM else "submitted")
    places = [str(submitted), "--course", str(stage / "course"), "--out", str(stage / batch)]
    wall = ["--unconfined"] if level == "UNCONFINED" else ["--level", level]
    _run(stage, batch, "grade", *places, *wall, "--jobs", jobs)


def _export(stage: Path) -> None:
    """Write the marks for other programs: what students wrote must not be run by any of them."""
    for name, target in EXPORTS.items():
        places = ["--reports", str(stage / MIXED), "--course", str(stage / "course"), "--out", str(stage / target)]
        _run(stage, name, "export", name, *places)


def _run(stage: Path, name: str, *arguments: str) -> None:
    """Run one command of the grader; keep its output and its exit status."""
    command = safe_python.command("-m", "grader.cli", *arguments)
    done = subprocess.run(
        command, env=safe_python.environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    (stage / "said" / f"{name}.stdout").write_bytes(done.stdout)
    (stage / "said" / f"{name}.stderr").write_bytes(done.stderr)
    (stage / "said" / f"{name}.status").write_text(str(done.returncode), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
