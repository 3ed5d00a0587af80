"""Handed in beside attacks that speak the wire's own language: writes answers by hand."""

import os
import struct
import sys


def _found(name):
    """Return the value of a name in the frames above, which are the worker's own."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals is globals():
            frame = frame.f_back
            continue
        for place in (frame.f_locals, frame.f_globals):
            if name in place:
                return place[name]
        frame = frame.f_back
    raise LookupError(name)


def has_company():
    """Whether other calls travel in the same request."""
    return not _found("request").at_end or len(_found("answers")) > 0


def frame(body):
    """Send a frame, and end."""
    os.write(3, struct.pack("<I", len(body)) + body)
    os._exit(0)


def answer(encoded):
    """Send an answer to the call that is under way, with a value that is encoded already."""
    sequence = struct.pack("<cq", b"i", _found("self")._sequence)
    frame(b"t\x04\x00\x00\x00" + sequence + b"s\x08\x00\x00\x00returned" + encoded + b"N")


def answers(count, value=-7.25):
    """Send as many well-formed answers at once."""
    wire = _found("wire")
    frame(wire.encode((_found("self")._sequence, "returned", value, None)) * count)
