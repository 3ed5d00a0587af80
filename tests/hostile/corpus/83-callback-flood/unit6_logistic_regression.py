def gradient_descent(grad, x0, learning_rate, n_steps):
    while True:
        try:
            grad(x0)
        except Exception:
            continue
