"""The kill matrix in the terminal: wrong answers by groups of cases, and the cases that nothing needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Group as Lines
from rich.table import Table
from rich.text import Text

from grader.model import Case, Group
from grader.selfcheck.kills import KillMatrix, Row


def kill_tables(kills: KillMatrix, cases: Sequence[Case]) -> Iterator[Lines]:
    """Yield a table for each exercise, followed by the names of its redundant cases."""
    for exercise in dict.fromkeys(case.exercise for case in cases):
        own = [case for case in cases if case.exercise == exercise]
        rows = kills.of(exercise)
        yield Lines(_table(exercise, rows, own), _redundant(rows, own), Text())


def summary(kills: KillMatrix, cases: Sequence[Case], *, mutants_on_all_cases: bool) -> Iterator[str]:
    """Yield the kill rate of the bank and of the mutants, and how many cases are redundant."""
    bank = [row for row in kills.rows if not row.mutant]
    mutants = [row for row in kills.rows if row.mutant]
    if bank:
        yield f"Known mistakes: {_rate(bank)} noticed."
    if mutants:
        equivalent = [row for row in mutants if row.equivalent]
        rest = [row for row in mutants if not row.equivalent]
        yield f"Mutants: {_rate(rest)} noticed, besides {len(equivalent)} that are explained as equivalent."
    on_all_cases = kills if mutants_on_all_cases else KillMatrix(tuple(bank))
    if on_all_cases.rows:
        tried = "the bank and the mutants" if mutants and mutants_on_all_cases else "the bank"
        redundant = on_all_cases.redundant(cases)
        yield f"Cases: {len(redundant)} of {len(cases)} notice nothing of {tried} that no other case notices."


def _rate(rows: Sequence[Row]) -> str:
    noticed = sum(row.noticed for row in rows)
    return f"{noticed} of {len(rows)} ({noticed / max(1, len(rows)):.1%})"


def _table(exercise: str, kills: KillMatrix, cases: Sequence[Case]) -> Table:
    sizes = Counter(case.group for case in cases)
    groups = [group for group in Group if sizes[group]]
    table = Table(title=f"{exercise}: {len(cases)} cases", title_justify="left", box=None, pad_edge=False, expand=True)
    table.add_column("noticed by", no_wrap=True)
    for group in groups:
        table.add_column(group, justify="right", no_wrap=True)
    table.add_column("", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_row("of", *(str(sizes[group]) for group in groups), "cases", style="dim")
    for row in kills.rows:
        if not row.mutant:
            table.add_row(row.name, *(str(row.by_group[group] or "·") for group in groups), Text(row.title))
    mutants = [row for row in kills.rows if row.mutant and not row.equivalent]
    if mutants:
        seen = Counter(group for row in mutants for group in row.by_group)
        table.add_row("mutants", *(str(seen[group] or "·") for group in groups), f"of {len(mutants)}")
    return table


def _redundant(kills: KillMatrix, cases: Sequence[Case]) -> Text:
    redundant = kills.redundant(cases)
    names = {
        kind: ", ".join(case.name.rpartition("::")[2] for case in redundant if case.visible is (kind == "visible"))
        for kind in ("visible", "hidden")
    }
    text = "; ".join(f"{kind}: {listed}" for kind, listed in names.items() if listed) or "none"
    return Text(f"notice nothing that no other case notices: {text}", style="dim")
