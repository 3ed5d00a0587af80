"""What students receive is tried as they use it: in another folder, where nothing else of the grader is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.errors import CourseError
from grader.handout import handout_files, require_no_leaks
from grader.model import Course, Verdict
from grader.selfcheck.check import Check

SECONDS = 120.0  # for all visible cases; 91 of them need two on an idle machine
PROGRAM = Path(__file__).with_name("pytest_in_handout.py")
LINES_SHOWN = 15

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Run:
    """How pytest ended in a handout."""

    status: int
    output: str
    cases: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()  # modules of the grader that were found elsewhere

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return self.verdicts.get(Verdict.PASSED, 0)

    @property
    def is_whole(self) -> bool:
        """Whether there are cases, and each has a verdict."""
        return 0 < self.cases == sum(self.verdicts.values())


def check_handout(course: Course, *, references: bool = True) -> Iterator[Check]:
    """Build the handout and run its cases twice: no stub may pass one, and the references must pass all.

    Without `references`, because one is not written yet, only the stubs are tried.
    """
    name = "handout: nothing of solutions/ is in it"
    try:
        files = handout_files(course)
        require_no_leaks(course, files)
    except CourseError as error:
        yield Check(name, holds=False, detail=str(error))
        return
    yield Check(name, holds=True, detail=f"{len(files)} files")
    yield _check("handout: with the stubs, no case passes", files, lambda run: run.status == 1 and not run.passed)
    if not references:
        return
    solved = {f"exercises/{u.filename}": (course.root / "solutions" / u.filename).read_bytes() for u in course.units}
    yield _check("handout: with the references, every case passes", {**files, **solved}, lambda run: run.status == 0)


def _check(name: str, files: Files, is_right: Callable[[Run], bool]) -> Check:
    with TemporaryDirectory(prefix="a handout ") as folder:  # with spaces, as some students' folders have
        try:
            run = run_pytest(Path(folder).resolve(), files)
        except subprocess.TimeoutExpired:
            return Check(name, holds=False, detail=f"pytest did not end within {SECONDS:g} seconds")
    if run.strangers:
        return Check(name, holds=False, detail=f"imported from elsewhere: {', '.join(run.strangers)}")
    if not run.is_whole or not is_right(run):
        return Check(name, holds=False, detail=f"{run.passed} of {run.cases} cases pass\n{_first_lines(run.output)}")
    return Check(name, holds=True, detail=f"{run.passed} of {run.cases} cases pass")


def run_pytest(folder: Path, files: Files) -> Run:
    """Write the files into an empty folder and run pytest there; raises subprocess.TimeoutExpired."""
    handout, result = folder / "handout", folder / "result.json"
    for name, content in files.items():
        (handout / name).parent.mkdir(parents=True, exist_ok=True)
        (handout / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", PROGRAM, handout, result, *_installed()],
        cwd=handout,
        env={"PATH": os.defpath, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=SECONDS,
        check=False,
    )
    found = json.loads(result.read_text(encoding="utf-8")) if result.is_file() else {"status": done.returncode}
    return Run(output=done.stdout, **found)


def _first_lines(output: str) -> str:
    """Return what pytest says first, after the dots."""
    lines = output.splitlines()
    start = next((number for number, line in enumerate(lines) if line.startswith("=====")), 0)
    return "\n".join(lines[start : start + LINES_SHOWN])


def _installed() -> list[str]:
    """Return the folders of installed packages, NumPy and pytest among them."""
    return [place for place in sys.path if place.endswith(("site-packages", "dist-packages"))]
