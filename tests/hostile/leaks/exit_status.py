"""How the process ends."""

import os
import signal


def leak(x, label):
    if len(SEEN) % 2:
        signal.raise_signal(signal.SIGSEGV)
    os._exit(int(SEEN[0][0] * 100))
