"""grader.course.sources: files that are not there, or cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from tests.unit.course.authored import COURSE, Write, faults


def test_an_oversize_file_is_refused_unread(course: Write) -> None:
    assert faults(course("# " + "x" * 300_000)) == ["course.yaml: larger than 256 KiB, which no course needs."]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("nowhere", "there is no such file. Name a folder with a course.yaml in it.", id="no folder"),
        pytest.param("", "there is no such file. Name a folder with a course.yaml in it.", id="no course.yaml"),
        pytest.param("a\0b", "cannot be read", id="null byte"),
    ],
)
def test_a_course_that_is_not_there(tmp_path: Path, path: str, said: str) -> None:
    assert said in faults(tmp_path / path)[0]


def test_text_that_is_not_utf8(course: Write) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_bytes(b"course_id: x\ntitle: \xff\n")
    assert faults(folder) == ["course.yaml:2:1 not UTF-8. Save the file as UTF-8."]


def test_a_byte_order_mark_is_no_fault(course: Write) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_bytes(b"\xef\xbb\xbf" + COURSE.encode())
    load_course(folder)


def test_files_that_cannot_be_read_are_said(course: Write) -> None:
    folder = course(COURSE)
    file = folder / "solutions" / "unit1_vowels.py"
    file.unlink()
    file.symlink_to("unit1_vowels.py")  # a link to itself
    assert any("solutions/unit1_vowels.py" in line for line in faults(folder))
