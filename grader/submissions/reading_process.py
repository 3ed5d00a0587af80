"""The process that reads: students' names, archives and notebooks are gone through here, and nowhere else.

It is asked on its standard input, one question a line, and answers on its standard output (see `answer.py`). It may
use only so much time and memory, for each student anew, and write no file; whoever asks kills it when it is late.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from contextlib import ExitStack, suppress
from typing import Any, BinaryIO, Final

from grader.errors import GraderError, SubmissionError
from grader.language import msg
from grader.submissions.answer import class_of, said_opened, said_read, said_refused
from grader.submissions.limits import ReaderLimits
from grader.submissions.reading import OpenClass, Reading, open_class
from grader.submissions.submission_builder import Account
from grader.submissions.tree import Folder

OUT_OF_MEMORY: Final = 3  # the exit status that says so
_GROWN_BYTES: Final = 64 << 20  # by which this process may have grown before another one takes its place
_PR_SET_PDEATHSIG: Final = 1  # prctl(2)


def main() -> None:
    """Answer until nobody asks any more."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    about = json.loads(questions.readline())
    _confine(about["parent"])
    try:
        _serve(about, questions, answers)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def _serve(about: dict[str, Any], questions: BinaryIO, answers: BinaryIO) -> None:
    _limit(ReaderLimits(**about["limits"]))
    path, course = class_of(about)
    try:
        opened = open_class(path, course, called=about["called"])
    except GraderError as error:
        _answer(answers, said_refused(str(error)))
        return
    _answer(answers, said_opened(opened))
    most = _memory_bytes() + _GROWN_BYTES
    with ExitStack() as stack:
        folder = None
        with suppress(OSError, SubmissionError):  # each student's problem, then
            folder = stack.enter_context(opened.opened())
        for question in map(json.loads, questions):
            _limit(ReaderLimits(**question["limits"]))
            reading = _read(opened, question["read"], folder)
            last = _memory_bytes() > most
            _answer(answers, said_read(reading, last=last))
            if last:
                return


def _read(opened: OpenClass, index: int, folder: Folder | None) -> Reading:
    """Read one student's work; a fault of ours costs that student's mark, never the batch."""
    hand_in = opened.hand_ins[index]
    try:
        return opened.read(hand_in, folder)
    except MemoryError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        text = msg(
            "This work could not be read because of an error in the grader: {error} at {file}:{line}.",
            error=type(error).__name__,
            file=os.path.basename(where.filename),  # noqa: PTH119 (text)
            line=where.lineno or 0,
        )
        return Reading(Account(opened.course, opened.handout).submission("", text, hand_in.identity))


def _answer(answers: BinaryIO, answer: bytes) -> None:
    answers.write(answer)
    answers.flush()


def _confine(parent: int) -> None:
    """Write no file, leave no core, and end when the grader does, `kill -9` included."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was over before that took effect
            os._exit(1)
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))


def _limit(limits: ReaderLimits) -> None:
    """Grant so much from now on: beyond it this process is killed, or meets a MemoryError."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds)
    if sys.platform == "linux":  # elsewhere it cannot be set, or is of something else
        _set(resource.RLIMIT_AS, _memory_bytes() + (limits.memory_mib << 20))


def _set(limit: int, most: int) -> None:
    hard = resource.getrlimit(limit)[1]
    resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _memory_bytes() -> int:
    """Return the size of this process's address space, which is what its limit is of."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 (it is read once a student)
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
