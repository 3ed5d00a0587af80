"""The text of an exception."""


def leak(x, label):
    raise ValueError(f"{SEEN!r}")
