"""Which level is chosen, and what is said where none works."""

from __future__ import annotations

import sys

import pytest

from grader.errors import MachineError
from grader.model import Level
from grader.sandbox.client import Sandbox
from grader.sandbox.process import Nursery, Unavailable


def refuse(level: Level) -> Nursery:
    """A kernel that gives us nothing."""
    if level is Level.L1:
        raise Unavailable("user namespaces", "EPERM")
    raise Unavailable("Landlock", "ENOSYS")


def test_where_nothing_can_be_confined_nothing_is_graded() -> None:
    with pytest.raises(MachineError) as caught:
        Sandbox.start(launch=refuse)
    assert str(caught.value) == (
        "Cannot confine untrusted code here: no user namespaces (EPERM) and no Landlock (ENOSYS). Nothing was graded. "
        "Use Linux, a container or WSL2. --unconfined is only for code you wrote; its reports are marked UNCONFINED "
        "and cannot be exported as grades."
    )


def test_a_level_that_was_asked_for_is_not_replaced() -> None:
    with pytest.raises(MachineError, match=r"here: no user namespaces \(EPERM\)\. Nothing"):
        Sandbox.start(level=Level.L1, launch=refuse)


def test_unconfined_is_never_chosen() -> None:
    tried = []

    def launch(level: Level) -> Nursery:
        tried.append(level)
        return refuse(level)

    with pytest.raises(MachineError):
        Sandbox.start(launch=launch)
    assert tried == [Level.L1, Level.L2]


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(MachineError, match="darwin"):
        Sandbox.start()
