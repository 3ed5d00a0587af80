"""A disk that is full or read-only: told, nothing lost, and with room the same command finishes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.faults.stage import SECONDS, Stage, environment


def test_a_disk_with_too_little_room_and_one_that_is_read_only(undisturbed: Stage, tmp_path: Path) -> None:
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    script = [sys.executable, str(Path(__file__).with_name("small_disk.py"))]
    places = [str(place) for place in (undisturbed.course, undisturbed.submitted, undisturbed.out, tmp_path)]
    done = subprocess.run(
        [*unshare, *script, *places], check=False, capture_output=True, text=True, timeout=SECONDS, env=environment()
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    read_only = said.pop("read-only")
    assert len(said) >= 8, "sizes that were too small"
    assert all(re.search(r"room.*, then run the same command again", text) for text in said.values()), said
    assert any("results.sqlite: the disk is full" in text for text in said.values())
    assert any("report" in text and "The grades are safe in results.sqlite" in text for text in said.values())
    assert "results.sqlite: it cannot be written: allow writing to it and to its folder" in read_only
