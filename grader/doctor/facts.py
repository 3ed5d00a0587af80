"""What this machine says of itself, as far as it decides how code can be confined."""

from __future__ import annotations

import errno
import os
import platform
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS = (
    "kernel.apparmor_restrict_unprivileged_userns",
    "kernel.unprivileged_userns_clone",
    "user.max_user_namespaces",
)
CONTAINERS = {"/.dockerenv": "docker", "/run/.containerenv": "podman"}  # files that their runtimes leave


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read; what could not be is empty."""

    system: str = "Linux"
    release: str = ""
    machine: str = "x86_64"
    container: str = ""  # docker, podman, kubernetes, or what systemd calls it
    filtered: bool = False  # somebody has put a system-call filter over this process
    settings: Mapping[str, str] = field(default_factory=dict)  # of those named above
    modules: str = ""  # the kernel's active security modules, with commas
    landlock: str = ""  # errno name of the kernel's refusal; "" where there is Landlock
    memory_bytes: int = 0  # that processes of this container, or this machine, may take

    @property
    def wsl(self) -> int:
        """The version of the Windows Subsystem for Linux; 0 elsewhere. Its kernels name their maker."""
        if "microsoft" not in self.release.lower():
            return 0
        return 2 if "WSL2" in self.release or "microsoft-standard" in self.release else 1


def read_facts(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> Facts:
    """Read what the files below `root` tell of this machine."""
    return Facts(
        system=platform.system(),
        release=platform.release(),
        machine=platform.machine(),
        container=_container(root, environment),
        filtered="\nSeccomp:\t2\n" in _text(root / "proc/self/status"),
        settings={name: value for name in SETTINGS if (value := _setting(root, name))},
        modules=_text(root / "sys/kernel/security/lsm").strip(),
        landlock=_landlock() if sys.platform == "linux" else "ENOSYS",
        memory_bytes=_memory(root),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _setting(root: Path, name: str) -> str:
    return _text(root / "proc/sys" / name.replace(".", "/")).strip()


def _container(root: Path, environment: Mapping[str, str]) -> str:
    if "KUBERNETES_SERVICE_HOST" in environment:
        return "kubernetes"
    for file, name in CONTAINERS.items():
        if (root / file.removeprefix("/")).exists():
            return name
    return _text(root / "run/systemd/container").strip()


def _landlock() -> str:
    from grader.sandbox.confine import landlock_version  # noqa: PLC0415 — of Linux alone

    return _errno_name(landlock_version)


def _errno_name(call: Callable[[], object]) -> str:
    try:
        call()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "EPERM")
    return ""


def _memory(root: Path) -> int:
    """Return the control group's limit, else what the machine has."""
    limits = [_text(root / "sys/fs/cgroup" / name).strip() for name in ("memory.max", "memory/memory.limit_in_bytes")]
    total = [line.split()[1] for line in _text(root / "proc/meminfo").splitlines() if line.startswith("MemTotal:")]
    sizes = [int(limit) for limit in limits if limit.isdigit()] + [int(kib) << 10 for kib in total if kib.isdigit()]
    return min(sizes, default=0)
