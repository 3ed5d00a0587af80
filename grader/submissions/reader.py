"""Asks the process that reads, and outlives it: killed where it is late, replaced where it has ended.

    with Reader(path, course) as reader:
        for index, student in enumerate(reader.opened.students):
            reading = reader.read(index)

One process reads many students. A student on whose work it is killed or dies has a problem; the next one has another
process. What may be due to the students before (memory that they left behind) is tried again by a process that has
read nobody.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import yaml

import grader
from grader import safe_python
from grader.errors import CallError, MachineError
from grader.language import msg
from grader.model import Course, Notice
from grader.submissions import answer
from grader.submissions.answer import LENGTHS, BadAnswer, Opened, Plain, Student
from grader.submissions.limits import ONE_STUDENT, WHOLE_CLASS, ReaderLimits
from grader.submissions.reading import Reading
from grader.submissions.reading_process import OUT_OF_MEMORY

# No site-packages: the two packages that are needed are named, and nothing else of what is installed is loaded.
_OPTIONS = ("-S", "-W", "ignore")
_CODE = "import sys; sys.path += sys.argv[1:]; from grader.submissions.reading_process import main; main()"
_PACKAGES = tuple({str(Path(file).resolve().parents[1]) for file in (grader.__file__, yaml.__file__)})
_READ_BYTES = 1 << 20
_LAST_WORDS = 2000


class _TooSlow(Exception):
    """The process has used up its time, on the clock or on the processor."""


class _TooLarge(Exception):
    """The process has used up its memory."""


class _Died(Exception):
    """The process has ended, or has said what it never says."""


class Reader:
    """The students of one class, read by another process."""

    def __init__(
        self, path: Path, course: Course, *, limits: ReaderLimits = ONE_STUDENT, whole: ReaderLimits = WHOLE_CLASS
    ) -> None:
        """Find out who is there; raises CallError for what is no class, and MachineError."""
        self._path, self._course = path, course
        self._limits, self._whole = limits, whole
        self._process: _Process | None = None
        self._places: dict[Student, int] = {}  # where the present process has each student
        self.opened = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.close()

    def read(self, index: int) -> Reading:
        """Return what came of the work of a student in `opened`. Never raises for what the student did."""
        student = self.opened.students[index]
        try:
            return self._ask(student)
        except _TooSlow:
            text = msg(
                "Reading this work took longer than {limit} s. {next}", limit=self._limits.cpu_seconds, next=_LESS
            )
        except _TooLarge:
            limit = self._limits.memory_mib
            text = msg("Reading this work took more than {limit} MiB of memory. {next}", limit=limit, next=_LESS)
        except _Died:
            text = msg("Reading this work crashed the process that reads. {next}", next=_LESS)
        return Reading(answer.submission_of(student, notices=(Notice("", text),), problem=text))

    def _ask(self, student: Student) -> Reading:
        """Ask for a student; once more, where it can be due to those who were read before."""
        has_read = self._process is not None and self._process.has_read
        try:
            return self._ask_once(student)
        except (_TooLarge, _Died):
            if not has_read:
                raise
            return self._ask_once(student)

    def _ask_once(self, student: Student) -> Reading:
        if self._process is None:
            self._open()
        assert self._process is not None
        if student not in self._places:
            raise _Died  # the folder has changed meanwhile
        try:
            question = answer.about_student(self._places[student], self._limits)
            document, content = self._process.ask(question, self._limits, answer.MAX_DOCUMENT_BYTES)
            reading = answer.reading_from(document, content, student, self._course)
        except BadAnswer as error:
            self.close()
            raise _Died from error
        except BaseException:
            self.close()
            raise
        self._process.has_read = True
        if document.get("last"):
            self.close()
        return reading

    def _open(self) -> Opened:
        process = _Process()
        try:
            about = answer.about_class(self._path, self._course, self._whole)
            document, _ = process.ask(about, self._whole, answer.MAX_ROSTER_BYTES)
            if refused := answer.refusal_from(document):
                raise CallError(refused)
            opened = answer.opened_from(document)
        except (_TooSlow, _TooLarge) as error:
            process.close()
            seconds, mib = self._whole.cpu_seconds, self._whole.memory_mib
            raise CallError(
                f"{self._path}: finding the students in it takes more than {seconds} s or {mib} MiB."
                " Name a folder with the submissions instead."
            ) from error
        except (_Died, BadAnswer) as error:
            last_words = process.close()
            raise MachineError(
                f"The process that reads submissions died as it started. {last_words}".strip()
            ) from error
        except BaseException:
            process.close()
            raise
        self._process = process
        self._places = {student: place for place, student in enumerate(opened.students)}
        return opened


_LESS = msg("Submit the course's files only, without large notebooks or other archives.")


class _Process:
    """The process, its questions and its answers."""

    def __init__(self) -> None:
        self.has_read = False
        try:
            self._process = subprocess.Popen(
                safe_python.isolated_command(*_OPTIONS, "-c", _CODE, *_PACKAGES),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=safe_python.environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for us
            )
        except OSError as error:
            raise MachineError(f"Cannot start a process to read submissions: {error}") from error

    def ask(self, question: Plain, limits: ReaderLimits, max_document_bytes: int) -> tuple[Plain, bytes]:
        """Return the answer; raises _TooSlow, _TooLarge, _Died and BadAnswer, and then it is to be closed."""
        deadline = time.monotonic() + limits.seconds
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._end() from None
        document, files = LENGTHS.unpack(self._receive(LENGTHS.size, deadline))
        if document > max_document_bytes or files > answer.MAX_FILES_BYTES:
            raise BadAnswer
        return _parsed(self._receive(document, deadline)), self._receive(files, deadline)

    def close(self) -> str:
        """End the process, and return what it has said of its end."""
        self._process.kill()
        self._process.wait()
        said = b""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            if pipe is self._process.stderr:
                os.set_blocking(pipe.fileno(), False)
                said = pipe.read() or b""
            try:
                pipe.close()
            except BrokenPipeError:  # a question that nobody has read
                continue
        return said[-_LAST_WORDS:].decode("utf-8", "replace").strip()

    def _receive(self, size: int, deadline: float) -> bytes:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        pieces, left = [], size
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while left:
            seconds = deadline - time.monotonic()
            if seconds <= 0 or not poll.poll(seconds * 1000):
                raise _TooSlow
            piece = os.read(descriptor, min(left, _READ_BYTES))
            if not piece:
                raise self._end()
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def _end(self) -> Exception:
        """Say how the process has ended, whose output is closed."""
        try:
            status = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            return _Died()
        return {-signal.SIGXCPU: _TooSlow(), OUT_OF_MEMORY: _TooLarge()}.get(status, _Died())


def _parsed(text: bytes) -> Plain:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadAnswer from error
    if not isinstance(document, dict):
        raise BadAnswer
    return document
