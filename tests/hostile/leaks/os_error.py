"""Exceptions whose text is put together from attributes."""


def leak(x, label):
    raise OSError(int(SEEN[0][0] * 10**9), SEEN[0][1], SEEN[0][1])
