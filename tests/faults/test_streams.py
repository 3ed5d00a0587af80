"""Standard streams that are closed, full or not read: the grades and the exit status stay the same."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from tests.faults.stage import SECONDS, Stage, environment, hand_in


def shell(stage: Stage, redirection: str) -> subprocess.CompletedProcess[str]:
    """Grade with a shell's redirection behind the command; the status is the grader's, whatever follows in a pipe."""
    line = f"set -o pipefail; {shlex.join(stage.command())} {redirection}"
    return subprocess.run(
        ["bash", "-c", line], check=False, capture_output=True, text=True, timeout=SECONDS, env=environment()
    )


@pytest.mark.parametrize("redirection", [">&- 2>&- <&-", "2>&1 | true"], ids=["closed", "not read"])
def test_nobody_listens(graded: Stage, redirection: str) -> None:
    (graded.out / "right1" / "report.json").unlink()
    done = shell(graded, redirection)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    graded.assert_finished()


def test_the_exit_status_still_says_that_somebody_has_no_mark(graded: Stage) -> None:
    others = Stage(graded.course, graded.out.parent / "submitted", graded.out)
    hand_in(others.submitted, "large", " " * (5 << 20))
    assert shell(others, "| head --lines=0").returncode == 1


def test_a_full_disk_behind_stdout_is_told(graded: Stage) -> None:
    done = shell(graded, "> /dev/full")
    assert done.returncode == 2
    assert "No space left on device. What is graded is kept; run the same command again" in done.stderr
    assert "Traceback" not in done.stderr
    graded.assert_finished()
