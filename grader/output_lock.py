"""The folder of the reports: made when it is needed, and held by one run at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import CallError, MachineError
from grader.private_folder import keep_out_of_git


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make `folder` if need be, and keep other runs out of it; raises CallError if one is in, and MachineError.

    A folder that is made here holds students' work and marks and nothing else, so git is made to ignore it.

    The lock is the kernel's, on the folder itself: there is no file to be left behind, and it ends with this process,
    however that ends.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            keep_out_of_git(folder)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        text = f"{folder}: no folder for reports can be had there: {error.strerror}: name another with --out"
        raise MachineError(text) from error
    try:
        _lock(folder, lock)
        yield
    finally:
        os.close(lock)


def _lock(folder: Path, fd: int) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CallError(
            f"{folder}: another `grader` is writing its reports there: let it end, then run the same command again; "
            "or name another folder with --out"
        ) from None
    except OSError as error:
        text = f"{folder}: its file system cannot lock ({error.strerror}): name a folder of a local disk with --out"
        raise MachineError(text) from error
