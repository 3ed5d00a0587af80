import sys


class Deep:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name)


def level(x, reference=1.0):
    sys.setrecursionlimit(1 << 30)
    return repr(Deep())


def shares(values):
    return shares(values)
