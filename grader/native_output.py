"""What native libraries print, past Python: into nothing.

LAPACK complains of a NaN on the standard output, as often as a student's function makes it; a terminal or a log is no
place for what a student can choose to have written there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STANDARD = (1, 2)  # output and error


@contextmanager
def native_output_dropped() -> Iterator[None]:
    """Let the standard output and error of this process lead nowhere in the block, for native code too."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # none, or closed
            stream.flush()
    kept = {number: copy for number in STANDARD if (copy := _copy(number)) is not None}
    try:
        null = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
        try:
            for number in kept:
                os.dup2(null, number)
        finally:
            os.close(null)
        yield
    finally:
        for number, copy in kept.items():
            os.dup2(copy, number)
            os.close(copy)


def _copy(number: int) -> int | None:
    try:
        return os.dup(number)
    except OSError:  # this process has none
        return None
