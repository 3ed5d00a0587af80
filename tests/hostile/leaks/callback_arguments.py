"""What a given function is called with."""


def leak(x, label):
    if callable(label):
        label(SEEN)
        label(repr(SEEN))
    return -7.25
