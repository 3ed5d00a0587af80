"""The roster that `grader nbgrader --roster` reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import CallError
from grader.lms.nbgrader.roster import read_roster


def _roster(tmp_path: Path, text: str) -> Path:
    (tmp_path / "roster.csv").write_text(text, encoding="utf-8")
    return tmp_path / "roster.csv"


def test_columns_in_any_order(tmp_path: Path) -> None:
    path = _roster(tmp_path, '\ufefflast_name,id\n"Doe, Jr",doe\n李, li \n')
    assert read_roster(path) == [{"last_name": "Doe, Jr", "id": "doe"}, {"last_name": "李", "id": "li"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nada\n", "roster.csv:1: the first line names the columns"),
        ("id,colour\nada,red\n", "roster.csv:1: the first line names the columns"),
        ("id\nada\nada\n", "roster.csv:3: 'ada' is there twice"),
        ("id\n../etc\n", "roster.csv:2: '../etc' is no student id"),
        ("id,email\n,x@example.org\n", "roster.csv:2: '' is no student id"),
        ("", "roster.csv:1: the first line names the columns"),
    ],
)
def test_faults_are_named_with_their_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CallError) as refused:
        read_roster(_roster(tmp_path, text))
    assert said in str(refused.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")
