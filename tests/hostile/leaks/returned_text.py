"""Answers that are text, or hold it."""


def leak(x, label):
    return {SEEN[0][1]: SEEN[0][1], "x": SEEN[0][0], SEEN[0][0]: SEEN[0][1]} if len(SEEN) % 2 else SEEN[0][1]
