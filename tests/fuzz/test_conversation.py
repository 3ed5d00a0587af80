"""A worker that says anything, in pieces, too late or not at all: a call ends, as it should or with the worker."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Limits
from grader.sandbox import client, wire
from grader.sandbox.client import Missing, Raised, Returned, Worker, WorkerLost
from grader.sandbox.process import Ended
from tests.fuzz.values import FUZZED, answers, damaged

LIMITS = Limits(reply_mib=1, callbacks=3)
SECONDS = 0.05


class Forger:
    """Stands for the zygote: its only worker greets as it should, and then sends `said`, piece by piece."""

    notes: tuple[str, ...] = ()

    def __init__(self, said: Sequence[bytes]) -> None:
        self._said = said

    def spawn(self, limits: Limits) -> tuple[socket.socket, int, int]:
        """See Nursery."""
        self._process = subprocess.Popen(["sleep", "60"])
        ours, self._theirs = socket.socketpair()
        self._theirs.sendall(frame(wire.encode(("confined",))))
        self._thread = threading.Thread(target=self._talk)
        self._thread.start()
        return ours, os.pidfd_open(self._process.pid), self._process.pid

    def _talk(self) -> None:
        with contextlib.suppress(OSError):
            for piece in self._said:
                self._theirs.recv(1 << 16)
                self._theirs.sendall(piece)

    def reap(self, number: int) -> Ended:
        """See Nursery."""
        self._process.kill()
        self._process.wait()
        self._theirs.close()
        self._thread.join()
        return Ended(-signal.SIGSEGV, 0.0)

    def close(self) -> None:
        """See Nursery."""


def frame(body: bytes) -> bytes:
    return wire.HEADER.pack(len(body)) + body


PIECES = st.one_of(
    answers().map(frame),
    damaged(answers()).map(frame),
    damaged(answers().map(frame)),
    st.binary(max_size=8),
    st.just(b"\xff\xff\xff\xff"),
)


@FUZZED
@given(st.lists(PIECES, max_size=5), st.booleans())
def test_a_call_ends_in_a_result_or_in_a_lost_worker(said: list[bytes], together: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "_EXIT_SECONDS", 0.01)
        with Worker(Forger(said), LIMITS) as worker:
            worker._sequence = 4
            started = time.monotonic()
            with contextlib.suppress(WorkerLost):
                if together:
                    results = worker.call_each("unit1", "f", [((1,), {}), ((2,), {})], seconds=SECONDS)
                    assert len(results) == 2
                else:
                    results = [worker.call("unit1", "f", (abs,), {}, seconds=SECONDS)]
                assert all(isinstance(result, Returned | Raised | Missing) for result in results)
            assert time.monotonic() - started < 30
