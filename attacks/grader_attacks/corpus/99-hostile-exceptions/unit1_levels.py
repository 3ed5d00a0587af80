import os


class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
    __mro__ = property(lambda cls: 1 / 0)

    def mro(cls):
        return [cls, ValueError, Exception, BaseException, object]

    def __getattribute__(cls, name):
        raise KeyboardInterrupt(name)


class Worst(ValueError, metaclass=Meta):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __reduce__ = __str__
    __class__ = property(lambda self: 1 / 0)


class Slow(ValueError):
    def __str__(self):
        while True:
            pass


class Last(Exception):
    def __str__(self):
        os._exit(0)


def level(x, reference=1.0):
    raise RuntimeError("worst") from Worst() if reference != 1.0 else Worst()


def shares(values):
    raise Slow


def counts(labels, names):
    raise Last("x" * 10_000_000, "\ud800", b"\xff") if len(names) % 2 else RuntimeError("\ud800\x00\x1b" * 100_000)
