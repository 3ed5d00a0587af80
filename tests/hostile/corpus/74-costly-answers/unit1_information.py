import sys


def self_information(p, base=2.0):
    return {i * sys.hash_info.modulus: i for i in range(1, 1000)}


def validate_distribution(p, axis=-1, atol=1e-6):
    return [1 << 1023, -(1 << 1023)] if axis == -1 else 1 << 1_000_000


def empirical_distribution(labels, n_classes):
    return {float(i) if i % 2 else str(i): "x" * 1000 for i in range(20_000)}
