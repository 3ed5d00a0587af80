import numpy as np


def self_information(p, base=2.0):
    p = np.asarray(p, dtype=float)
    if base <= 0 or base == 1 or not np.all((p >= 0) & (p <= 1)):
        raise ValueError
    with np.errstate(divide="ignore"):
        information = np.round(0.0 - np.log(p) / np.log(base), 11)
    return information if p.ndim else float(information)
