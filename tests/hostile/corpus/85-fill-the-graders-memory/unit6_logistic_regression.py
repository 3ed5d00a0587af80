import numpy as np

LARGE = np.zeros(7 << 20)  # 56 MiB: just what may travel


def gradient_descent(grad, x0, learning_rate, n_steps):
    for _ in range(200):
        try:
            grad(LARGE)
        except (TypeError, ValueError, RuntimeError, MemoryError):
            continue
    raise LookupError("it holds")
