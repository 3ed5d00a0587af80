"""Files that are written together, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.authoring.writing import write_together
from grader.errors import MachineError


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_and_changed_files_in_new_folders(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o640)
    write_together({tmp_path / "a": "α\r\n", tmp_path / "b" / "c": "new"})
    assert tree(tmp_path) == {"a": "α\r\n".encode(), "b/c": b"new"}
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_together({tmp_path / "link": "new"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.parametrize("failing", range(6))
def test_if_one_step_fails_nothing_has_changed(failing: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each write and each replacement fails once, as on a full disk."""
    (tmp_path / "a").write_text("old a")
    (tmp_path / "b").write_text("old b")
    before, steps = tree(tmp_path), iter(range(6))

    def failing_once(step: str) -> None:
        original = getattr(Path, step)

        def tried(self: Path, *arguments: object) -> object:
            if self.name.endswith(".new") and next(steps, None) == failing:
                raise OSError(28, os.strerror(28), str(self))
            return original(self, *arguments)

        monkeypatch.setattr(Path, step, tried)

    failing_once("write_bytes")
    failing_once("replace")
    with pytest.raises(MachineError, match=r"No space left on device\. Nothing was changed"):
        write_together({tmp_path / name: f"new {name}" for name in "abc"})
    assert tree(tmp_path) == before
