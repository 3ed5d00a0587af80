"""The kill matrix: what follows for the cases."""

from grader.model import Case, Group
from grader.selfcheck.kills import KillMatrix, Row

ANCHOR, LAW, EDGE = (
    Case(f"unit1.py::TestDouble::test_{group}", "double", group, group, visible=False)
    for group in (Group.ANCHOR, Group.LAW, Group.EDGE)
)
OTHER = Case("unit1.py::TestHalve::test_anchor", "halve", "other", Group.ANCHOR, visible=True)
MATRIX = KillMatrix(
    (
        Row("D1", "Adds one", "double", (ANCHOR, LAW)),
        Row("D2", "Rounds", "double", (LAW,)),
        Row("H1", "Doubles", "halve", (OTHER,)),
    )
)


def test_a_case_is_redundant_if_each_of_its_kills_has_another_killer():
    assert MATRIX.redundant([ANCHOR, LAW, EDGE, OTHER]) == (ANCHOR, EDGE)


def test_the_rows_of_one_exercise():
    assert [row.name for row in MATRIX.of("double").rows] == ["D1", "D2"]


def test_killing_cases_are_counted_by_group():
    assert MATRIX.rows[0].by_group == {Group.ANCHOR: 1, Group.LAW: 1}


def test_what_never_ended_is_noticed_though_by_no_case():
    assert not Row("M", "", "double", ()).noticed
    assert Row("M", "", "double", (), lost=True).noticed
