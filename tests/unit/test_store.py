from __future__ import annotations

import dataclasses
import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import MachineError
from grader.model import Level, Provenance, Report
from grader.store import Store, report_key
from tests.unit.report import samples

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened


def submitted_again(report: Report, digest: str, **fields: object) -> Report:
    provenance = dataclasses.replace(report.provenance, submission_digest=digest)
    return dataclasses.replace(report, provenance=provenance, **fields)  # type: ignore[arg-type]


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])


def read_all(path: Path) -> list[Report]:
    with Store(path) as store:
        return list(store.latest())


def run(code: str, path: Path) -> subprocess.Popen[bytes]:
    """Start a process that has `store`, `samples` and `report_key` at hand."""
    head = (
        "import sys, os, signal; from pathlib import Path; from grader.store import *;"
        "from tests.unit.report import samples\nstore = Store(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", head + code, str(path)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


class TestKey:
    def test_repeats(self) -> None:
        assert report_key(samples.PROVENANCE) == report_key(samples.PROVENANCE)
        assert len(report_key(samples.PROVENANCE)) == 64

    @pytest.mark.parametrize(
        "change",
        [
            {"submission_digest": "other"},
            {"course_digest": "other"},
            {"grader_version": "0.2.0"},
            {"seed_version": 2},
            {"secret_fingerprint": "other"},
            {"sandbox_level": Level.UNCONFINED},
            {"scope": ("unit1_information",)},
            {"scope": ()},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_changes_with_all_that_decides_a_mark(self, change: dict[str, object]) -> None:
        changed = dataclasses.replace(samples.PROVENANCE, **change)  # type: ignore[arg-type]
        assert report_key(changed) != report_key(samples.PROVENANCE)

    def test_neighbouring_fields_do_not_run_together(self) -> None:
        def key(submission: str, course: str) -> str:
            provenance: Provenance = dataclasses.replace(
                samples.PROVENANCE, submission_digest=submission, course_digest=course
            )
            return report_key(provenance)

        assert key("ab", "c") != key("a", "bc")


class TestSaveAndFind:
    @pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
    def test_what_is_saved_is_what_is_read(self, store: Store, report: Report) -> None:
        store.save(report, "key")
        assert list(store.latest()) == [report]
        assert store.history(report.student) == (report,)

    def test_survives_reopening(self, path: Path) -> None:
        with Store(path) as store:
            store.save(samples.ADA, "key")
        with Store(path) as store:
            assert store.find("key") == samples.ADA

    def test_unknown_key(self, store: Store) -> None:
        assert store.find("key") is None

    @pytest.mark.parametrize("report", [samples.FAULT, samples.PROBLEM], ids=["grader error", "problem"])
    def test_ungraded_is_kept_but_not_found(self, store: Store, report: Report) -> None:
        store.save(report, "key")
        assert store.find("key") is None
        assert list(store.latest()) == [report]

    def test_same_key_does_not_duplicate(self, store: Store, path: Path) -> None:
        store.save(samples.ADA, "key")
        store.save(samples.ADA, "key")
        assert count(path) == 1
        assert len(store.history("ada")) == 1

    def test_graded_replaces_ungraded_of_the_same_key(self, store: Store) -> None:
        graded = dataclasses.replace(samples.ADA, student="grace")
        store.save(samples.FAULT, "key")
        store.save(graded, "key")
        assert store.history("grace") == (graded,)

    def test_ungraded_never_replaces_graded_of_the_same_key(self, store: Store) -> None:
        graded = dataclasses.replace(samples.ADA, student="grace")
        store.save(graded, "key")
        store.save(samples.FAULT, "key")
        assert store.find("key") == graded

    def test_folder_name_that_is_not_utf8(self, store: Store) -> None:
        report = dataclasses.replace(samples.ADA, student=os.fsdecode(b"caf\xe9"))
        store.save(report, "key")
        assert store.history(report.student) == (report,)


class TestLatestAndHistory:
    def test_latest_is_the_one_saved_last_and_history_keeps_all(self, store: Store) -> None:
        first, second = submitted_again(samples.ADA, "1"), submitted_again(samples.ADA, "2")
        store.save(first, "1")
        store.save(second, "2")
        assert list(store.latest()) == [second]
        assert store.history("ada") == (first, second)

    def test_going_back_to_an_earlier_submission(self, store: Store) -> None:
        first, second = submitted_again(samples.ADA, "1"), submitted_again(samples.ADA, "2")
        for report, key in ((first, "1"), (second, "2"), (first, "1")):
            store.save(report, key)
        assert list(store.latest()) == [first]
        assert store.history("ada") == (first, second)

    def test_ordered_by_student(self, store: Store) -> None:
        for number, report in enumerate(reversed(samples.CLASS)):
            store.save(report, str(number))
        students = [report.student for report in store.latest()]
        assert students == sorted(students)
        assert len(students) == len(samples.CLASS)

    def test_saving_while_reading(self, store: Store) -> None:
        for number, report in enumerate(samples.CLASS):
            store.save(report, str(number))
        for report in store.latest():
            store.save(report, f"again {report.student!r}")
        assert len(list(store.latest())) == len(samples.CLASS)

    def test_nobody(self, store: Store) -> None:
        assert list(store.latest()) == []
        assert store.history("nobody") == ()


class TestProcesses:
    def test_a_saved_report_survives_kill_9(self, path: Path) -> None:
        code = "for n in range(20): store.save(samples.ADA, str(n))\nos.kill(os.getpid(), signal.SIGKILL)"
        assert run(code, path).wait(60) == -signal.SIGKILL
        with Store(path) as store:
            assert [store.find(str(n)) for n in range(20)] == [samples.ADA] * 20

    def test_killed_inside_a_transaction(self, path: Path) -> None:
        code = (
            "store.save(samples.ADA, 'kept')\n"
            "with store._transaction():\n"
            "    store._connection.execute('DELETE FROM works')\n"
            "    os.kill(os.getpid(), signal.SIGKILL)"
        )
        assert run(code, path).wait(60) == -signal.SIGKILL
        with Store(path) as store:
            assert list(store.latest()) == [samples.ADA]

    def test_several_at_once(self, path: Path) -> None:
        code = "for n in range(25): store.save(samples.ADA, f'{os.getpid()} {n}'); store.save(samples.BLAISE, str(n))"
        processes = [run(code, path) for _ in range(4)]
        assert [process.wait(120) for process in processes] == [0] * 4
        with Store(path) as store:
            assert len(store.history("ada")) == 100
            assert len(store.history("blaise")) == 25
            assert list(store.latest()) == [samples.ADA, samples.BLAISE]


class TestFilesAtFault:
    """Each: MachineError that names the file and the next step, and the file as it was."""

    @pytest.mark.parametrize(
        "content", [b"name,score\nada,100\n", b"\x00" * 4096, b"SQLite format 3\x00"], ids=["text", "zeros", "header"]
    )
    def test_not_a_database_of_ours(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        with pytest.raises(MachineError, match=r"results\.sqlite: .*not a file of the grader.*name another"):
            Store(path)
        assert path.read_bytes() == content
        assert list(path.parent.iterdir()) == [path]

    def test_database_of_another_program(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("CREATE TABLE grades (student TEXT)")
        before = path.read_bytes()
        with pytest.raises(MachineError, match="not a file of the grader"):
            Store(path)
        assert path.read_bytes() == before

    def test_newer_version(self, path: Path) -> None:
        Store(path).close()
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 99")
        before = path.read_bytes()
        with pytest.raises(
            MachineError, match=r"version 99, this grader reads 3: it was written by a newer grader.*Update"
        ):
            Store(path)
        assert path.read_bytes() == before

    def test_damaged_pages(self, path: Path) -> None:
        with Store(path) as store:
            for number in range(5):
                store.save(samples.BLAISE, str(number))
        content = bytearray(path.read_bytes())
        content[4096:20480] = os.urandom(16384)
        path.write_bytes(content)
        with pytest.raises(MachineError, match=r"damaged and was left as it is"):
            Store(path)
        assert path.read_bytes() == content

    @pytest.mark.parametrize(
        "document", ["", "[]", '{"schema_version": 2}', '{"schema_version": 1, "audience": "staff"}']
    )
    def test_damaged_document(self, path: Path, document: str) -> None:
        with Store(path) as store:
            store.save(samples.ADA, "key")
            row = (document, hashlib.sha256(document.encode()).hexdigest())
            store._connection.execute("UPDATE reports SET document = ?, digest = ?", row)
            with pytest.raises(MachineError, match=r"results\.sqlite: it is damaged"):
                list(store.latest())

    def test_locked(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("grader.store.BUSY_SECONDS", 0.05)
        with Store(path) as first, Store(path) as second:
            first.save(samples.ADA, "key")
            with first._transaction(), pytest.raises(MachineError, match="another program is using it: wait"):
                second.save(samples.BLAISE, "other")
            assert list(first.latest()) == [samples.ADA]

    def test_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(MachineError, match="see that its folder exists"):
            Store(tmp_path / "missing" / "results.sqlite")

    @pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
    def test_something_else_in_its_place(self, path: Path, make: Callable[[Path], None]) -> None:
        make(path)
        with pytest.raises(MachineError, match=r"results\.sqlite: it is not a file: move it away"):
            Store(path)

    @pytest.mark.parametrize("leave", [lambda path: path.write_bytes(b""), Path.unlink], ids=["emptied", "removed"])
    def test_a_log_without_its_database(self, path: Path, leave: Callable[[Path], None]) -> None:
        code = "store.save(samples.ADA, 'key')\nos.kill(os.getpid(), signal.SIGKILL)"
        assert run(code, path).wait(60) == -signal.SIGKILL
        log = path.with_name("results.sqlite-wal")
        before = log.read_bytes()
        leave(path)
        with pytest.raises(MachineError, match=r"results\.sqlite-wal is not: bring both back from a copy"):
            Store(path)
        assert log.read_bytes() == before

    def test_an_empty_file_is_a_new_database(self, path: Path) -> None:
        path.touch()
        with Store(path) as store:
            store.save(samples.ADA, "key")
            assert store.find("key") == samples.ADA

    def test_truncated_anywhere(self, path: Path) -> None:
        with Store(path) as store:
            for number, report in enumerate(samples.CLASS):
                store.save(report, str(number))
        content = path.read_bytes()
        for length in range(1, len(content), 1021):
            path.write_bytes(content[:length])
            with pytest.raises(MachineError, match=r"results\.sqlite: it is "):
                read_all(path)
            assert path.read_bytes() == content[:length]

    def test_one_letter_changed_on_the_disk(self, path: Path) -> None:
        with Store(path) as store:
            store.save(samples.ADA, "key")
        content = path.read_bytes()
        changed = content.replace(b'"score": ', b'"score":9', 1)
        assert changed != content
        path.write_bytes(changed)
        with Store(path) as store, pytest.raises(MachineError, match=r"damaged.*not as it was written"):
            store.find("key")

    def test_read_only(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "results.sqlite"
            with Store(path) as store:
                store.save(samples.ADA, "key")
            before = path.read_bytes()
            path.chmod(0o444)
            Path(folder).chmod(0o555)
            with without_privileges(), pytest.raises(MachineError, match="cannot be written: allow writing"):
                Store(path)
            assert path.read_bytes() == before
            Path(folder).chmod(0o755)

    def test_disk_full(self, path: Path) -> None:
        with Store(path) as store:
            store.save(samples.ADA, "key")
            store._connection.execute("PRAGMA max_page_count = 1")
            large = dataclasses.replace(samples.BLAISE, problem="x" * 100_000)
            with pytest.raises(MachineError, match="the disk is full: make room"):
                store.save(large, "large")
            assert store.find("key") == samples.ADA


class without_privileges:
    """Root may write to read-only files: be somebody else for a while."""

    def __enter__(self) -> None:
        self._user = os.geteuid()
        if self._user == 0:
            os.seteuid(NOBODY)

    def __exit__(self, *_: object) -> None:
        os.seteuid(self._user)
