import numpy as np


def iterate(step, start, n):
    return step(np.random.randint(0, 255, (2000, 2000), dtype=np.uint8))


def slope(f, x, h=1e-6):
    return f(np.ones((600, 600)))
