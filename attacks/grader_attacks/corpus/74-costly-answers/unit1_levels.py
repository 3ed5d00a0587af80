import sys


def level(x, reference=1.0):
    return {i * sys.hash_info.modulus: i for i in range(1, 1000)}


def shares(values):
    return [1 << 1023, -(1 << 1023)] if len(values) % 2 else 1 << 1_000_000


def counts(labels, names):
    return {float(i) if i % 2 else str(i): "x" * 1000 for i in range(20_000)}
