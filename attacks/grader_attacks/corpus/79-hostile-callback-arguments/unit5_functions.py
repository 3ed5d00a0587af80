import numpy as np

LOOP = []
LOOP.append(LOOP)
HOSTILE = (
    (), ("x" * 1000,), (None,), ({},), (b"\xff",), (1 << 1000,), (float("nan"),), (np.zeros(0),), (np.zeros((3, 0, 2)),),
    (LOOP,), (print,), (object(),), (np.array(["x"]),), ([[1], [2, 3]],), (np.zeros(2), 2, 3), (1j,), (True,), ([],),
    (np.zeros((1,) * 16),), ({"__class__": 1},), ("\ud800",), (np.float16(65504),), ([0.0] * 999,),
)  # fmt: skip


def _abuse(function):
    for arguments in HOSTILE:
        try:
            function(*arguments)
        except Exception:
            continue
    try:
        function(np.zeros(2), self=1, __class__=2, reference=3)
    except Exception:
        pass
    raise LookupError("it holds")


def iterate(step, start, n):
    _abuse(step)


def slope(f, x, h=1e-6):
    _abuse(f)
