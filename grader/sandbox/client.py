"""The trusted side of the wall: a `Sandbox` makes workers, a `Worker` runs one student's functions.

    with Sandbox.start() as sandbox, sandbox.spawn(limits) as worker:
        worker.load({"unit1.py": source})
        result = worker.call("unit1", "mean", ([2.0, 3.0],), {}, seconds=2.0)

A request ends in Returned, Raised or Missing, or in WorkerLost: then the worker is dead and must be replaced. Nothing
that student code does raises anything else here. Every wait has a deadline. Neither class is for several threads.
"""

from __future__ import annotations

import functools
import math
import os
import select
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from grader.errors import CourseError, GraderError, MachineError
from grader.model import Level, Limits
from grader.packages import NO_PACKAGES, Packages
from grader.sandbox import probe, wire
from grader.sandbox.channel import Channel, HungUp, Overdue
from grader.sandbox.holdings import ANSWERS_AT_ONCE, Holdings, own_bound_is_near
from grader.sandbox.process import Ended, Nursery, Unavailable, WorkerKilled, ZygoteLost, ZygoteProcess
from grader.sandbox.reply import (
    FORBIDDEN_CALL,
    Answer,
    CallNotes,
    Loss,
    Missing,
    Opaque,
    ProtocolError,
    Raised,
    Returned,
    TooMuch,
    WorkerLost,
    builtin_name,
    clean_lines,
)
from grader.sandbox.stand_in import parameters_of

__all__ = [
    "ANSWERS_AT_ONCE",
    "CallNotes",
    "Holdings",
    "Loss",
    "Missing",
    "Opaque",
    "Raised",
    "Result",
    "Returned",
    "Sandbox",
    "Untransmittable",
    "Worker",
    "WorkerLost",
    "ZygoteLost",
]

_CONFINE_SECONDS = 20.0
_LOAD_SECONDS = 10.0
_EXIT_SECONDS = 1.0  # between a worker's closing its socket and its end
_CPU_SHARE = 0.5  # the kernel enforces the CPU limit by whole ticks: on a busy machine after 0.75 of it, measured
_FRAME_SLACK_BYTES = 1 << 20  # notes and names, on top of the value
_MAX_NESTING = 16  # of functions of ours and of the student's that call each other: our stack is not theirs to fill
_CALLBACK_BYTES = 1 << 20  # that a function of a case may be given: no alarm interrupts one step of linear algebra
_LENT_BYTES = 16 << 20  # that a function lent in the place of the student's own may be given: it can be killed
_REQUEST_BYTES = 1 << 20  # that several calls may have together: it counts into the worker's memory

_NEXT_STEP = (
    "Nothing was graded. Use Linux, a container or WSL2. --unconfined is only for code you wrote; "
    "its reports are marked UNCONFINED and cannot be exported as grades."
)

Function = Callable[..., object]
Arguments = tuple[tuple[object, ...], Mapping[str, object]]
Result = Returned | Raised | Missing


class Untransmittable(CourseError):
    """An argument cannot travel. Who made it is to be found out: it may be what a student's function has returned."""


def check_arguments(args: tuple[object, ...], kwargs: Mapping[str, object]) -> None:
    """Raise Untransmittable unless a student's function can be called with this."""
    _encoded((args, dict(kwargs)), lambda function: 0)


class Worker:
    """One confined process with one student's files. `Sandbox.spawn` makes it."""

    def __init__(
        self,
        nursery: Nursery,
        limits: Limits,
        holdings: Holdings | None = None,
        provided: tuple[str, ...] = (),
    ) -> None:
        """Fork a process; raises Unavailable if it cannot confine itself, ZygoteLost if there is no zygote."""
        self._nursery = nursery
        self._provided = provided  # modules of the packages that the nursery has
        self._limits = limits
        self._holdings = holdings or Holdings(ANSWERS_AT_ONCE * limits.reply_mib << 20)
        self._files: dict[str, bytes] = {}
        self._functions: dict[int, Function] = {}
        self._lent: set[int] = (
            set()
        )  # those that take the place of the student's own; a case never sees their arguments
        self._next_function = 0
        self._calling_back = 0  # how many functions of ours are under way
        self._sequence = 0
        self._lost: WorkerLost | None = None
        sock, self._pidfd, self._number = nursery.spawn(limits)
        self._channel = Channel(sock, frame_bytes=(limits.reply_mib << 20) + _FRAME_SLACK_BYTES)
        try:
            self._await_confinement()
            self._cpu_clock = _cpu_clock(self._pidfd)
        except BaseException:
            self.close()
            raise

    def _await_confinement(self) -> None:
        try:
            greeting = wire.decode(self._channel.receive(time.monotonic() + _CONFINE_SECONDS))
        except HungUp as exc:
            self._lost = WorkerLost(Loss.CRASHED, "the worker has ended")
            if self._has_exited() and self._end().status == -signal.SIGKILL:
                raise WorkerKilled from exc
            raise Unavailable("confined worker", "it ended") from exc
        except (Overdue, ProtocolError, wire.WireError) as exc:
            raise Unavailable("confined worker", type(exc).__name__) from exc
        match greeting:
            case ("confined",):
                return
            case ("too little", str(why)):
                raise MachineError(f"{why}: raise that limit, or lower the limits in course.yaml")
        raise Unavailable("confined worker", str(greeting))

    @property
    def alive(self) -> bool:
        """Whether the worker can still be called."""
        return self._lost is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill and reap the process. May be called more than once; leaves nothing behind."""
        if self._lost is None:
            self._lost = WorkerLost(Loss.CRASHED, "the worker has been closed")
            with suppress(ZygoteLost):  # whoever asks for the next worker will hear of it
                self._end()

    # --- requests ----------------------------------------------------------------------------------------------------

    def load(self, files: Mapping[str, bytes], *, forbidden: Sequence[str] = (), units: Sequence[str] = ()) -> None:
        """Hand over the student's files (`name.py` → source); executes nothing.

        Importing one of the `forbidden` modules, or a package that the sandbox does not have, will raise ImportError.
        `units` are modules of the course, which a student may not have handed in.
        """
        self._files = dict(files)
        parts = (self._files, tuple(forbidden), self._provided, tuple(units))
        result = self._request("load", "", "", parts, {}, _LOAD_SECONDS)
        if not isinstance(result, Returned):
            self._lose(Loss.PROTOCOL, "the worker did not take the files")

    def import_unit(self, module: str, *, seconds: float) -> Result:
        """Execute `module`.py, unless it has been; Missing when there is no such file."""
        return self._request("import", module, "", (), {}, seconds)

    def functions(self, module: str, *, seconds: float) -> Result:
        """Return the names of a module's public callables, as the worker tells; imports it first if needed."""
        return self._request("functions", module, "", (), {}, seconds)

    def replace(self, module: str, name: str, function: Function, *, seconds: float) -> Result:
        """Let `module.name` be a function that is executed here; imports the module first if needed.

        It also takes the original's place in the student's other files that have imported it.
        """
        return self._request("replace", module, name, (function, parameters_of(function)), {}, seconds)

    def call(
        self, module: str, function: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, seconds: float
    ) -> Result:
        """Call `module.function`; imports the module first if needed.

        Functions among the arguments, nested ones too, are executed here, within `seconds`, and only until the call
        ends; they may call the worker themselves. Raises Untransmittable, and WorkerLost.
        """
        return self._request("call", module, function, args, dict(kwargs), seconds)

    def call_each(self, module: str, function: str, arguments: Sequence[Arguments], *, seconds: float) -> list[Result]:
        """Call `module.function` once for each of `arguments`, in this order; as `call`, with far fewer round trips.

        No functions among the arguments. Each call has `seconds`, and those that share a request SLICE_SECONDS more.
        After WorkerLost the results of all of them are lost.
        """
        encoded = deque(_encoded((args, dict(kwargs))) for args, kwargs in arguments)
        results: list[Result] = []
        while encoded:
            answered = self._exchange_guarded("call", module, function, _one_frame(encoded), seconds)
            results += answered
            for _ in answered:
                encoded.popleft()
        return results

    def _request(
        self,
        operation: str,
        module: str,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        seconds: float,
    ) -> Result:
        first_function = self._next_function
        try:
            parts = [_encoded((args, kwargs), self._number_of)]
            if operation == "replace":
                self._lent.add(self._next_function)
            return self._exchange_guarded(operation, module, name, parts, seconds)[0]
        finally:
            if operation != "replace" and self._next_function > first_function:
                self._forget_functions(first_function)

    def _exchange_guarded(
        self, operation: str, module: str, name: str, arguments: Sequence[bytes], seconds: float
    ) -> list[Result]:
        """Make a request and return the results that came, at least one; raises WorkerLost, and the worker is dead."""
        if self._lost is not None:
            raise _copy(self._lost)
        self._sequence += 1
        sequence = self._sequence
        parts = wire.encode(sequence), _target(operation, module, name), *arguments
        if len(arguments) > 1:
            seconds += wire.SLICE_SECONDS
        try:
            cpu_started = self._cpu_seconds()
            answers = self._exchange(sequence, parts, time.monotonic() + seconds, most=len(arguments))
            cpu_seconds = math.nan if len(answers) > 1 else self._cpu_seconds() - cpu_started
            return [self._result(answer, module, name, cpu_seconds) for answer in answers]
        except Overdue:
            self._lose(Loss.TIMED_OUT, f"no answer within {seconds:g} s")
        except ProtocolError as exc:
            self._lose(Loss.PROTOCOL, str(exc))
        except TooMuch as exc:
            self._lose(Loss.TOO_MUCH, str(exc))
        except MemoryError as exc:
            self._lose_out_of_memory(exc)
        except HungUp:
            self._lose_hung_up()
        except BaseException:
            self.close()  # its state is unknown now
            raise

    def _exchange(self, sequence: int, parts: Sequence[bytes], deadline: float, most: int) -> list[Answer]:
        """Send a request and serve the worker's callbacks until answers come, at most `most`."""
        if not self._channel.is_idle():
            raise ProtocolError("bytes that nobody asked for")
        self._channel.send(parts, deadline)
        callbacks = 0
        while True:
            room_bytes = self._holdings.room_bytes
            body = self._channel.receive(deadline, room_bytes)
            answers = Answer.parse(body, sequence, most, room_bytes=room_bytes)
            if len(answers) > 1 or answers[0].kind != "callback":
                self._holdings.hold(sum(answer.held_bytes for answer in answers))
                return answers
            callbacks += 1
            if callbacks > self._limits.callbacks:
                self._lose(Loss.TIMED_OUT, f"more than {self._limits.callbacks} calls of a given function")
            self._channel.send(self._call_back(sequence, answers[0]), deadline)

    def _result(self, answer: Answer, module: str, name: str, cpu_seconds: float) -> Result:
        notes = answer.call_notes(output_kib=self._limits.output_kib, cpu_seconds=cpu_seconds)
        match answer.kind:
            case "returned":
                return Returned(answer.payload, notes)
            case "opaque":
                return Returned(answer.opaque(), notes)
            case "raised":
                return answer.raised(self._files, notes)
            case "missing":
                return Missing(module, name)
        raise ProtocolError("an unknown kind of answer")

    # --- callbacks ---------------------------------------------------------------------------------------------------

    def _number_of(self, function: Function) -> int:
        self._next_function += 1
        self._functions[self._next_function] = function
        return self._next_function

    def _forget_functions(self, first: int) -> None:
        for number in range(first + 1, self._next_function + 1):
            self._functions.pop(number, None)

    def _call_back(self, sequence: int, answer: Answer) -> tuple[bytes, ...]:
        """Run a function for the worker; what it raises goes there, except for our own kind of errors."""
        callback = answer.callback()
        function = self._functions.get(callback.number)
        if function is None:
            text = "this function can be called only during the call that it was given to"
            return self._reaction(sequence, "failure", "RuntimeError", text)
        lent = callback.number in self._lent
        most = _LENT_BYTES if lent else _CALLBACK_BYTES
        if answer.held_bytes > most:
            text = f"this function cannot be given more than {most >> 20} MiB"
            return self._reaction(sequence, "failure", "ValueError", text)
        if not lent:
            self._holdings.hold(answer.held_bytes)  # the case may keep what its function was called with
        if self._calling_back == _MAX_NESTING:
            return self._reaction(sequence, "failure", "RecursionError", "functions call each other too deeply")
        self._calling_back += 1
        try:
            value = function(*callback.args, **callback.kwargs)
        except (GraderError, WorkerLost, AssertionError):
            raise  # what a case asserts in a function that it gives away is not for the student to swallow
        except Exception as exc:
            text = clean_lines(str(exc), wire.MAX_MESSAGE_CHARACTERS)
            return self._reaction(sequence, "failure", builtin_name(exc), text)
        finally:
            self._calling_back -= 1
        try:
            return self._reaction(sequence, "result", value)
        except Untransmittable as exc:  # the student's argument may have made the answer too large
            return self._reaction(sequence, "failure", "TypeError", str(exc))

    def _reaction(self, sequence: int, kind: str, *content: object) -> tuple[bytes, ...]:
        return wire.encode(sequence), _target(kind), _encoded((content, {}), self._number_of)

    # --- the end -----------------------------------------------------------------------------------------------------

    def _cpu_seconds(self) -> float:
        try:
            return time.clock_gettime(self._cpu_clock)
        except OSError as exc:
            raise HungUp from exc

    def _lose_hung_up(self) -> NoReturn:
        """Say why the worker has ended; one that only closed its socket has not."""
        if not self._has_exited():
            self._lose(Loss.PROTOCOL, "the worker closed its connection")
        self._lost = WorkerLost(Loss.CRASHED, "the worker has ended")
        self._lost = _loss(self._end(), self._limits)
        raise _copy(self._lost) from None

    def _has_exited(self) -> bool:
        exited = select.poll()
        exited.register(self._pidfd, select.POLLIN)
        return bool(exited.poll(_EXIT_SECONDS * 1000))

    def _lose(self, kind: Loss, detail: str) -> NoReturn:
        self._lost = WorkerLost(kind, detail)
        self._end()
        raise _copy(self._lost) from None

    def _lose_out_of_memory(self, error: MemoryError) -> NoReturn:
        """Say that there was no memory here for what the worker sent, unless it is the machine that has no more."""
        if not own_bound_is_near():
            self.close()
            raise MachineError(
                "the process that grades is out of memory: use fewer --jobs, or give this machine more"
            ) from error
        self._lose(Loss.TOO_MUCH, "more than this process has room for")

    def _end(self) -> Ended:
        """Kill, reap, and close what is open."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        self._channel.close()
        os.close(self._pidfd)
        self._functions.clear()
        return self._nursery.reap(self._number)


def _copy(lost: WorkerLost) -> WorkerLost:
    """Return what can be raised: one that is kept would keep, by its traceback, all that its frames refer to."""
    return WorkerLost(lost.kind, lost.detail)


def _encoded(arguments: Arguments, number_of: wire.Numbering | None = None) -> bytes:
    """Return arguments as `worker` reads them; raises Untransmittable."""
    try:
        return wire.encode(arguments, number_of)
    except wire.WireError as exc:
        raise Untransmittable(f"{exc} cannot be passed to a student's function") from exc


def _one_frame(encoded: Iterable[bytes]) -> list[bytes]:
    """Return the first of these calls, and as many more as a request may hold."""
    chosen: list[bytes] = []
    size = 0
    for arguments in encoded:
        size += len(arguments)
        if chosen and (size > _REQUEST_BYTES or len(chosen) == wire.MAX_CALLS):
            break
        chosen.append(arguments)
    return chosen


@functools.lru_cache(maxsize=1000)
def _target(operation: str, module: str = "", name: str = "") -> bytes:
    return wire.encode(wire.encode((operation, module, name)))


def _loss(ended: Ended, limits: Limits) -> WorkerLost:
    """Interpret the end of a worker that we did not kill; raises WorkerKilled if somebody else did."""
    if ended.status == wire.OUT_OF_MEMORY_STATUS:
        return WorkerLost(Loss.OUT_OF_MEMORY, f"more than {limits.memory_mib} MiB of memory")
    if ended.status >= 0:
        return WorkerLost(Loss.CRASHED, f"the process ended itself with exit status {ended.status}")
    if ended.cpu_seconds >= _CPU_SHARE * limits.cpu_seconds and -ended.status in _OUT_OF_TIME_SIGNALS:
        return WorkerLost(Loss.TIMED_OUT, f"more than {limits.cpu_seconds} s of CPU time")
    if ended.status == -signal.SIGKILL:
        raise WorkerKilled  # no worker may send signals
    if ended.status == -signal.SIGSYS:
        return WorkerLost(Loss.CRASHED, FORBIDDEN_CALL)
    return WorkerLost(Loss.CRASHED, f"killed by {_signal_name(-ended.status)}")


_OUT_OF_TIME_SIGNALS = (signal.SIGXCPU, signal.SIGKILL)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _cpu_clock(pidfd: int) -> int:
    """Return the id of a process's CPU clock. Its pid is known here only by what the kernel says of the pidfd."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines():
        if line.startswith("Pid:"):
            pid = int(line.removeprefix("Pid:"))
            if pid > 0:
                return (~pid << 3) | 2  # CPUCLOCK_SCHED of a process: linux/posix-timers.h
    raise MachineError("A new worker has no process id here: is /proc mounted?")


class Sandbox:
    """Owns one zygote, from which workers are forked; a context manager. `start` makes it."""

    def __init__(self, level: Level, launch: Callable[[Level], Nursery], packages: Packages = NO_PACKAGES) -> None:
        """Launch a zygote at `level`; raises Unavailable."""
        self.level = level
        self._packages = packages
        self.attestation = probe.Attestation(())
        self._launch = launch
        self._nursery = launch(level)

    @classmethod
    def start(
        cls,
        *,
        level: Level | None = None,
        cpu: int | None = None,
        packages: Packages = NO_PACKAGES,
        launch: Callable[[Level], Nursery] | None = None,
    ) -> Self:
        """Return a sandbox of the best level that works here, attested; or of `level`. It has these `packages`.

        UNCONFINED is never chosen, only asked for. `cpu` pins the *calling* process and all workers to that core: a
        call then costs a fifth. Raises MachineError when nothing can confine, or when a canary gets out.
        """
        if cpu is not None:
            os.sched_setaffinity(0, {cpu})
        if sys.platform != "linux":
            raise MachineError(f"Cannot confine untrusted code on {sys.platform}. {_NEXT_STEP}")
        refusals = []
        for candidate in [level] if level else [Level.L1, Level.L2]:
            try:
                return cls._tried_twice(candidate, launch or partial(ZygoteProcess, packages=packages), packages)
            except Unavailable as exc:
                refusals.append(str(exc))
        raise MachineError(f"Cannot confine untrusted code here: {' and '.join(refusals)}. {_NEXT_STEP}")

    @classmethod
    def _tried_twice(cls, level: Level, launch: Callable[[Level], Nursery], packages: Packages) -> Self:
        with suppress(ZygoteLost):  # killed as it started, for want of memory perhaps: that says nothing of the level
            return cls._attested(level, launch, packages)
        try:
            return cls._attested(level, launch, packages)
        except ZygoteLost as exc:
            raise MachineError(f"The sandbox did not start, twice: {exc}") from exc

    @classmethod
    def _attested(cls, level: Level, launch: Callable[[Level], Nursery], packages: Packages) -> Self:
        sandbox = cls(level, launch, packages)
        try:
            sandbox._attest()
        except BaseException:
            sandbox.close()
            raise
        return sandbox

    def _attest(self) -> None:
        if self.level is Level.UNCONFINED:
            return
        self.attestation = probe.attest(self)
        if not self.attestation.held:
            raise MachineError(f"The sandbox leaks ({self.level}): {self.attestation.leaks}. {_NEXT_STEP}")

    @property
    def notes(self) -> tuple[str, ...]:
        """What this machine lacks; the level holds without it."""
        return self._nursery.notes

    def spawn(self, limits: Limits, holdings: Holdings | None = None) -> Worker:
        """Return a new worker, whose answers are counted in `holdings`.

        Raises MachineError, or ZygoteLost when the sandbox must be restarted.
        """
        return Worker(self._nursery, limits, holdings, self._packages.modules)

    def restart(self) -> None:
        """Replace the zygote, for instance after ZygoteLost; workers of the old one are lost."""
        self._nursery.close()
        self._nursery = self._launch(self.level)
        self._attest()

    def close(self) -> None:
        """End the zygote and all workers."""
        self._nursery.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
