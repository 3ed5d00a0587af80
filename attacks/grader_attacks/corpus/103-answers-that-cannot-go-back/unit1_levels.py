def level(x, reference=1.0):
    return object()


def shares(values):
    deep = 0.25
    for _ in range(16):
        deep = [deep]
    return deep
