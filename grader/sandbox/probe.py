"""Attestation: before anything is graded, attacks run as a fake submission, and every one of them must fail."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from grader.errors import MachineError
from grader.model import Limits
from grader.sandbox.reply import FORBIDDEN_CALL, Missing, Raised, Returned, WorkerLost

_LIMITS = Limits(memory_mib=128, cpu_seconds=5)
_SECONDS = 5.0
_MODULE = "canary"
_KILLED = ""

# What must happen to each function of canary.py: one of these exceptions, or death by the system-call filter.
# Anything else, such as an error in the canary itself, does not count as held.
CANARIES: Mapping[str, tuple[str, ...]] = {
    "write_a_file": ("PermissionError",),
    "read_a_system_file": ("PermissionError", "FileNotFoundError"),
    "read_the_grader": ("PermissionError", "FileNotFoundError"),
    "import_the_grader": ("ModuleNotFoundError",),
    "list_processes": ("PermissionError", "FileNotFoundError"),
    "read_the_environment": ("LookupError",),
    "find_open_files": ("LookupError",),
    "open_a_socket": ("PermissionError",),
    "fork": ("PermissionError",),
    "start_a_thread": ("RuntimeError",),
    "execute_a_program": ("PermissionError",),
    "signal_everyone": ("PermissionError",),
    "make_a_memory_file": ("PermissionError",),
    "raise_the_memory_limit": ("ValueError",),
    "use_more_memory": ("MemoryError",),
    "trace_a_process": (_KILLED,),
    "read_foreign_memory": (_KILLED,),
}


class Check(NamedTuple):
    """One attack on the sandbox."""

    name: str
    held: bool
    how: str  # "PermissionError: [Errno 1] Operation not permitted"


class Attestation(NamedTuple):
    """What the sandbox withstood."""

    checks: tuple[Check, ...]

    @property
    def held(self) -> bool:
        """Whether every attack failed."""
        return all(check.held for check in self.checks)

    @property
    def leaks(self) -> str:
        """Name the attacks that succeeded."""
        return "; ".join(f"{check.name}: {check.how}" for check in self.checks if not check.held)


class ProbedWorker(Protocol):
    """What is needed of `client.Worker`."""

    @property
    def alive(self) -> bool: ...  # noqa: D102

    def load(self, files: Mapping[str, bytes]) -> None: ...  # noqa: D102

    def call(  # noqa: D102
        self, module: str, function: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, seconds: float
    ) -> Returned | Raised | Missing: ...

    def close(self) -> None: ...  # noqa: D102


class ProbedSandbox(Protocol):
    """What is needed of `client.Sandbox`."""

    def spawn(self, limits: Limits) -> ProbedWorker: ...  # noqa: D102


def attest(sandbox: ProbedSandbox) -> Attestation:
    """Run every canary; raises MachineError when not even the harmless one answers.

    stat() is not tried: without a jail (L2), nothing can hide that a file exists.
    """
    source = Path(__file__).with_name("canary.py").read_bytes()
    worker = _fresh(sandbox, source)
    try:
        checks = []
        for name in CANARIES:
            if not worker.alive:
                worker = _fresh(sandbox, source)
            checks.append(_check(worker, name))
    finally:
        worker.close()
    return Attestation(tuple(checks))


def _fresh(sandbox: ProbedSandbox, source: bytes) -> ProbedWorker:
    worker = sandbox.spawn(_LIMITS)
    try:
        worker.load({f"{_MODULE}.py": source})
        result = worker.call(_MODULE, "answer", (), {}, seconds=_SECONDS)
    except WorkerLost as lost:
        raise MachineError(f"The sandbox does not work: {lost}") from lost
    if not isinstance(result, Returned) or result.value != 42:  # else nothing that follows would mean anything
        worker.close()
        raise MachineError(f"The sandbox does not work: {_how(result)}")
    return worker


def _check(worker: ProbedWorker, name: str) -> Check:
    args = (str(Path(__file__)),) if name == "read_the_grader" else ()
    try:
        result = worker.call(_MODULE, name, args, {}, seconds=_SECONDS)
    except WorkerLost as lost:
        return Check(name, _KILLED in CANARIES[name] and lost.detail == FORBIDDEN_CALL, lost.detail)
    return Check(name, isinstance(result, Raised) and result.name in CANARIES[name], _how(result))


def _how(result: Returned | Raised | Missing) -> str:
    if isinstance(result, Raised):
        return f"{result.name}: {result.exception}"
    if isinstance(result, Returned):
        return f"got {str(result.value)[:80]!r}"
    return "no such canary"
