"""Work that is done again when a file changes, and that never outlives its watcher."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.authoring.watching import changes, files_of

WATCHER = """
import sys, time
from pathlib import Path
from grader.authoring.watching import watch

root = Path(sys.argv[1])

def work():
    (root / "runs").open("a").write(f"{time.monotonic()}\\n")
    if (root / "exercises" / "slow").exists():
        import subprocess
        child = subprocess.Popen(["sleep", "300"])
        (root / "child").write_text(str(child.pid))
        while True:
            pass

try:
    watch(root, work, lambda paths: (root / "changed").open("a").write(f"{[p.name for p in paths]}\\n"))
except KeyboardInterrupt:
    print("stopped")
"""


def test_files_of_a_course_and_no_caches(tmp_path: Path) -> None:
    for name in ("course.yaml", "exercises/unit1.py", "solutions/misconceptions/unit1.py", "exercises/data/x.npz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    for name in ("exercises/__pycache__/unit1.pyc", "exercises/.unit1.py.swp", "solutions/.git/x", "reports/a.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    names = {path.relative_to(tmp_path).as_posix() for path in files_of(tmp_path)}
    expected = {"course.yaml", "exercises/unit1.py", "solutions/misconceptions/unit1.py", "exercises/data/x.npz"}
    assert names == expected


def test_changes_are_new_gone_and_changed_files() -> None:
    before = {Path("a"): (1, 1), Path("b"): (1, 1), Path("c"): (1, 1)}
    after = {Path("a"): (1, 1), Path("b"): (2, 1), Path("d"): (1, 1)}
    assert changes(before, after) == [Path("b"), Path("c"), Path("d")]
    assert changes(after, after) == []


@pytest.fixture
def watcher(tmp_path: Path):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "course.yaml").write_text("")
    command = [sys.executable, "-c", WATCHER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        yield process
        process.send_signal(signal.SIGINT)  # it ends what it has started


def runs(root: Path) -> list[float]:
    return [float(line) for line in (root / "runs").read_text().split()] if (root / "runs").exists() else []


def wait_for(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_a_save_starts_the_work_again_within_a_second(watcher: subprocess.Popen[str], tmp_path: Path) -> None:
    wait_for(lambda: len(runs(tmp_path)) == 1)
    for count in (2, 3):
        saved = time.monotonic()
        (tmp_path / "exercises" / "unit1.py").write_text("x" * count)
        wait_for(lambda count=count: len(runs(tmp_path)) == count)
        assert runs(tmp_path)[-1] - saved < 1.0
    assert (tmp_path / "changed").read_text() == "['unit1.py']\n" * 2


@pytest.mark.parametrize("ending", ["a save", "Ctrl-C"])
def test_work_that_never_ends_is_ended_with_all_that_it_started(
    ending: str, watcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    (tmp_path / "exercises" / "slow").write_text("")
    wait_for(lambda: (tmp_path / "child").exists() and (tmp_path / "child").read_text())
    child = int((tmp_path / "child").read_text())
    if ending == "a save":
        (tmp_path / "exercises" / "slow").unlink()
    else:
        os.kill(watcher.pid, signal.SIGINT)
        assert watcher.communicate(timeout=20) == ("stopped\n", "")
    wait_for(lambda: not is_alive(child))
