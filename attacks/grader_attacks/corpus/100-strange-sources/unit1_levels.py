# -*- coding: utf-7 -*-
__file__ = "/etc/passwd"


class Callable:
    __name__ = property(lambda self: 1 / 0)
    __code__ = __wrapped__ = __signature__ = None

    def __call__(self, *args, **kwargs):
        exec(compile("\n" * 10_000 +- "raise RuntimeError('a line that is not there')", "unit1_levels.py", "exec"))


level = Callable()


def __getattr__(name):
    return Callable()
