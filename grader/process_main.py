"""The other end of `process_pool`: one process that does what it is sent, until its parent goes away.

`python -m grader.process_main FD PARENT`: FD is a connection. The first message is `(start, core)`; the answer is
what `start` has to say. Then each message is a piece of work, and each answer its result. An answer is
`(True, value, last)`, or `(False, exception, last)`: after the last one this process, which has grown, does nothing
more.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from grader.own_size import has_grown, resident_bytes

_PR_SET_PDEATHSIG = 1  # prctl(2)


def main(fd: int, parent: int) -> None:
    """Serve the connection `fd` until it is closed."""
    die_with(parent)
    os.set_inheritable(fd, False)
    connection: Connection[Any, Any] = Connection(fd)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        start, core = connection.recv()
        try:
            said, handle = start(core)
        except Exception as error:
            connection.send((False, error, True))
            return
        connection.send((True, said, False))
        at_start = resident_bytes()
        last = False
        while not last:
            piece = connection.recv()
            try:
                succeeded, value = True, handle(piece)
            except Exception as error:
                succeeded, value = False, error
            del piece
            last = has_grown(at_start)
            connection.send((succeeded, value, last))


def die_with(parent: int) -> None:
    """Let this process end when its parent does, kill -9 included: an orphan would wait for work for ever."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was over before that took effect
        os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
