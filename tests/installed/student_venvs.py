"""Virtual environments as students have them: NumPy and pytest, and no grader; made once in a run of the tests."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.model import Course

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
SECONDS = 300.0
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
PLUGINS = ("pytest-randomly", "pytest-xdist", "pytest-sugar", "pytest-cov", "pytest-timeout")
REQUIREMENTS = {
    "oldest": ("numpy==1.26.*", "pytest==8.0.0", "pluggy==1.3.0"),  # the oldest pluggy that this pytest allows
    "newest": ("numpy", "pytest"),
    "plugins": ("numpy", "pytest", *PLUGINS),
}
# Some machines need these for a correct NumPy; no test needs more threads than one.
KEPT_VARIABLES = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


@dataclass(frozen=True)
class Desk:
    """Where a student works: an environment, and a folder with what was unpacked."""

    bin: Path
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
        """Run a program of the environment; of this process's variables it gets none."""
        kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
        settings = {
            "PATH": f"{self.bin}:{os.defpath}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "COLUMNS": "80",
            "OPENBLAS_NUM_THREADS": "1",
            **(variables or {}),
        }
        done = subprocess.run(
            [self.bin / command[0], *command[1:]],
            cwd=cwd or self.folder,
            env=kept | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
            **({} if user is None else {"user": user, "group": user, "extra_groups": []}),  # type: ignore[arg-type]
        )
        return Output(done.returncode, done.stdout)

    def solve(self, course: Course, *units: str) -> None:
        """Put references in the place of stubs: of these units, or of all."""
        for unit in units or [unit.name for unit in course.units]:
            shutil.copy(course.root / "solutions" / f"{unit}.py", self.exercises)


Sit = Callable[..., Desk]  # (environment, files or course, name of the folder)


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


def environment(place: Path, name: str) -> Path:
    """Make an environment, in the first process that asks for it, while the others wait."""
    folder = place / name
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / f"{name}.done").exists():
            _run(_python_for_everybody(), "-m", "venv", "--clear", "--without-pip", str(folder))
            pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input")
            _run(*pip, "--python", str(folder / "bin" / "python"), "install", *REQUIREMENTS[name])
            (place / f"{name}.done").touch()
    return folder


def _python_for_everybody() -> str:
    """Return an interpreter that ordinary users can run, too: root's own may lie where they cannot enter."""
    places = [sys._base_executable, f"/usr/bin/{VERSION}", f"/usr/local/bin/{VERSION}"]  # type: ignore[attr-defined]
    found = next((python for python in places if os.getuid() or _runs_for_nobody(python)), None)
    assert found, f"no {VERSION} that ordinary users can run: apt-get install {VERSION}"
    return found


def _runs_for_nobody(python: str) -> bool:
    ids = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    try:
        return subprocess.run([python, "-c", ""], cwd="/", check=False, **ids).returncode == 0  # type: ignore[call-overload, no-any-return]
    except OSError:
        return False


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
