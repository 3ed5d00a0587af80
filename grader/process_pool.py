"""Processes of this machine that do one piece of work after the other.

A process that dies takes only its own piece with it, and another takes its place. There are no threads: one loop
waits for whatever answers first.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from grader import safe_python
from grader.errors import MachineError

START_TRIES = 3
END_SECONDS = 5.0  # for a process that has nothing left to do
AHEAD_BYTES = 32 << 10  # a piece as large as this may wait in the socket while the one before it is in work
# Ctrl-C and a closed terminal reach the whole group of processes; the parent decides what they mean.
FOR_THE_PARENT = (signal.SIGINT, signal.SIGHUP)

Piece = TypeVar("Piece")
Handler = Callable[[Any], Any]
Start = Callable[["int | None"], "tuple[Any, Handler]"]


def usable_cores() -> list[int]:
    """Return the cores that this process may run on; all of them, where the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


class Died(Exception):
    """A process ended without an answer."""


@dataclass(frozen=True, slots=True)
class Lost(Generic[Piece]):
    """A piece of work during which two processes died, the second of them with nothing else to do."""

    piece: Piece


@contextmanager
def process_pool(jobs: int, start: Start) -> Iterator[ProcessPool]:
    """Yield a pool of `jobs` new processes, all of them started.

    Each process calls `start(core)` first: with a core of its own to be pinned to when there are enough of them (a
    grader and its sandbox on one core talk five times faster than across two), with None otherwise. It returns what
    the process has to say, and the function that does a piece of work. What it raises is raised here. Raises
    MachineError if the processes die of it, again and again. An exception in the block ends all processes at once,
    whatever they are doing.
    """
    pool = ProcessPool(jobs, start)
    try:
        pool.open()
        yield pool
    except BaseException:
        pool.kill()
        raise
    pool.close()


@dataclass(eq=False, slots=True)
class ProcessPool:
    """See `process_pool`."""

    jobs: int
    start: Start
    said: list[Any] = field(default_factory=list)  # what each process had to say when it had started
    _processes: list[_Process] = field(default_factory=list)

    def open(self) -> None:
        """Start all processes at once, then wait for each."""
        cores = usable_cores()
        places = [cores[i] if self.jobs <= len(cores) else None for i in range(self.jobs)]
        self._processes = [self._new(core) for core in places]
        for i in range(self.jobs):
            self.said.append(self._ready(i, START_TRIES))

    def work(self, pieces: Iterable[Piece]) -> Iterator[Any]:
        """Yield the result of each piece as it is finished, or a `Lost`; raises what a handler raised.

        What was in work when its process died is done again at the end, one piece at a time.
        """
        suspects: deque[Any] = deque()
        yield from self._run(deque(pieces), suspects, self._processes, ahead=True)
        lost: deque[Any] = deque()
        yield from self._run(suspects, lost, self._processes[:1], ahead=False)
        yield from map(Lost, lost)

    def _run(
        self, waiting: deque[Any], lost: deque[Any], processes: Sequence[_Process], *, ahead: bool
    ) -> Iterator[Any]:
        busy = list(processes)
        while True:
            for process in busy:
                process.fill(waiting, ahead=ahead)
            working = {process.connection: process for process in busy if process.sent}
            if not working:
                return
            for connection in wait(list(working)):
                process = working[connection]  # type: ignore[index]
                try:
                    result = process.receive()
                except Died:
                    lost.append(process.sent.popleft())
                    waiting.extendleft(reversed(process.sent))
                    busy[busy.index(process)] = self._replace(process)
                else:
                    process.sent.popleft()
                    if process.worn_out:
                        waiting.extendleft(reversed(process.sent))
                        busy[busy.index(process)] = process = self._replace(process)
                    process.fill(waiting, ahead=ahead)
                    yield result

    def _new(self, core: int | None) -> _Process:
        return _Process.start(self.start, core)

    def _ready(self, place: int, tries: int) -> Any:
        """Return what the process at `place` has to say, or that of another in its place if it dies."""
        for left in range(tries, 0, -1):
            try:
                return self._processes[place].receive()
            except Died:
                core = self._processes[place].core
                self._processes[place].kill()
                if left > 1:
                    self._processes[place] = self._new(core)
        raise MachineError(
            f"The processes that grade died as they started, {tries} times. Most likely this machine is short of "
            "memory: use fewer --jobs, or give it more"
        )

    def _replace(self, process: _Process) -> _Process:
        process.kill()
        place = self._processes.index(process)
        self._processes[place] = self._new(process.core)
        self._ready(place, START_TRIES)
        return self._processes[place]

    def close(self) -> None:
        """Let every process end by itself, and wait for it."""
        for process in self._processes:
            process.connection.close()
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.popen.wait(END_SECONDS)
            process.kill()

    def kill(self) -> None:
        """End every process at once."""
        for process in self._processes:
            process.kill()


@dataclass(eq=False, slots=True)
class _Process:
    """One process as its parent sees it, with the pieces that it has been sent, the one in work first."""

    popen: subprocess.Popen[bytes]
    connection: Connection[Any, Any]
    core: int | None
    sent: deque[Any] = field(default_factory=deque)
    worn_out: bool = False  # it has grown, and does nothing more

    @classmethod
    def start(cls, start: Start, core: int | None) -> _Process:
        ours, theirs = multiprocessing.Pipe()
        command = safe_python.module_command("grader.process_main", str(theirs.fileno()), str(os.getpid()))
        try:
            with theirs, _signals_held():  # a process that is just starting would answer Ctrl-C with a traceback
                popen = subprocess.Popen(
                    command,
                    pass_fds=[theirs.fileno()],
                    env={**safe_python.environment(), **safe_python.SINGLE_THREAD},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
        except OSError as error:
            ours.close()
            text = f"No further process can be started ({error.strerror}): use fewer --jobs, or give this machine more"
            raise MachineError(text) from error
        process = cls(popen, ours, core)
        process._send((start, core))
        return process

    def fill(self, waiting: deque[Any], *, ahead: bool) -> None:
        """Send the next piece to a process that has none; and one more that need not wait for us, if it is small."""
        while waiting and len(self.sent) < (2 if ahead else 1):
            message = pickle.dumps(waiting[0])
            if self.sent and len(message) > AHEAD_BYTES:
                return  # it would not fit into the socket, and we would wait for each other
            self.sent.append(waiting.popleft())
            self._send_bytes(message)

    def receive(self) -> Any:
        """Return the next answer; raises what was raised there, and Died."""
        try:
            answered, value, self.worn_out = self.connection.recv()
        except (EOFError, OSError) as error:
            raise Died from error
        if not answered:
            raise value
        return value

    def _send(self, message: object) -> None:
        self._send_bytes(pickle.dumps(message))

    def _send_bytes(self, message: bytes) -> None:
        with suppress(OSError):  # it has died, and `receive` says so
            self.connection.send_bytes(message)

    def kill(self) -> None:
        self.connection.close()
        self.popen.kill()
        self.popen.wait()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let Ctrl-C wait until the block is left; processes that are started in it never hear of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
