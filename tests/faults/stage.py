"""Grades the tiny class, by the command or in this process, and says whether all is as it must be afterwards."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.grading import Graded, grade
from grader.model import Level, Report, Submission
from grader.secret import load_secret
from grader.session import Plan, Session
from grader.submissions import read_submissions

SECRET = "a secret for tests only"
SECONDS = 120.0
VOLATILE = ("graded_at", "seconds")


@dataclass(frozen=True)
class Stage:
    """A course, a folder of submissions, and a folder for reports."""

    course: Path
    submitted: Path
    out: Path
    expected: Stage | None = None

    def session(self) -> Session:
        """Open the session that a process of the command would open."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRADER_SECRET", SECRET)
            return Session.open(load_course(self.course), Level.L1, load_secret(self.course))

    def command(self, *, jobs: int = 1) -> list[str]:
        """Return the command that grades."""
        places = [str(self.submitted), "--course", str(self.course), "--out", str(self.out)]
        return [sys.executable, "-m", "grader.cli", "grade", *places, "--jobs", str(jobs)]

    def start(self, *, jobs: int = 1) -> subprocess.Popen[str]:
        """Start the command as the leader of a group of its own, as a shell would."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command(jobs=jobs), text=True, process_group=0, stdout=pipe, stderr=pipe, env=environment()
        )

    def run(self, *, jobs: int = 1) -> subprocess.CompletedProcess[str]:
        """Run the command."""
        return subprocess.run(
            self.command(jobs=jobs), check=False, capture_output=True, text=True, timeout=SECONDS, env=environment()
        )

    def grade(self, here: Here, **options: Any) -> list[Report]:
        """Grade in this process; return the reports."""
        return self.graded(here, **options).reports

    def graded(self, here: Here, **options: Any) -> Graded:
        """Grade in this process."""
        submissions = list(read_submissions(self.submitted, here.plan.course))
        return grade(here, submissions, self.out, now=datetime.now(UTC), **options)

    def stored(self) -> list[tuple[str, bool]]:
        """Return (student, graded) of every report in the store, duplicates and all."""
        try:
            with closing(sqlite3.connect(f"file:{self.out}/results.sqlite?mode=ro", uri=True)) as database:
                return [(s, bool(g)) for s, g in database.execute("SELECT student, graded FROM reports")]
        except sqlite3.OperationalError:  # not there yet
            return []

    def documents(self) -> dict[str, Mapping[str, Any]]:
        """Return every student's report.json, without what differs from run to run."""
        return {
            path.parent.name: _without_volatile(json.loads(path.read_text(encoding="utf-8")))
            for path in self.out.glob("*/report.json")
        }

    def assert_nothing_wrong(self) -> None:
        """What is there after a fault: whole reports, none in the store twice, all graded ones right."""
        assert self.expected is not None
        right = self.expected.documents()
        for student, document in self.documents().items():
            if document["graded"]:
                found = [line for line in ndiff(_lines(right[student]), _lines(document)) if line[0] in "+-"]
                assert not found, "\n".join([student, *found])
        students = [student for student, _ in self.stored()]
        assert len(students) == len(set(students)), "a report is there twice"

    def assert_finished(self) -> None:
        """What must be there after a run that nothing disturbs: the same files as ever, and no others."""
        assert self.expected is not None
        self.assert_nothing_wrong()
        assert self.documents() == self.expected.documents()
        assert sorted(self.stored()) == sorted(self.expected.stored())
        assert _names(self.out) == _names(self.expected.out)
        for page in ("index.html", "gradebook.csv"):
            assert (self.out / page).read_bytes() == (self.expected.out / page).read_bytes(), page


@dataclass(frozen=True)
class Here:
    """Sessions of which there is one, in this process."""

    session: Session

    @property
    def plan(self) -> Plan:
        """See Sessions."""
        return self.session.plan

    def grade(self, submissions: Iterable[Submission]) -> Generator[Report, None, None]:
        """See Sessions."""
        for submission in submissions:
            yield self.session.grade(submission)


def hand_in(folder: Path, student: str, text: str) -> None:
    """Write one submission."""
    (folder / student).mkdir(parents=True)
    (folder / student / "unit1_sums.py").write_text(text, encoding="utf-8")


def environment() -> dict[str, str]:
    """Return what the command gets of our environment."""
    return {**os.environ, "GRADER_SECRET": SECRET, "PYTHONPATH": str(Path(__file__).parents[2])}


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def descendants(pid: int) -> list[int]:
    """Return the processes that `pid` has started, and those that they have, without the dead."""
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            pids = [int(child) for child in children.read_text(encoding="ascii").split()]
        except OSError:  # it has ended meanwhile
            continue
        for child in pids:
            found += [child, *descendants(child)]
    return [child for child in found if command_line(child)]


def command_line(pid: int) -> str:
    """Return what a process was started with; "" for one that has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    except OSError:
        return ""


def _without_volatile(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_volatile(item) for key, item in value.items() if key not in VOLATILE}
    return [_without_volatile(item) for item in value] if isinstance(value, list) else value


def _lines(document: Mapping[str, Any]) -> list[str]:
    return json.dumps(document, indent=1, ensure_ascii=False).splitlines()


def _names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not _of_sqlite(path))


def _of_sqlite(path: Path) -> bool:
    return re.fullmatch(r"results\.sqlite-(wal|shm)", path.name) is not None
