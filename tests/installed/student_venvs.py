"""Virtual environments as students have them: NumPy and pytest, and no grader."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.model import Course
from tests.installed.environment import KEPT_VARIABLES, SECONDS
from tests.interpreters import NOBODY, base_python

REQUIREMENTS: Mapping[str, Sequence[str]] = {
    "oldest": ("numpy==1.26.*", "pytest==8.0.0", "pluggy==1.3.0"),  # the oldest pluggy that this pytest allows
    "newest": ("numpy", "pytest"),
    "plugins": ("numpy", "pytest", *(f"pytest-{n}" for n in ("randomly", "xdist", "sugar", "cov", "timeout"))),
}


@dataclass(frozen=True)
class Output:
    """What a program printed."""

    status: int
    text: str

    @property
    def summary(self) -> str:
        """The last line, without the time: "2 passed, 1 not attempted"."""
        return self.text.rstrip().splitlines()[-1].strip("= ").partition(" in ")[0]

    @property
    def table(self) -> list[str]:
        """The lines below "your course so far"."""
        lines = self.text.splitlines()
        start = next(number for number, line in enumerate(lines) if "your course so far" in line)
        return [line for line in lines[start + 1 : -1] if line]


@dataclass(frozen=True)
class Desk:
    """Where a student works: an environment, and the folder that was unpacked."""

    environment: Path
    folder: Path

    @property
    def exercises(self) -> Path:
        """The folder that the student works in."""
        return self.folder / "exercises"

    def run(
        self,
        *command: str,
        cwd: Path | None = None,
        variables: Mapping[str, str] | None = None,
        user: int | None = None,
    ) -> Output:
        """Run a program of the environment; of this process's own variables it gets nothing that matters."""
        ids = {} if user is None else {"user": user, "group": user, "extra_groups": []}
        done = subprocess.run(
            [self.environment / "bin" / command[0], *command[1:]],
            cwd=cwd or self.folder,
            env={**self.variables(), **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
            **ids,  # type: ignore[call-overload]
        )
        return Output(done.returncode, done.stdout)

    def variables(self) -> dict[str, str]:
        """Return all variables that a program gets."""
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        path = f"{self.environment / 'bin'}:{os.defpath}"
        return {**kept, "PATH": path, "HOME": str(self.folder), "LANG": "C.UTF-8", "COLUMNS": "80", "TERM": "xterm"}

    def solve(self, course: Course, *units: str) -> None:
        """Put references in the place of stubs: of these units, or of all."""
        for unit in units or [unit.name for unit in course.units]:
            shutil.copy(course.root / "solutions" / f"{unit}.py", self.exercises)


Sit = Callable[..., Desk]  # (name of an environment, files or a course)


def make_student_environment(folder: Path, requirements: Sequence[str]) -> None:
    """Make a virtual environment, with the newest versions where a requirement names none."""
    python = base_python(NOBODY) if os.getuid() == 0 else sys.executable
    _run(python, "-m", "venv", "--without-pip", str(folder))
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
    _run(*pip, "--python", str(folder / "bin" / "python"), "install", *requirements)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
