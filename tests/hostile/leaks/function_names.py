"""The function that raises."""


def raiser():
    raise ValueError


def leak(x, label):
    raiser.__code__ = raiser.__code__.replace(co_name=SEEN[0][1], co_qualname=repr(SEEN))
    raiser()
