from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.queues import Queue
from pathlib import Path
from typing import NoReturn

import pytest

from grader.errors import MachineError
from grader.process_pool import SINGLE_THREAD, local_executor, usable_cores

ROOT = Path(__file__).parents[2]
started_with: list[int | None] = []


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let new processes find the functions of this file: they get this process's path, without the current folder."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.chdir(tmp_path)


def start(core: int | None) -> None:
    started_with.append(core)


def die(core: int | None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep() -> None:
    time.sleep(60)


def look(_: int) -> tuple[int, list[int | None], dict[str, str | None], bool]:
    environment = {name: os.environ.get(name) for name in SINGLE_THREAD}
    return os.getpid(), started_with, environment, signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_usable_cores_are_those_of_this_process() -> None:
    assert usable_cores() == sorted(os.sched_getaffinity(0))


def test_each_process_is_started_once_with_a_core_of_its_own() -> None:
    jobs = min(2, len(usable_cores()))
    with local_executor(jobs, start) as executor:
        seen = {pid: (cores, env, deaf) for pid, cores, env, deaf in executor.map(look, range(20))}
    assert os.getpid() not in seen
    cores = [core for started, _, _ in seen.values() for core in started]
    assert len(cores) == len(set(cores)) == len(seen)
    assert set(cores) <= set(usable_cores())
    assert all(env == SINGLE_THREAD for _, env, _ in seen.values()), "no threads of BLAS beside the job"
    assert all(deaf for _, _, deaf in seen.values()), "Ctrl-C is for the parent"


def test_with_more_jobs_than_cores_nobody_is_pinned() -> None:
    with local_executor(len(usable_cores()) + 1, start) as executor:
        _, cores, _, _ = executor.submit(look, 0).result()
    assert cores == [None]


def test_the_environment_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = dict(os.environ)
    with local_executor(1, start):
        assert dict(os.environ) == before | {"PYTHONNOUSERSITE": "1", "PYTHONSAFEPATH": "1"}
    assert dict(os.environ) == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_leaving_the_block_with_an_exception_ends_work_that_would_take_long() -> None:
    started = time.monotonic()

    def interrupted() -> None:
        with local_executor(1, start) as executor:
            for _ in range(3):
                executor.submit(sleep)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - started < 50
    assert not multiprocessing.active_children()


def test_processes_that_die_as_they_start_are_the_machines_fault() -> None:
    with pytest.raises(MachineError, match=r"died as they started, 3 times.*use fewer --jobs"), local_executor(1, die):
        pytest.fail("there is no process to work with")


def test_a_process_that_dies_later_breaks_the_executor() -> None:
    with local_executor(1, start) as executor, pytest.raises(BrokenProcessPool):
        executor.submit(die, None).result()


def no_thread(*args: object) -> NoReturn:
    raise RuntimeError("can't start new thread")


def test_a_thread_that_cannot_be_started_is_the_machines_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Queue, "_start_thread", no_thread)  # of the thread that hands out the work
    with pytest.raises(MachineError, match=r"use fewer --jobs"), local_executor(1, start):
        pytest.fail("nobody hands out the work")
    assert not multiprocessing.active_children()


def test_a_thread_that_dies_later_breaks_the_executor(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.excepthook
    with local_executor(1, start) as executor:
        monkeypatch.setattr(Queue, "put", no_thread)
        with pytest.raises(BrokenProcessPool):
            executor.submit(sleep).result()
        with pytest.raises(BrokenProcessPool):
            executor.submit(sleep)
    assert not multiprocessing.active_children()
    assert threading.excepthook is before
