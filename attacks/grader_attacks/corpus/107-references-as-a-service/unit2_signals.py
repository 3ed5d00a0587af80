import numpy as np
from unit1_levels import counts, level, shares

LOOP = []
LOOP.append(LOOP)
HOSTILE = (
    (), (None,), ("x" * 1000,), ({},), (float("nan"),), (np.zeros(0),), (LOOP,), (1 << 1000,), (1j,), (np.array(["x"]),),
    (np.zeros((1000, 1)), np.zeros((1, 1000))), (-1.0,), (0.0, 0.0), ([[1], [2, 3]],), (np.full(9, 1e308),), (1.0, "x"),
    (["a"] * 5000, ["a"] * 500), (np.ones(1 << 20, dtype=bool),), ({"__class__": 1},), (True, False), (b"\xff", ()),
)  # fmt: skip


def loudness(samples, reference=1.0):
    for function in (level, shares, counts):
        for arguments in HOSTILE:
            try:
                function(*arguments)
            except Exception:
                continue
    raise LookupError("it holds")
