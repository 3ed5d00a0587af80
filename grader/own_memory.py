"""The memory of the process that grades: bounded, and enough of it left for what was found to be true."""

from __future__ import annotations

import mmap
import resource
from functools import cache
from pathlib import Path

from grader.errors import MachineError

OWN_MEMORY_BYTES = 1 << 30  # what the trusted side may take on top of what it has after start
SPARE_MEMORY_BYTES = 64 << 20  # with less than this left, a lack of memory may have decided a verdict or a hint


def require_memory() -> None:
    """Raise MachineError where what has just been found may be due to this process running out of memory."""
    try:
        mmap.mmap(-1, SPARE_MEMORY_BYTES).close()
    except OSError as error:
        raise MachineError(
            "the process that grades is out of memory: use fewer --jobs, or give this machine more"
        ) from error


@cache
def bound_memory(more_bytes: int) -> None:
    """Bound this process, so that a comparison gone wrong is a MemoryError here and not the end of the machine."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + more_bytes
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
