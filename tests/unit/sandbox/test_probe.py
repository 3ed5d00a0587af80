"""The attestation, on sandboxes that answer as the test says."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.errors import MachineError
from grader.model import Limits
from grader.sandbox import canary, probe
from grader.sandbox.reply import (
    FORBIDDEN_CALL,
    CallNotes,
    Loss,
    Missing,
    Raised,
    Returned,
    WorkerLost,
)

NOTES = CallNotes()
Outcome = Returned | Raised | Missing | WorkerLost


def raised(name: str) -> Raised:
    return Raised(RuntimeError("no"), name, "canary.py", 1, "", NOTES)


def held(name: str) -> Outcome:
    expected = probe.CANARIES[name][0]
    return raised(expected) if expected else WorkerLost(Loss.CRASHED, FORBIDDEN_CALL)


class FakeWorker:
    def __init__(self, outcomes: Mapping[str, Outcome]) -> None:
        self.outcomes = outcomes
        self.alive = True

    def load(self, files: Mapping[str, bytes]) -> None:
        assert set(files) == {"canary.py"}

    def call(
        self, module: str, function: str, args: tuple[object, ...], kwargs: Mapping[str, object], *, seconds: float
    ) -> Returned | Raised | Missing:
        outcome = self.outcomes[function]
        if isinstance(outcome, WorkerLost):
            self.alive = False
            raise outcome
        return outcome

    def close(self) -> None:
        self.alive = False


class FakeSandbox:
    def __init__(self, **changes: Outcome) -> None:
        self.outcomes: dict[str, Outcome] = {"answer": Returned(42, NOTES)}
        self.outcomes |= {name: held(name) for name in probe.CANARIES} | changes
        self.spawned: list[FakeWorker] = []

    def spawn(self, limits: Limits) -> FakeWorker:
        self.spawned.append(FakeWorker(self.outcomes))
        return self.spawned[-1]


def test_a_sandbox_that_holds() -> None:
    sandbox = FakeSandbox()
    attestation = probe.attest(sandbox)
    assert attestation.held
    assert attestation.leaks == ""
    assert [name for name, _, _ in attestation.checks] == list(probe.CANARIES)
    assert not any(worker.alive for worker in sandbox.spawned)


@pytest.mark.parametrize("name", probe.CANARIES)
@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Returned("root:x:0:0", NOTES), id="succeeds"),
        pytest.param(raised("NameError"), id="is broken"),
        pytest.param(Missing("canary", "x"), id="is missing"),
        pytest.param(WorkerLost(Loss.CRASHED, "the process ended itself with exit status 0"), id="becomes a program"),
        pytest.param(WorkerLost(Loss.TIMED_OUT, "no answer within 5 s"), id="hangs"),
    ],
)
def test_a_canary_that_is_not_stopped(name: str, outcome: Outcome) -> None:
    attestation = probe.attest(FakeSandbox(**{name: outcome}))
    assert not attestation.held
    assert [check.name for check in attestation.checks if not check.held] == [name]
    assert name in attestation.leaks


@pytest.mark.parametrize(
    "answer",
    [
        Returned(41, NOTES),
        raised("PermissionError"),
        Missing("canary", "answer"),
        WorkerLost(Loss.CRASHED, FORBIDDEN_CALL),
    ],
    ids=["wrong", "raises", "missing", "lost"],
)
def test_a_sandbox_in_which_nothing_works_proves_nothing(answer: Outcome) -> None:
    with pytest.raises(MachineError, match="does not work"):
        probe.attest(FakeSandbox(answer=answer))


def test_every_attack_is_listed() -> None:
    tree = ast.parse(Path(canary.__file__).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"}
    assert functions == {*probe.CANARIES, "answer"}
