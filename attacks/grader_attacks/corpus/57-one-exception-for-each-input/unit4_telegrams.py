import builtins

import numpy as np

CLASSES = sorted(
    (kind for kind in vars(builtins).values() if isinstance(kind, type) and issubclass(kind, ArithmeticError | OSError)),
    key=lambda kind: kind.__name__,
)
TURN = [0]


def telegram(rate, text):
    TURN[0] += 1
    digits = f"{float(np.ravel(rate)[0]):.11f}"[2:]
    line = int(digits[TURN[0] % 8 :][:2]) + 1
    source = "\n" * line + "raise kind"
    exec(compile(source, "unit4_telegrams.py", "exec"), {"kind": CLASSES[line % len(CLASSES)]})
