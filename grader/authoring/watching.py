"""Work that is done again whenever a file of the course changes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkProcess
from pathlib import Path

from grader.course.sources import FILENAME

POLL_SECONDS = 0.2
FOLDERS = ("exercises", "solutions")

State = Mapping[Path, tuple[int, int]]


def watch(root: Path, work: Callable[[], None], on_change: Callable[[list[Path]], None]) -> None:
    """Do `work` in a process of its own, now and whenever a file of the course in `root` changes; never returns.

    A change ends what is at work, so that a function that never ends costs nothing but a save. `on_change` gets the
    files. What interrupts this (Ctrl-C) ends the work, too. Files are looked at and no notice is asked for from the
    operating system: that works on every file system, and a course has few files.
    """
    state = files_of(root)
    while True:
        with _at_work(work):
            while (now := files_of(root)) == state:
                time.sleep(POLL_SECONDS)
        on_change(changes(state, now))
        state = now


def files_of(root: Path) -> State:
    """Return when each file of a course was changed, and its size. Caches and hidden files do not count."""
    paths = [root / FILENAME]
    for folder in FOLDERS:
        for parent, folders, names in os.walk(root / folder):
            folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
            paths += [Path(parent, name) for name in names if not name.startswith(".")]
    return {path: (status.st_mtime_ns, status.st_size) for path in paths if (status := _status(path))}


def changes(before: State, after: State) -> list[Path]:
    """Return the files that are new, gone or changed, sorted."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _status(path: Path) -> os.stat_result | None:
    with suppress(OSError):  # an editor replaces a file by another, and for a moment there is none
        return path.stat()
    return None


@contextmanager
def _at_work(work: Callable[[], None]) -> Iterator[None]:
    """Do `work` in a fork of this process, which has imported everything, and end it with the block."""
    sys.stdout.flush()
    sys.stderr.flush()
    process = multiprocessing.get_context("fork").Process(target=_in_own_group, args=(work,))
    process.start()
    try:
        yield
    finally:
        _end(process)


def _in_own_group(work: Callable[[], None]) -> None:
    os.setpgrp()  # what it starts can be ended with it; and Ctrl-C is for the process that watches
    work()
    sys.stdout.flush()


def _end(process: ForkProcess) -> None:
    with suppress(ProcessLookupError):  # it has ended, or has no group of its own yet
        os.killpg(process.pid or 0, signal.SIGKILL)
    process.kill()
    process.join()
