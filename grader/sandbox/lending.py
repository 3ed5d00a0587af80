"""A child process that runs functions of ours with arguments that a student's code chose, and that can be killed.

No alarm interrupts a single step of linear algebra, and a library that finds no memory may end its whole process. So
what a student's code calls in the place of an earlier function of its own (follow-through) runs in a fork of this
process: started at the first call, killed at the deadline of the call or when the submission is done. It shares no
file with anyone, and what native code prints there goes nowhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import os
import resource
import signal
import socket
import time
import warnings
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NoReturn, Self

import numpy as np

from grader.errors import MachineError
from grader.own_size import address_space_bytes
from grader.sandbox import wire
from grader.sandbox.channel import Channel, HungUp, Overdue
from grader.sandbox.reply import ProtocolError, builtin_name, rebuilt

MEMORY_BYTES = 512 << 20  # on top of what a fork of this process has
FRAME_BYTES = wire.MAX_ARRAY_BYTES + (1 << 20)
CHILD_SECONDS = 86_400.0  # it is killed long before
MAX_CHARACTERS = 2000  # of the text of an exception
PR_SET_PDEATHSIG = 1  # prctl(2)
# Looked up before the fork: nothing may be imported or opened between it and the loop.
_prctl = ctypes.CDLL(None).prctl

Function = Callable[..., object]


class Lender:
    """Calls functions of ours in a child process; a context manager, for one submission."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions
        self._pid = 0
        self._channel: Channel | None = None

    def __enter__(self) -> Self:
        """Return itself; the child is started when first needed."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill the child."""
        self.close()

    def lend(self, name: str, *, seconds: float) -> Function:
        """Return a function that calls `name` in the child, for at most `seconds` a call.

        It raises what the function raised (as a builtin), TimeoutError, or MemoryError where the child died of it.
        """

        def lent(*args: object, **kwargs: object) -> object:
            return self._call(name, args, kwargs, time.monotonic() + seconds)

        return functools.wraps(self._functions[name])(lent)  # its signature is that of the function

    def _call(self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object], deadline: float) -> object:
        request = wire.encode((name, args, dict(kwargs)))
        channel = self._channel or self._start()
        answer: Any
        try:
            channel.send([request], deadline)
            answer = wire.decode(channel.receive(deadline))
        except Overdue:
            self.close()
            raise TimeoutError("the function did not end in time") from None
        except (HungUp, ProtocolError, wire.WireError):
            self.close()
            raise MemoryError("the function asked for more memory than is allowed") from None
        except BaseException:  # an alarm, or Ctrl-C: the answer would be taken for the next one's
            self.close()
            raise
        kind, content = answer
        if kind == "raised":
            raise rebuilt(*content)
        return content

    def _start(self) -> Channel:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        try:
            self._pid = os.fork()
        except OSError as exc:
            raise MachineError(f"no further process can be started here: {exc}") from exc
        if not self._pid:
            _become_child(theirs, parent, self._functions)
        theirs.close()
        self._channel = Channel(ours, frame_bytes=FRAME_BYTES)
        return self._channel

    def close(self) -> None:
        """Kill the child, if there is one. The next call starts another."""
        if self._channel is not None:
            self._channel.close()
            os.kill(self._pid, signal.SIGKILL)  # our own child, which has not been waited for: no other process
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
        self._channel, self._pid = None, 0


def _become_child(sock: socket.socket, parent: int, functions: Mapping[str, Function]) -> NoReturn:
    """Serve calls until the parent goes away. Nothing may ever leave this function: above it is the parent's code."""
    try:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        gc.disable()  # a collection would copy the pages that it has in common with its parent
        fd = _only(sock)
        limit, hard = address_space_bytes() + MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (limit if hard < 0 else min(limit, hard), hard))
        _serve(socket.socket(fileno=fd), functions)
    finally:
        os._exit(1)


def _only(sock: socket.socket) -> int:
    """Close every other file, the standard ones too, and return the number that the socket has now."""
    null = os.open(os.devnull, os.O_RDWR)
    fd = sock.detach()
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(fd, 3)
    os.closerange(4, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return 3


def _serve(sock: socket.socket, functions: Mapping[str, Function]) -> None:
    channel = Channel(sock, frame_bytes=FRAME_BYTES)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        while True:
            request: Any = wire.decode(channel.receive(time.monotonic() + CHILD_SECONDS))
            channel.send([_answer(functions, *request)], time.monotonic() + CHILD_SECONDS)


def _answer(
    functions: Mapping[str, Function], name: str, args: tuple[object, ...], kwargs: Mapping[str, object]
) -> bytes:
    try:
        return wire.encode(("returned", functions[name](*args, **kwargs)))
    except Exception as error:
        kind, text = builtin_name(error), str(error)[:MAX_CHARACTERS]
        return wire.encode(("raised", (kind, text.encode("utf-8", "replace").decode())))
