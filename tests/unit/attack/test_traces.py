from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

from grader.attack.traces import MARK, difference, snapshot


def changes(before, *folders: Path) -> list[str]:
    return list(difference(before, snapshot(folders)))


def test_nothing_done_is_nothing_left(tmp_path):
    assert changes(snapshot((tmp_path,)), tmp_path) == []


def test_a_file_in_a_folder_of_our_own(tmp_path):
    before = snapshot((tmp_path,))
    (tmp_path / "left").touch()
    assert changes(before, tmp_path) == [f"file left behind: {tmp_path / 'left'}"]


def test_a_file_that_is_gone(tmp_path):
    (tmp_path / "kept").touch()
    before = snapshot((tmp_path,))
    (tmp_path / "kept").unlink()
    assert changes(before, tmp_path) == [f"file missing: {tmp_path / 'kept'}"]


def test_a_marked_file_in_a_shared_folder():
    before = snapshot(())
    place = Path(f"/tmp/{MARK}-{os.getpid()}")
    place.touch()
    try:
        assert f"file left behind: {place}" in changes(before)
    finally:
        place.unlink()


def test_a_process():
    before = snapshot(())
    with subprocess.Popen(["sleep", "30"]) as sleeper:
        left = changes(before)
        sleeper.kill()
    assert f"process left behind: {sleeper.pid} sleep" in left


def test_a_marked_socket():
    before = snapshot(())
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(f"\0{MARK}-{os.getpid()}")
        assert any(change.startswith("socket left behind: unix @") for change in changes(before))


def test_an_environment_variable_and_a_working_folder(tmp_path, monkeypatch):
    before = snapshot(())
    monkeypatch.setenv("LEFT", "behind")
    monkeypatch.chdir(tmp_path)
    assert {"environment left behind: LEFT=behind", f"working folder left behind: {tmp_path}"} <= set(changes(before))
