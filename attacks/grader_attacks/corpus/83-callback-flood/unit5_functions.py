def iterate(step, start, n):
    while True:
        try:
            step(start)
        except Exception:
            continue
