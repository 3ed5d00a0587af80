import itertools


class Endless(list):
    def __len__(self):
        return 3

    def __iter__(self):
        return itertools.count()


class Growing(dict):
    def items(self):
        for i in itertools.count():
            self[i] = i
            yield str(i), i


def level(x, reference=1.0):
    loop = [1.0]
    loop.append((loop, {"loop": loop}))
    return loop


def shares(values):
    deep = []
    for _ in range(2_000):
        deep = [deep]
    return deep if len(values) % 2 else Endless()


def counts(labels, names):
    return Growing()
