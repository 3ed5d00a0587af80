"""The trusted side of the wall: a `Sandbox` makes workers, a `Worker` runs one student's functions.

    with Sandbox.start() as sandbox, sandbox.spawn(limits) as worker:
        worker.load({"unit1.py": source})
        result = worker.call("unit1", "entropy", ([0.5, 0.5],), {}, seconds=2.0)

A call ends in Returned, Raised or Missing, or in WorkerLost: then the worker is dead and must be replaced. Nothing that
student code does raises anything else here. Every wait has a deadline. Neither class is for use by several threads.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import NoReturn, Self

from grader.errors import CourseError, GraderFault, MachineError
from grader.model import Level, Limits
from grader.sandbox import probe, wire
from grader.sandbox.channel import Channel, HungUp, Overdue
from grader.sandbox.process import Nursery, Unavailable, ZygoteLost, ZygoteProcess
from grader.sandbox.reply import (
    Answer,
    Callback,
    CallNotes,
    Missing,
    Opaque,
    ProtocolError,
    Raised,
    Returned,
)

__all__ = [
    "CallNotes",
    "Loss",
    "Missing",
    "Opaque",
    "Raised",
    "Returned",
    "Sandbox",
    "Worker",
    "WorkerLost",
    "ZygoteLost",
]

_CONFINE_SECONDS = 20.0
_LOAD_SECONDS = 10.0
_EXIT_SECONDS = 1.0

# Exit statuses of a worker that is honest about itself; student code may use them too, and gets the same verdict.
_OUT_OF_MEMORY_STATUS, _NOT_CONFINED_STATUS = 96, 97
_CPU_SLACK_SECONDS = 0.05  # the kernel checks the limit at clock ticks

_NEXT_STEP = (
    "Nothing was graded. Use Linux, a container or WSL2. --unconfined is only for code you wrote; "
    "its reports are marked UNCONFINED and cannot be exported as grades."
)

Function = Callable[..., object]
Result = Returned | Raised | Missing


class Loss(StrEnum):
    """Why a worker is dead."""

    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    PROTOCOL = "protocol"


class WorkerLost(Exception):
    """The worker is dead; every later call of it raises this again."""

    def __init__(self, kind: Loss, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail  # our own words, nothing of the student's


class Worker:
    """One confined process with one student's files. `Sandbox.spawn` makes it."""

    def __init__(self, nursery: Nursery, level: Level, limits: Limits) -> None:
        """Raises MachineError if the new process cannot confine itself."""
        self._nursery = nursery
        self._limits = limits
        self._files: dict[str, bytes] = {}
        self._functions: dict[int, Function] = {}
        self._next_function = 0
        self._sequence = 0
        self._callbacks_left = limits.callbacks
        self._lost: WorkerLost | None = None
        sock, self._pidfd, self._number = nursery.spawn(limits)
        self._channel = Channel(sock, frame_bytes=(limits.reply_mib << 20) + (1 << 20))
        try:
            self._await_confinement(level)
            self._cpu_clock = _cpu_clock(self._pidfd)
        except BaseException:
            self.close()
            raise

    def _await_confinement(self, level: Level) -> None:
        try:
            greeting = wire.decode(self._channel.receive(time.monotonic() + _CONFINE_SECONDS))
        except (HungUp, Overdue, ProtocolError, wire.WireError) as exc:
            raise MachineError(f"A worker did not confine itself ({level}): {type(exc).__name__}") from exc
        if greeting != ("confined",):
            raise MachineError(f"A worker did not confine itself ({level}): {greeting}")

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
            with suppress(ZygoteLost):  # whoever asks for the next worker will hear of it
                self._end(Loss.CRASHED, "closed")

    # --- requests ---------------------------------------------------------------------------------------------------

    def load(self, files: Mapping[str, bytes], *, forbidden: Sequence[str] = ()) -> None:
        """Hand over the student's files (`name.py` → source); executes nothing.

        Importing one of the `forbidden` modules will raise ImportError.
        """
        self._files = dict(files)
        result = self._request("load", "", "", (self._files, tuple(forbidden)), {}, _LOAD_SECONDS)
        if not isinstance(result, Returned):
            self._lose(Loss.PROTOCOL, "the files were not taken")

    def import_unit(self, module: str, *, seconds: float) -> Result:
        """Execute `module`.py, unless it has been; returns Missing when there is no such file."""
        return self._request("import", module, "", (), {}, seconds)

    def functions(self, module: str, *, seconds: float) -> Result:
        """Return the names of the public callables of a module, as the worker says; imports it first if needed."""
        return self._request("functions", module, "", (), {}, seconds)

    def replace(self, module: str, name: str, function: Function, *, seconds: float) -> Result:
        """Let `module.name` be a function that is executed here; imports the module first if needed.

        It also takes the place of the original in the student's other files, where they have imported it.
        """
        return self._request("replace", module, name, (_Lasting(function),), {}, seconds)

    def call(
        self, module: str, function: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, seconds: float
    ) -> Result:
        """Call `module.function`; imports the module first if needed.

        Functions among the arguments, nested ones too, are executed here, within `seconds`, and only until the call
        ends. Raises CourseError when an argument cannot travel, and WorkerLost.
        """
        return self._request("call", module, function, args, dict(kwargs), seconds)

    def _request(
        self,
        operation: str,
        module: str,
        name: str,
        args: tuple[object, ...],
        kwargs: dict[str, object],
        seconds: float,
    ) -> Result:
        if self._lost is not None:
            raise WorkerLost(self._lost.kind, self._lost.detail)
        outer, outer_callbacks_left = dict(self._functions), self._callbacks_left
        self._callbacks_left = self._limits.callbacks
        try:
            parts = self._encoded(operation, module, name, args, kwargs)
            started = time.clock_gettime(self._cpu_clock)
            answer = self._exchange(parts, time.monotonic() + seconds)
            return self._result(answer, module, name, time.clock_gettime(self._cpu_clock) - started)
        except (HungUp, Overdue, ProtocolError, OSError) as exc:
            self._lose_after(exc, seconds)
        except BaseException:
            self.close()
            raise
        finally:
            self._functions = outer
