"""A term of this course, archive after archive: the gradebook is right at each step (`tests/e2e/term/`)."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TERM = Path(__file__).with_name("term")
STEPS = yaml.safe_load((TERM / "term.yaml").read_text(encoding="utf-8"))
ASSIGNMENTS = ("information", "divergence", "likelihood", "classifier", "classes", "capstone")
COLUMNS = ("student", "score", "max_score", "late_penalty", "graded")


@pytest.fixture(scope="module")
def term(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the course, which a step may change."""
    folder = tmp_path_factory.mktemp("term")
    for name in ("exercises", "solutions"):
        shutil.copytree(ROOT / name, folder / "course" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "course.yaml", folder / "course")
    return folder


@pytest.mark.parametrize("step", STEPS, ids=[step["step"] for step in STEPS])
def test_the_gradebook_is_right_after(step: Mapping[str, Any], term: Path, golden: Any) -> None:
    if "change" in step:
        with (term / "course" / step["change"]).open("a", encoding="utf-8") as file:
            file.write((TERM / "files" / "changed_case.part").read_text(encoding="utf-8"))
    archive = term / f"{step.get('regrade', step['step'])}.zip"
    if "archive" in step:
        pack(archive, step["archive"])
    arguments = ["--assignment", step["assignment"]] if "assignment" in step else []
    done = grade(archive, term, step["now"], *arguments)
    assert done.returncode == step.get("status", 0), done.stderr + done.stdout
    golden(f"../e2e/term/gradebook/{step['step']}.csv", marks((term / "reports/gradebook.csv").read_text("utf-8")))


def test_a_second_run_of_everything_changes_nothing(term: Path) -> None:
    """Unchanged archives graded again, in another order: submission times decide, not the order of grading."""
    before = marks((term / "reports/gradebook.csv").read_text("utf-8"))
    for name in ("8-capstone", "3-divergence", "2-information-again"):
        assert grade(term / f"{name}.zip", term, STEPS[-1]["now"]).returncode == 0
    assert marks((term / "reports/gradebook.csv").read_text("utf-8")) == before


def pack(archive: Path, students: Mapping[str, Mapping[str, Any]]) -> None:
    """Write an archive as Gradescope gives it."""
    with zipfile.ZipFile(archive, "w") as packed:
        metadata = []
        for number, (student, work) in enumerate(students.items()):
            folder = f"submission_{number}"
            metadata.append(
                f"{folder}:\n  :submitters:\n  - :name: {student.title()}\n    :sid: {student}\n"
                f"  :created_at: {work['at'].replace(' +', ':00 +')}\n"
            )
            for name, content in files_of(work):
                packed.writestr(f"assignment_export/{folder}/{name}", content)
        packed.writestr("assignment_export/submission_metadata.yml", "---\n" + "".join(metadata))


def files_of(work: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    if work.get("damaged"):
        yield "work.zip", b"PK\x03\x04 and no more"
    for unit, kind in work.items():
        if unit.startswith("unit"):
            folder, part = ("exercises", "") if kind == "stub" else ("solutions", "" if kind == "right" else kind)
            content = (ROOT / folder / f"{unit}.py").read_bytes()
            yield f"{unit}.py", content + ((TERM / "files" / part).read_bytes() if part else b"")


def grade(archive: Path, term: Path, now: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = [str(archive), "--course", str(term / "course"), "--out", str(term / "reports"), "--as-of", str(now)]
    return subprocess.run(
        [sys.executable, "-m", "grader.cli", "grade", *places, *arguments],
        cwd=ROOT,
        env={**os.environ, "GRADER_SECRET": "a secret for tests only"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def marks(gradebook: str) -> str:
    """Return totals, and points and state of each assignment, as a small table."""
    rows = csv.DictReader(io.StringIO(gradebook, newline=""), strict=True)
    lines = [",".join([*COLUMNS, *ASSIGNMENTS])]
    for row in rows:
        cells = [f"{row[name]} {row[f'{name}_state']}".strip() for name in ASSIGNMENTS]
        lines.append(",".join([*(row[name] for name in COLUMNS), *cells]))
    return "\n".join(lines) + "\n"
