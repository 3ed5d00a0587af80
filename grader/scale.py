"""Where chunks of work run: one `concurrent.futures.Executor`, whatever is behind it."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext
from multiprocessing.queues import SimpleQueue

PR_SET_PDEATHSIG = 1  # prctl(2)
SINGLE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def usable_cores() -> list[int]:
    """Return the cores that this process may run on."""
    return sorted(os.sched_getaffinity(0))


@contextmanager
def local_executor(jobs: int, start: Callable[[int | None], None]) -> Iterator[Executor]:
    """Yield an executor of `jobs` fresh processes of this machine.

    Each process calls `start(core)` first: with a core of its own to be pinned to when there are enough of them (a
    grader and its sandbox on one core talk five times faster than across two), with None otherwise.
    """
    context = multiprocessing.get_context("spawn")  # no thread, lock or secret of this process comes along
    cores = usable_cores()
    queue: SimpleQueue[int | None] = context.SimpleQueue()
    for i in range(jobs):
        queue.put(cores[i] if jobs <= len(cores) else None)
    with _environment(SINGLE_THREAD), _pool(jobs, context, start, queue) as pool:
        yield pool


@contextmanager
def _pool(
    jobs: int, context: SpawnContext, start: Callable[[int | None], None], queue: SimpleQueue[int | None]
) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(start, queue, os.getpid()))
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _die_with(parent: int) -> None:
    """Let this process end when its parent does, kill -9 included: an orphan would wait for work for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was over before that took effect
        os._exit(1)


def _start(start: Callable[[int | None], None], cores: SimpleQueue[int | None], parent: int) -> None:
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides what it means
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
