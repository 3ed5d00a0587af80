"""results.sqlite: every report, content-addressed, with history, and what each of them covers.

Which report counts for an assignment is not kept: it follows from what is, and from the course (`standing`).

One transaction per report, so an interrupted run loses at most the submission it was on. `synchronous=FULL`: in WAL
mode a killed process never loses a commit, but NORMAL may lose the last ones with the power; FULL costs one fsync a
report, milliseconds beside the second or so that a submission takes.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from grader.errors import MachineError
from grader.model import Course, Provenance, Report
from grader.report.document import to_document, to_json
from grader.standing import Covered, Grading, Moment, Standing, compose
from grader.store_schema import (
    APPLICATION_ID,
    OLDEST_VERSION,
    SCHEMA_VERSION,
    copy_beside,
    create_tables,
    migrate,
    read_document,
    save_works,
    text_digest,
)

BUSY_SECONDS: Final = 30.0

# A report that could not be graded never replaces one of the same key that could.
_SAVE_REPORT: Final = """
INSERT INTO reports (key, student, graded, document, digest, saved)
VALUES (:key, :student, :graded, :document, :digest, 0)
ON CONFLICT (key) DO UPDATE SET graded = excluded.graded, document = excluded.document, digest = excluded.digest
WHERE excluded.graded >= reports.graded
"""
_MAKE_LAST: Final = "UPDATE reports SET saved = (SELECT max(saved) + 1 FROM reports) WHERE key = :key"
_FIND: Final = "SELECT document, digest FROM reports WHERE key = ? AND graded"
_LAST_KEY: Final = "SELECT key FROM reports WHERE student = ? ORDER BY saved DESC LIMIT 1"
_REPORT: Final = "SELECT document, digest FROM reports WHERE id = ?"
_LATEST: Final = """
SELECT document, digest FROM reports AS report
WHERE saved = (SELECT max(saved) FROM reports WHERE student = report.student) ORDER BY student
"""
_HISTORY: Final = "SELECT document, digest FROM reports WHERE student = ? ORDER BY id"
_GRADINGS: Final = """
SELECT reports.id, student, saved, unit, works.digest, submitted, works.graded
FROM reports LEFT JOIN works ON works.report = reports.id {where} ORDER BY student, saved
"""
_BEGUN: Final = "SELECT DISTINCT unit FROM works"

_MAGIC: Final = b"SQLite format 3\x00"  # sqlite.org/fileformat.html, 1.3: the header
_APPLICATION_ID_PLACE: Final = slice(68, 72)

_NEXT_STEP: Final = {
    sqlite3.SQLITE_BUSY: "another program is using it: wait for it or end it, then run the same command again",
    sqlite3.SQLITE_LOCKED: "another program is using it: wait for it or end it, then run the same command again",
    sqlite3.SQLITE_READONLY: "it cannot be written: allow writing to it and to its folder",
    sqlite3.SQLITE_PERM: "it cannot be written: allow writing to it and to its folder",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: see that its folder exists and may be written",
    sqlite3.SQLITE_FULL: "the disk is full: make room, then run the same command again",
    sqlite3.SQLITE_IOERR: "the disk does not answer: see that it has room and works, then run the same command again",
    sqlite3.SQLITE_PROTOCOL: "its file system cannot lock: put it on a local disk",
}
_DAMAGED: Final = "it is damaged and was left as it is: move it away, or bring back a copy, then grade again"
_HALF: Final = "it is empty or gone, but {wal} is not: bring both back from a copy, or move both away and grade again"
_NO_FILE: Final = "it is not a file: move it away, or name another file for the results"
_FOREIGN: Final = "it is not a file of the grader and was left as it is: name another file for the results"


def report_key(provenance: Provenance) -> str:
    """Return the address of the report that this provenance leads to: 64 hexadecimal digits.

    Everything that decides a mark is in it, and the sandbox level too: an unconfined run is never taken for a
    confined one.
    """
    parts = (
        provenance.submission_digest,
        provenance.course_digest,
        provenance.grader_version,
        provenance.seed_version,
        provenance.secret_fingerprint,
        provenance.sandbox_level.value,
        provenance.scope,
    )
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class Store:
    """The reports of one course, in one file. Several processes may use it at once; a `Store` belongs to one thread.

    Every method raises MachineError, with the file and the next step, when the file is locked, damaged, read-only or
    not ours; the file is then left as it is.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._translated():
            if problem := _obstacle(path):
                raise MachineError(f"{path}: {problem}")
            self._connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    def save(self, report: Report, key: str) -> None:
        """Keep `report` under `key` and make it the last of its student's gradings, in one transaction.

        Saving a key again does not duplicate it. It does make it the last again, which is how a student who goes back
        to an earlier submission gets the earlier report back, where nothing says when they were submitted.
        """
        document = to_json(to_document(report), indent=None)
        row = {
            "key": key,
            "student": _name(report.student),
            "graded": report.graded,
            "document": document,
            "digest": text_digest(document),
        }
        with self._transaction():
            is_kept = self._connection.execute(_SAVE_REPORT, row).rowcount
            self._connection.execute(_MAKE_LAST, row)
            if is_kept:
                save_works(self._connection, key, report)

    def find(self, key: str) -> Report | None:
        """Return the graded report kept under `key`, or None. Ungraded ones are not found: they are graded again."""
        return next(self._reports(_FIND, key), None)

    def last_key(self, student: str) -> str | None:
        """Return the key of a student's last grading; None if there is none."""
        with self._translated():
            row = self._connection.execute(_LAST_KEY, (_name(student),)).fetchone()
        return row[0] if row else None

    def report(self, number: int) -> Report:
        """Return the report that a `Grading` is about."""
        return next(self._reports(_REPORT, number))

    def latest(self) -> Iterator[Report]:
        """Yield each student's last grading, whether it counts or not, ordered by student."""
        return self._reports(_LATEST)

    def history(self, student: str) -> tuple[Report, ...]:
        """Return all reports of `student`, in the order in which they were first kept; none if there is none."""
        return tuple(self._reports(_HISTORY, _name(student)))

    def gradings(self, student: str | None = None) -> Iterator[list[Grading]]:
        """Yield what every report covers, student by student, in the order of grading; or that of one student."""
        where, parameters = ("", ()) if student is None else ("WHERE student = ?", (_name(student),))
        with self._translated():
            rows = self._connection.execute(_GRADINGS.format(where=where), parameters).fetchall()
        for _, of_student in groupby(rows, key=itemgetter(1)):
            yield [
                Grading(number, name, order, tuple(_covered(*row[3:]) for row in units if row[3] is not None))
                for (number, name, order), units in groupby(of_student, key=itemgetter(0, 1, 2))
            ]

    def standings(self, course: Course, now: datetime) -> Iterator[Standing]:
        """Yield how each student stands in `course`, ordered by student."""
        moment = Moment(now, self.begun())
        for gradings in self.gradings():
            yield compose(gradings, course, moment, load=cache(self.report))

    def standing(self, student: str, course: Course, now: datetime) -> Standing:
        """Return how a student of whom there is a report stands in `course`."""
        (gradings,) = self.gradings(student)
        return compose(gradings, course, Moment(now, self.begun()), load=cache(self.report))

    def begun(self) -> frozenset[str]:
        """Return the units of which somebody has submitted something."""
        with self._translated():
            return frozenset(unit for (unit,) in self._connection.execute(_BEGUN))

    def _prepare(self) -> None:
        """Create the tables in a new file, or bring those of an older one up to date; check it before either."""
        with self._transaction():
            if self._pragma("application_id") == 0:
                create_tables(self._connection)
            version = self._pragma("user_version")
            if not isinstance(version, int) or not OLDEST_VERSION <= version <= SCHEMA_VERSION:
                raise MachineError(f"{self._path}: {_version_problem(version)}")
            if self._pragma("quick_check(1)") != "ok":
                raise MachineError(f"{self._path}: {_DAMAGED}")
            if version < SCHEMA_VERSION:
                copy_beside(self._path, version)
                migrate(self._connection)
        self._pragma("foreign_keys = ON")
        self._pragma("synchronous = FULL")
        if self._pragma("journal_mode = WAL") != "wal":
            raise MachineError(f"{self._path}: {_NEXT_STEP[sqlite3.SQLITE_PROTOCOL]}")

    def _pragma(self, text: str) -> object:
        row = self._connection.execute(f"PRAGMA {text}").fetchone()
        return row[0] if row else None

    def _reports(self, query: str, *parameters: str | int) -> Iterator[Report]:
        with self._translated(), closing(self._connection.execute(query, parameters)) as cursor:
            for document, digest in cursor:
                yield read_document(document, digest)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Write at once or not at all; the lock is taken first, so that waiting happens before any reading."""
        with self._translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.rollback()
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            primary_code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
            raise MachineError(f"{self._path}: {_NEXT_STEP.get(primary_code, _DAMAGED)} ({error})") from error
        except OSError as error:
            raise MachineError(f"{self._path}: {error.strerror}: allow reading and writing it") from error
        except ValueError as error:  # a document that is no report
            raise MachineError(f"{self._path}: {_DAMAGED} ({error})") from error


def _obstacle(path: Path) -> str:
    """Return why the file at `path` cannot be used; "" if it is new or ours.

    Told by the header alone: merely opening another program's database with SQLite could change it, and of an empty
    one it would delete the log, with reports in it.
    """
    if path.exists() and not path.is_file():
        return _NO_FILE
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        header = b""
    log = path.with_name(f"{path.name}-wal")
    if not header:
        return _HALF.format(wal=log.name) if log.is_file() and log.stat().st_size else ""
    ours = header[_APPLICATION_ID_PLACE] == APPLICATION_ID.to_bytes(4, "big")
    return "" if header.startswith(_MAGIC) and ours else _FOREIGN


def _name(student: str) -> str:
    """Return `student` as a text that SQLite takes: a folder name need not be UTF-8."""
    return student.encode("utf-8", "backslashreplace").decode()


def _covered(unit: str, digest: str, submitted: str | None, graded: int) -> Covered:
    return Covered(unit, digest, None if submitted is None else datetime.fromisoformat(submitted), bool(graded))


def _version_problem(version: object) -> str:
    if isinstance(version, int) and version > SCHEMA_VERSION:
        return (
            f"it has version {version}, this grader reads {SCHEMA_VERSION}: it was written by a newer grader. Update "
            "this one (pip install --upgrade course-grader), or name another folder for the results"
        )
    return (
        f"it has version {version}, this grader reads {OLDEST_VERSION} to {SCHEMA_VERSION}: use the grader that wrote "
        "it, or name another folder for the results"
    )
