"""Real sandboxes, one of each level. Where this machine has none, the tests fail: they never skip."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import pytest

from grader.model import Level, Limits
from grader.sandbox.client import Sandbox, Worker

LIMITS = Limits(memory_mib=256, cpu_seconds=20, reply_mib=8, output_kib=4, callbacks=50)


@pytest.fixture(scope="session", params=[Level.L1, Level.L2], ids=str)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox.start(level=request.param) as started:
        yield started


@pytest.fixture(scope="session")
def unconfined() -> Iterator[Sandbox]:
    with Sandbox.start(level=Level.UNCONFINED) as started:
        yield started


@pytest.fixture
def student(sandbox: Sandbox) -> Iterator[Callable[..., Worker]]:
    """Return a function that makes a worker with files of this text: `student(unit1="...", unit2="...")`."""
    workers = []

    def hand_in(*, limits: Limits = LIMITS, forbidden: tuple[str, ...] = (), **files: str) -> Worker:
        worker = sandbox.spawn(limits)
        workers.append(worker)
        sources = {f"{name}.py": textwrap.dedent(source).encode() for name, source in files.items()}
        worker.load(sources, forbidden=forbidden)
        return worker

    yield hand_in
    for worker in workers:
        worker.close()
