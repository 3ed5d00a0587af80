from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox.lending import Lender

FAR = 30.0


def double(x: float, factor: float = 2.0) -> object:
    return factor * np.asarray(x)


def refuse(x: float) -> float:
    raise ZeroDivisionError("not that\none")


def hang(x: float) -> float:
    while True:
        pass


def solve(a: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(a, np.ones(len(a)), rcond=None)[0]


def fill(x: float) -> float:
    return float(np.ones(1 << 30).sum())


def leave(x: float) -> float:
    os._exit(1)


def look_around(x: float) -> list[str]:
    return [str(place.readlink()) for place in list(Path("/proc/self/fd").iterdir()) if place.is_symlink()]


@pytest.fixture
def lender() -> Iterator[Lender]:
    functions: dict[str, Callable[..., object]] = {
        f.__name__: f for f in (double, refuse, hang, solve, fill, leave, look_around)
    }
    with Lender(functions) as lender:
        yield lender


def test_answers_come_back_as_they_are(lender: Lender) -> None:
    lent = lender.lend("double", seconds=FAR)
    assert lent(1.5) == 3.0
    assert lent([1.0, 2.0], factor=3.0).tolist() == [3.0, 6.0]  # type: ignore[attr-defined]


def test_what_it_raises_comes_back_as_a_builtin(lender: Lender) -> None:
    with pytest.raises(ZeroDivisionError, match="not that\none"):
        lender.lend("refuse", seconds=FAR)(1.0)


@pytest.mark.parametrize(
    ("name", "argument"),
    [("hang", 1.0), ("solve", np.random.default_rng(0).integers(0, 255, (3000, 3000), dtype=np.uint8))],
    ids=["a loop", "one step of linear algebra"],
)
def test_what_takes_too_long_is_killed(lender: Lender, name: str, argument: object) -> None:
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        lender.lend(name, seconds=0.2)(argument)
    assert time.monotonic() - started < 10
    assert lender.lend("double", seconds=FAR)(1.0) == 2.0  # another child


@pytest.mark.parametrize("name", ["fill", "leave"])
def test_a_child_that_runs_out_of_memory_or_dies_is_a_memory_error(lender: Lender, name: str) -> None:
    with pytest.raises(MemoryError):
        lender.lend(name, seconds=FAR)(1.0)
    assert lender.lend("double", seconds=FAR)(1.0) == 2.0


def test_no_file_of_ours_is_open_there(lender: Lender, tmp_path: Path) -> None:
    with (tmp_path / "open").open("w"):
        found = lender.lend("look_around", seconds=FAR)(1.0)
    assert isinstance(found, list)
    assert sorted(found)[:3] == ["/dev/null"] * 3
    assert all(place == "/dev/null" or place.startswith(("socket:", "/proc/")) for place in found)


def test_nothing_is_started_before_the_first_call_and_nothing_is_left() -> None:
    before = _children()
    with Lender({"double": double}) as lender:
        lent = lender.lend("double", seconds=FAR)
        assert _children() == before
        lent(1.0)
        assert len(_children()) == len(before) + 1
    assert _children() == before


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
