"""The address of a submission: SHA-256 over all that was taken of it, and all that was said of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from grader.model import NOBODY_KNOWN, Identity, Notice


def digest_of(
    student: str,
    files: Sequence[tuple[str, bytes]],
    submitted: Sequence[tuple[str, datetime]],
    notices: Sequence[Notice],
    problem: str,
    identity: Identity = NOBODY_KNOWN,
) -> str:
    """Return SHA-256 in hexadecimal digits; counts and lengths keep any two from reading alike."""
    digest = hashlib.sha256()

    def add(*parts: bytes | str) -> None:
        for part in parts:
            content = part.encode() if isinstance(part, str) else part
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)

    add(student, problem)
    add(str(len(files)), *(part for item in files for part in item))
    add(str(len(submitted)), *(part for name, time in submitted for part in (name, time.isoformat())))
    add(str(len(notices)), *(part for notice in notices for part in (notice.file, notice.text)))
    if identity != NOBODY_KNOWN:
        add(identity.name, identity.number, identity.email)
    return digest.hexdigest()
