"""Where chunks of work run: one `concurrent.futures.Executor`, whatever is behind it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, InvalidStateError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from multiprocessing.queues import SimpleQueue
from typing import Any

from grader.errors import MachineError
from grader.safe_python import away_from_here

START_TRIES = 3
# Ctrl-C and a closed terminal reach the whole group of processes; the parent decides what they mean.
FOR_THE_PARENT = (signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1  # prctl(2)
SINGLE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def usable_cores() -> list[int]:
    """Return the cores that this process may run on; all of them, where the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


@contextmanager
def local_executor(jobs: int, start: Callable[[int | None], None]) -> Iterator[Executor]:
    """Yield an executor of `jobs` fresh processes of this machine, all of them started.

    Each process calls `start(core)` first: with a core of its own to be pinned to when there are enough of them (a
    grader and its sandbox on one core talk five times faster than across two), with None otherwise. Raises
    MachineError if the processes die of that, again and again. A process that dies later breaks the executor
    (BrokenProcessPool). An exception in the block ends all processes at once, whatever they are doing.
    """
    with away_from_here():  # to the end: whenever multiprocessing starts its resource tracker again
        with _environment(SINGLE_THREAD):
            pool = _started(jobs, start)
        try:
            yield pool
        except BaseException:
            _kill(pool)
            raise
        pool.shutdown()


def _started(jobs: int, start: Callable[[int | None], None]) -> ProcessPoolExecutor:
    for _ in range(START_TRIES):
        with _signals_held():  # a process that is just starting would answer Ctrl-C with a traceback
            pool = _pool(jobs, start)
        try:
            with _signals_held():  # again: multiprocessing, when it starts its own helper in `_pool`, lets them go
                probes = [pool.submit(_do_nothing) for _ in range(jobs)]
            for probe in probes:
                probe.result()
        except BrokenProcessPool:
            _kill(pool)
        except RuntimeError as error:  # "can't start new thread": how Python says that the machine gives no more
            _kill(pool)
            raise MachineError(f"{error}: use fewer --jobs, or give this machine more memory") from error
        except BaseException:
            _kill(pool)
            raise
        else:
            return pool
    raise MachineError(
        f"The processes that grade died as they started, {START_TRIES} times. Most likely this machine is short of "
        "memory: use fewer --jobs, or give it more"
    )


def _pool(jobs: int, start: Callable[[int | None], None]) -> _Pool:
    context = multiprocessing.get_context("spawn")  # no thread, lock or secret of this process comes along
    cores = usable_cores()
    queue: SimpleQueue[int | None] = context.SimpleQueue()
    for i in range(jobs):
        queue.put(cores[i] if jobs <= len(cores) else None)
    return _Pool(jobs, mp_context=context, initializer=_start, initargs=(start, queue, os.getpid()))


class _Pool(ProcessPoolExecutor):
    """A pool that is broken, and does not wait for ever, once the thread that hands out its work has died.

    A thread dies for want of memory, and nobody else would hear of it.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._handed_out: list[Future[Any]] = []
        self._lost = False
        self._hook, threading.excepthook = threading.excepthook, self._lose_thread

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See Executor."""
        if self._lost:
            raise BrokenProcessPool("a thread has died")
        future = super().submit(function, *args, **kwargs)
        self._handed_out = [*(other for other in self._handed_out if not other.done()), future]
        if self._lost:  # meanwhile
            self._give_up()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See Executor."""
        threading.excepthook = self._hook
        if self._lost:  # the thread would have ended them
            for process in _kill_processes():
                process.join()
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _lose_thread(self, died: threading.ExceptHookArgs) -> None:
        self._lost = True
        self._give_up()

    def _give_up(self) -> None:
        for future in self._handed_out:
            with suppress(InvalidStateError):  # it is done
                future.set_exception(BrokenProcessPool("a thread has died"))


def _do_nothing() -> None:
    """Be done as soon as a process is there to do it."""


def _kill(pool: ProcessPoolExecutor) -> None:
    """End a pool without waiting for its work, which may take minutes."""
    _kill_processes()
    with suppress(RuntimeError):  # of a pool whose own thread could not be started
        pool.shutdown(cancel_futures=True)


def _kill_processes() -> list[BaseProcess]:
    processes = multiprocessing.active_children()  # of this program, only pools have any
    for process in processes:
        process.kill()
    return processes


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let Ctrl-C wait until the block is left; processes that are started in it never hear of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _die_with(parent: int) -> None:
    """Let this process end when its parent does, kill -9 included: an orphan would wait for work for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was over before that took effect
        os._exit(1)


def _start(start: Callable[[int | None], None], cores: SimpleQueue[int | None], parent: int) -> None:
    _die_with(parent)
    start(cores.get())


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables for the processes started in the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
