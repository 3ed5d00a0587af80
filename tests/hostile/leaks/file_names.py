"""The file that raises: one of a hundred."""


def leak(x, label):
    exec(compile("raise ValueError", f"digits{int(SEEN[0][0] * 100):02}.py", "exec"))
