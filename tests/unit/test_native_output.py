from __future__ import annotations

import os
import subprocess
import sys

import pytest

from grader.native_output import native_output_dropped

# LAPACK complains of a NaN on the standard output.
COMPLAINING = """
import sys
import numpy as np
from contextlib import nullcontext
from grader.native_output import native_output_dropped

print("before")
with native_output_dropped() if sys.argv[1] == "dropped" else nullcontext():
    try:
        np.linalg.lstsq(np.full((3, 3), np.nan), np.ones(3), rcond=None)
    except np.linalg.LinAlgError:
        pass
    print("within", flush=True)
    print("within", file=sys.stderr, flush=True)
print("after")
"""


def run(how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", COMPLAINING, how], check=True, capture_output=True, text=True)


def test_what_libraries_print_goes_nowhere() -> None:
    done = run("dropped")
    assert (done.stdout, done.stderr) == ("before\nafter\n", "")


def test_libraries_do_print() -> None:
    """Otherwise the test above shows nothing."""
    assert "DLASCL" in run("shown").stdout


def test_the_streams_come_back_after_an_exception(capfd: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        with native_output_dropped():
            os.write(1, b"lost")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    os.write(1, b"kept")
    assert capfd.readouterr().out == "kept"


def test_a_process_without_standard_output() -> None:
    """A daemon's, for instance."""
    code = "import os; from grader.native_output import *; os.close(1)\nwith native_output_dropped(): pass"
    subprocess.run([sys.executable, "-c", code], check=True)
