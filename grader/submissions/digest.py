"""The address of a submission: SHA-256 over all that was taken of it, and all that was said of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
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


def work_digest(filename: str, files: Mapping[str, bytes], units: Collection[str]) -> str:
    """Return the address of the work on one unit: of its file and the helper files that it names; "" without a file.

    `units` are the files of all units: another unit that this one names is work of its own.
    """
    if filename not in files:
        return ""
    taken, waiting = {filename}, [filename]
    helpers = {name: re.compile(rb"\b%s\b" % re.escape(name.removesuffix(".py").encode())) for name in files}
    while waiting:
        content = files[waiting.pop()]
        named = [name for name in helpers.keys() - taken - set(units) if helpers[name].search(content)]
        taken.update(named)
        waiting += named
    digest = hashlib.sha256()
    for name in sorted(taken):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()
