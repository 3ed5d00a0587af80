from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import CallError
from grader.lms.table import number_in, parse_table, replace_cells

CELLS = st.text(alphabet=st.sampled_from('ab,;"\n\r =é\u200f\ufeff'), max_size=6)


def written(rows: list[list[str]], *, delimiter: str = ",", quoting: int = csv.QUOTE_MINIMAL) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows(rows)  # type: ignore[arg-type]
    return file.getvalue()


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4), st.sampled_from([0, 1]))
def test_values_are_those_of_csv_and_the_text_comes_back_as_it_was(rows: list[list[str]], quoting: int) -> None:
    text = written([["Student", "ID"], *rows], quoting=quoting)
    table = parse_table(text, "x.csv")
    assert [list(row) for row in table.rows] == list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert replace_cells(table, {}) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=ascii)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=ascii)
@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "BOM"])
def test_only_the_cell_changes(end: str, delimiter: str, bom: str) -> None:
    text = bom + end.join(["Student|ID|Grade", '"a ""b"" |c"|1|', "d|2|7"]).replace("|", delimiter)
    table = parse_table(text, "x.csv")
    assert replace_cells(table, {(1, 2): "3.5"}) == text.replace(f"1{delimiter}", f"1{delimiter}3.5")


def test_a_cell_may_be_longer_than_csv_takes() -> None:
    text = f'Student,ID\n"{"x" * 200_000}",1\n'
    assert len(parse_table(text, "x.csv").rows[1][0]) == 200_000


@pytest.mark.parametrize("text", ["", "\ufeff", " \n"], ids=ascii)
def test_empty(text: str) -> None:
    with pytest.raises(CallError, match=r"^x\.csv is empty"):
        parse_table(text, "x.csv")


@pytest.mark.parametrize("row", ['"open,1', 'a"b,1', '"a"b,1'])
def test_a_quote_out_of_place_is_named_with_its_line(row: str) -> None:
    with pytest.raises(CallError, match=r"^x\.csv:3: a quote"):
        parse_table(f"Student,ID\nada,1\n{row}\n", "x.csv")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("10.00", 10.0),
        ("10,50", 10.5),
        (" 7 ", 7.0),
        ("", None),
        ("(read only)", None),
        ("1,000.00", None),
        ("-", None),
    ],
)
def test_numbers_of_an_lms(cell: str, value: float | None) -> None:
    assert number_in(cell) == value
