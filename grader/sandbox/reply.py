"""What comes back from a worker, checked: the only way from its bytes to a value that the grader uses.

A worker that has run student code may send anything. Text is cleaned and bounded, exceptions are rebuilt as builtins,
file names and line numbers are checked against the files that were handed over, source lines are our own copy's.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from grader.sandbox import wire

_MAX_PLACES = 100  # arguments that the notes of a call may name
_MAX_SOURCE_CHARACTERS = 200  # of one line in a traceback


@dataclass(frozen=True, slots=True)
class CallNotes:
    """What is known of a call besides its value."""

    warnings: tuple[str, ...] = ()  # "RuntimeWarning: overflow encountered in exp"; cleaned, bounded
    changed: tuple[int | str, ...] = ()  # positions and keywords of arguments that the call changed in place
    shared: tuple[int | str, ...] = ()  # the same of arguments whose memory the returned array is
    printed: str = ""  # cleaned, bounded by limits.output_kib
    cpu_seconds: float = math.nan  # measured on the trusted side, if the call travelled alone; with nested callbacks


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """Stands for a returned value that cannot travel; equals nothing. `what` says what it is: "a set"."""

    what: str


@dataclass(frozen=True, slots=True)
class Returned:
    """The call returned `value`: exact builtin types and plain arrays, or `Opaque`."""

    value: object
    notes: CallNotes


@dataclass(frozen=True, slots=True)
class Raised:
    """The call raised."""

    exception: Exception  # the nearest builtin class, with the cleaned message
    name: str  # the class's own name
    file: str  # of the innermost frame in the student's files; "" if there is none
    line: int  # there, from 1 to the length of the file; 0 if there is none
    traceback: str  # frames in the student's files only
    notes: CallNotes
    depth: int = 1  # how many of the student's frames it passed: 1 if the function that was called raised it itself


@dataclass(frozen=True, slots=True)
class Missing:
    """The student's files have no such callable (or no such file)."""

    module: str
    name: str  # "" when the whole file is missing


FORBIDDEN_CALL = "killed for a forbidden system call"


class Loss(StrEnum):
    """Why a worker is dead."""

    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    TOO_MUCH = "too_much"  # what it has sent takes more memory here than it may
    CRASHED = "crashed"
    PROTOCOL = "protocol"


class WorkerLost(Exception):
    """The worker is dead; every later call of it raises this again."""

    def __init__(self, kind: Loss, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail  # our own words, nothing of the student's


@dataclass(frozen=True, slots=True)
class Callback:
    """The worker asks for a function that lives on the trusted side."""

    number: int
    args: tuple[object, ...]
    kwargs: Mapping[str, object]


class ProtocolError(Exception):
    """The worker said something that an honest worker does not say."""


class TooMuch(Exception):
    """An answer would take more memory than it may."""


class Answer(NamedTuple):
    """One answer whose outer shape has been checked."""

    kind: str
    payload: object
    notes: object
    held_bytes: int  # what it takes in memory

    @classmethod
    def parse(
        cls, body: bytes | bytearray, sequence: int, most: int = 1, *, room_bytes: int | None = None
    ) -> list[Answer]:
        """Read the answers to request `sequence`, at least one and at most `most`; raises ProtocolError, TooMuch."""
        reader = wire.Reader(body, numpy_scalars=False, room_bytes=room_bytes)
        answers = [cls._read(reader, sequence)]
        while not reader.at_end:
            if len(answers) == most or reader.position >= wire.FULL_FRAME_BYTES:
                raise ProtocolError("more answers than there may be")
            answers.append(cls._read(reader, sequence))
        return answers

    @classmethod
    def _read(cls, reader: wire.Reader, sequence: int) -> Answer:
        before = reader.held_bytes
        try:
            content = reader.read()
        except wire.TooLarge as exc:
            raise TooMuch(str(exc)) from None
        except wire.WireError as exc:
            raise ProtocolError(f"malformed answer: {exc}") from exc
        if type(content) is not tuple or len(content) != 4:
            raise ProtocolError("answer of a wrong shape")
        number, kind, payload, notes = content
        if type(number) is not int or number != sequence or type(kind) is not str:
            raise ProtocolError("answer to another request: forged or stale")
        return cls(kind, payload, notes, reader.held_bytes - before)

    def call_notes(self, *, output_kib: int, cpu_seconds: float) -> CallNotes:
        """Return the notes, checked."""
        if self.notes is None:
            return CallNotes(cpu_seconds=cpu_seconds)
        warned, changed, shared, printed = _items(self.notes, 4)
        return CallNotes(
            warnings=tuple(
                clean(_text(text), wire.MAX_WARNING_CHARACTERS) for text in _items(warned)[: wire.MAX_WARNINGS]
            ),
            changed=tuple(_position(item) for item in _items(changed)[:_MAX_PLACES]),
            shared=tuple(_position(item) for item in _items(shared)[:_MAX_PLACES]),
            printed=clean_lines(_text(printed), output_kib << 10),
            cpu_seconds=cpu_seconds,
        )

    def opaque(self) -> Opaque:
        """Return the stand-in of a value that could not travel."""
        return Opaque(clean(_text(self.payload), wire.MAX_WARNING_CHARACTERS))

    def callback(self) -> Callback:
        """Return the call that the worker asks for."""
        number, args, kwargs = _items(self.payload, 3)
        if type(number) is not int or type(args) is not tuple or type(kwargs) is not dict:
            raise ProtocolError("callback of a wrong shape")
        if not all(type(key) is str for key in kwargs):
            raise ProtocolError("callback of a wrong shape")
        return Callback(number, args, kwargs)

    def raised(self, files: Mapping[str, bytes], notes: CallNotes) -> Raised:
        """Return the exception, rebuilt."""
        names, text, frames = _items(self.payload, 3)
        classes = [clean(_text(name), wire.MAX_NAME_CHARACTERS) for name in _items(names)[: wire.MAX_CLASSES]]
        name = classes[0] if classes else "Exception"
        message = clean_lines(_text(text), wire.MAX_MESSAGE_CHARACTERS)
        places = _places(frames, files)
        innermost = places[-1] if places else _NOWHERE
        return Raised(
            exception=_rebuilt(classes, message),
            name=name,
            file=innermost.file,
            line=innermost.line,
            traceback=_traceback(places, f"{name}: {message}" if message else name),
            notes=notes,
            depth=len(places),
        )


def clean(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text` as one line, without control characters, escapes, direction marks.

    Names, warnings and notes go through here: one with a line of its own would be shown as a line of ours.
    """
    return clean_lines(text, limit).replace("\n", "\ufffd").replace("\t", " ")


def clean_lines(text: str, limit: int) -> str:
    """Return `text` cleaned, with its lines: for what is shown as a block, or of which one line is chosen."""
    text = text[:limit]
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def _items(value: object, count: int | None = None) -> tuple[object, ...]:
    if type(value) is not tuple or (count is not None and len(value) != count):
        raise ProtocolError("answer of a wrong shape")
    return value


def _text(value: object) -> str:
    if type(value) is not str:
        raise ProtocolError("answer of a wrong shape")
    return value


def _position(value: object) -> int | str:
    if type(value) is int:
        return value
    return clean(_text(value), wire.MAX_NAME_CHARACTERS)


class _Place(NamedTuple):
    """One frame in the student's files."""

    file: str
    line: int
    function: str
    source: str  # that line, from our own copy


_NOWHERE = _Place("", 0, "", "")


def _places(frames: object, files: Mapping[str, bytes]) -> list[_Place]:
    lines: dict[str, list[str]] = {}
    places = []
    for frame in _items(frames)[-wire.MAX_FRAMES :]:
        file, number, function = _items(frame, 3)
        if type(number) is not int or _text(file) not in files:
            raise ProtocolError("a frame outside of the student's files")
        if file not in lines:
            lines[_text(file)] = _lines(files[_text(file)])
        line = min(max(number, 1), len(lines[_text(file)]))
        source = lines[_text(file)][line - 1].strip()
        name = clean(_text(function), wire.MAX_NAME_CHARACTERS)
        places.append(_Place(_text(file), line, name, clean(source, _MAX_SOURCE_CHARACTERS)))
    return places


def _lines(source: bytes) -> list[str]:
    """Never by the declared encoding: a codec of the student's choice has no business in this process."""
    return source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _traceback(places: Sequence[_Place], last: str) -> str:
    if not places:
        return last
    shown = [f'  File "{place.file}", line {place.line}, in {place.function}\n    {place.source}' for place in places]
    return "\n".join(["Traceback (most recent call last):", *shown, last])


# These cannot be made from a message alone; their base classes can.
_NOT_REBUILT = {"UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError", "ExceptionGroup"}
# These would end a loop of the case in which they come up, as if all were well: `all(map(f, xs))`.
_ENDS_A_LOOP = {"StopIteration", "StopAsyncIteration"}
_BUILTIN_EXCEPTIONS: dict[str, type[Exception]] = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, Exception) and name not in _NOT_REBUILT
}


def _rebuilt(classes: list[str], message: str) -> Exception:
    """Return an exception of the nearest builtin class; SystemExit, StopIteration and the like become RuntimeError."""
    for name in classes:
        if name in _ENDS_A_LOOP:
            break
        if name in _BUILTIN_EXCEPTIONS:
            return _BUILTIN_EXCEPTIONS[name](message)
    name = classes[0] if classes else "exception"
    return RuntimeError(f"{name}: {message}" if message else name)


def rebuilt(name: str, text: str) -> Exception:
    """Return the exception that `builtin_name` and its text stand for."""
    return _rebuilt([name], text)


def builtin_name(exc: Exception) -> str:
    """Return the name of the nearest builtin class, with which the other side can rebuild an exception of ours."""
    return next(base.__name__ for base in type(exc).__mro__ if _BUILTIN_EXCEPTIONS.get(base.__name__) is base)
