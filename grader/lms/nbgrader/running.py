"""The session of an nbgrader process: started for its first notebook, kept for all that follow.

`nbgrader autograde` grades a class in one process, and formgrader's server lives for days: cases are collected and the
sandbox is started once, and again only when the course has changed.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from pathlib import Path

from grader.course import load_course
from grader.model import Level, Report, Submission
from grader.secret import load_secret
from grader.session import Session


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
    """The session that this process has, what it was opened for, and what it did last."""

    key: _Key | None = None
    session: Session | None = None
    latest: _Graded | None = None


def running_session(folder: Path, *, level: str = "auto") -> Session:
    """Return this process's session for the course in `folder`; raises CourseError and MachineError.

    `level` is "auto", "L1" or "L2": never without a sandbox, since what nbgrader records is a grade.
    """
    course = load_course(folder)
    key = _Key(course.root.resolve(), course.digest, level)
    if _Kept.session is None or _Kept.key != key:
        _close()
        wanted = None if level == "auto" else Level(level)
        _Kept.session = Session.open(course, wanted, load_secret(course.root))
        _Kept.key = key
    return _Kept.session


def grade_for(session: Session, submission: Submission, notebook: str) -> Report:
    """Grade a submission once for all of its notebooks, which nbgrader brings one after the other.

    A notebook that comes again is graded again: somebody has pressed the button for a reason.
    """
    latest = _Kept.latest
    same = latest is not None and latest.report.provenance == session.plan.provenance(submission)
    if latest is None or not same or notebook in latest.notebooks:
        latest = _Kept.latest = _Graded(session.grade(submission), set())
    latest.notebooks.add(notebook)
    return latest.report


def _close() -> None:
    if _Kept.session is not None:
        _Kept.session.close()
    _Kept.session = _Kept.key = _Kept.latest = None


atexit.register(_close)
