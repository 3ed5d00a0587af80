"""A folder in which a batch is graded: course/, neighbours/, submitted/ (everybody), calm/ and mixed/ (reports)."""

from __future__ import annotations

import json
import os
import random
import shutil
import site
import string
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import demo, safe_python
from grader.attack.batch import MIXED
from grader.attack.catalogue import Attack, attack_data, sources
from grader.course import load_course
from grader.errors import GraderFault
from grader.model import Course, Level, Unit
from grader.report import STUDENT_JSON, student_folder

SECRET = "canary-secret-7f3a91c2e05b"
# Of a demo class of 15: all right, nothing done, half done, a syntax error, and mistakes.
NEIGHBOURS_OF_15 = (0, 1, 2, 5, 6, 7, 8, 9)
NEIGHBOURS = tuple(f"{letter}-honest" for letter in "behknqtw")  # spread over the alphabet, in which all are graded
START_SECONDS = 60.0
POLL_SECONDS = 0.2

WHOLE = "."  # in `links`: the student's folder itself

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a batch is graded, and what takes part in it."""

    folder: Path
    attacks: tuple[Attack, ...]
    seed: int

    def path(self, name: str) -> Path:
        """Return one of the stage's folders."""
        return self.folder / name

    def students(self) -> Mapping[str, Attack]:
        """Return the attacks by the name under which they are graded, whose order is drawn from the seed."""
        rng = random.Random(self.seed)
        names = (f"{rng.choice(string.ascii_lowercase)}{rng.choice(string.ascii_lowercase)}" for _ in self.attacks)
        return {
            attack.known_as or attack.student or f"{letters}-{attack.name}": attack
            for letters, attack in zip(names, self.attacks, strict=True)
        }

    def set_up(self) -> None:
        """Write the course, and everybody's work."""
        for name in ("neighbours", "submitted", "said", "exports", "home", "work", "tmp"):
            self.path(name).mkdir(parents=True)
        shutil.copytree(attack_data("course"), self.path("course"), ignore=shutil.ignore_patterns("__pycache__", ".*"))
        course = load_course(self.path("course"))
        for name, files in _neighbours(course).items():
            for folder in ("neighbours", "submitted"):
                _write(self.path(folder) / name, files)
        for student, attack in self.students().items():
            self._hand_in(self.path("submitted") / (attack.student or student), attack, course)

    def _hand_in(self, home: Path, attack: Attack, course: Course) -> None:
        """Write the files of an attacker: the corpus's, the references of honest units, and stubs."""
        if WHOLE in attack.links:
            home.symlink_to(self._places(attack.links[WHOLE].encode()).decode())
            return
        own = dict(self._filled_in(attack))
        replaced = {
            name.partition("/")[0] for name in (*own, *attack.copies)
        }  # a folder may stand in the place of a file
        rest = {} if attack.bare else _ordinary(attack, course)
        _write(home, {**{name: content for name, content in rest.items() if name not in replaced}, **own})
        for name, lines in attack.padded.items():
            with (home / name).open("ab") as file:
                file.write(b"\n" * lines)
        for pattern, count in attack.copies.items():
            for i in range(count):
                (home / pattern.format(i)).parent.mkdir(exist_ok=True)
                (home / pattern.format(i)).write_bytes(b"\n")
        for name, size in attack.sparse.items():
            with (home / name).open("wb") as file:
                file.truncate(size)
        for name, target in attack.links.items():
            (home / name).unlink(missing_ok=True)
            (home / name).symlink_to(self._places(target.encode()).decode())
        for name in attack.pipes:
            (home / name).unlink(missing_ok=True)
            os.mkfifo(home / name)

    def _filled_in(self, attack: Attack) -> Iterator[tuple[str, bytes]]:
        yield from ((name, self._places(content)) for name, content in sources(attack))

    def _places(self, source: bytes) -> bytes:
        """Tell an attacker where everything is: the worst case."""
        places = {
            b"{{COURSE}}": self.path("course"),
            b"{{SUBMITTED}}": self.path("submitted"),
            b"{{OUT}}": self.path(MIXED),
            b"{{HOME}}": self.path("home"),
            b"{{SITE}}": site.getsitepackages()[0],
        }
        for mark, place in places.items():
            source = source.replace(mark, str(place).encode())
        return source

    def working_folder(self) -> Path:
        """Return where the batch is started: in the folder of an attacker who waits for that, if there is one."""
        waiting = [student for student, attack in self.students().items() if attack.grade_here]
        return self.path("submitted") / waiting[0] if waiting else self.path("work")

    def command(self, level: Level | None, jobs: int, *, python: str = sys.executable) -> list[str]:
        """Return the command that grades the stage."""
        arguments = ["-m", "grader.attack.batch", str(self.folder), level or "auto", str(jobs)]
        return safe_python.command(*arguments, python=python)

    def environment(self) -> dict[str, str]:
        """Return the environment of the batch: a secret, folders of its own, and where the grader is."""
        variables = {
            "GRADER_SECRET": SECRET,
            "HOME": str(self.path("home")),
            "TMPDIR": str(self.path("tmp")),
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "COLUMNS": "200",  # no name is folded
        }
        return safe_python.environment(variables)

    def budget_seconds(self, jobs: int) -> float:
        """Return how long both batches may take together."""
        each = max(e.limits.submission_seconds for e in load_course(self.path("course")).exercises)
        students = len(self.attacks) + 2 * len(NEIGHBOURS)
        return START_SECONDS + each * students / jobs

    def run(self, level: Level | None, jobs: int, on_report: Callable[[], None] = lambda: None) -> float:
        """Grade the stage and return the seconds that it took; raises GraderFault if it did not end in time."""
        started, reports = time.monotonic(), 0
        command = self.command(level, jobs)
        with subprocess.Popen(
            command,
            cwd=self.working_folder(),
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            try:
                while not _ended(process):
                    for _ in range(len(list(self.path(MIXED).glob(f"*/{STUDENT_JSON}"))) - reports):
                        reports += 1
                        on_report()
                    if time.monotonic() - started > self.budget_seconds(jobs):
                        raise GraderFault(f"the batch did not end within {self.budget_seconds(jobs):.0f} s")
            finally:
                process.kill()
            assert process.stderr is not None
            said = process.stderr.read().decode("utf-8", "replace")
        if process.returncode:
            raise GraderFault(f"the batch failed: {said.strip()[-2000:]}")
        return time.monotonic() - started

    # --- what came of it ---------------------------------------------------------------------------------------------

    def report(self, batch: str, student: str) -> Document | None:
        """Return a student's report, if there is one."""
        path = self.path(batch) / student_folder(student) / STUDENT_JSON
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def said(self, name: str) -> bytes:
        """Return what a command of the batch has said: `mixed.stderr`, `traces.json`."""
        return (self.path("said") / name).read_bytes()

    def products(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file that grading everybody has written, and everything that it has said."""
        written = [*self.path(MIXED).rglob("*"), *self.path("exports").rglob("*"), *self.path("said").glob("*.std*")]
        for path in sorted(written):
            if path.is_file():
                yield str(path.relative_to(self.folder)), path.read_bytes()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _neighbours(course: Course) -> dict[str, dict[str, bytes]]:
    """Return honest students, by a name that says what they are."""
    members = demo.make_class(course, 15)
    chosen = [members[place] for place in NEIGHBOURS_OF_15]
    return {
        name: {file: text.encode() for file, text in student.files.items()}
        for name, student in zip(NEIGHBOURS, chosen, strict=True)
    }


def _ordinary(attack: Attack, course: Course) -> dict[str, bytes]:
    """Return a stub of each unit, or its reference where it is honestly solved."""
    folders = {u.filename: "solutions" if _names(u) <= attack.honest else "exercises" for u in course.units}
    return {name: (course.root / folder / name).read_bytes() for name, folder in folders.items()}


def _names(unit: Unit) -> frozenset[str]:
    return frozenset(exercise.name for exercise in unit.exercises)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
