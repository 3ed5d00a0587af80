"""The zygote's process as the client sees it: start it, ask it for workers, have them reaped, end it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from grader import safe_python
from grader.errors import GraderFault, MachineError
from grader.model import Level, Limits
from grader.packages import NO_PACKAGES, Packages

_START_SECONDS = 60.0
_REPLY_SECONDS = 20.0
_MESSAGE_BYTES = 1 << 16

# Not -E: the environment is ours anyway, and hashing by seed 0 makes the order of sets repeatable.
_INTERPRETER_OPTIONS = ("-S", "-B")
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}


class ZygoteLost(GraderFault):
    """The zygote does not answer. No grade is affected; `Sandbox.restart` makes a new one."""


class WorkerKilled(ZygoteLost):
    """A worker was killed from outside: by this machine, for want of memory, or by hand; never by its student."""

    def __init__(self) -> None:
        super().__init__(
            "a process of the sandbox was killed from outside. If this machine is short of memory, use fewer --jobs, "
            "or a smaller memory_mib in course.yaml"
        )


class Unavailable(MachineError):
    """The kernel refuses a primitive that a level needs."""

    def __init__(self, primitive: str, reason: str) -> None:
        super().__init__(f"no {primitive} ({reason})")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker ended."""

    status: int  # exit status, or minus the signal
    cpu_seconds: float


class Nursery(Protocol):
    """Where workers come from. The seam of the sandbox: tests put something else here."""

    notes: tuple[str, ...]  # what this machine lacks

    def spawn(self, limits: Limits) -> tuple[socket.socket, int, int]:
        """Return a new worker's socket, its pidfd and its number here."""

    def reap(self, number: int) -> Ended:
        """Kill a worker, wait for its end and forget it."""

    def close(self) -> None:
        """End everything."""


class ZygoteProcess:
    """Owns the process and the control socket. Not for use by several threads."""

    def __init__(self, level: Level, packages: Packages = NO_PACKAGES) -> None:
        """Start a zygote with some packages; raises Unavailable, or ZygoteLost when Python itself does not start.

        Raises MachineError if it cannot import one of the packages.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                safe_python.command(*_INTERPRETER_OPTIONS, str(_folder() / "zygote.py"), str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # Ctrl-C is for us
            )
        self._control = ours
        self._control.settimeout(_START_SECONDS)
        self.notes: tuple[str, ...] = ()
        try:
            self.notes = self._start(level, packages)
        except BaseException:
            self.close()
            raise
        self._control.settimeout(_REPLY_SECONDS)

    def _start(self, level: Level, packages: Packages) -> tuple[str, ...]:
        settings = {
            "level": level.value,
            "folder": str(_folder()),
            "packages": str(_packages()),
            "modules": packages.modules,
            "places": dict(packages.places),
            "metadata": [str(Path(file).parent) for file in packages.metadata],
            "shown": packages.shown,
        }
        try:
            reply, _ = self._ask(settings)
        except ZygoteLost as exc:
            raise ZygoteLost(f"{exc}. {self._last_words()}".strip()) from exc
        if "broken" in reply:
            raise MachineError(f"{reply['broken']}, which course.yaml lists, cannot be used here: {reply['reason']}")
        if "refused" in reply:
            raise Unavailable(reply["refused"], reply["reason"])
        return tuple(reply["ready"])

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        self._control.close()
        self._process.kill()
        return self._process.stderr.read()[-2000:].decode("utf-8", "replace").strip()

    def spawn(self, limits: Limits) -> tuple[socket.socket, int, int]:
        """See Nursery; raises Unavailable when the kernel refuses, ZygoteLost when there is no answer."""
        ours, theirs = socket.socketpair()
        request = {
            "memory_mib": limits.memory_mib,
            "cpu_seconds": limits.cpu_seconds,
            "output_kib": limits.output_kib,
            "reply_mib": limits.reply_mib,
        }
        try:
            with theirs:
                reply, fds = self._ask({"spawn": request}, theirs.fileno())
            if "error" in reply:
                raise Unavailable("further process", reply["error"])
        except BaseException:
            ours.close()
            raise
        return ours, fds[0], reply["pid"]

    def reap(self, number: int) -> Ended:
        """See Nursery."""
        reply, _ = self._ask({"reap": number})
        if "error" in reply:
            raise ZygoteLost(f"the zygote lost a worker: {reply['error']}")
        return Ended(reply["status"], reply["cpu_seconds"])

    def _ask(self, message: dict[str, Any], *fds: int) -> tuple[dict[str, Any], list[int]]:
        """Send one request and return its one reply."""
        try:
            socket.send_fds(self._control, [json.dumps(message).encode()], fds)
            answer, received, _, _ = socket.recv_fds(self._control, _MESSAGE_BYTES, 1)
        except OSError as exc:
            self._control.close()
            raise ZygoteLost(f"the zygote does not answer ({exc})") from exc
        except BaseException:  # Ctrl-C: the reply would be taken for the next one's
            self._control.close()
            raise
        for fd in received:
            os.set_inheritable(fd, False)  # recv_fds ignores its flags
        if not answer:
            raise ZygoteLost("the zygote has ended")
        reply: dict[str, Any] = json.loads(answer)
        return reply, received

    def close(self) -> None:
        """End the zygote, and with it every worker."""
        self._control.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2.0)
        self._process.kill()
        self._process.wait()
        if self._process.stderr is not None:
            self._process.stderr.close()


def _folder() -> Path:
    return Path(__file__).resolve().parent


def _packages() -> Path:
    """Return the folder that NumPy is imported from."""
    assert np.__file__ is not None
    return Path(np.__file__).parent.parent


def _environment() -> dict[str, str]:
    """Return all that the zygote gets of our environment: where the dynamic loader looks."""
    library_path = safe_python.environment().get("LD_LIBRARY_PATH")
    return _ENVIRONMENT if library_path is None else {**_ENVIRONMENT, "LD_LIBRARY_PATH": library_path}
