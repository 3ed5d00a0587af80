"""The engine of an nbgrader process: started for its first notebook, kept for all that follow.

`nbgrader autograde` grades a class in one process, and formgrader's server lives for days: cases are collected and the
sandbox is started once, and again only when the course has changed.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from pathlib import Path

from grader.course import load_course
from grader.engine import Engine, Plan
from grader.model import Level, Report, Submission
from grader.sandbox.client import Sandbox
from grader.secret import load_secret


@dataclass(frozen=True, slots=True)
class _Key:
    root: Path
    digest: str
    level: str


@dataclass(slots=True)
class _Graded:
    """The latest report, and which notebooks it was used for."""

    report: Report
    notebooks: set[str]


class _Kept:
    """The engine that this process has, what it was started for, and what it did last."""

    key: _Key | None = None
    engine: Engine | None = None
    latest: _Graded | None = None


def running_engine(folder: Path, *, level: str = "auto") -> Engine:
    """Return this process's engine for the course in `folder`; raises CourseError and MachineError.

    `level` is "auto", "L1" or "L2": never without a sandbox, since what nbgrader records is a grade.
    """
    course = load_course(folder)
    key = _Key(course.root.resolve(), course.digest, level)
    if _Kept.engine is None or _Kept.key != key:
        _close()
        _Kept.engine = Engine.start(Plan(course, _level(level), load_secret(course.root)))
        _Kept.key = key
    return _Kept.engine


def grade_for(engine: Engine, submission: Submission, notebook: str) -> Report:
    """Grade a submission once for all of its notebooks, which nbgrader brings one after the other.

    A notebook that comes again is graded again: somebody has pressed the button for a reason.
    """
    latest = _Kept.latest
    same = latest is not None and latest.report.provenance == engine.plan.provenance(submission)
    if latest is None or not same or notebook in latest.notebooks:
        latest = _Kept.latest = _Graded(engine.grade(submission), set())
    latest.notebooks.add(notebook)
    return latest.report


def _level(wanted: str) -> Level:
    """Return the level that this machine can confine at; raises MachineError where it cannot."""
    with Sandbox.start(level=None if wanted == "auto" else Level(wanted)) as sandbox:
        return sandbox.level


def _close() -> None:
    if _Kept.engine is not None:
        _Kept.engine.close()
    _Kept.engine = _Kept.key = _Kept.latest = None


atexit.register(_close)
