import re


def self_information(p, base=2.0):
    return re.match(r"(a+)+$", "a" * 64 + "b")
