"""grader.submissions.names: what may be a student's id, and how other names are written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submissions.names import alike, enumerated, id_problem, is_blank, shown, student_id


@pytest.mark.parametrize("name", ["ada", "Zoë", "张三", "=cmd()", "a,b", '"', "<b>", "...", "index.html"])
def test_ordinary_names_are_ids(name: str) -> None:
    assert (student_id(name), id_problem(name)) == (name, "")


@pytest.mark.parametrize(
    ("name", "student"),
    [("..", "\\x2e\\x2e"), (".", "\\x2e"), ("", "\\"), ("a/b", "a\\x2fb"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb")],
)
def test_what_names_no_folder_is_written_out(name: str, student: str) -> None:
    assert student_id(name) == student
    assert id_problem(name)


@pytest.mark.parametrize(
    "name", [" ", "   ", "\u3164", "\u2800\u2800", "\u115f \u1160", "\ufe0f", "\u0301", " \u0301\uffa0"], ids=ascii
)
def test_a_name_of_which_nothing_is_seen_is_no_id(name: str) -> None:
    assert "is blank" in id_problem(name)
    assert not is_blank(student_id(name))
    assert "\\" in student_id(name)


@pytest.mark.parametrize("name", ["-", "-rf", "--help", ".a", "a ", " a", "e\u0301", "\u3042"])
def test_odd_names_of_which_something_is_seen_are_ids(name: str) -> None:
    assert (student_id(name), id_problem(name)) == (name, "")


@pytest.mark.parametrize("unit", ["x", "三", "\u0301", " ", ".", "\\", "\udcff", "\n"], ids=ascii)
def test_a_name_of_megabytes_is_looked_at_only_so_far(unit: str) -> None:
    name = "a" + unit * 8_000_000
    started = time.process_time()
    assert id_problem(name)
    assert len(student_id(name).encode()) <= 255
    assert student_id(name) != student_id(name + unit)
    assert len(shown(name)) <= 200
    assert list(alike([name, name.upper()])) == []
    assert time.process_time() - started < 1


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.lists(
        st.text(st.sampled_from("ab./\\\n\x1b\u202e \u3164\u0301"), max_size=6), min_size=2, max_size=2, unique=True
    )
)
def test_no_two_names_are_one_id(names: list[str]) -> None:
    first, second = map(student_id, names)
    assert first != second
    assert first.isprintable()


def test_what_is_shown_is_one_short_printable_line() -> None:
    assert shown("a\nb") == "a\\nb"
    assert len(shown("x" * 10_000)) == 200


def test_the_first_names_and_how_many_more() -> None:
    assert enumerated("abcdefg") == "a, b, c, d, e and 2 more"
    assert enumerated([]) == ""
