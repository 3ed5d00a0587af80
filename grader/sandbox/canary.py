"""The attacks of the attestation, as a student might hand them in: `probe` runs this file inside a worker.

Each function returns what it achieved. In a sandbox that holds, each raises what `probe.CANARIES` expects, or is
killed. None does harm where it succeeds.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_PTRACE_TRACEME = 0
_EXPECTED_ENVIRONMENT = {
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "PYTHONHASHSEED",
}


def answer() -> int:
    """Prove that the other functions could have answered."""
    return 42


def write_a_file() -> str:
    """Leave something behind."""
    Path("/tmp/canary").touch()
    return "/tmp/canary"


def read_a_system_file() -> str:
    """Look around."""
    return Path("/etc/passwd").read_text(encoding="utf-8")


def read_the_grader(path: str) -> str:
    """Read a file beside the answers."""
    return Path(path).read_text(encoding="utf-8")


def import_the_grader() -> str:
    """Use the grader's own code."""
    import grader  # noqa: PLC0415

    return str(grader)


def list_processes() -> str:
    """Find the grader's process."""
    return str(list(Path("/proc").iterdir()))


def read_the_environment() -> str:
    """Find secrets in variables."""
    secrets = set(os.environ) - _EXPECTED_ENVIRONMENT
    if not secrets:
        raise LookupError("nothing but the grader's own settings")
    return str(secrets)


def find_open_files() -> str:
    """Use a descriptor that the grader forgot."""
    inherited = [fd for fd in range(4, 1024) if _is_open(fd)]
    if not inherited:
        raise LookupError("nothing is open")
    return str(inherited)


def _is_open(fd: int) -> bool:
    try:
        os.fstat(fd)
    except OSError:
        return False
    return True


def open_a_socket() -> str:
    """Reach the network."""
    import socket  # noqa: PLC0415

    return str(socket.socket())


def fork() -> str:
    """Outlive the grading."""
    pid = os.fork()
    if not pid:
        os._exit(0)
    return str(pid)


def start_a_thread() -> str:
    """Work on while the grader reads the answer."""
    import _thread  # noqa: PLC0415

    return str(_thread.start_new_thread(answer, ()))


def execute_a_program() -> str:
    """Become another program."""
    os.execv("/bin/true", ["true"])


def signal_everyone() -> str:
    """Reach other processes; signal 0 only asks."""
    os.kill(-1, 0)
    return "kill(-1)"


def make_a_memory_file() -> str:
    """Get memory that no limit counts."""
    return str(os.memfd_create("canary"))


def raise_the_memory_limit() -> str:
    """Undo the limits."""
    import resource  # noqa: PLC0415

    unlimited = resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_AS, (unlimited, unlimited))
    return "no limit"


def use_more_memory() -> str:
    """Take 64 GiB; untouched, it costs nothing."""
    return str(len(bytearray(1 << 36)))


def trace_a_process() -> str:
    """Become a debugger's business."""
    return str(ctypes.CDLL(None).ptrace(_PTRACE_TRACEME, 0, None, None))


def read_foreign_memory() -> str:
    """Read the parent's memory; nothing is asked for, so that success is harmless."""
    return str(ctypes.CDLL(None).process_vm_readv(os.getppid(), None, 0, None, 0, 0))
