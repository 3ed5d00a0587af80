"""The trusted end of a worker's socket: whole frames, each wait bounded by a deadline.

The other end may send nothing, a byte at a time, too much, or close. Deadlines are values of `time.monotonic()`.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence

from grader.sandbox import wire
from grader.sandbox.reply import ProtocolError, TooMuch

_READ_BYTES = 1 << 16


class Overdue(Exception):
    """The deadline has passed."""


class HungUp(Exception):
    """The other end is closed."""


class Channel:
    """Sends and receives frames; not for use by several threads."""

    def __init__(self, sock: socket.socket, *, frame_bytes: int) -> None:
        sock.setblocking(False)
        self._socket = sock
        self._frame_bytes = frame_bytes
        self._readable = select.poll()
        self._readable.register(sock, select.POLLIN)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def is_idle(self) -> bool:
        """Return whether nothing has arrived, as it should be between answer and next request; raises HungUp."""
        if not self._readable.poll(0):
            return True
        try:
            if self._socket.recv(1, socket.MSG_PEEK):
                return False
        except OSError as exc:
            raise HungUp from exc
        raise HungUp

    def send(self, parts: Sequence[bytes], deadline: float) -> None:
        """Send one frame that consists of `parts`; raises Overdue, HungUp."""
        header = wire.HEADER.pack(sum(map(len, parts)))
        try:
            sent = self._socket.sendmsg([header, *parts], (), socket.MSG_NOSIGNAL)
            if sent < len(header) + sum(map(len, parts)):
                self._send_rest(memoryview(b"".join([header, *parts]))[sent:], deadline)
        except BlockingIOError:
            self._send_rest(memoryview(b"".join([header, *parts])), deadline)
        except OSError as exc:
            raise HungUp from exc

    def _send_rest(self, rest: memoryview, deadline: float) -> None:
        writable = select.poll()
        writable.register(self._socket, select.POLLOUT)
        while rest:
            _wait(writable, deadline)
            try:
                rest = rest[self._socket.send(rest, socket.MSG_NOSIGNAL) :]
            except BlockingIOError:
                continue
            except OSError as exc:
                raise HungUp from exc

    def receive(self, deadline: float, room_bytes: int | None = None) -> bytes | bytearray:
        """Return the body of the next frame; raises Overdue, HungUp, and ProtocolError for what exceeds it.

        TooMuch for a frame that is longer than `room_bytes`, before there is any memory for it.
        """
        data = self._read(_READ_BYTES, deadline)
        while len(data) < wire.HEADER.size:
            data += self._read(_READ_BYTES, deadline)
        (length,) = wire.HEADER.unpack_from(data)
        if length > self._frame_bytes:
            raise ProtocolError(f"an answer of {length} bytes")
        if room_bytes is not None and length > max(room_bytes, _READ_BYTES):
            raise TooMuch(f"an answer of {length} bytes, where {room_bytes} are left")
        missing = length - (len(data) - wire.HEADER.size)
        if missing < 0:
            raise ProtocolError("more bytes than announced")
        if not missing:
            return data[wire.HEADER.size :]
        body = bytearray(length)
        body[: length - missing] = data[wire.HEADER.size :]
        self._fill(memoryview(body)[length - missing :], deadline)
        return body

    def _read(self, count: int, deadline: float) -> bytes:
        while True:
            _wait(self._readable, deadline)
            try:
                data = self._socket.recv(count)
            except BlockingIOError:
                continue
            except OSError as exc:
                raise HungUp from exc
            if not data:
                raise HungUp
            return data

    def _fill(self, rest: memoryview, deadline: float) -> None:
        while rest:
            _wait(self._readable, deadline)
            try:
                count = self._socket.recv_into(rest)
            except BlockingIOError:
                continue
            except OSError as exc:
                raise HungUp from exc
            if not count:
                raise HungUp
            rest = rest[count:]


def _wait(poll: select.poll, deadline: float) -> None:
    """Wait for an event; raises Overdue at the deadline, even when events never cease."""
    remaining = deadline - time.monotonic()
    if remaining <= 0 or not poll.poll(remaining * 1000):
        raise Overdue
