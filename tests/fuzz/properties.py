"""What must hold of every input there is. Each function raises where it does not: hypothesis and `guided.py` search.

`tests/fuzz/found/` holds inputs for which it once did not.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from grader.course import load_course
from grader.errors import CourseError
from grader.model import Course
from grader.sandbox import wire
from grader.sandbox.reply import Answer, ProtocolError

T = TypeVar("T")

# The most that a value may weigh, for each byte that it came in; measured: 57, for arrays of a single boolean.
WEIGHT, LEAST_BYTES = 64, 1 << 16
SEQUENCE = 5
MOST_ANSWERS = 3
FILES = {
    "unit1.py": b"import numpy as np\r\n\r\ndef f(x):\r\n    return 1 / x\r\n",
    "empty.py": b"",
    "odd.py": b"\xff\0",
}


def decode(data: bytes) -> None:
    """Any bytes are a value that can be sent on and arrives the same, or a WireError; and cost little memory."""
    try:
        value = _weighed(data, lambda: wire.decode(data, function=_function))
        _counted(data)
        _weighed(data, lambda: wire.decode(data, function=_function, numpy_scalars=False))
    except wire.WireError:
        return
    again = wire.encode(value, lambda _: 1)
    assert wire.encode(wire.decode(again, function=_function), lambda _: 1) == again


def reply(data: bytes) -> None:
    """Any bytes are answers with nothing but checked, clean text, or a ProtocolError; and cost little memory."""
    try:
        for answer in _weighed(data, lambda: Answer.parse(data, SEQUENCE, MOST_ANSWERS)):
            _read(answer)
    except ProtocolError:
        return


def course(text: bytes, folder: Path) -> None:
    """Any course.yaml is a course, or a CourseError whose lines can be printed and name the file."""
    (folder / "course.yaml").write_bytes(text)
    try:
        assert isinstance(load_course(folder), Course)
    except CourseError as error:
        lines = str(error).splitlines()
        assert lines
        for line in lines:
            assert line.isprintable(), ascii(line)
            assert line.startswith(("course.yaml", "exercises/", "solutions/")), line


def _read(answer: Answer) -> None:
    notes = answer.call_notes(output_kib=1, cpu_seconds=0.0)
    for text in (
        *notes.warnings,
        notes.printed,
        *(name for name in notes.changed + notes.shared if isinstance(name, str)),
    ):
        _assert_clean(text)
    assert len(notes.printed) <= 1024
    if answer.kind == "opaque":
        _assert_clean(answer.opaque().what)
    elif answer.kind == "callback":
        assert all(type(key) is str for key in answer.callback().kwargs)
    elif answer.kind == "raised":
        raised = answer.raised(FILES, notes)
        assert type(raised.exception).__module__ == "builtins"
        _assert_clean(raised.traceback)
        _assert_clean(str(raised.exception))
        assert raised.file in {"", *FILES}
        assert 0 <= raised.line <= 6


def _assert_clean(text: str) -> None:
    assert all(character.isprintable() or character in "\n\t" for character in text), ascii(text)


def _weighed(data: bytes, read: Callable[[], T]) -> T:
    tracemalloc.start()
    try:
        return read()
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak <= WEIGHT * len(data) + LEAST_BYTES, f"{len(data)} bytes took {peak}"


def _counted(data: bytes) -> None:
    """What a value takes in memory is no more than what the reader counts."""
    reader = wire.Reader(data, function=_function, numpy_scalars=False)
    tracemalloc.start()
    try:
        value = reader.read()
        taken = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert taken <= reader.held_bytes + LEAST_BYTES, f"{value!r:.200} takes {taken}, not {reader.held_bytes}"


def _function(number: int) -> wire.Function:
    if number != 1:
        raise KeyError(number)
    return print
