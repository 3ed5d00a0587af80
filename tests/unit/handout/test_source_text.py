"""Reading texts out of files."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest

from grader.handout.source_text import (
    archive_members,
    code_lines,
    docstring_lines,
    json_strings,
    keyword_strings,
    mo_entries,
    po_entries,
    python_strings,
)

SOURCE = '''\
"""Module."""

import math
from os import (
    path,
)

LIMIT = 3  # a comment


class TestSum:
    """Class."""

    @mark("x", [1, 2])
    def test_one(self, f):
        """The title.

        More of it.
        """
        text = "# no comment"
        assert f(1) == text

    def test_two(self, f): assert f(2)

    def test_three(self):  # secret
        """Marked above."""

    def test_four(self):
        """Marked behind."""  # secret
'''


def test_code_without_docstrings_imports_headers_and_comments() -> None:
    assert [line for line in code_lines(SOURCE) if line[1]] == [
        (8, "LIMIT = 3"),
        (14, '@mark("x", [1, 2])'),
        (20, 'text = "# no comment"'),
        (21, "assert f(1) == text"),
        (23, "def test_two(self, f): assert f(2)"),
    ]


def test_code_without_some_functions() -> None:
    lines = [line for _, line in code_lines(SOURCE, without={"test_one", "test_two"}) if line]
    assert lines == ["LIMIT = 3", '@mark("x", [1, 2])']


@pytest.mark.parametrize("source", ["def f(:\n  x\n", "x = '\\0'\0", "x = (\n"], ids=["syntax", "null", "tokens"])
def test_what_is_not_python_is_taken_line_by_line(source: str) -> None:
    assert "\n".join(line for _, line in code_lines(source)) == source
    assert not [*docstring_lines(source, prefix=""), *python_strings(source)]


def test_lines_are_counted_as_python_does() -> None:
    assert list(code_lines("a = 1\r\nb = '\x0c\u2028'\rc = 3")) == [
        (1, "a = 1"),
        (2, "b = '\x0c\u2028'"),
        (3, "c = 3"),
    ]


def test_docstrings_with_their_lines() -> None:
    lines = [(16, "The title."), (17, ""), (18, "        More of it."), (19, "        ")]
    assert list(docstring_lines(SOURCE, prefix="test_one")) == lines


def test_docstrings_that_are_marked_are_left_out() -> None:
    unmarked = [text.strip() for _, text in docstring_lines(SOURCE, prefix="test", mark="# secret")]
    assert unmarked == ["The title.", "", "More of it.", ""]
    assert [text for _, text in docstring_lines(SOURCE, prefix="test_t")] == ["Marked above."]


def test_strings_that_are_written_in_pieces() -> None:
    assert [text for _, text in python_strings('x = ("one "\n     "and two", f"{y} three")')] == [
        "one and two",
        " three",
    ]


def test_strings_of_a_keyword() -> None:
    source = '@misconception("A", hint="Which "\n"one?", of="f")\ndef f(): other(hint="no")\n'
    assert list(keyword_strings(source, "misconception", "hint")) == [(1, "Which one?")]


def test_strings_of_json() -> None:
    assert {text for _, text in json_strings('{"a": ["b", {"c": 1, "d": "\\u00e9"}]}')} == {"a", "b", "c", "d", "é"}
    assert not list(json_strings("{"))


def test_entries_of_a_catalog() -> None:
    source = (
        'msgid ""\nmsgstr "Header\\n"\n\n#: file.py\nmsgid "one"\n"\\"more\\""\nmsgstr "eins"\n'
        'msgid "{n} case"\nmsgid_plural "{n} cases"\nmsgstr[0] "Fall"\nmsgstr[1] ""\n"Fälle"\n\n#~ msgid "old"\n'
    )
    assert list(po_entries(source)) == [
        (1, "", "Header\n"),
        (5, 'one"more"', "eins"),
        (8, "{n} case", "Fall"),
        (8, "{n} case", "Fälle"),
    ]


@pytest.mark.parametrize("content", [b"", b"PK", b"\xde\x12\x04\x95", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_what_is_no_catalog_and_no_archive_has_no_entries(content: bytes) -> None:
    assert not list(mo_entries(content))
    assert not list(archive_members(content))


def test_members_of_an_archive() -> None:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("folder/b", b"2")
    assert list(archive_members(stream.getvalue())) == [b"1", b"2"]
