def iterate(step, start, n):
    for _ in range(n):
        try:
            step(start * 7)
        except BaseException:
            pass
        start = step(start)
    return start
