"""Pythons that an ordinary user can run: root's own may lie where nobody else can enter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

NOBODY = 65_534
VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


def base_python(user: int = NOBODY) -> str:
    """Return an interpreter of this version, for virtual environments, that `user` can run."""
    found = next((path for path in _candidates() if can_run(path, user, "math")), None)
    assert found, (
        f"uid {user} can run neither {sys.executable} nor a {VERSION} of the system: apt-get install {VERSION}"
    )
    return found


def can_run(python: str, user: int, module: str = "numpy") -> bool:
    """Whether `user` can run an interpreter that has a module."""
    try:
        done = subprocess.run(
            [python, "-c", f"import {module}"], cwd="/", user=user, group=user, extra_groups=[], check=False,
            capture_output=True,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def _candidates() -> Iterator[str]:
    yield getattr(sys, "_base_executable", sys.executable)
    yield from (f"{folder}/{VERSION}" for folder in ("/usr/bin", "/usr/local/bin"))
