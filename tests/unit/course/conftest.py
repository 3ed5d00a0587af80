"""What every test of the course may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.course.authored import FUNCTIONS, Write


@pytest.fixture
def course(tmp_path: Path) -> Write:
    """Return a function that writes course.yaml beside complete folders, and returns the course's folder."""
    for unit, functions in FUNCTIONS.items():
        stubs = "".join(f"def {name}(text):\n    raise NotImplementedError\n" for name in functions)
        for folder in ("exercises", "solutions"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"{unit}.py").write_text(stubs)
            (tmp_path / folder / f"test_{unit}.py").write_text("")

    def write(text: str) -> Path:
        (tmp_path / "course.yaml").write_text(text)
        return tmp_path

    return write
