"""What an attack might have left around the grader: processes, files, sockets, shared memory, mounts, limits."""

from __future__ import annotations

import os
import resource
import site
from collections.abc import Iterator, Mapping
from pathlib import Path

MARK = "hostile-trace"  # in the name of whatever an attack of the corpus leaves behind
IPC_KEY = 0x514843  # of whatever System V object it makes
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run")
FIRST_WORKER_UID = 61_184  # see the zygote's unused ids
NOBODY = 65_534

Snapshot = Mapping[str, list[str]]


def snapshot(own_folders: tuple[Path, ...]) -> Snapshot:
    """Return everything of these kinds that is ours, or that no one but a worker can have made."""
    return {
        "process": sorted(_descendants(os.getpid())),
        "environment": sorted(f"{name}={value}" for name, value in os.environ.items()),
        "limit": [f"{kind}: {resource.getrlimit(kind)}" for kind in range(16)],
        "working folder": [str(Path.cwd())],
        "mount": Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines(),
        "shared memory": sorted(_system_v()),
        "socket": sorted(_sockets()),
        "file": sorted(map(str, _files(own_folders))),
    }


def difference(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """Yield in words what is there now and was not, or the other way round."""
    for kind, now in after.items():
        then = before[kind]
        yield from (f"{kind} left behind: {item}" for item in now if item not in then)
        if kind != "process":  # those of an earlier batch may end
            yield from (f"{kind} missing: {item}" for item in then if item not in now)


def _descendants(pid: int) -> Iterator[str]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, children.read_text(encoding="ascii").split()):
            try:
                status = Path(f"/proc/{child}/stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # it has ended meanwhile
                continue
            name, _, state = status.partition("(")[2].rpartition(") ")
            if state[0] != "Z":  # of a zombie nothing runs
                yield f"{child} {name}"
            yield from _descendants(child)


def _system_v() -> Iterator[str]:
    for path in sorted(Path("/proc/sysvipc").glob("*")):
        header, *lines = path.read_text(encoding="ascii").splitlines()
        for line in lines:
            entry = dict(zip(header.split(), line.split(), strict=False))
            if int(entry["key"]) == IPC_KEY or _is_workers(int(entry["uid"])):
                yield f"{path.name} {entry['key']}"


def _sockets() -> Iterator[str]:
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in _lines(Path("/proc/net") / name)[1:]:
            if _is_workers(int(line.split()[7])):
                yield f"{name} {line.split()[1]}"
    yield from (f"unix {line.split()[-1]}" for line in _lines(Path("/proc/net/unix")) if MARK in line)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # a kernel without IPv6
        return []


def _files(own_folders: tuple[Path, ...]) -> Iterator[Path]:
    """Yield all that lies in places of our own, and in shared places what no one else can have put there."""
    for own in own_folders:
        yield from own.rglob("*")
    for shared in (*SHARED_FOLDERS, *site.getsitepackages(), site.getusersitepackages(), "/"):
        for path in Path(shared).glob("*"):
            if MARK in path.name or _made_by_worker(path):
                yield path


def _made_by_worker(path: Path) -> bool:
    try:
        return _is_workers(path.lstat().st_uid)
    except OSError:
        return False


def _is_workers(uid: int) -> bool:
    return uid >= FIRST_WORKER_UID and uid not in (os.getuid(), NOBODY)
