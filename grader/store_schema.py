"""The tables of results.sqlite, and the way to them from those of an earlier grader.

A migration is one transaction, after a copy beside the file: it happens whole or not at all, and nothing is lost.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Final

from grader.model import Report, Verdict
from grader.report.document import from_json
from grader.standing import WHOLE_COURSE, Covered

APPLICATION_ID: Final = 0x67726164  # "grad", in the file's header: whose database this is
SCHEMA_VERSION: Final = 3
OLDEST_VERSION: Final = 2  # knows one latest report for each student, of the whole course

_WORKS: Final = """
CREATE TABLE works (
    report INTEGER NOT NULL REFERENCES reports (id),
    unit TEXT NOT NULL,
    digest TEXT NOT NULL,
    submitted TEXT,
    graded INTEGER NOT NULL,
    PRIMARY KEY (report, unit)
) WITHOUT ROWID
"""
_BY_STUDENT: Final = "CREATE INDEX reports_by_student ON reports (student, saved)"
_SCHEMA: Final = (
    """CREATE TABLE reports (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        student TEXT NOT NULL,
        graded INTEGER NOT NULL,
        document TEXT NOT NULL,
        digest TEXT NOT NULL,
        saved INTEGER NOT NULL
    )""",
    _BY_STUDENT,
    _WORKS,
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
# The order of grading is that in which reports were first kept, but a student's latest comes last.
_FROM_2: Final = (
    "ALTER TABLE reports ADD COLUMN saved INTEGER NOT NULL DEFAULT 0",
    "UPDATE reports SET saved = id",
    """UPDATE reports SET saved = id + (SELECT max(id) FROM reports)
       WHERE id IN (SELECT report FROM latest)""",
    "DROP TABLE latest",
    "DROP INDEX reports_by_student",
    _BY_STUDENT,
    _WORKS,
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a new file."""
    for statement in _SCHEMA:
        connection.execute(statement)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables of version 2 up to date, in the caller's transaction; reports stay as they were written."""
    for statement in _FROM_2:
        connection.execute(statement)
    for (key,) in connection.execute("SELECT key FROM reports").fetchall():
        row = connection.execute("SELECT document, digest FROM reports WHERE key = ?", (key,)).fetchone()
        save_works(connection, key, read_document(*row))


def save_works(connection: sqlite3.Connection, key: str, report: Report) -> None:
    """Write down what the report kept under `key` covers, in place of what was written before."""
    (number,) = connection.execute("SELECT id FROM reports WHERE key = ?", (key,)).fetchone()
    connection.execute("DELETE FROM works WHERE report = ?", (number,))
    rows = (
        (number, one.unit, one.digest, one.submitted and one.submitted.astimezone(UTC).isoformat(), one.graded)
        for one in covered(report)
    )
    connection.executemany("INSERT INTO works VALUES (?, ?, ?, ?, ?)", rows)


def covered(report: Report) -> Iterator[Covered]:
    """Yield the units that a report covers.

    Where its scope is not known, these are the units in which something was attempted: all others are zeros for what
    was never submitted. If it could not be graded at all, it is not known which they are.
    """
    scope = report.provenance.scope
    if scope is None and not report.exercises:
        yield Covered(WHOLE_COURSE, report.provenance.submission_digest, None, report.graded)
        return
    works = {work.unit: work for work in report.work}
    units = scope if scope is not None else {r.exercise.unit: None for r in report.exercises if r.attempted}
    faulty = {
        result.exercise.unit
        for result in report.exercises
        if any(outcome.verdict is Verdict.GRADER_ERROR for outcome in result.outcomes)
    }
    for unit in units:
        work = None if report.problem else works.get(unit)  # nothing is known of what could not be read
        digest = work.digest if work else report.provenance.submission_digest
        yield Covered(unit, digest, work.submitted if work else None, not report.problem and unit not in faulty)


def copy_beside(path: Path, version: int) -> Path:
    """Copy the database, with what is still in its log, to `<name>.v<version>`, and return where that is.

    A copy that is there already stays, unless it says the same: then it is left of a migration that did not end.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(temporary)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, with no log beside it
        shutil.copymode(path, temporary)
        for target_path in _free_names(path, version):
            if not target_path.exists():
                temporary.replace(target_path)
                return target_path
            if target_path.read_bytes() == temporary.read_bytes():
                return target_path
        raise AssertionError("there is always a free name")
    finally:
        temporary.unlink(missing_ok=True)


def _free_names(path: Path, version: int) -> Iterator[Path]:
    yield path.with_name(f"{path.name}.v{version}")
    number = 1
    while True:
        number += 1
        yield path.with_name(f"{path.name}.v{version}-{number}")


def read_document(document: str, digest: str) -> Report:
    """Return a kept report; raises ValueError when it is not as it was written."""
    if text_digest(document) != digest:  # SQLite checks the form of its pages, not what they say
        raise ValueError("a report is not as it was written")
    return from_json(document)


def text_digest(document: str) -> str:
    """Return the digest that is kept beside a document."""
    return hashlib.sha256(document.encode()).hexdigest()
