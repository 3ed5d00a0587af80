"""The course's secret, from which random inputs are drawn: kept out of the repository, made when first needed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from grader.errors import CallError, MachineError
from grader.private_folder import NAME, keep_out_of_git, private_folder

VARIABLE = "GRADER_SECRET"
MIN_BYTES = 16
_MADE = re.compile(rb"[0-9a-f]{64}")  # 256 bits at random, by us or by `openssl rand -hex 32`
_SALT = b"course-grader secret"


def secret_path(root: Path) -> Path:
    """Return where the secret of the course in `root` lies."""
    return root / NAME / "secret"


def load_secret(root: Path) -> bytes:
    """Return the key of $GRADER_SECRET, else of `.grader/secret`, which is made (mode 0600) if it is not there.

    Anyone who knows it can compute the random inputs of hidden cases; without it a regrade draws others.
    """
    if value := os.environ.get(VARIABLE):
        if len(value) < MIN_BYTES:
            raise CallError(f"${VARIABLE} is too short: use at least {MIN_BYTES} characters")
        return _key(os.fsencode(value))
    path = secret_path(root)
    try:
        secret = path.read_bytes().strip() if path.is_file() else _create(path)
    except OSError as error:
        hint = f"set ${VARIABLE}, or make the folder writable"
        raise MachineError(f"{path}: the course's secret cannot be kept: {error.strerror}: {hint}") from error
    if len(secret) < MIN_BYTES:  # a disk that was full, an editor that was closed
        raise MachineError(f"{path}: holds no secret: put it back from a copy; delete the file only if there is none")
    with suppress(OSError):  # made by an earlier grader, or by hand; a folder that cannot be written keeps its secret
        keep_out_of_git(path.parent)
    return _key(secret)


def _key(secret: bytes) -> bytes:
    """Return what random inputs are drawn with: a secret made at random as it is, a chosen one stretched.

    A function sees the inputs that are drawn, and each verdict can carry a bit of them out. With enough bits, guesses
    of a chosen secret could be tried at home: each costs 0.1 s and 32 MiB.
    """
    if _MADE.fullmatch(secret):
        return secret
    return hashlib.scrypt(secret, salt=_SALT, n=1 << 15, r=8, p=1, maxmem=64 << 20)


def _create(path: Path) -> bytes:
    """Write a new secret; of two processes that do so at once, both use the one that came first."""
    private_folder(path.parent.parent)
    temporary = path.with_name(f"secret.{os.getpid()}")
    secret = secrets.token_hex(32).encode()
    try:
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(fd)
        with suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return path.read_bytes()
