def self_information(p, base=2.0):
    return ["x" * 4_000_000, *["y"] * 150]


def validate_distribution(p, axis=-1, atol=1e-6):
    return [b"x" * 4_000_000, *[b"y"] * 190_000]
