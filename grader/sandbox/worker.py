"""The untrusted side: answers calls of a student's functions, one after the other, in a confined process.

Nothing here can be relied on once student code has run: it shares this process and may replace any of it. The trusted
side checks every byte that comes out. What this module owes is that an *honest* submission is answered faithfully.
Imports nothing of the grader but `wire` and `import_guard`.

A request is one frame: a sequence number, a target, and one or more `(args, kwargs)`. The target is the encoded
`(operation, module, name)`, so that both sides need to work it out only once. An answer is
`(sequence, kind, payload, notes)`, where notes are None or `(warnings, changed, shared, printed)`. A frame holds one
answer or several, in the order of the request. It need not hold all: once the calls have taken SLICE_SECONDS, what has
been answered is sent, and the trusted side asks for the rest anew: so each call has all of its time.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import importlib
import io
import os
import random
import sys
import time
import traceback
import types
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, TypeGuard, TypeVar

import numpy as np

from grader.import_guard import ImportGuard, ImportRule
from grader.sandbox import wire
from grader.sandbox.stand_in import Parameters, stand_in

PACKAGE = "exercises"  # student files can be imported as name and as exercises.name
SEED = 0

_RECURSION_LIMIT = 1000
_RESERVE_BYTES = 4 << 20
_READ_BYTES = 1 << 16

# Functions of the trusted side by number; kept here and not on them, where student code looks first.
_numbers: weakref.WeakKeyDictionary[wire.Function, int] = weakref.WeakKeyDictionary()

# What a metaclass cannot override.
_NAME_OF, _BASES_OF = type.__dict__["__name__"], type.__dict__["__mro__"]
_ALWAYS = ("always", None, Warning, None, 0)
_now = time.monotonic

_Kind = TypeVar("_Kind", bound=BaseException)
Frame = tuple[str, int, str]  # file, line, function
Places = tuple[int | str, ...]  # positions and keywords of arguments
Notes = tuple[tuple[str, ...], Places, Places, str]  # see above


class Channel:
    """Whole frames over a stream socket, by read and write: the filter allows no other calls on it."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def receive(self) -> bytes | bytearray:
        """Return the body of the next frame; ends the process when the trusted side has gone."""
        data = os.read(self._fd, _READ_BYTES)
        while len(data) < wire.HEADER.size:
            data += self._more(wire.HEADER.size - len(data))
        (length,) = wire.HEADER.unpack_from(data)
        missing = length - (len(data) - wire.HEADER.size)
        if not missing:
            return data[wire.HEADER.size :]
        body = bytearray(length)
        body[: length - missing] = data[wire.HEADER.size :]
        self._fill(memoryview(body)[length - missing :])
        return body

    def _more(self, count: int) -> bytes:
        return os.read(self._fd, count) or os._exit(0)

    def _fill(self, rest: memoryview) -> None:
        while rest:
            rest = rest[os.readv(self._fd, [rest]) or os._exit(0) :]

    def send(self, body: bytes) -> None:
        """Send one frame."""
        header = wire.HEADER.pack(len(body))
        sent = os.writev(self._fd, [header, body]) - len(header)
        rest = memoryview(body)[max(sent, 0) :]
        while rest:
            rest = rest[os.write(self._fd, rest) :]


class Recorder(io.TextIOBase):
    """Keeps what student code prints and what it is warned of, up to a bound, per call."""

    def __init__(self) -> None:
        self.limit = 0  # characters
        self._texts: list[str] = []
        self._room = 0
        self._warnings: list[str] = []

    def writable(self) -> bool:
        """Say yes."""
        return True

    def close(self) -> None:
        """Stay open: the next call prints, too."""

    def write(self, text: str, /) -> int:
        """Keep what there is room for."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0:
            kept = text[: self._room]
            self._texts.append(kept)
            self._room -= len(kept)
        return len(text)

    def warn(self, message: Warning | str, category: type[Warning], *_: object) -> None:
        """Stand in for `warnings.showwarning`."""
        if len(self._warnings) < wire.MAX_WARNINGS:
            self._warnings.append(_encodable(f"{category.__name__}: {message}"[: wire.MAX_WARNING_CHARACTERS]))

    def begin(self) -> tuple[list[str], int, list[str]]:
        """Start an empty record; returns the one that was being kept, for `end`."""
        outer = self._texts, self._room, self._warnings
        self._texts, self._room, self._warnings = [], self.limit, []
        return outer

    def end(self, outer: tuple[list[str], int, list[str]]) -> tuple[tuple[str, ...], str]:
        """Return the warnings and the text of the record, and go on with the outer one."""
        record = tuple(self._warnings), _encodable("".join(self._texts))
        self._texts, self._room, self._warnings = outer
        return record


class StudentFiles(MetaPathFinder, Loader):
    """Imports the student's files from memory. Last on `sys.meta_path`: no file can shadow an installed module."""

    def __init__(self) -> None:
        self.sources: dict[str, bytes] = {}  # module name → source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """See MetaPathFinder."""
        if fullname == PACKAGE:
            return ModuleSpec(fullname, self, is_package=True)
        if _plain_name(fullname) in self.sources:
            return ModuleSpec(fullname, self, origin=f"{_plain_name(fullname)}.py")
        return None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType | None:
        """Return the one module object for its second name, exercises.name."""
        plain = _plain_name(spec.name)
        return None if plain == spec.name else importlib.import_module(plain)

    def exec_module(self, module: types.ModuleType) -> None:
        """Execute the student's file."""
        name = module.__name__
        if name == PACKAGE or "__file__" in vars(module):  # the package, or the second name of a module
            return
        alias = f"{PACKAGE}.{name}"
        module.__file__ = f"{name}.py"
        sys.modules[alias] = module
        setattr(importlib.import_module(PACKAGE), name, module)
        try:
            exec(compile(self.sources[name], module.__file__, "exec", dont_inherit=True), vars(module))
        except BaseException:
            sys.modules.pop(alias, None)
            raise


def _plain_name(fullname: str) -> str:
    return fullname.removeprefix(f"{PACKAGE}.")


class _Missing(Exception):
    """The student's files do not define what was called."""


class CallServer:
    """Holds the student's modules and answers requests about them."""

    def __init__(self) -> None:
        self._files = StudentFiles()
        self._guard = ImportGuard(self._is_students, self._is_own)
        self._recorder = Recorder()
        self._channel: Channel | None = None
        self._reply_bytes = wire.MAX_ARRAY_BYTES
        self._sequence = 0
        self._reserve: bytes | None = None
        self._operations: Mapping[str, Callable[..., object]] = {
            "load": self._load,
            "import": self._import,
            "replace": self._replace,
            "functions": self._functions,
        }

    def install(self) -> None:
        """Take over imports, output and random state of this process; once, before the fork."""
        self._guard.install()
        sys.meta_path.append(self._files)
        sys.stdin = io.StringIO()
        sys.argv = [PACKAGE]
        sys.orig_argv[:] = [PACKAGE]

    def serve(self, channel: Channel, *, output_characters: int, reply_bytes: int) -> None:
        """Answer requests for ever."""
        self._channel = channel
        self._recorder.limit = min(output_characters, wire.MAX_TEXT_BYTES // 4)
        self._reply_bytes = reply_bytes
        self._reserve = bytes(_RESERVE_BYTES)
        random.seed(SEED)
        np.random.seed(SEED)
        try:
            while True:
                channel.send(self.answer(channel.receive()))
        except MemoryError:
            os._exit(wire.OUT_OF_MEMORY_STATUS)

    def forget(self) -> None:
        """Undo `load` and every import of what was loaded."""
        for name in self._files.sources:
            sys.modules.pop(name, None)
            sys.modules.pop(f"{PACKAGE}.{name}", None)
        sys.modules.pop(PACKAGE, None)
        self._files.sources = {}
        self._guard.rule = ImportRule()

    def answer(self, body: bytes | bytearray) -> bytes:
        """Return the body of the answers to one request."""
        started = _now()
        request = wire.Reader(body, function=self._callback)
        sequence, target = _read(request), _target(_read(request))
        outer, self._sequence = self._sequence, sequence
        answers: list[bytes] = []
        size = 0
        while not answers or not (
            request.at_end or size >= wire.FULL_FRAME_BYTES or _now() - started >= wire.SLICE_SECONDS
        ):
            answers.append(self._answer(sequence, target, request, body))
            size += len(answers[-1])
        self._sequence = outer
        return b"".join(answers)

    def _answer(
        self, sequence: int, target: tuple[str, str, str], request: wire.Reader, body: bytes | bytearray
    ) -> bytes:
        """Answer the next call of a request."""
        operation, module, name = target
        start = request.position
        args, kwargs = _read(request)
        if operation == "call":
            encoded = memoryview(body)[start : request.position]
            kind, payload, notes = self._call(module, name, args, kwargs, encoded)
        else:
            kind, payload, notes = self._run(self._operations[operation], (module, name, *args), kwargs)
        return self._encoded(sequence, kind, payload, notes)

    # --- running student code ---------------------------------------------------------------------------------------

    def _call(
        self,
        module: str,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        encoded: memoryview,
    ) -> tuple[str, object, Notes | None]:
        function = self._loaded(module, name)
        if function is None:
            kind, payload, notes = self._run(self._import, (module,), {})
            function = self._loaded(module, name)
            if kind != "returned":
                return kind, payload, notes
            if function is None:
                return "missing", None, notes
        kind, payload, notes = self._run(function, args, kwargs)
        changed = self._changed(args, kwargs, encoded)
        shared = _sharing(payload, args, kwargs) if kind == "returned" else ()
        if changed or shared:
            warned, _, _, printed = notes or ((), (), (), "")
            notes = warned, changed, shared, printed
        return kind, payload, notes

    def _loaded(self, module: str, name: str) -> wire.Function | None:
        """Return the function if finding it executes nothing."""
        namespace = sys.modules.get(module)
        if namespace is None or module not in self._files.sources:
            return None
        function = namespace.__dict__.get(name)
        return function if callable(function) else None

    def _run(
        self, function: wire.Function, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[str, object, Notes | None]:
        """Call student code with everything it could have changed set back."""
        recorder = self._recorder
        outer = recorder.begin()
        sys.stdout = sys.stderr = recorder
        warnings.showwarning = recorder.warn  # type: ignore[assignment]
        if warnings.filters[:1] != [_ALWAYS]:
            warnings.simplefilter("always")
        np.seterr(divide="warn", over="warn", invalid="warn", under="ignore")
        try:
            kind, payload = "returned", function(*args, **kwargs)
        except _Missing:
            kind, payload = "missing", None
        except BaseException as exc:
            kind, payload = "raised", self._description(exc)
        sys.setrecursionlimit(_RECURSION_LIMIT)
        warned, printed = recorder.end(outer)
        return kind, payload, (warned, (), (), printed) if warned or printed else None

    def _changed(self, args: tuple[Any, ...], kwargs: dict[str, Any], encoded: memoryview) -> Places:
        """Return which arguments are no longer what came in, `encoded`; nothing is copied beforehand."""
        with contextlib.suppress(Exception):  # an argument may now hold what cannot travel
            if _is_equal(encoded, wire.encode((args, kwargs), _callback_number)):
                return ()
        original_args, original_kwargs = _read(wire.Reader(bytes(encoded), function=self._callback))
        before, after = _by_key(original_args, original_kwargs), _by_key(args, kwargs)
        return tuple(key for key in before if not _is_same(before[key], after[key]))

    # --- other requests ----------------------------------------------------------------------------------------------

    def _load(
        self,
        _module: str,
        _name: str,
        files: Mapping[str, bytes],
        forbidden: Sequence[str],
        provided: Sequence[str],
        units: Sequence[str],
    ) -> None:
        self._files.sources = {name.removesuffix(".py"): source for name, source in files.items()}
        self._guard.obey(ImportRule(tuple(forbidden), tuple(provided), tuple(units)))

    def _is_students(self, importer: Mapping[str, Any]) -> bool:
        return _plain_name(str(importer.get("__name__"))) in self._files.sources

    def _is_own(self, _importer: str, module: str) -> bool:
        return module == PACKAGE or module in self._files.sources

    def _import(self, module: str, _name: str = "") -> None:
        if module not in self._files.sources:
            raise _Missing(module)
        importlib.import_module(module)

    def _functions(self, module: str, _name: str) -> tuple[str, ...]:
        self._import(module)
        return tuple(name for name, value in vars(sys.modules[module]).items() if callable(value) and name[:1] != "_")

    def _replace(self, module: str, name: str, answer: wire.Function, parameters: Parameters | None) -> None:
        """Put what `answer` says in the place of the student's, also where another file has imported it already."""
        self._import(module)
        original = vars(sys.modules[module]).get(name)
        function = stand_in(original, answer, parameters)
        setattr(sys.modules[module], name, function)
        if not callable(original):
            return
        for student_module in [sys.modules[key] for key in self._files.sources if key in sys.modules]:
            for key, value in list(vars(student_module).items()):
                if value is original:
                    setattr(student_module, key, function)

    # --- callbacks ---------------------------------------------------------------------------------------------------

    def _callback(self, number: int) -> wire.Function:
        """Return a function that is executed on the trusted side."""

        def callback(*args: object, **kwargs: object) -> object:
            return self._call_back(number, args, kwargs)

        _numbers[callback] = number
        return callback

    def _call_back(self, number: int, args: tuple[object, ...], kwargs: dict[str, object]) -> object:
        assert self._channel is not None
        try:
            body = wire.encode((self._sequence, "callback", (number, args, kwargs), None))
        except wire.WireError as exc:
            raise TypeError(f"this function cannot be given {exc}") from None
        self._channel.send(body)
        while True:
            body = self._channel.receive()  # type: ignore[assignment]
            request = wire.Reader(body, function=self._callback)
            _, target, (answer, _) = _read(request), _read(request), _read(request)
            operation, _, _ = _target(target)
            if operation == "result":
                return answer[0]
            if operation == "failure":
                raise getattr(builtins, answer[0])(answer[1])
            self._channel.send(self.answer(body))  # the trusted function itself calls one of the student's

    # --- answers -----------------------------------------------------------------------------------------------------

    def _encoded(self, sequence: int, kind: str, payload: object, notes: Notes | None) -> bytes:
        try:
            body = wire.encode((sequence, kind, payload, notes))
        except wire.WireError as exc:
            return wire.encode((sequence, "opaque", _encodable(str(exc)), notes))
        except BaseException as exc:
            return wire.encode((sequence, "raised", self._description(exc), notes))
        if len(body) > self._reply_bytes:
            reason = f"a value of {len(body) >> 20} MiB; {self._reply_bytes >> 20} MiB are allowed"
            return wire.encode((sequence, "opaque", reason, notes))
        return body

    def _description(self, exc: BaseException) -> tuple[tuple[str, ...], str, tuple[Frame, ...]]:
        """Return class names, message and frames of an exception; its own methods may do anything."""
        sys.setrecursionlimit(_RECURSION_LIMIT)
        trace = sys.exc_info()[2]
        if _is_a(exc, MemoryError):
            self._reserve = None  # room to describe it
        frames = self._frames(trace, exc)
        if _is_a(exc, MemoryError):
            traceback.clear_frames(trace)
            with contextlib.suppress(MemoryError):
                self._reserve = bytes(_RESERVE_BYTES)
        return _class_names(type(exc)), _message(exc), frames

    def _frames(self, trace: types.TracebackType | None, exc: BaseException) -> tuple[Frame, ...]:
        """Return the innermost frames that lie in the student's files, outermost first."""
        frames: list[Frame] = []
        while trace is not None:
            code = trace.tb_frame.f_code
            if self._is_student_file(code.co_filename):
                frames.append((code.co_filename, trace.tb_lineno or 0, _encodable(code.co_name)))
                del frames[: -wire.MAX_FRAMES]
            trace = trace.tb_next
        if _is_a(exc, SyntaxError) and self._is_student_file(exc.filename):
            frames.append((str(exc.filename), int(exc.lineno or 0), "<module>"))
        return tuple(frames[-wire.MAX_FRAMES :])

    def _is_student_file(self, filename: object) -> bool:
        return isinstance(filename, str) and filename.endswith(".py") and filename[:-3] in self._files.sources


@functools.lru_cache(maxsize=1000)
def _target(encoded: bytes) -> tuple[str, str, str]:
    return wire.decode(encoded)  # type: ignore[return-value]  # from the trusted side


def _read(request: wire.Reader) -> Any:
    """Return the next value of a request. Honest requests are well-formed, so that only memory can be short."""
    try:
        return request.read()
    except wire.WireError as exc:
        os._exit(wire.OUT_OF_MEMORY_STATUS if isinstance(exc.__cause__, MemoryError) else 1)


def _callback_number(function: wire.Function) -> int:
    return _numbers[function]


def _by_key(args: tuple[object, ...], kwargs: Mapping[str, object]) -> dict[int | str, object]:
    return dict([*enumerate(args), *kwargs.items()])


def _sharing(result: object, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Places:
    """Return which arguments have their memory in common with a returned array."""
    if type(result) is not np.ndarray:
        return ()
    arguments = _by_key(args, kwargs)
    return tuple(
        key for key, value in arguments.items() if type(value) is np.ndarray and np.may_share_memory(result, value)
    )


def _is_equal(first: memoryview, second: bytes) -> bool:
    """Compare in pieces: a memoryview compares byte by byte, and a copy of megabytes costs a thousand page faults."""
    return len(first) == len(second) and all(
        bytes(first[i : i + _READ_BYTES]) == second[i : i + _READ_BYTES] for i in range(0, len(second), _READ_BYTES)
    )


def _is_same(before: object, after: object) -> bool:
    try:
        return wire.encode(before, _callback_number) == wire.encode(after, _callback_number)
    except Exception:
        return False


def _is_a(exc: BaseException, kind: type[_Kind]) -> TypeGuard[_Kind]:
    """Like isinstance, without asking the object: its __class__ may be a trap."""
    return issubclass(type(exc), kind)


def _class_names(cls: type) -> tuple[str, ...]:
    names = [_NAME_OF.__get__(base) for base in _BASES_OF.__get__(cls)[: wire.MAX_CLASSES]]
    return tuple(_encodable(name)[: wire.MAX_NAME_CHARACTERS] for name in names)


def _message(exc: BaseException) -> str:
    """Return `str(exc)`, whatever that does; without the quotes that KeyError adds."""
    try:
        plain = _is_a(exc, KeyError) and len(exc.args) == 1
        return _encodable(str(exc.args[0] if plain else exc)[: wire.MAX_MESSAGE_CHARACTERS])
    except BaseException as failure:
        return f"(str() of the exception raised {_class_names(type(failure))[0]})"


def _encodable(text: str) -> str:
    return str.encode(text, "utf-8", "replace").decode("utf-8")
