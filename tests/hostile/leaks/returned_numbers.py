"""The answer itself."""


def leak(x, label):
    return float(SEEN[0][0])
