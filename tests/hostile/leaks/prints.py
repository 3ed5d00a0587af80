"""Output of all kinds."""

import os
import sys


def leak(x, label):
    print(SEEN, file=sys.stderr)
    print(SEEN)
    for stream in (sys.__stdout__, sys.__stderr__, sys.stdin):
        try:
            stream.write(repr(SEEN))
        except (AttributeError, OSError, ValueError):
            continue
    for fd in (0, 1, 2):
        try:
            os.write(fd, repr(SEEN).encode())
        except OSError:
            continue
    return -7.25
