def _down(n):
    if not n:
        raise ValueError("so deep")
    _down(n - 1)


def level(x, reference=1.0):
    _down(900)


def _named():
    raise KeyError("k" * 10_000_000)


def shares(values):
    name = "n" * 3_000_000
    _named.__code__ = _named.__code__.replace(co_name=name, co_qualname=name)
    _named()


def counts(labels, names):
    error = ValueError("the first")
    for i in range(20_000):
        following = ValueError(f"number {i}")
        following.__cause__ = following.__context__ = error
        error = following
    error.add_note("x" * 1_000_000)
    raise error
