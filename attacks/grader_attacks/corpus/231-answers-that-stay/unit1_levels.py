CALLS = [0]


def _texts(mib):
    found = []
    while mib > 0:
        piece = min(mib, 3.9)
        mib -= piece
        found.append("a" * int(piece * (1 << 20)) + "\U0001f600")
    return found


def _answer(*args, **kwargs):
    CALLS[0] += 1
    if CALLS[0] % 3 == 2:
        raise ValueError("and all of them are kept")
    return _texts(30)


level = shares = counts = _answer
