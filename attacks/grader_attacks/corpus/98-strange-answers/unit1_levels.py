import decimal
import fractions

import numpy as np

TURN = [0]
STRANGE = (
    iter([1.0]), map(float, "12"), range(3), "16.0", b"16.0", 16 + 0j, True, None, ..., decimal.Decimal(16), {16.0},
    fractions.Fraction(16), np.datetime64("2027-03-12"), np.array(16, dtype="U8"), np.zeros(2, dtype=[("a", "f8")]),
    np.matrix([[1.0]]), memoryview(b"x"), np.bool_(True), np.longdouble(16), np.recarray((2,), dtype=[("x", float)]),
    {"dtype": "float64"}, float, lambda: 16.0, NotImplemented, slice(3), np.poly1d([1.0]), type("T", (), {}),
)  # fmt: skip


def level(x, reference=1.0):
    TURN[0] += 1
    return STRANGE[TURN[0] % len(STRANGE)]


def shares(values):
    TURN[0] += 1
    return [STRANGE[(TURN[0] + i) % len(STRANGE)] for i in range(np.size(values))]
