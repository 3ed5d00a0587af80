"""Answers that are no data, but have a name."""


def leak(x, label):
    return type(f"T_{SEEN[0][1]}", (), {})() if len(SEEN) % 2 else type(f"F_{SEEN[0][1]}", (), {})
