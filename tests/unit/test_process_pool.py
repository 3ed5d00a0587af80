from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from grader.errors import CourseError, MachineError
from grader.own_size import GROWN_BYTES
from grader.process_pool import AHEAD_BYTES, Lost, process_pool, usable_cores
from grader.safe_python import SINGLE_THREAD

ROOT = Path(__file__).parents[2]
Look = tuple[int, dict[str, str | None], bool]


@pytest.fixture(autouse=True)
def _importable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let new processes find the functions of this file: they get this process's path, without the current folder."""
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.chdir(tmp_path)


def start(core: int | None) -> tuple[int | None, Callable[[object], Look]]:
    return core, look


def look(_: object) -> Look:
    environment = {name: os.environ.get(name) for name in SINGLE_THREAD}
    return os.getpid(), environment, signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def start_doubling(core: int | None) -> tuple[None, Callable[[int], int]]:
    return None, lambda number: 2 * number


def start_obeying(core: int | None) -> tuple[int, Callable[[str], str]]:
    return os.getpid(), obey


def obey(order: str) -> str:
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order.startswith("die once"):
        mark = Path(order.removeprefix("die once "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if order == "sleep":
        time.sleep(60)
    if order == "raise":
        raise CourseError("raised over there")
    return order


def die(core: int | None) -> tuple[None, Callable[[object], None]]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def die_at_first(mark: Path, core: int | None) -> tuple[None, Callable[[str], str]]:
    if not mark.exists():
        mark.touch()
        die(core)
    return None, obey


def start_growing(core: int | None) -> tuple[None, Callable[[int], int]]:
    kept: list[bytes] = []

    def grow(mib: int) -> int:
        kept.append(b"x" * (mib << 20))
        return os.getpid()

    return None, grow


def refuse(core: int | None) -> tuple[None, Callable[[object], None]]:
    raise CourseError("refused")


def is_running(pid: int) -> bool:
    return subprocess.run(["kill", "-0", str(pid)], check=False, capture_output=True).returncode == 0


def test_usable_cores_are_those_of_this_process() -> None:
    assert usable_cores() == sorted(os.sched_getaffinity(0))


def test_every_piece_is_done_once() -> None:
    with process_pool(2, start_doubling) as pool:
        assert sorted(pool.work(range(50))) == [2 * number for number in range(50)]
        assert list(pool.work([])) == []
        assert list(pool.work([7])) == [14], "the same processes work again"


def test_a_process_that_has_grown_is_replaced_before_the_next_piece() -> None:
    large = (GROWN_BYTES >> 20) + 10
    with process_pool(1, start_growing) as pool:
        pids = list(pool.work([1, 1, large, 1, 1]))
    assert pids[0] == pids[1] == pids[2]
    assert pids[3] == pids[4] != pids[2], "it has done nothing more, and every piece is done"


def test_each_process_has_a_core_of_its_own_and_one_thread_and_is_deaf_to_ctrl_c() -> None:
    jobs = min(2, len(usable_cores()))
    with process_pool(jobs, start) as pool:
        looks = list(pool.work(range(20)))
    assert len(set(pool.said)) == jobs
    assert set(pool.said) <= set(usable_cores())
    assert os.getpid() not in {pid for pid, _, _ in looks}
    assert all(environment == SINGLE_THREAD for _, environment, _ in looks), "no threads of BLAS beside the job"
    assert all(deaf for _, _, deaf in looks), "Ctrl-C is for the parent"


def test_with_more_jobs_than_cores_nobody_is_pinned() -> None:
    jobs = len(usable_cores()) + 1
    with process_pool(jobs, start) as pool:
        assert pool.said == [None] * jobs


def test_this_process_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    before = dict(os.environ)
    with process_pool(1, start):
        assert dict(os.environ) == before
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


def test_leaving_the_block_with_an_exception_ends_work_that_would_take_long() -> None:
    started = time.monotonic()

    def interrupted(pids: list[int]) -> None:
        with process_pool(2, start_obeying) as pool:
            pids += pool.said
            for _ in pool.work(["quick", *["sleep"] * 3]):
                raise KeyboardInterrupt

    pids: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(pids)
    assert time.monotonic() - started < 50
    assert not any(map(is_running, pids))


def test_processes_that_die_as_they_start_are_the_machines_fault() -> None:
    with pytest.raises(MachineError, match=r"died as they started, 3 times.*use fewer --jobs"), process_pool(1, die):
        pytest.fail("there is no process to work with")


def test_a_process_that_dies_as_it_starts_is_tried_again(tmp_path: Path) -> None:
    with process_pool(1, partial(die_at_first, tmp_path / "died")) as pool:
        assert list(pool.work(["done"])) == ["done"]


def test_what_a_process_refuses_to_start_with_is_raised_here() -> None:
    with pytest.raises(CourseError, match="refused"), process_pool(2, refuse):
        pytest.fail("there is no process to work with")


def test_what_a_piece_raises_is_raised_here() -> None:
    with pytest.raises(CourseError, match="raised over there"), process_pool(1, start_obeying) as pool:
        list(pool.work(["raise"]))


def test_a_piece_that_kills_two_processes_is_lost_and_no_other() -> None:
    pieces = [*map(str, range(10)), "die", *map(str, range(10, 20)), "die"]
    with process_pool(2, start_obeying) as pool:
        done = list(pool.work(pieces))
        assert sorted(result for result in done if isinstance(result, str)) == sorted(map(str, range(20)))
        assert [result for result in done if isinstance(result, Lost)] == [Lost("die"), Lost("die")]
        assert list(pool.work(["more"])) == ["more"], "other processes have taken their place"


def test_a_piece_whose_process_died_once_is_done_in_another(tmp_path: Path) -> None:
    order = f"die once {tmp_path / 'died'}"
    with process_pool(2, start_obeying) as pool:
        assert sorted(pool.work(["a", order, "b"])) == ["a", "b", order]


def test_large_pieces_and_results_do_not_wait_for_each_other() -> None:
    large = "x" * (100 * AHEAD_BYTES)
    with process_pool(1, start_obeying) as pool:
        assert list(pool.work([large, "small", large, large])) == [large, "small", large, large]


def test_small_pieces_behind_a_large_result_do_not_wait_either() -> None:
    small = "x" * (AHEAD_BYTES - 100)
    with process_pool(1, start_obeying) as pool:
        assert list(pool.work([small] * 40)) == [small] * 40
