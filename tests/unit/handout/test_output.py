"""How a handout is written."""

from __future__ import annotations

import os
import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from grader.course import load_course
from grader.errors import CallError, MachineError
from grader.handout import archive, write_handout
from grader.model import Course
from tests.nbgrader.classroom import COURSE

FILES = {"exercises/unit1_sums.py": b"stub\n", "pytest.ini": b"[pytest]\n", "exercises/earlier/unit0.py": b""}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns(".grader", "__pycache__"))
    return load_course(tmp_path / "course")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "new" / "handout"


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


class TestArchive:
    def test_the_same_files_are_the_same_bytes_in_whatever_order(self) -> None:
        assert archive(FILES, "tiny") == archive(dict(reversed(FILES.items())), "tiny")

    def test_nothing_of_this_machine_is_in_it(self) -> None:
        entries = ZipFile(BytesIO(archive(FILES, "tiny"))).infolist()
        assert [entry.filename for entry in entries] == sorted(f"tiny/{name}" for name in FILES)
        assert {(e.date_time, e.external_attr >> 16, e.create_system, e.compress_type) for e in entries} == {
            ((1980, 1, 1, 0, 0, 0), 0o100644, 3, 0)
        }

    def test_what_was_put_in_comes_out(self, course: Course, tmp_path: Path) -> None:
        write_handout(course, FILES, tmp_path / "handout.ZIP")
        ZipFile(tmp_path / "handout.ZIP").extractall(tmp_path / "unpacked")
        assert tree(tmp_path / "unpacked" / "tiny") == FILES


class TestFolder:
    def test_new_with_the_folders_above_it(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        assert tree(out) == FILES

    def test_empty(self, course: Course, out: Path) -> None:
        out.mkdir(parents=True)
        write_handout(course, FILES, out)
        assert tree(out) == FILES

    def test_a_later_handout_replaces_an_earlier_one(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        later = {"exercises/unit1_sums.py": b"better stub\n", "exercises/new.py": b""}
        write_handout(course, later, out)
        assert tree(out) == later
        assert not (out / "exercises" / "earlier").exists(), "empty folders do not stay behind"
        write_handout(course, FILES, out)
        assert tree(out) == FILES

    def test_the_same_again_without_a_record(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        shutil.rmtree(course.root / ".grader")
        write_handout(course, FILES, out)
        assert tree(out) == FILES

    def test_what_trying_it_has_left_is_no_hindrance(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        for name in ("exercises/__pycache__/unit1_sums.pyc", ".pytest_cache/README.md"):
            (out / name).parent.mkdir()
            (out / name).touch()
        write_handout(course, FILES | {"pytest.ini": b"new"}, out)
        assert (out / "pytest.ini").read_bytes() == b"new"


class TestNobodysWorkIsOverwritten:
    def refused(self, course: Course, out: Path, *, because: str, files: dict[str, bytes] = FILES) -> None:
        before = tree(out) if out.is_dir() else None
        with pytest.raises(CallError, match=because):
            write_handout(course, files, out)
        assert before is None or tree(out) == before

    def test_a_students_work_in_an_earlier_handout(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        (out / "exercises" / "unit1_sums.py").write_text("def total(numbers): return sum(numbers)\n")
        self.refused(course, out, because="unit1_sums.py", files=FILES | {"pytest.ini": b"new"})

    def test_a_file_that_the_handout_does_not_have(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        (out / "answers.txt").touch()
        self.refused(course, out, because="answers.txt")

    def test_a_changed_file_that_the_handout_no_longer_has(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        (out / "pytest.ini").write_text("[pytest]\naddopts = -x\n")
        self.refused(course, out, because="pytest.ini", files={"exercises/unit1_sums.py": b"stub\n"})

    def test_another_courses_handout(self, course: Course, out: Path) -> None:
        write_handout(course, FILES, out)
        shutil.rmtree(course.root / ".grader")
        self.refused(course, out, because="pytest.ini", files=FILES | {"pytest.ini": b"new"})

    def test_links(self, course: Course, out: Path, tmp_path: Path) -> None:
        (tmp_path / "precious").write_bytes(FILES["pytest.ini"])
        out.mkdir(parents=True)
        (out / "pytest.ini").symlink_to(tmp_path / "precious")
        self.refused(course, out, because="pytest.ini")
        (out / "pytest.ini").unlink()
        (out / "exercises").symlink_to(course.root / "exercises")
        self.refused(course, out, because="exercises")

    def test_the_course_itself_and_what_is_above_it(self, course: Course) -> None:
        self.refused(course, course.root, because="Not written by `grader handout`")
        self.refused(course, course.root.parent, because="Not written by `grader handout`")

    @pytest.mark.parametrize("name", ["exercises", "exercises/new", "solutions/handout.zip"])
    def test_folders_of_the_course(self, course: Course, name: str) -> None:
        self.refused(course, course.root / name, because="of the course itself")

    def test_many_files_are_not_all_named(self, course: Course, out: Path) -> None:
        out.mkdir(parents=True)
        for number in range(100):
            (out / f"{number}.txt").touch()
        with pytest.raises(CallError) as caught:
            write_handout(course, FILES, out)
        assert str(caught.value).count(".txt") == 5

    def test_another_archive(self, course: Course, tmp_path: Path) -> None:
        out = tmp_path / "handout.zip"
        out.write_bytes(b"precious")
        self.refused(course, out, because="handout.zip")
        assert out.read_bytes() == b"precious"

    def test_an_archive_of_an_earlier_handout_is_replaced(self, course: Course, tmp_path: Path) -> None:
        out = tmp_path / "handout.zip"
        write_handout(course, FILES, out)
        write_handout(course, {"pytest.ini": b"new"}, out)
        assert ZipFile(out).namelist() == ["tiny/pytest.ini"]

    def test_a_file_where_a_folder_was_named_and_the_reverse(self, course: Course, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "folder.zip").mkdir()
        self.refused(course, tmp_path / "file", because="is a file")
        self.refused(course, tmp_path / "folder.zip", because="is a folder")


def test_a_place_that_cannot_be_written(course: Course, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match="cannot be written: Not a directory"):
        write_handout(course, FILES, tmp_path / "file" / "handout")


def test_a_course_that_cannot_be_written_can_be_handed_out(course: Course, out: Path) -> None:
    (course.root / ".grader").write_text("no folder")
    write_handout(course, FILES, out)
    assert tree(out) == FILES


def test_modes_and_times_of_the_sources_do_not_matter(course: Course, tmp_path: Path) -> None:
    write_handout(course, FILES, tmp_path / "a.zip")
    os.utime(course.root / "exercises" / "unit1_sums.py", (0, 0))
    (course.root / "exercises" / "unit1_sums.py").chmod(0o755)
    write_handout(course, FILES, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
