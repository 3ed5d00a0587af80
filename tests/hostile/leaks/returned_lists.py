"""Answers with many items."""


def leak(x, label):
    return [list(seen) for seen in SEEN]
