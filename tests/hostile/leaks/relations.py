"""What the answer has to do with the expected one."""


def leak(x, label):
    return right(x, label) * float(SEEN[0][0])
