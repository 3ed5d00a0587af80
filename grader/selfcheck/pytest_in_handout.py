"""Run pytest in a handout, and write down what became of its cases. A program of its own: it imports no grader.

    python -I -S pytest_in_handout.py HANDOUT RESULT [FOLDER-TO-IMPORT-FROM ...]

`-I -S` keeps away what this environment would add: user packages, `.pth` files with import hooks, the current folder.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any


class Recorder:
    """pytest plugin: counts the cases that were collected, and the verdicts."""

    def __init__(self) -> None:
        self.cases = 0
        self.verdicts: Counter[str] = Counter()

    def pytest_collection_finish(self, session: Any) -> None:
        """Note how many cases there are."""
        self.cases = len(session.items)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note how a case ended."""
        if hasattr(report, "graded"):
            self.verdicts[report.graded["verdict"]] += 1


def main(handout: str, result: str, *folders: str) -> None:
    """Run the cases of the current folder; write JSON: exit status, cases, verdicts, modules from elsewhere."""
    sys.path[:0] = folders
    import pytest  # noqa: PLC0415 — only now it is found

    recorder = Recorder()
    status = pytest.main(["-p", "no:cacheprovider"], plugins=[recorder])
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "grader"}
    found = {
        "status": int(status),
        "cases": recorder.cases,
        "verdicts": recorder.verdicts,
        "strangers": sorted(name for name, module in ours.items() if not _is_in(Path(handout), module)),
    }
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _is_in(folder: Path, module: object) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).is_relative_to(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
