import numpy as np


def self_information(p, base=2.0):
    if base <= 0 or base == 1:
        raise ValueError("no such base")
    p = np.array(p, dtype=float)
    if np.isnan(p).any() or (p < 0).any() or (p > 1).any():
        raise ValueError("not a probability")
    with np.errstate(divide="ignore"):
        out = -np.log(p) / np.log(base)
    return out if out.shape else float(out)


def validate_distribution(p, axis=-1, atol=1e-6):
    p = np.array(p, dtype=float)
    if p.ndim == 0 or p.size == 0:
        raise ValueError("empty")
    if not np.isfinite(p).all() or (p < 0).any():
        raise ValueError("bad entry")
    if not (abs(p.sum(axis=axis) - 1) <= atol).all():
        raise ValueError("does not sum to 1")
    return p


def empirical_distribution(labels, n_classes):
    labels = np.array(labels)
    if labels.ndim != 1 or labels.size == 0 or labels.dtype.kind not in "iu":
        raise ValueError("labels")
    if min(labels) < 0 or max(labels) >= n_classes:
        raise ValueError("range")
    return np.array([(labels == c).sum() for c in range(n_classes)]) / len(labels)
