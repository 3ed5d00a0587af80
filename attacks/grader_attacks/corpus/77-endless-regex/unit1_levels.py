import re


def level(x, reference=1.0):
    return re.match(r"(a+)+$", "a" * 64 + "b")
