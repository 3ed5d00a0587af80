"""Bounds on the time that our own code may take over a student's answer, and silence while it does."""

from __future__ import annotations

import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import numpy as np

RING_AGAIN_SECONDS = 1.0  # Python ignores what is raised in a destructor, where the alarm may find us


class Overtime(BaseException):
    """The trusted side of a case did not end in time."""


@contextmanager
def in_silence() -> Iterator[None]:
    """Keep arithmetic of cases and references on a student's nonsense from warning, with a line of their source."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


@contextmanager
def alarm_is_overtime() -> Iterator[None]:
    """Let an alarm raise Overtime in the block, where signals can do it (the main thread)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(signum: int, frame: FrameType | None) -> None:
        raise Overtime

    def unraisable(ignored: sys.UnraisableHookArgs) -> None:
        if ignored.exc_type is not Overtime:  # which is nobody's fault, and will be raised again
            hook(ignored)

    before, hook = signal.signal(signal.SIGALRM, ring), sys.unraisablehook
    sys.unraisablehook = unraisable
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)
        sys.unraisablehook = hook


@contextmanager
def overtime_after(seconds: float) -> Iterator[None]:
    """Raise Overtime in the block after `seconds`. It lies within `alarm_is_overtime`, and is cheap.

    The alarm rings until the block is left: an exception in a destructor, or in a callback of the garbage collector,
    goes no further, and a case that has only one would be on its way for ever.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), RING_AGAIN_SECONDS)
    try:
        yield
    finally:
        try:
            signal.setitimer(signal.ITIMER_REAL, 0)
        finally:  # if it rings just now, the line above is not reached
            signal.setitimer(signal.ITIMER_REAL, 0)
