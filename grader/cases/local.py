"""The students' side: `pytest exercises/` with NumPy and pytest alone.

Supplies the functions by direct import (so a debugger works), turns failures into the grader's own explanations, and
ends with a table of units and exercises.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from grader.cases.compare import CaseFailed
from grader.cases.feedback import explain_exception, explain_failure, explain_noise
from grader.cases.seeds import PUBLIC_KEY, rng_for
from grader.cases.subject import NotAttempted, Subject, local_invoke
from grader.model import Case, Exercise, Group, Outcome, Verdict
from grader.scoring import score_exercise

MANIFEST = "course.json"
SYMBOLS = {"passing": "✓", "failing": "✗", "not attempted": "·"}


def install(config: pytest.Config, folder: Path) -> None:
    """Register the plugin for the exercises in `folder`; called by its conftest.py."""
    for group in Group:
        config.addinivalue_line("markers", f"{group}: a group of cases")
    config.pluginmanager.register(LocalPlugin.for_folder(folder), "grader-local")


@dataclass
class LocalPlugin:
    """pytest plugin for one folder of exercises."""

    folder: Path
    manifest: dict[str, Any]
    outcomes: dict[str, list[Outcome]] = field(default_factory=dict)

    @classmethod
    def for_folder(cls, folder: Path) -> LocalPlugin:
        """Read the manifest and give the plugin one fixture per exercise."""
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        fixtures = {
            exercise["name"]: pytest.fixture(name=exercise["name"])(
                _subject_fixture(folder, unit["name"], exercise["name"])
            )
            for unit in manifest["units"]
            for exercise in unit["exercises"]
        }
        plugin: LocalPlugin = type("LocalPlugin", (cls,), fixtures)(folder, manifest)
        return plugin

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Return the same numbers for everybody, so that a failure can be repeated and talked about."""
        return rng_for(PUBLIC_KEY, request.node.nodeid.rpartition("/")[2])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Replace pytest's traceback by an explanation, and note the outcome for the table."""
        report = yield
        if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
            exercise, subject = self._subject_of(item)
            if exercise is not None:
                verdict, text = _conclude(item, call, subject)
                self._note(item, exercise, verdict)
                if verdict is not Verdict.PASSED:
                    report.outcome = "failed"
                    report.longrepr = text
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """End with the table of units and exercises."""
        if self.outcomes:
            terminalreporter.section("your course so far")
            for line in self.table():
                terminalreporter.write_line(line)

    def table(self) -> list[str]:
        """Return the lines of the table: per exercise its state and the points that the visible cases give."""
        lines, so_far, whole = [], 0.0, 0.0
        for unit in self.manifest["units"]:
            lines.append(f"{unit['name']}: {unit['title']}")
            for entry in unit["exercises"]:
                outcomes = self.outcomes.get(entry["name"])
                exercise = _exercise(entry, unit["name"])
                score = score_exercise(exercise, outcomes or (), gate=self.manifest["gate"]).score
                state = _state(outcomes)
                lines.append(
                    f"  {SYMBOLS.get(state, ' ')} {entry['name']:<34}{state:<15}{score:5.2f} of {exercise.points:g}"
                )
                so_far, whole = so_far + score, whole + (0 if exercise.bonus else exercise.points)
        lines.append(
            f"Points so far, by the visible cases alone: {so_far:.2f} of {whole:g}. Hidden cases decide the mark."
        )
        return lines

    def _subject_of(self, item: pytest.Item) -> tuple[str | None, Subject | None]:
        names = {e["name"] for unit in self.manifest["units"] for e in unit["exercises"]}
        arguments = getattr(item, "funcargs", {})
        exercise = next((name for name in getattr(item, "fixturenames", ()) if name in names), None)
        subject = arguments.get(exercise) if exercise else None
        return exercise, subject

    def _note(self, item: pytest.Item, exercise: str, verdict: Verdict) -> None:
        group = next((Group(mark.name) for mark in item.iter_markers() if mark.name in set(Group)), Group.ANCHOR)
        case = Case(item.nodeid, exercise, _title(item), group, visible=True)
        self.outcomes.setdefault(exercise, []).append(Outcome(case, verdict))


def _subject_fixture(folder: Path, unit: str, name: str) -> Callable[[Any], Subject]:
    def subject(self: object) -> Subject:
        function = getattr(_import_unit(folder, unit), name, None)
        if not callable(function):
            raise NotAttempted(f"there is no function {name} in {unit}.py")
        return Subject(name, local_invoke(function, lambda error: place_in(folder, error)))

    return FunctionType(subject.__code__, subject.__globals__, name, None, subject.__closure__)


def _import_unit(folder: Path, unit: str) -> object:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    return importlib.import_module(unit)


def place_in(folder: Path, error: BaseException) -> str:
    """Say where in the student's own files an exception came from: "unit2_entropy.py:34 in entropy"."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == folder]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""


def _conclude(item: pytest.Item, call: pytest.CallInfo[None], subject: Subject | None) -> tuple[Verdict, str]:
    title = _title(item)
    error = call.excinfo.value if call.excinfo else None
    calls = subject.calls if subject else []
    if isinstance(error, NotAttempted):
        return Verdict.NOT_ATTEMPTED, f"{title}\nnot attempted yet: {error or 'the function is still a stub'}"
    if isinstance(error, CaseFailed) and subject:
        return Verdict.FAILED, f"{title}\n{explain_failure(error, subject, visible=True)}"
    if error is not None and subject and (raising := subject.raised(error)):
        return Verdict.RAISED, f"{title}\n{explain_exception(raising, visible=True)}"
    if error is not None:
        return Verdict.FAILED, f"{title}\n{type(error).__name__}: {error}\n{_own_frames(error)}"
    if any(c.warnings for c in calls):
        return Verdict.FAILED, f"{title}\n{explain_noise(calls, visible=True)}"
    return Verdict.PASSED, ""


def _own_frames(error: BaseException) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "site-packages" not in f.filename]
    return "".join(traceback.format_list(frames[-2:]))


def _title(item: pytest.Item) -> str:
    doc = getattr(getattr(item, "function", None), "__doc__", None) or item.name
    return str(doc).strip().splitlines()[0]


def _exercise(entry: dict[str, Any], unit: str) -> Exercise:
    shares = {Group(group): float(share) for group, share in entry["shares"].items()}
    return Exercise(entry["name"], unit, entry["points"], shares, entry["difficulty"], entry["bonus"])


def _state(outcomes: list[Outcome] | None) -> str:
    if not outcomes:
        return "not run"
    verdicts = {outcome.verdict for outcome in outcomes}
    if verdicts == {Verdict.PASSED}:
        return "passing"
    return "not attempted" if verdicts == {Verdict.NOT_ATTEMPTED} else "failing"
