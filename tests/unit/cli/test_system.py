from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from grader import cli

FILE = Path(cli.__file__).with_name("system.py")


def test_windows_is_told_of_wsl(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SystemExit, match="Install WSL2"):
        runpy.run_path(str(FILE))


def test_it_is_the_first_of_our_own_that_is_imported() -> None:
    source = Path(cli.__file__).read_text(encoding="utf-8")
    imports = [line for line in source.splitlines() if line.startswith("from grader.")]
    assert imports[0].startswith("from grader.cli import system")
