"""What a hoarder submits: answers that are short on their way and large in memory, and exceptions that keep them.

`PLAN` (MiB on the way, for each call in turn; -1 raises) is put in by the test. After `MOST` calls it answers at once.
"""

PLAN = [60]
MOST = 16

calls = [0]


def texts(mib: float) -> list[str]:
    """Return text of `mib` MiB that takes four times as much where it arrives, for the one character at its end."""
    found = []
    while mib > 0:
        piece = min(mib, 3.9)
        mib -= piece
        found.append("a" * int(piece * (1 << 20)) + "\U0001f600")
    return found


def answer(*args: object, **kwargs: object) -> object:
    """Return the next of the plan."""
    mib = PLAN[calls[0] % len(PLAN)]
    calls[0] += 1
    if calls[0] > MOST:
        return None
    if mib < 0:
        raise ValueError
    return texts(mib)


self_information = validate_distribution = empirical_distribution = answer
