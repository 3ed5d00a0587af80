"""The trusted end of a socket whose other end may do anything."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from grader.sandbox import wire
from grader.sandbox.channel import Channel, HungUp, Overdue
from grader.sandbox.reply import ProtocolError, TooMuch


@pytest.fixture
def pair() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = socket.socketpair()
    channel = Channel(ours, frame_bytes=1 << 20)
    yield channel, theirs
    channel.close()
    theirs.close()


Pair = tuple[Channel, socket.socket]


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def frame(body: bytes) -> bytes:
    return wire.HEADER.pack(len(body)) + body


def test_a_frame_of_several_parts(pair: Pair) -> None:
    channel, other = pair
    channel.send((b"ab", b"c"), soon())
    assert other.recv(100) == frame(b"abc")


def test_a_frame_that_drips(pair: Pair) -> None:
    channel, other = pair

    def drip() -> None:
        for byte in frame(b"hello"):
            other.sendall(bytes([byte]))
            time.sleep(0.001)

    thread = threading.Thread(target=drip)
    thread.start()
    assert channel.receive(soon()) == b"hello"
    thread.join()


def test_a_large_frame_both_ways(pair: Pair) -> None:
    channel, other = pair
    body = bytes(1 << 20)
    thread = threading.Thread(target=other.sendall, args=(frame(body),))
    thread.start()
    assert channel.receive(soon()) == body
    thread.join()

    received = bytearray()

    def read() -> None:
        while len(received) < len(body) + 4:
            received.extend(other.recv(1 << 16))

    thread = threading.Thread(target=read)
    thread.start()
    channel.send((body[:10], body[10:]), soon())
    thread.join()
    assert received == frame(body)


def test_silence_is_overdue(pair: Pair) -> None:
    with pytest.raises(Overdue):
        pair[0].receive(soon(0.02))


def test_dripping_for_ever_is_overdue(pair: Pair) -> None:
    channel, other = pair
    other.sendall(wire.HEADER.pack(1000))
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.001):
            other.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    started = time.monotonic()
    with pytest.raises(Overdue):
        channel.receive(soon(0.1))
    assert time.monotonic() - started < 1.0
    stop.set()
    thread.join()


def test_nobody_reads_what_is_sent(pair: Pair) -> None:
    with pytest.raises(Overdue):
        pair[0].send((bytes(32 << 20),), soon(0.05))


def test_a_deadline_in_the_past(pair: Pair) -> None:
    pair[1].sendall(frame(b"in time?"))
    with pytest.raises(Overdue):
        pair[0].receive(time.monotonic() - 1)


@pytest.mark.parametrize(
    "sent", [b"", b"\x05", frame(b"hello")[:-1]], ids=["nothing", "half a header", "half a frame"]
)
def test_hanging_up(pair: Pair, sent: bytes) -> None:
    channel, other = pair
    other.sendall(sent)
    other.close()
    with pytest.raises(HungUp):
        channel.receive(soon())


def test_sending_to_nobody(pair: Pair) -> None:
    channel, other = pair
    other.close()
    with pytest.raises(HungUp):
        channel.send((b"hello",), soon())


def test_a_frame_that_exceeds_the_limit(pair: Pair) -> None:
    channel, other = pair
    other.sendall(wire.HEADER.pack((1 << 20) + 1))
    with pytest.raises(ProtocolError):
        channel.receive(soon())


def test_a_frame_too_many(pair: Pair) -> None:
    channel, other = pair
    other.sendall(frame(b"one") + frame(b"two"))
    with pytest.raises(ProtocolError):
        channel.receive(soon())


def test_idle(pair: Pair) -> None:
    channel, other = pair
    assert channel.is_idle()
    other.sendall(b"x")
    assert not channel.is_idle()


def test_between_answers_silence_bytes_and_an_end_are_told_apart(pair: Pair) -> None:
    channel, other = pair
    assert channel.is_idle()
    other.send(b"x")
    assert not channel.is_idle()
    assert not channel.is_idle(), "looking takes nothing away"
    other.close()
    assert channel._read(1, soon()) == b"x"
    with pytest.raises(HungUp):
        channel.is_idle()


def test_a_frame_for_which_there_is_no_room_is_not_read(pair: Pair) -> None:
    channel, other = pair
    other.sendall(wire.HEADER.pack(900_000))
    with pytest.raises(TooMuch):
        channel.receive(soon(), room_bytes=500_000)
