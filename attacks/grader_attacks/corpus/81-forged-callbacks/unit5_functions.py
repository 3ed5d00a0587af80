def iterate(step, start, n):
    for number in [*range(-2, 60), 1 << 31, None, "x"]:
        try:
            vars(step)["callback_number"] = number
            answer = step(start)
        except Exception:
            continue
        if answer is None:
            return "an answer of a function that was not given"
    raise LookupError("nobody else is there")
