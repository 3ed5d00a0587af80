"""The grader against pytest started once per submission, on the same work, in one run.

Both sides grade the same synthetic submissions, all of them right, with the same case files, two at a time:

- `grader grade`: every function behind the sandbox, a cold store, all reports written;
- `pytest`: the functions imported into pytest's own process, nothing confined, no report written. It is given every
  help: no plugin but the one that supplies the functions, no cache to keep, rewritten case files already on disk.

The run fails if one side does not pass every case. Run with `make bench`. With `--units` both sides grade part of the
course: the arithmetic of the capstone, for instance, is the same on both sides and hides what the rest costs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import yaml

from grader.course import load_course, manifest_text

ROOT = Path(__file__).resolve().parent.parent
UNITS = tuple(unit.name for unit in load_course(ROOT).units)
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
        course, submitted, reports = Path(scratch, "course"), Path(scratch, "submitted"), Path(scratch, "reports")
        write_course(course, options.units)
        students = write_class(submitted, options.students, options.units, course)
        run_pytest(course, students[0])  # warms the disk and the rewritten case files, for both
        rows = {
            'python -c "pass"': median_start("pass"),
            'python -c "import numpy"': median_start("import numpy"),
            "grader grade": per_submission(lambda: run_grader(course, submitted, reports, options.jobs), options),
            "pytest per submission": per_submission(lambda: run_pytests(course, students, options.jobs), options),
        }
        level = check_graded(reports, students)
    show(rows, level)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the grader against one pytest per submission.")
    parser.add_argument("--students", type=int, default=200, help="size of the class (default: 200)")
    parser.add_argument("--jobs", type=int, default=2, help="submissions at a time, on both sides (default: 2)")
    parser.add_argument(
        "--units",
        type=lambda text: tuple(text.split(",")),
        default=UNITS,
        metavar="UNIT,UNIT,…",
        help="which units of the course (default: all)",
    )
    options = parser.parse_args()
    if unknown := set(options.units) - set(UNITS):
        parser.error(f"no such unit: {', '.join(sorted(unknown))}. There are: {', '.join(UNITS)}")
    return options


def write_course(folder: Path, units: Sequence[str]) -> None:
    """Write a course of some units of this one."""
    shutil.copytree(ROOT / "solutions", folder / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "exercises", folder / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    content = yaml.safe_load((ROOT / "course.yaml").read_text(encoding="utf-8"))
    content["units"] = [unit for unit in content["units"] if unit["name"] in units]
    del content["assignments"]
    (folder / "course.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    course = load_course(folder)
    (folder / "exercises" / "course.json").write_text(manifest_text(course), encoding="utf-8")


def write_class(folder: Path, size: int, units: Sequence[str], course: Path) -> list[Path]:
    """Write `size` right submissions, no two alike, and return their folders."""
    students = [folder / f"student-{i:04}" for i in range(size)]
    for student in students:
        student.mkdir(parents=True)
        shutil.copy(course / "exercises" / "course.json", student)
        for unit in units:
            reference = (ROOT / "solutions" / f"{unit}.py").read_text(encoding="utf-8")
            (student / f"{unit}.py").write_text(f"{reference}\n# by {student.name}\n", encoding="utf-8")
    return students


def run_grader(course: Path, submitted: Path, reports: Path, jobs: int) -> None:
    command = ["-m", "grader.cli", "grade", submitted, "--course", course, "--out", reports, "--jobs", jobs]
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


def run_pytests(course: Path, students: Sequence[Path], jobs: int) -> None:
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(partial(run_pytest, course), students))


def run_pytest(course: Path, student: Path) -> None:
    """Run all cases on one submission; a case that does not pass ends the benchmark."""
    ini = ROOT / "grader" / "cases" / "pytest.ini"
    options = ["-q", "--noconftest", "--import-mode=importlib", "-p", "no:cacheprovider", "-p", "direct_import"]
    units = [path.stem for path in student.glob("*.py")]
    cases = [course / folder / f"test_{unit}.py" for folder in ("exercises", "solutions") for unit in sorted(units)]
    run_python(
        ["-m", "pytest", *options, "-c", ini, "--rootdir", course, *cases],
        {
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(ROOT / "benchmarks"),
            "SUBMISSION": str(student),
            "REFERENCES": str(course / "solutions"),
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
