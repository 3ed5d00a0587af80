"""The grader against pytest started once per submission, on the same work, in one run.

Both sides grade the same synthetic submissions, all of them right, with the same case files, two at a time:

- `grader grade`: every function behind the sandbox, a cold store, all reports written;
- `pytest`: the functions imported into pytest's own process, nothing confined, no report written. It is given every
  help: no plugin but the one that supplies the functions, no cache to keep, rewritten case files already on disk.

The run fails if one side does not pass every case. Run with `make bench`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = (ROOT / "exercises" / "course.json").read_text(encoding="utf-8")
UNITS = [unit["name"] for unit in json.loads(MANIFEST)["units"]]
CASES = [ROOT / folder / f"test_{unit}.py" for folder in ("exercises", "solutions") for unit in UNITS]
STARTS = 21  # of an interpreter that does nothing, for the median
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took, in seconds; for a class, per submission."""

    wall: float
    cpu: float


def main() -> None:
    options = parse_options()
    print(
        f"{options.students} submissions, {options.jobs} at a time; {len(os.sched_getaffinity(0))} cores, "
        f"Python {platform.python_version()}, NumPy {np.__version__}, pytest {pytest.__version__}"
    )
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        submitted = Path(scratch, "submitted")
        students = write_class(submitted, options.students)
        run_pytest(students[0])  # warms the disk and the rewritten case files, for both
        rows = {
            'python -c "pass"': median_start("pass"),
            'python -c "import numpy"': median_start("import numpy"),
            "grader grade": per_submission(lambda: run_grader(submitted, Path(scratch, "reports"), options), options),
            "pytest per submission": per_submission(lambda: run_pytests(students, options.jobs), options),
        }
        level = check_graded(Path(scratch, "reports"), students)
    show(rows, level)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the grader against one pytest per submission.")
    parser.add_argument("--students", type=int, default=200, help="size of the class (default: 200)")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time, on both sides (default: 2)")
    return parser.parse_args()


def write_class(folder: Path, size: int) -> list[Path]:
    """Write `size` right submissions, no two alike, and return their folders."""
    students = [folder / f"student-{i:04}" for i in range(size)]
    for student in students:
        student.mkdir(parents=True)
        (student / "course.json").write_text(MANIFEST, encoding="utf-8")
        for unit in UNITS:
            reference = (ROOT / "solutions" / f"{unit}.py").read_text(encoding="utf-8")
            (student / f"{unit}.py").write_text(f"{reference}\n# by {student.name}\n", encoding="utf-8")
    return students


def run_grader(submitted: Path, reports: Path, options: argparse.Namespace) -> None:
    command = ["-m", "grader.cli", "grade", submitted, "--course", ROOT, "--out", reports, "--jobs", options.jobs]
    run_python(command, {"GRADER_SECRET": "a secret for the benchmark only"})


def check_graded(reports: Path, students: Sequence[Path]) -> str:
    """See that everybody earned everything, and return the level of the sandbox."""
    levels: set[str] = set()
    for student in students:
        report = json.loads((reports / student.name / "report.json").read_text(encoding="utf-8"))
        points = sum(exercise["max_score"] for exercise in report["exercises"])  # bonus included
        if not report["graded"] or report["score"] != points:
            sys.exit(f"the grader did not give {student.name} all points: {report['score']} of {points}")
        levels.add(report["sandbox_level"])
    return levels.pop()


def run_pytests(students: Sequence[Path], jobs: int) -> None:
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(run_pytest, students))


def run_pytest(student: Path) -> None:
    """Run all cases on one submission; a case that does not pass ends the benchmark."""
    ini = ROOT / "grader" / "cases" / "pytest.ini"
    options = ["-q", "--noconftest", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "direct_import"]
    run_python(
        ["-m", "pytest", *options, "-c", ini, "--rootdir", ROOT, *CASES],
        {
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(ROOT / "benchmarks"),
            "SUBMISSION": str(student),
            "REFERENCES": str(ROOT / "solutions"),
        },
    )


def run_python(arguments: Sequence[object], environment: dict[str, str]) -> None:
    """Run this Python and wait; what it said is shown if it failed."""
    command = [sys.executable, *map(str, arguments)]
    env = {**os.environ, **ONE_THREAD, **environment}
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nfailed with exit status {done.returncode}: {' '.join(command)}")


def median_start(code: str) -> Cost:
    costs = [measure(lambda: run_python(["-c", code], {})) for _ in range(STARTS)]
    return Cost(statistics.median(cost.wall for cost in costs), statistics.median(cost.cpu for cost in costs))


def per_submission(work: Callable[[], None], options: argparse.Namespace) -> Cost:
    cost = measure(work)
    return Cost(cost.wall / options.students, cost.cpu / options.students)


def measure(work: Callable[[], None]) -> Cost:
    """Time `work`, which does everything in processes that it waits for."""
    wall, cpu = time.perf_counter(), children_cpu()
    work()
    return Cost(time.perf_counter() - wall, children_cpu() - cpu)


def children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def show(rows: dict[str, Cost], level: str) -> None:
    grader = rows["grader grade"]
    print(f"\n{'':<28}{'wall s':>10}{'cpu s':>10}{'× grader (wall)':>18}")
    for name, cost in rows.items():
        label = f"{name} ({level})" if cost is grader else name
        print(f"{label:<28}{cost.wall:>10.4f}{cost.cpu:>10.4f}{cost.wall / grader.wall:>18.2f}")
    print("The grader's cpu time is without that of the sandboxed processes; its wall time is of everything.")


if __name__ == "__main__":
    main()
