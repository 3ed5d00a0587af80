"""The memory of the process that grades: bounded for each submission, given back after it, and not worn out.

A comparison gone wrong is a MemoryError in this process and not the end of the machine. Each submission has the same
room, whatever the one before it has left behind; a process that has grown all the same is replaced (`own_size`).
"""

from __future__ import annotations

import gc
import mmap
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from grader.errors import MachineError
from grader.own_size import address_space_bytes

OWN_MEMORY_BYTES = 1 << 30  # what the trusted side may take on top of what it has when a submission's turn comes
SPARE_MEMORY_BYTES = 64 << 20  # with less than this left, a lack of memory may have decided a verdict or a hint
TOUCHED = 256  # rows and columns: large enough for the libraries' own buffers


def touch_linear_algebra() -> None:
    """Let the libraries behind NumPy allocate their buffers now, while there is memory.

    OpenBLAS ends the process that it is in when it finds none. It keeps what it has once had.
    """
    matrix = np.eye(TOUCHED) + np.ones((TOUCHED, TOUCHED))
    np.linalg.solve(matrix @ matrix, matrix @ matrix[0])
    np.linalg.svd(matrix)


@contextmanager
def room_for_a_submission(more_bytes: int = OWN_MEMORY_BYTES) -> Iterator[None]:
    """Bound this process in the block to what it has now and `more_bytes`; raise MachineError if too little was left.

    Where memory ran out, and does so still when all that the submission took is given back, it was not the submission
    that needed it, and what was found is not to be relied on.
    """
    before = resource.getrlimit(resource.RLIMIT_AS)
    bound_memory(more_bytes)
    try:
        yield
        gc.collect()
        require_memory()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def require_memory() -> None:
    """Raise MachineError where what has just been found may be due to this process running out of memory."""
    try:
        mmap.mmap(-1, SPARE_MEMORY_BYTES).close()
    except OSError as error:
        raise MachineError(
            "the process that grades is out of memory: use fewer --jobs, or give this machine more"
        ) from error


def bound_memory(more_bytes: int) -> None:
    """Bound this process to what it has now and `more_bytes`."""
    limit = address_space_bytes() + more_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
