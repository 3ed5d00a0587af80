"""grader/report/__init__.py: which text is safe to show, and which folder belongs to whom."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.report import clean_text, one_line, student_folder

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
FROZEN = settings(max_examples=200, derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain, 漢字, é, 🐈\n\tindented", "plain, 漢字, é, 🐈\n\tindented"),
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("over\rwritten\r\nline", "over\nwritten\nline"),
        ("\x00\x08\x7f\x9b", "����"),
        ("abc\u202edcba\u202c", "abc�dcba�"),
        ("שלום\u200f", "שלום\u200f"),
        ("\ud800 alone", "� alone"),
    ],
    ids=["text stays", "ANSI", "newlines", "controls", "override", "right-to-left stays", "surrogate"],
)
def test_clean_text(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@FROZEN
@given(ANY_TEXT)
def test_clean_text_can_be_encoded_and_is_stable(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode()
    assert clean_text(cleaned) == cleaned


def test_one_line() -> None:
    assert one_line("  a name\nwith\x1b lines\t ") == "a name with� lines"


class TestStudentFolder:
    @pytest.mark.parametrize("name", ["ada", "Doe, Jr", "=cmd()", "<script>", "王小明", "..ada", "a b"])
    def test_ordinary_names_are_their_own_folder(self, name: str) -> None:
        assert student_folder(name) == name

    @pytest.mark.parametrize(
        ("name", "folder"),
        [
            ("\x1b[31mred", "%1B[31mred"),
            ("two\nlines", "two%0Alines"),
            ("\u202eadelaide", "%E2%80%AEadelaide"),
            ("100%", "100%25"),
            ("index.html", "index%2Ehtml"),
            ("GRADEBOOK.csv", "GRADEBOOK%2Ecsv"),
            ("results.sqlite", "results%2Esqlite"),
            ("Results.sqlite-wal", "Results%2Esqlite-wal"),
            ("", "%~"),
            (".", "%2E"),
            ("..", "%2E%2E"),
            ("../up", "..%2Fup"),
            ("a\\b", "a%5Cb"),
            ("nul\0", "nul%00"),
            (os.fsdecode(b"caf\xe9"), "caf%ED%B3%A9"),
        ],
    )
    def test_encodes_what_would_hide_or_clash(self, name: str, folder: str) -> None:
        assert student_folder(name) == folder

    @FROZEN
    @given(st.lists(ANY_TEXT, min_size=2, max_size=2, unique=True))
    def test_no_two_students_share_a_folder(self, names: list[str]) -> None:
        folders = [student_folder(name) for name in names]
        assert folders[0] != folders[1]
        assert [clean_text(folder) for folder in folders] == folders

    @pytest.mark.parametrize("name", ["x" * 256, "\x1b" * 100, "é" * 200, "x" * 10_000])
    def test_a_name_that_is_too_long_ends_in_a_digest(self, name: str) -> None:
        folders = {student_folder(name), student_folder(name + "x")}
        assert len(folders) == 2
        assert all(len(os.fsencode(folder)) <= 255 and "%~" in folder for folder in folders)
