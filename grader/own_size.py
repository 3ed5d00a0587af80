"""How much memory this process has: a leaf, which the trusted side's processes and their pool share."""

from __future__ import annotations

import ctypes
import gc
import resource
from functools import cache
from pathlib import Path

GROWN_BYTES = 256 << 20  # that a process holds more than when it started: it is replaced


def address_space_bytes() -> int:
    """Return the size of this process, as its limit counts it."""
    return _pages()[0] * resource.getpagesize()


def resident_bytes() -> int:
    """Return how much memory this process holds."""
    return _pages()[1] * resource.getpagesize()


def has_grown(since_bytes: int) -> bool:
    """Whether this process holds much more memory than it did, after giving back what can be given back."""
    if resident_bytes() - since_bytes <= GROWN_BYTES:
        return False
    gc.collect()
    _trim()
    return resident_bytes() - since_bytes > GROWN_BYTES


def _pages() -> tuple[int, int]:
    size, resident, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(size), int(resident)


def _trim() -> None:
    """Give freed memory back to the system, where the C library can."""
    trim = getattr(_c_library(), "malloc_trim", None)
    if trim is not None:
        trim(0)


@cache
def _c_library() -> ctypes.CDLL:
    return ctypes.CDLL(None)
