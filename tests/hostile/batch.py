"""Grades one folder twice, in a process of its own, and says what that changed in the machine around it.

`python batch.py COURSE SUBMITTED OUT LEVEL SEED`: first only the neighbours (`honest-*`) into OUT/calm, then
everybody, in an order drawn from SEED, into OUT/mixed. OUT/traces.json has a snapshot from before the second run, and
one from after.
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import resource
import signal
import site
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from grader.course import load_course
from grader.engine import Plan
from grader.grading import grade
from grader.model import Level
from grader.submissions import read_submissions

NEIGHBOUR = "honest-"
TRACE = "hostile-trace"  # in the name of whatever an attack of the corpus leaves behind
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run")
FIRST_WORKER_UID = 61_184  # of files that only a worker can have made; see the zygote's unused ids
SETTLE_SECONDS = 1.0
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def main(course_folder: str, submitted: str, out: str, level: str, seed: str) -> None:
    """Run both batches."""
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # a test that is killed leaves no batch behind
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # whoever is orphaned becomes our child, and is seen
    plan = Plan(load_course(Path(course_folder)), Level(level), os.environb[b"GRADER_SECRET"])
    everybody = list(read_submissions(Path(submitted), plan.course))
    grade(plan, [s for s in everybody if s.student.startswith(NEIGHBOUR)], Path(out) / "calm", jobs=2)
    before = snapshot(Path(course_folder))
    random.Random(int(seed)).shuffle(everybody)
    grade(plan, everybody, Path(out) / "mixed", jobs=2)
    time.sleep(SETTLE_SECONDS)
    traces = {"before": before, "after": snapshot(Path(course_folder))}
    (Path(out) / "traces.json").write_text(json.dumps(traces), encoding="utf-8")


def snapshot(course_folder: Path) -> dict[str, object]:
    """Return everything around us that an attack might have changed."""
    return {
        "processes": sorted(_descendants(os.getpid())),
        "environment": dict(os.environ),
        "limits": [resource.getrlimit(kind) for kind in range(16)],
        "cwd": str(Path.cwd()),
        "mounts": Path("/proc/self/mountinfo").read_text(encoding="utf-8"),
        "System V IPC": [path.read_text(encoding="utf-8") for path in sorted(Path("/proc/sysvipc").iterdir())],
        "files": sorted(map(str, _files(course_folder))),
    }


def _descendants(pid: int) -> Iterator[str]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text(encoding="ascii").split()):
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it has ended meanwhile
                continue
            if command.strip():  # else a zombie: nothing of it runs
                yield f"{child} {command.strip()}"
            yield from _descendants(child)


def _files(course_folder: Path) -> Iterator[Path]:
    """Yield all that lies in places of our own, and in shared places what no one else can have put there."""
    for own in (Path.cwd(), Path.home(), Path(os.environ["TMPDIR"]), course_folder):
        yield from own.rglob("*")
    for shared in (*SHARED_FOLDERS, *site.getsitepackages(), site.getusersitepackages(), "/"):
        for path in Path(shared).glob("*"):
            if TRACE in path.name or _made_by_worker(path):
                yield path


def _made_by_worker(path: Path) -> bool:
    try:
        owner = path.lstat().st_uid
    except OSError:
        return False
    return owner >= FIRST_WORKER_UID and owner not in (os.getuid(), 65_534)


if __name__ == "__main__":
    main(*sys.argv[1:])
