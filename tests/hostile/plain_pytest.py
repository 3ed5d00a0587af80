"""A pytest as people use it to grade: the student's file and the tests in one process.

`python plain_pytest.py FOLDER...` runs the tests of each folder in a process of its own, forked from one that has
imported pytest and NumPy already. Each leaves its output in FOLDER/said.txt and its exit status in FOLDER/status.txt.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy  # noqa: F401
import pytest


def main(folders: list[str]) -> None:
    """Run all of them, one after the other."""
    for folder in map(Path, folders):
        pid = os.fork()
        if not pid:
            grade(folder)
        _, status = os.waitpid(pid, 0)
        (folder / "status.txt").write_text(str(os.waitstatus_to_exitcode(status)), encoding="ascii")


def grade(folder: Path) -> None:
    """Run pytest here, and end as it does, handlers at exit included."""
    os.chdir(folder)
    said = os.open("said.txt", os.O_WRONLY | os.O_CREAT)
    for standard in (1, 2):
        os.dup2(said, standard)
    sys.path[0] = str(folder)  # as `python -m pytest` has it
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", str(folder), "-rA"]))


if __name__ == "__main__":
    main(sys.argv[1:])
