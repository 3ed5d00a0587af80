"""What goes between the grader and the process that reads: plain data, and on the grader's side checked.

A question is a line of JSON. An answer is two lengths, a JSON document, and the bytes of the files that it lists. The
reading process goes through what students packed, so what it answers is believed no more than a student: its sizes are
bounded before anything is read, every text is a printable one of bounded length, a message has plain {names} only.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, replace
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import Any, Final

from grader.language import Message
from grader.model import Assignment, CodeCells, Course, Exercise, Identity, Notice, Submission, Unit
from grader.submissions.digest import digest_of
from grader.submissions.layouts import Layout
from grader.submissions.limits import (
    MAX_FILES,
    MAX_ID_BYTES,
    MAX_NAME_BYTES,
    MAX_NOTICES,
    ReaderLimits,
)
from grader.submissions.names import student_id
from grader.submissions.reading import OpenClass, Reading
from grader.submissions.roster import RosterNote

LENGTHS: Final = struct.Struct("<II")  # of the document, of the files
MAX_DOCUMENT_BYTES: Final = 8 << 20  # of one student
MAX_ROSTER_BYTES: Final = 128 << 20  # of who is there
MAX_FILES_BYTES: Final = 256 << 20
_MAX_TEXT: Final = 20_000
_MAX_DEPTH: Final = 8  # of messages in messages
_MAX_CELLS: Final = 100_000

Plain = Any  # what JSON can say


class BadAnswer(ValueError):
    """The reading process has said something that it never says."""


@dataclass(frozen=True, slots=True)
class Student:
    """Who has handed in, as the roster says."""

    name: str  # as `Submission.student` has it
    identity: Identity


@dataclass(frozen=True, slots=True)
class Opened:
    """Who is in a class."""

    students: tuple[Student, ...]
    notes: tuple[RosterNote, ...]


# --------------------------------------------------------------------------------------------------
# The question


def about_class(path: Path, course: Course, limits: ReaderLimits) -> Plain:
    """Return what the reading process has to know of the course, where the class is, and what opening it may cost."""
    return {
        "path": str(path.absolute()),
        "called": str(path),
        "parent": os.getpid(),
        "limits": asdict(limits),
        "root": str(course.root.absolute()),
        "units": [[unit.name, [exercise.name for exercise in unit.exercises]] for unit in course.units],
        "assignments": [[a.name, list(a.units), a.due and a.due.isoformat()] for a in course.assignments],
    }


def about_student(index: int, limits: ReaderLimits) -> Plain:
    """Return the question about one student, and what the answer may cost."""
    return {"read": index, "limits": asdict(limits)}


def class_of(about: Plain) -> tuple[Path, Course]:
    """Return where the class is, and a course that has what reading needs of one, and nothing else."""
    units = tuple(Unit(name, "", tuple(Exercise(e, name, 0.0, {}) for e in own)) for name, own in about["units"])
    assignments = tuple(
        Assignment(name, "", tuple(own), due and datetime.fromisoformat(due))
        for name, own, due in about["assignments"]
    )
    return Path(about["path"]), Course(Path(about["root"]), "", "", "", units, assignments, 0.0, 0, "")


# --------------------------------------------------------------------------------------------------
# The answer, as the reading process says it


def said_opened(opened: OpenClass) -> bytes:
    """Return the answer about a class."""
    students = [[student_id(hand_in.student), *astuple(hand_in.identity)] for hand_in in opened.hand_ins]
    return framed({"students": students, "notes": [[note.name, _said(note.text)] for note in opened.notes]})


def said_refused(text: str) -> bytes:
    """Return the answer about what is no class."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return framed({"refused": printable[:_MAX_TEXT]})


def said_read(reading: Reading, *, last: bool) -> bytes:
    """Return the answer about one student; the `last` one of this process."""
    submission = reading.submission
    cells = dict(submission.cells)
    document = {
        "files": [[name, len(content), _said_cells(cells.get(name))] for name, content in submission.files],
        "submitted": [[name, time.isoformat()] for name, time in submission.submitted],
        "notices": [[notice.file, _said(notice.text)] for notice in submission.notices],
        "problem": _said(submission.problem),
        "scope": None if submission.scope is None else list(submission.scope),
        "layout": reading.layout and reading.layout.value,
        "last": last,
    }
    return framed(document, *(content for _, content in submission.files))


def framed(document: Plain, *files: bytes) -> bytes:
    """Return an answer as it is sent."""
    text = json.dumps(document, separators=(",", ":")).encode()
    return b"".join([LENGTHS.pack(len(text), sum(map(len, files))), text, *files])


def _said(text: str) -> Plain:
    if not isinstance(text, Message):
        return text
    values = {name: _said(value) if isinstance(value, str) else value for name, value in text.values.items()}
    return [text.template, text.plural, values]


def _said_cells(cells: CodeCells | None) -> Plain:
    return cells and [cells.notebook, list(cells.before)]


# --------------------------------------------------------------------------------------------------
# The answer, as it is believed


def opened_from(document: Plain) -> Opened:
    """Return who is in a class; raises BadAnswer."""
    with _Checked():
        students = tuple(
            Student(_text(name, MAX_ID_BYTES), Identity(*(_text(part) for part in identity)))
            for name, *identity in document["students"]
        )
        return Opened(students, tuple(RosterNote(_text(name), _message(text)) for name, text in document["notes"]))


def refusal_from(document: Plain) -> str:
    """Return why a class is none, "" if it is one; raises BadAnswer."""
    with _Checked():
        return _message(document["refused"]) if "refused" in document else ""


def reading_from(document: Plain, content: bytes, student: Student, course: Course) -> Reading:
    """Return what came of the work of `student`; raises BadAnswer."""
    with _Checked():
        files, cells = _files(document["files"], content)
        submitted = _times(document["submitted"], course)
        notices = tuple(Notice(_text(file), _message(text)) for file, text in document["notices"])
        problem = _message(document["problem"])
        if len(notices) > MAX_NOTICES + 1 or bool(problem) == bool(files):
            raise BadAnswer
        scope = _scope(document["scope"], course)
        if bool(problem) != (scope is None):
            raise BadAnswer
        layout = None if document["layout"] is None else Layout(document["layout"])
        submission = submission_of(student, files, submitted, notices, problem, cells)
        return Reading(replace(submission, scope=scope), layout)


def submission_of(
    student: Student,
    files: tuple[tuple[str, bytes], ...] = (),
    submitted: tuple[tuple[str, datetime], ...] = (),
    notices: tuple[Notice, ...] = (),
    problem: str = "",
    cells: tuple[tuple[str, CodeCells], ...] = (),
) -> Submission:
    """Return a submission with its digest."""
    digest = digest_of(student.name, files, submitted, notices, problem, student.identity)
    return Submission(student.name, files, digest, submitted, notices, problem, cells, student.identity)


class _Checked:
    """Turns what is missing or of another kind in an answer into BadAnswer."""

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, LookupError | TypeError | ValueError | AttributeError) and kind is not BadAnswer:
            raise BadAnswer from error


def _files(listed: Plain, content: bytes) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[str, CodeCells], ...]]:
    files, cells, at = [], [], 0
    for name, size, about in listed:
        stem, dot, suffix = _text(name).rpartition(".")
        if not (dot and suffix == "py" and stem.isidentifier() and type(size) is int and size >= 0):
            raise BadAnswer
        files.append((name, content[at : at + size]))
        at += size
        if about is not None:
            notebook, before = about
            if not all(type(line) is int for line in before) or len(before) > _MAX_CELLS:
                raise BadAnswer
            cells.append((name, CodeCells(_text(notebook), tuple(before))))
    names = [name for name, _ in files]
    if at != len(content) or len(files) > MAX_FILES or names != sorted(set(names)):
        raise BadAnswer
    return tuple(files), tuple(cells)


def _scope(listed: Plain, course: Course) -> tuple[str, ...] | None:
    """Return the units of whole assignments that the work is for; None where that is not known."""
    if listed is None:
        return None
    if not isinstance(listed, list) or course.covering(listed) != tuple(listed):
        raise BadAnswer
    return tuple(listed)


def _times(listed: Plain, course: Course) -> tuple[tuple[str, datetime], ...]:
    times = tuple((name, datetime.fromisoformat(time)) for name, time in listed)
    if {name for name, _ in times} - {a.name for a in course.assignments} or any(t.tzinfo is None for _, t in times):
        raise BadAnswer
    return times


def _text(text: Plain, most: int = MAX_NAME_BYTES) -> str:
    if not isinstance(text, str) or len(text) > most or not text.isprintable():
        raise BadAnswer
    return text


def _message(said: Plain, depth: int = 0) -> str:
    if isinstance(said, str):
        return _text(said, _MAX_TEXT)
    template, plural, values = said
    checked = {name: _value(value, depth) for name, value in values.items()}
    for text in (template, plural):
        _require_plain_names(_text(text, _MAX_TEXT), checked)
    message = Message(template, checked, plural)
    _text(str(message), _MAX_TEXT)
    return message


def _value(said: Plain, depth: int) -> str | int | float:
    if type(said) in (int, float):
        return said  # type: ignore[no-any-return]
    if depth > _MAX_DEPTH:
        raise BadAnswer
    return _message(said, depth + 1)


def _require_plain_names(template: str, values: Mapping[str, object]) -> None:
    """Refuse a format that asks for more than a value by its name: for attributes, or for a width of a gigabyte."""
    for _, name, form, conversion in _fields(template):
        if name not in values or form or conversion:
            raise BadAnswer


def _fields(template: str) -> Iterator[tuple[str, str, str | None, str | None]]:
    yield from (part for part in Formatter().parse(template) if part[1] is not None)  # type: ignore[misc]
