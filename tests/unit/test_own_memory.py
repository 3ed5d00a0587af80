from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader import own_memory
from grader.errors import MachineError
from grader.own_memory import room_for_a_submission
from grader.own_size import address_space_bytes, has_grown, resident_bytes

ROOT = Path(__file__).parents[2]

# With hardly a megabyte left, linear algebra raises at most. OpenBLAS, where it has no buffer, ends the process.
WITHOUT_MEMORY = """
import resource, sys
import numpy as np
from grader.own_memory import bound_memory, touch_linear_algebra

if sys.argv[1] == "touched":
    touch_linear_algebra()
a, out = np.eye(120) + 1, np.empty((120, 120))
bound_memory(1 << 20)
solve = (lambda a: np.linalg.solve(a, a), lambda a: np.linalg.lstsq(a, a[0], rcond=None))
for step in (lambda a: np.matmul(a, a, out=out), *solve, np.linalg.svd, np.linalg.eigh, np.linalg.qr, np.linalg.inv):
    try:
        step(a)
    except MemoryError:
        pass
print("still here")
"""


def run_without_memory(how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_MEMORY, how],
        check=False, capture_output=True, text=True, cwd=ROOT, env={"OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip


def test_linear_algebra_ends_no_process_that_has_touched_it() -> None:
    assert run_without_memory("touched").stdout == "still here\n"


def test_and_does_end_one_that_has_not() -> None:
    """Otherwise the test above shows nothing: OpenBLAS has learnt better."""
    assert "OpenBLAS error" in run_without_memory("untouched").stderr


def test_each_submission_has_room_whatever_the_last_one_left() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    left = np.ones(200 << 17)  # 200 MiB
    for _ in range(2):
        with room_for_a_submission(300 << 20):
            limit = resource.getrlimit(resource.RLIMIT_AS)[0]
            assert limit == pytest.approx(address_space_bytes() + (300 << 20), abs=8 << 20)
            np.ones(100 << 17)
            with pytest.raises(MemoryError):
                np.ones(400 << 17)
        assert resource.getrlimit(resource.RLIMIT_AS) == before
    assert left.size


def test_what_was_found_without_memory_is_not_relied_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_memory, "SPARE_MEMORY_BYTES", 1 << 60)
    with pytest.raises(MachineError, match="out of memory"), room_for_a_submission():
        pass


def test_growth_that_can_be_given_back_is_none() -> None:
    before = resident_bytes()
    cycle: list[object] = [b"x" * (300 << 20)]
    assert has_grown(before)
    cycle.append(cycle)
    del cycle
    assert not has_grown(before)
