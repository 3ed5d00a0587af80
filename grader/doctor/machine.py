"""What this machine can confine, and what to do where it cannot."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from grader import __version__
from grader.doctor.diagnosis import Diagnosis
from grader.errors import MachineError
from grader.model import Level
from grader.sandbox.client import Sandbox
from grader.scale import usable_cores

RAISE_LEVEL = (
    "User namespaces are not available, so L2 (Landlock, seccomp, limits) is used; it leaks only stat(). For L1: "
    "Ubuntu: `sysctl kernel.apparmor_restrict_unprivileged_userns=0` or an AppArmor profile; Docker: "
    "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`; Debian before 11: "
    "`sysctl kernel.unprivileged_userns_clone=1`."
)


def diagnose_machine() -> Iterator[Diagnosis]:
    """Look at this machine: versions, cores, and both levels of the sandbox."""
    versions = f"grader {__version__}, Python {platform.python_version()}, NumPy {np.__version__}"
    yield Diagnosis("versions", sys.version_info >= (3, 11), f"{versions}, pytest {pytest.__version__}")
    yield Diagnosis(
        "system", sys.platform == "linux", f"{platform.system()} {platform.release()} {platform.machine()}"
    )
    yield Diagnosis("cores", True, f"{len(usable_cores())} usable")
    l1, l2 = _diagnose_level(Level.L1), _diagnose_level(Level.L2)
    yield Diagnosis(l1.name, l1.well or l2.well, l1.finding, RAISE_LEVEL if l2.well and not l1.well else l1.advice)
    yield Diagnosis(l2.name, l1.well or l2.well, l2.finding, "" if l1.well else l2.advice)


def _diagnose_level(level: Level) -> Diagnosis:
    name = f"sandbox {level}"
    try:
        with Sandbox.start(level=level) as sandbox:
            checks = sandbox.attestation.checks
    except MachineError as error:
        return Diagnosis(name, False, "not available", str(error))
    broken = [check.name for check in checks if not check.held]
    if broken:
        return Diagnosis(name, False, f"does not hold: {', '.join(broken)}")
    return Diagnosis(name, True, f"available; {len(checks)} attacks from within were stopped")
