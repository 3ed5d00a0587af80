"""The kill matrix as the terminal shows it."""

from collections.abc import Iterable

from rich.console import Console

from grader.cli.matrix import kill_tables, summary
from grader.model import Case, Group
from grader.selfcheck.kills import KillMatrix, Row

ANCHOR, EDGE = (
    Case(f"unit1.py::TestDouble::test_{group}", "double", group, group, visible=group is Group.ANCHOR)
    for group in (Group.ANCHOR, Group.EDGE)
)
ROWS = (
    Row("D1", "A title that is far too long for what is left of a line of a terminal", "double", (ANCHOR, EDGE)),
    Row("D2", "Rounds", "double", (EDGE,)),
    Row("m", "", "double", (ANCHOR,), mutant=True),
    Row("n", "", "double", (), mutant=True),
    Row("o", "", "double", (), mutant=True, equivalent=True),
)


def printed(rows: Iterable[Row]) -> list[str]:
    console = Console(width=65)
    with console.capture() as capture:
        for table in kill_tables(KillMatrix(tuple(rows)), [ANCHOR, EDGE]):
            console.print(table)
    return [line.rstrip() for line in capture.get().rstrip().splitlines()]


def test_a_table_fits_and_names_what_nothing_needs() -> None:
    assert printed(ROWS[:2]) == [
        "double: 2 cases",
        "noticed by  anchor  edge",
        "of               1     1  cases",
        "D1               1     1  A title that is far too long for what …",
        "D2               ·     1  Rounds",
        "notice nothing that no other case notices: visible: test_anchor",
    ]


def test_mutants_are_one_line() -> None:
    assert printed(ROWS)[4:] == [
        "D2               ·     1  Rounds",
        "mutants          1     ·  of 2",
        "notice nothing that no other case notices: none",
    ]


def test_the_summary_says_the_kill_rates() -> None:
    kills = KillMatrix(ROWS)
    assert list(summary(kills, [ANCHOR, EDGE], mutants_on_all_cases=True)) == [
        "Known mistakes: 2 of 2 (100.0%) noticed.",
        "Mutants: 1 of 2 (50.0%) noticed, besides 1 that are explained as equivalent.",
        "Cases: 0 of 2 notice nothing of the bank and the mutants that no other case notices.",
    ]


def test_mutants_that_were_not_tried_on_all_cases_say_nothing_of_the_cases() -> None:
    *_, cases = summary(KillMatrix(ROWS), [ANCHOR, EDGE], mutants_on_all_cases=False)
    assert cases == "Cases: 1 of 2 notice nothing of the bank that no other case notices."


def test_a_course_without_known_mistakes_has_no_summary() -> None:
    assert list(summary(KillMatrix(()), [ANCHOR], mutants_on_all_cases=False)) == []
