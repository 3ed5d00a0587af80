"""Students whose answers fill the grader's memory, beside honest ones: nobody else is ever without a mark.

The plan of each run is drawn from its number. For more runs, with the counts:

    GRADER_FAULT_RUNS=50 pytest -s tests/faults/test_leftovers.py
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.faults.stage import SECONDS, environment

ROOT = Path(__file__).parents[2]
RUNS = int(os.environ.get("GRADER_FAULT_RUNS", "2"))
FIRST = int(os.environ.get("GRADER_FAULT_SEED", "0"))
HOARDER = Path(__file__).with_name("hoarder.py").read_text(encoding="utf-8")
UNITS = ("unit1_information.py", "unit2_entropy.py")
ATTACKERS, NEIGHBOURS = 2, 6
SIZES = (60, 40, 20, 10, 5, -1, -1, -1)


def test_no_neighbour_of_a_hoarder_is_ungraded(tmp_path: Path) -> None:
    counts: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + RUNS):
        folder = tmp_path / str(seed)
        submit(folder / "submitted", random.Random(seed))
        reports = grade(folder)
        assert len(reports) == ATTACKERS + NEIGHBOURS
        for student, report in reports.items():
            kind = student.partition("-")[2]
            assert report["graded"], f"run {seed}: {student}: {report['problem']}"
            earned = sum(exercise["score"] for exercise in report["exercises"])
            assert earned == (18.0 if kind == "neighbour" else 0.0), f"run {seed}: {student} has {earned}"
            counts[f"{kind}s with their mark"] += 1
        counts["runs"] += 1
        print(f"run {seed}: {dict(counts)}", flush=True)
        shutil.rmtree(folder)


def submit(folder: Path, rng: random.Random) -> None:
    """Write the work of everybody; the hoarders are the first of each process."""
    for number in range(ATTACKERS):
        plan = [rng.choice(SIZES) for _ in range(rng.choice([2, 3, 5, 8]))]
        home = folder / f"0{number}-hoarder"
        home.mkdir(parents=True)
        (home / UNITS[0]).write_text(HOARDER.replace("PLAN = [60]", f"PLAN = {plan}"), encoding="utf-8")
    for number in range(ATTACKERS, ATTACKERS + NEIGHBOURS):
        home = folder / f"0{number}-neighbour"
        home.mkdir()
        for unit in UNITS:
            shutil.copy(ROOT / "solutions" / unit, home)


def grade(folder: Path) -> dict[str, dict[str, object]]:
    """Grade with two processes, and return the reports."""
    places = [str(folder / "submitted"), "--course", str(ROOT), "--out", str(folder / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "grader.cli", "grade", *places, "--jobs", "2"],
        check=False, capture_output=True, text=True, timeout=2 * SECONDS, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (folder / "out").glob("*/report.json")
    }
