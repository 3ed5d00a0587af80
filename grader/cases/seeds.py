"""Random numbers that differ by student, repeat exactly on a regrade, and cannot be predicted from the repository."""

from __future__ import annotations

import hashlib
import hmac

import numpy as np

PUBLIC_KEY = b"visible cases use numbers that everybody can repeat"


def rng_for(key: bytes, *labels: str | int) -> np.random.Generator:
    """Return a generator seeded by HMAC-SHA256 of the labels (student, case, seed version …) under `key`."""
    message = b"".join(_framed(str(label).encode()) for label in labels)
    words = np.frombuffer(hmac.digest(key, message, "sha256"), ">u4")[::-1]
    return np.random.Generator(np.random.PCG64(words.astype(np.uint32)))


def visible_label(nodeid: str) -> str:
    """Return by what a visible case's numbers are drawn: its node id without the folder, which differs by machine."""
    path, separator, rest = nodeid.partition("::")
    return f"{path.rpartition('/')[2]}{separator}{rest}"


def fingerprint(secret: bytes) -> str:
    """Return 12 hexadecimal digits that tell two secrets apart. For staff only: guesses can be tried on them."""
    return hashlib.sha256(b"fingerprint:" + secret).hexdigest()[:12]


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data
