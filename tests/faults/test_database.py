"""A store that another program holds, that was damaged, or that is no store: told, left as it is, nothing graded."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import MachineError
from tests.faults.stage import Here, Stage


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def overwrite(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def fill_with_zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def put_a_folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")


FAULTS: dict[Callable[[Path], None], str] = {
    truncate: "it is damaged and was left as it is: move it away, or bring back a copy, then grade again",
    overwrite: "it is not a file of the grader and was left as it is: name another file for the results",
    fill_with_zeros: "it is not a file of the grader and was left as it is",
    put_a_folder_there: "it is not a file: move it away",
    make_newer: "it has version 99, this grader reads 3: it was written by a newer grader. Update this one",
}


@pytest.mark.parametrize(("spoil", "says"), FAULTS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_store_that_cannot_be_read(graded: Stage, spoil: Callable[[Path], None], says: str, here: Here) -> None:
    store = graded.out / "results.sqlite"
    spoil(store)
    before = files(graded.out)
    with pytest.raises(MachineError) as caught:
        graded.grade(here)
    assert f"{store}: {says}" in str(caught.value)
    assert files(graded.out) == before, "not a byte is touched"
    store.rename(graded.out.parent / "moved away")
    graded.grade(here)
    graded.assert_finished()


def test_a_store_that_another_program_holds(graded: Stage, monkeypatch: pytest.MonkeyPatch, here: Here) -> None:
    monkeypatch.setattr("grader.store.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(graded.out / "results.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(
            MachineError, match="another program is using it: wait for it or end it, then run the same"
        ):
            graded.grade(here)
        other.execute("ROLLBACK")
    graded.grade(here)
    graded.assert_finished()


def test_a_store_that_is_taken_in_the_middle_of_a_run(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, here: Here
) -> None:
    monkeypatch.setattr("grader.store.BUSY_SECONDS", 0.1)
    assert stage.expected is not None
    stage.out.mkdir()  # a folder that grading has not made has no .gitignore of ours
    shutil.copy(stage.expected.out / ".gitignore", stage.out)
    with closing(sqlite3.connect(stage.out / "results.sqlite", isolation_level=None)) as other:
        done = 0

        def take(_: object) -> None:
            nonlocal done
            done += 1
            if done == 5:
                other.execute("BEGIN IMMEDIATE")

        with pytest.raises(MachineError, match="another program is using it"):
            stage.grade(here, on_event=take)
        other.execute("ROLLBACK")
    assert len(stage.stored()) == 5, "what was graded before is kept"
    stage.assert_nothing_wrong()
    stage.grade(here)
    stage.assert_finished()


def files(folder: Path) -> dict[str, bytes]:
    """Return all that is in `folder`."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
