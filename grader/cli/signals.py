"""Signals that ask for an end: `kill` and a closed terminal end a command as Ctrl-C does, tidily."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

ENDING = (signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked this process to end. No Exception: whoever handles errors shall not handle it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def stopping() -> Iterator[None]:
    """Raise Stopped in the block when a signal asks for an end; what the caller ignores (`nohup`) stays ignored."""
    before = {kind: signal.getsignal(kind) for kind in ENDING}
    ours = [kind for kind, handler in before.items() if handler is signal.SIG_DFL]
    for kind in ours:
        signal.signal(kind, _stop)
    try:
        yield
    finally:
        for kind in ours:
            signal.signal(kind, before[kind])


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise Stopped(number)
