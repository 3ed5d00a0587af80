from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.lms.nbgrader.autograde import SandboxedAutograde


def test_the_current_folder_is_off_the_path_while_we_grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """nbgrader puts it there when it starts, and it may be a student's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(Path.cwd())
    monkeypatch.setattr(SandboxedAutograde, "_preprocess", lambda self, nb, resources: (sys.path[:], dict(os.environ)))
    path, environment = SandboxedAutograde().preprocess(None, None)
    assert str(tmp_path) in sys.path
    assert str(tmp_path) not in path
    assert environment["PYTHONSAFEPATH"] == "1"
