"""Every attack of the corpus, graded beside honest neighbours: it earns nothing, leaves nothing, disturbs nobody."""

from __future__ import annotations

import os
import random
import shutil
import site
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

import grader
from grader.attack.catalogue import attacks
from grader.attack.proof import findings
from grader.attack.stage import Stage
from grader.model import Level
from tests.interpreters import NOBODY, VERSION, base_python, can_run

JOBS = 2
SECONDS = 900  # half a minute on an idle machine
NOT_FOR_GRADING = ("scipy*", "sklearn*", "scikit*", "matplotlib*", "mypy*", "PIL", "fontTools*", "hypothesis*", "pip*")


def by_command(level: Level) -> None:
    """Run `grader attack`, as an instructor would."""
    command = [sys.executable, "-m", "grader.cli", "attack", "--level", level, "--jobs", str(JOBS)]
    environment = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [line for line in done.stdout.splitlines() if line.startswith("✓ ")]
    assert [row.split()[1] for row in rows] == [attack.name for attack in attacks()]
    assert f"{len(rows)} of {len(rows)} attacks held at {level}" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100, done.stdout


def as_another(level: Level) -> None:
    """Grade as an ordinary user, in a folder that an ordinary user can enter: those of pytest are root's."""
    seed = random.SystemRandom().randrange(10_000)
    print(f"order of the batch: seed {seed}")
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        Path(folder).chmod(0o755)
        stage = StageOfAnother(Path(folder) / "stage", attacks(), seed)
        stage.set_up()
        stage.run(level, JOBS)
        found = findings(stage)
    assert {result.level for result in found.results} == {level}
    faults = [f"{result.attack.name}: {fault}" for result in found.results for fault in result.faults]
    assert not [*faults, *found.faults], "\n".join([*faults, *found.faults])


OURSELVES = [(Level.L1, by_command), (Level.L2, by_command)]
ANOTHER = [(Level.L1, as_another)] if os.geteuid() == 0 else []  # else we are an ordinary user ourselves


@pytest.mark.parametrize(("level", "grade"), OURSELVES + ANOTHER)
def test_attacks_gain_nothing_leave_nothing_and_disturb_nobody(level, grade):
    grade(level)


@dataclass(frozen=True, slots=True)
class StageOfAnother(Stage):
    """A stage that NOBODY grades, with a grader and a Python that NOBODY can get at."""

    def set_up(self) -> None:
        """Make all of it NOBODY's, the links themselves included."""
        Stage.set_up(self)
        package = Path(grader.__file__).parent
        shutil.copytree(package, self.path("lib") / "grader", ignore=shutil.ignore_patterns("__pycache__"))
        for path in (self.folder, *self.folder.rglob("*")):
            os.lchown(path, NOBODY, NOBODY)

    def command(self, level: Level | None, jobs: int, *, python: str = "") -> list[str]:
        """Run it as NOBODY."""
        python = interpreter_for(NOBODY, self.folder)
        become = f"import os, sys; os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY}); "
        command = Stage.command(self, level, jobs, python=python)
        return [sys.executable, "-c", f"{become}os.execv(sys.argv[1], sys.argv[1:])", *command]

    def environment(self) -> dict[str, str]:
        """Name the copy."""
        return Stage.environment(self) | {"PYTHONPATH": str(self.path("lib"))}


def interpreter_for(user: int, folder: Path) -> str:
    """Return a Python with the grader's requirements that `user` can run.

    Root's own Python may lie where nobody else can enter, and so may the checkout with its environment. Then the
    system's Python of the same version gets a copy of the packages, in `folder`.
    """
    if can_run(sys.executable, user):
        return sys.executable
    subprocess.run([base_python(user), "-m", "venv", "--without-pip", folder / "venv"], check=True)
    unneeded = shutil.ignore_patterns(*NOT_FOR_GRADING, "__pycache__")
    packages = folder / "venv" / "lib" / VERSION / "site-packages"
    shutil.copytree(site.getsitepackages()[0], packages, ignore=unneeded, dirs_exist_ok=True)
    python = str(folder / "venv" / "bin" / "python")
    assert can_run(python, user)
    return python
