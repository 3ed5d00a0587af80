"""The kernel's primitives of confinement, through ctypes: namespaces, mounts, privileges, limits, Landlock, seccomp.

Everything here acts on the calling process, and most of it cannot be undone. What the kernel refuses is raised as
`Refused`, which names the primitive. Imports nothing of the grader but `seccomp`.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.sandbox import seccomp

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
_libc.mount.argtypes = [*[ctypes.c_char_p] * 3, ctypes.c_ulong, ctypes.c_char_p]

# Namespaces: mounts, control groups, host name, System V IPC, process ids, network.
NEW_USER, NEW_PIDS = 0x10000000, 0x20000000
JAIL = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | NEW_PIDS | 0x40000000

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_NOATIME = 1, 2, 4, 8, 1024
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 32, 4096, 16384, 1 << 18
_MNT_DETACH = 2

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_HEADER = struct.pack("Ii", 0x20080522, 0)
_NO_CAPABILITIES = bytes(24)

_LANDLOCK_READ_FILE, _LANDLOCK_READ_DIR = 4, 8
_LANDLOCK_BASE_RIGHTS = (1 << 13) - 1
_LANDLOCK_RIGHTS_SINCE = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}  # refer, truncate, ioctl
_LANDLOCK_PATH_BENEATH, _LANDLOCK_VERSION = 1, 1

_HIGHEST_FD = 1024  # the kernel gives the lowest number that is free, and we open a dozen

STACK_BYTES = 8 << 20
OPEN_FILES = 32


class Refused(Exception):
    """The kernel does not give us `primitive`; `reason` is an errno name such as EPERM."""

    def __init__(self, primitive: str, reason: str) -> None:
        super().__init__(f"{primitive} ({reason})")
        self.primitive = primitive
        self.reason = reason


class TooLittle(Exception):
    """Whoever started us gives us less than a worker is promised."""


@contextlib.contextmanager
def needing(primitive: str) -> Iterator[None]:
    """Turn an OSError of the block into `Refused(primitive)`."""
    try:
        yield
    except OSError as exc:
        raise Refused(primitive, errno.errorcode.get(exc.errno or 0, str(exc))) from exc


@functools.cache
def architecture() -> seccomp.Architecture:
    """Return this machine's system-call table; raises Refused where there is none."""
    machine = os.uname().machine
    if machine not in seccomp.ARCHITECTURES or sys.maxsize < 1 << 32:
        raise Refused("system-call filter for this kind of processor", machine)
    return seccomp.ARCHITECTURES[machine]


def _check(result: int, what: str) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _syscall(name: str, *args: int | bytes | None) -> int:
    """Call by name. Every argument is widened: ctypes would pass an int as 32 bits and leave the rest to chance."""
    number = architecture().syscalls[name]
    wide = [_widened(arg) for arg in args]
    padding = [ctypes.c_long(0)] * (6 - len(wide))
    return _check(_libc.syscall(ctypes.c_long(number), *wide, *padding), name)


def _widened(arg: int | bytes | None) -> ctypes.c_void_p | ctypes.c_long | bytes:
    if arg is None:
        return ctypes.c_void_p(None)
    return arg if isinstance(arg, bytes) else ctypes.c_long(arg)


def _prctl(option: int, *args: int) -> None:
    _check(_libc.prctl(option, *args, *[0] * (4 - len(args))), f"prctl({option})")


# --- namespaces and mounts -------------------------------------------------------------------------------------------


def unshare(flags: int) -> None:
    """Enter new namespaces; for process ids it is the next child that enters."""
    _check(_libc.unshare(ctypes.c_int(flags)), f"unshare({flags:#x})")


def set_namespace(fd: int, kind: int) -> None:
    """Enter the namespace that `fd` refers to."""
    _check(_libc.setns(ctypes.c_int(fd), ctypes.c_int(kind)), "setns")


def enter_user_namespace() -> None:
    """Become the owner of a new user namespace that knows only our own uid and gid."""
    uid, gid = os.geteuid(), os.getegid()
    unshare(NEW_USER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1\n", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1\n", encoding="ascii")


def mount(source: str | None, target: str, kind: str | None = None, *, flags: int = 0, data: str = "") -> None:
    """mount(2)."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _check(_libc.mount(*encoded, flags, os.fsencode(data) or None), f"mount on {target}")


def make_mounts_private() -> None:
    """Let no mount of ours travel back to the host."""
    mount(None, "/", flags=_MS_REC | _MS_PRIVATE)


def mount_empty(target: str, *, mebibytes: int) -> None:
    """Mount a small, writable, empty tmpfs."""
    options = f"size={mebibytes}m,nr_inodes=100000,mode=755"
    mount("tmpfs", target, "tmpfs", flags=_MS_NOSUID | _MS_NODEV | _MS_NOEXEC, data=options)


def seal(target: str) -> None:
    """Make a mount read-only: nothing is written, no time of access either. Nothing in it is executed."""
    flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC | _MS_NOATIME
    mount(None, target, flags=flags)


def change_root(folder: str) -> None:
    """Make `folder` the root and let go of the old one."""
    os.chdir(folder)
    _syscall("pivot_root", b".", b".")  # stacks the old root on the new one, at the same place
    _check(_libc.umount2(b".", _MNT_DETACH), "umount2")
    os.chdir("/")
    seal("/")


# --- privileges and limits -------------------------------------------------------------------------------------------


def die_with_parent() -> None:
    """Ask for SIGKILL when the parent ends. Setting uids and capabilities clears it: call it after them."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def forbid_inspection() -> None:
    """Close /proc/<pid>/mem and ptrace of this process; also makes its uid_map unwritable."""
    _prctl(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges() -> None:
    """Make set-uid programs powerless; a condition of Landlock and seccomp."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def become(user_id: int) -> None:
    """Leave root for a uid and gid that nobody has."""
    os.setgroups([])
    os.setresgid(user_id, user_id, user_id)
    os.setresuid(user_id, user_id, user_id)


def drop_capabilities() -> None:
    """Drop all capabilities, the ambient ones with them. The bounding set matters only to exec, which is denied."""
    _syscall("capset", _CAPABILITY_HEADER, _NO_CAPABILITIES)


def close_all_but(keep: Iterable[int]) -> None:
    """Close every file descriptor that is not in `keep`."""
    start = 0
    for fd in sorted(set(keep)):
        _close_range(start, fd - 1)
        start = fd + 1
    _close_range(start, 0x7FFFFFFF)


def _close_range(first: int, last: int) -> None:
    if first > last:
        return
    try:
        _syscall("close_range", first, last, 0)
    except OSError as exc:
        if exc.errno != errno.ENOSYS:  # before Linux 5.9
            raise
        for fd in range(first, min(last, _HIGHEST_FD) + 1):  # not os.closerange: without /proc, glibc's aborts
            with contextlib.suppress(OSError):
                os.close(fd)


def limit_resources(*, address_space_bytes: int, cpu_seconds: int) -> None:
    """Set hard limits; raises TooLittle. No fork is possible, so that the address space bounds all memory.

    The CPU limit is hard as well as soft: SIGXCPU is ignored by the first process of a PID namespace, SIGKILL is not.
    A student is promised memory and CPU time, and must not be blamed where whoever started us has given us less.
    """
    _require(resource.RLIMIT_AS, address_space_bytes, 1 << 20, "MiB of memory (ulimit -Hv)")
    _require(resource.RLIMIT_CPU, cpu_seconds, 1, "s of CPU time (ulimit -Ht)")
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 16,
        resource.RLIMIT_STACK: STACK_BYTES,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_AS: address_space_bytes,  # last: setting limits needs memory
    }
    for kind, wanted in limits.items():
        hard = resource.getrlimit(kind)[1]  # an ordinary user cannot raise it
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (limit, limit))


def _require(kind: int, wanted: int, unit: int, what: str) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise TooLittle(
            f"no process may have more than {hard // unit} {what}, and a submission needs {wanted // unit}"
        )


# --- Landlock --------------------------------------------------------------------------------------------------------


def landlock_version() -> int:
    """Return the kernel's Landlock ABI; raises OSError (ENOSYS, EOPNOTSUPP) where there is none."""
    return _syscall("landlock_create_ruleset", None, 0, _LANDLOCK_VERSION)


def landlock_ruleset(files: Sequence[str], folders: Sequence[str], listed: Sequence[str] = ()) -> int:
    """Return a ruleset: read `files` and what lies beneath `folders`, list what lies beneath `listed`, nothing else.

    Writing, executing, TCP, abstract sockets and signals to others are denied as far as this kernel knows them.
    """
    version = landlock_version()
    rights = _LANDLOCK_BASE_RIGHTS
    for since, right in _LANDLOCK_RIGHTS_SINCE.items():
        rights |= right if version >= since else 0
    attributes = struct.pack("Q", rights)
    if version >= 4:
        attributes += struct.pack("Q", 3)  # TCP bind and connect
    if version >= 6:
        attributes += struct.pack("Q", 3)  # abstract unix sockets, signals
    ruleset = _syscall("landlock_create_ruleset", attributes, len(attributes), 0)
    for path in files:
        _allow(ruleset, path, _LANDLOCK_READ_FILE)
    for path in folders:
        _allow(ruleset, path, _LANDLOCK_READ_FILE | _LANDLOCK_READ_DIR)
    for path in listed:
        _allow(ruleset, path, _LANDLOCK_READ_DIR)
    return ruleset


def _allow(ruleset: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _syscall("landlock_add_rule", ruleset, _LANDLOCK_PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)


def restrict_file_access(ruleset: int) -> None:
    """Apply a Landlock ruleset to this process, for good."""
    _syscall("landlock_restrict_self", ruleset, 0)


# --- seccomp ---------------------------------------------------------------------------------------------------------


class _FilterProgram(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class SyscallFilter:
    """A seccomp program in memory, ready to be applied after a fork."""

    def __init__(self, program: seccomp.Program) -> None:
        code = seccomp.assemble(program)
        self._code = ctypes.create_string_buffer(code, len(code))  # must outlive the structure
        self._program = _FilterProgram(len(program), ctypes.addressof(self._code))

    def apply(self) -> None:
        """Filter the system calls of this process, for good."""
        _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(self._program))
