"""The text of exceptions that have a verdict of their own."""

TURN = [0]


def leak(x, label):
    TURN[0] += 1
    raise (MemoryError, NotImplementedError, SystemExit, KeyboardInterrupt, RecursionError)[TURN[0] % 5](repr(SEEN))
