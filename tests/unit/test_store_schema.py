"""A results.sqlite of an earlier grader: brought up to date whole or not at all, with nothing lost."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import MachineError
from grader.model import Assignment, Course, Exercise, Group, Unit
from grader.standing import State
from grader.store import Store
from grader.store_schema import SCHEMA_VERSION

ROOT = Path(__file__).parents[2]
VERSION_2 = ROOT / "tests/golden/store/version2.sql"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
STUDENTS = ["ada", "ben", "doe", "grace", "kurt"]


def unit(name: str, exercise: str, points: float) -> Unit:
    return Unit(name, name, (Exercise(exercise, name, points, {Group.ANCHOR: 1.0}),))


COURSE = Course(
    root=Path("tiny"),
    course_id="tiny",
    title="Tiny",
    language="en",
    units=(unit("unit1_sums", "total", 3.0), unit("unit2_means", "mean", 2.0)),
    assignments=(Assignment("sums", "Sums", ("unit1_sums",)), Assignment("means", "Means", ("unit2_means",))),
    gate=0.5,
    seed_version=1,
    digest="c0ffee" * 8,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file as version 2 wrote it, with part of it still in its log."""
    path = tmp_path / "results.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_2.read_text(encoding="utf-8"))
    code = (
        "import os, signal, sqlite3, sys\n"
        "database = sqlite3.connect(sys.argv[1])\n"
        "database.execute(\"UPDATE reports SET key = 'in the log' WHERE key = 'ada-2'\")\n"
        "database.commit()\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode == -signal.SIGKILL
    assert path.with_name("results.sqlite-wal").stat().st_size > 0
    return path


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        return [f"version {version}", *database.iterdump()]


def documents(path: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute("SELECT id, key, student, graded, document, digest FROM reports").fetchall()


def copies(path: Path) -> list[str]:
    return sorted(found.name for found in path.parent.iterdir() if ".v2" in found.name or found.name.endswith(".new"))


def parts(path: Path) -> dict[str, list[tuple[State, float | None]]]:
    with Store(path) as store:
        return {
            standing.student: [(part.state, part.score) for part in standing.parts]
            for standing in store.standings(COURSE, NOW)
        }


def test_every_report_stays_as_it_was_written(path: Path) -> None:
    before = documents(path)
    Store(path).close()
    assert documents(path) == before
    assert dump(path)[0] == f"version {SCHEMA_VERSION}"
    with Store(path) as store:
        assert [report.student for report in store.latest()] == STUDENTS
        assert [report.provenance.submission_digest[:2] for report in store.history("ada")] == ["a1", "a2"]
        assert store.find("ada-1") == store.history("ada")[0]
        assert store.find("in the log") is not None


def test_what_was_a_students_latest_report_counts_and_what_was_never_submitted_is_no_zero(path: Path) -> None:
    assert parts(path) == {
        "ada": [(State.GRADED, 3.0), (State.GRADED, 1.5)],  # went back to the first submission, late in the second
        "ben": [(State.GRADED, 3.0), (State.NOT_SUBMITTED, 0.0)],
        "doe": [(State.NOT_SUBMITTED, 0.0), (State.NOT_SUBMITTED, 0.0)],
        "grace": [(State.UNGRADED, None), (State.GRADED, 2.0)],
        "kurt": [(State.UNGRADED, None), (State.UNGRADED, None)],
    }


def test_a_copy_of_all_of_it_is_left_beside(path: Path) -> None:
    path.chmod(0o640)
    before = dump(path)
    Store(path).close()
    copy = path.with_name("results.sqlite.v2")
    assert dump(copy) == before
    assert copy.stat().st_mode & 0o777 == 0o640
    Store(path).close()
    assert copies(path) == ["results.sqlite.v2"]


def test_an_older_copy_is_kept(path: Path) -> None:
    path.with_name("results.sqlite.v2").write_bytes(b"of last year")
    Store(path).close()
    assert copies(path) == ["results.sqlite.v2", "results.sqlite.v2-2"]
    assert path.with_name("results.sqlite.v2").read_bytes() == b"of last year"


@pytest.mark.parametrize("killed_at", range(1, 7))
def test_killed_on_the_way_and_run_again(path: Path, killed_at: int) -> None:
    before = dump(path)
    code = (
        "import os, signal, sys; from pathlib import Path; import grader.store_schema as schema\n"
        "save, calls = schema.save_works, []\n"
        "def dying(*arguments):\n"
        "    calls.append(1)\n"
        f"    os.kill(os.getpid(), signal.SIGKILL) if len(calls) == {killed_at} else save(*arguments)\n"
        "schema.save_works = dying\n"
        "from grader.store import Store\nStore(Path(sys.argv[1]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert dump(path) == before, "nothing of a migration that did not end may be seen"
    assert list(parts(path)) == STUDENTS
    assert copies(path) == ["results.sqlite.v2"]
    assert dump(path.with_name("results.sqlite.v2")) == before


@pytest.mark.parametrize("fault", [errno.ENOSPC, errno.EACCES])
def test_without_room_for_the_copy_nothing_is_changed(path: Path, fault: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(fault, os.strerror(fault))

    before = dump(path)
    monkeypatch.setattr("shutil.copymode", refuse)
    with pytest.raises(MachineError, match=r"results\.sqlite: .*(No space|denied)"):
        Store(path)
    assert dump(path) == before
    assert copies(path) == []


def test_a_damaged_report_stops_it_and_the_file_stays(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE reports SET document = replace(document, 'Wrong', 'Right') WHERE id = 2")
        database.commit()
    before = dump(path)
    with pytest.raises(MachineError, match="damaged and was left as it is"):
        Store(path)
    assert dump(path) == before


def test_several_at_once(path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from pathlib import Path; from grader.store import Store\n"
        "with Store(Path(sys.argv[1])) as store: print([r.student for r in store.latest()])",
        str(path),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert {process.communicate(timeout=60)[0].strip() for process in running} == {str(STUDENTS)}
    assert copies(path) == ["results.sqlite.v2"]


def test_an_even_older_version_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 1")
    before = dump(path)
    with pytest.raises(MachineError, match="version 1, this grader reads 2 to 3: use the grader that wrote it"):
        Store(path)
    assert dump(path) == before
