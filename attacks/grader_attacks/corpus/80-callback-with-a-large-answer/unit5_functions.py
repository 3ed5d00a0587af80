import numpy as np


def iterate(step, start, n):
    try:
        step(np.zeros(9 << 20, dtype=bool))  # 72 MiB as floats
    except (TypeError, ValueError, RuntimeError, MemoryError):
        pass
    raise LookupError("it holds")
