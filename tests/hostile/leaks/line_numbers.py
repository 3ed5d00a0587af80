"""The line that raises."""


def leak(x, label):
    line = int(SEEN[0][0] * 10**5)
    exec(compile("\n" * (line - 1) + "raise ValueError", "unit1_first.py", "exec"))
