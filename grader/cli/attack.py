"""`grader attack`: every known attack, tried on this machine."""

from __future__ import annotations

import os
import random
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
from rich.text import Text

from grader.attack.catalogue import Attack, chosen
from grader.attack.proof import Findings, Result, findings
from grader.attack.stage import NEIGHBOURS, Stage
from grader.cli.console import out, progress, say
from grader.cli.options import EXIT_INCOMPLETE, jobs_option, level_option
from grader.model import Level
from grader.report import one_line
from grader.report.wording import number

SEEDS = 10_000
NAME, LAYER, VERDICT, POINTS = 40, 12, 13, 9  # columns of the matrix; with what stands between them, 79


@click.command("attack")
@click.option("--only", multiple=True, metavar="WORD", help="Only attacks of this number or name (repeatable).")
@click.option("--list", "list_only", is_flag=True, help="Name the attacks and what stops them; run none.")
@click.option("--seed", type=int, show_default="another one each time", help="Draw the order of the batch from this.")
@level_option
@jobs_option
def attack_command(only: tuple[str, ...], list_only: bool, seed: int | None, level: str, jobs: int) -> None:
    """Try every known attack on this machine, and show what stopped it.

    The attacks are submissions to a small course of their own. They are graded in one batch, in random order, among
    honest students. An attack has held if its verdicts and its points are what they must be, if no honest report has
    changed by a byte, if nothing of a hidden case is in any product, and if nothing is left behind. Exit status 0 if
    all have held, 1 if one has not.
    """
    attacks = chosen(only)
    if list_only:
        _print_all(line for attack in attacks for line in _entry(attack, "", attack.layer))
        return
    seed = random.SystemRandom().randrange(SEEDS) if seed is None else seed
    with tempfile.TemporaryDirectory(prefix="grader-attack-") as folder:
        stage = Stage(Path(folder) / "stage", attacks, seed)
        stage.set_up()
        with progress("attacking", len(attacks) + len(NEIGHBOURS)) as advance:
            seconds = stage.run(None if level == "auto" else Level(level), jobs, advance)
        found = findings(stage)
    _print_all(_matrix(found.results))
    _print_all(_faults(found))
    _summarise(found, seconds, seed)
    if not found.held:
        sys.exit(EXIT_INCOMPLETE)


def _print_all(lines: Iterator[Text]) -> None:
    for line in lines:
        out.print(line, soft_wrap=True)


def _matrix(results: tuple[Result, ...]) -> Iterator[Text]:
    """Yield two lines for each attack: its row, and what it tries."""
    yield Text(f"  {'attack':{NAME}} {'stopped by':{LAYER}} {'verdict':{VERDICT}} {'points':>{POINTS}}", style="bold")
    for result in results:
        verdict = result.verdicts[0].replace("_", " ") if result.verdicts else "none"
        points = f"{number(result.score)} of {number(result.allowed)}"
        row = f"{result.attack.layer:{LAYER}} {verdict:{VERDICT}} {points:>{POINTS}}"
        yield from _entry(result.attack, "✓" if result.held else "✗", row)


def _entry(attack: Attack, mark: str, row: str) -> Iterator[Text]:
    style = {"✓": "green", "✗": "bold red", "": ""}[mark]
    yield Text.assemble((f"{mark:1} ", style), f"{attack.name:{NAME}} {row}".rstrip())
    yield from (Text(line, style="dim") for line in textwrap.wrap(attack.aim, 76, initial_indent="    "))


def _faults(found: Findings) -> Iterator[Text]:
    """Yield everything that is not as it must be."""
    of_attacks = [(result.attack.name, fault) for result in found.results for fault in result.faults]
    for name, fault in [*of_attacks, *(("the batch", fault) for fault in found.faults)]:
        yield Text.assemble((f"✗ {name}: ", "bold red"), one_line(fault))


def _summarise(found: Findings, seconds: float, seed: int) -> None:
    levels = "/".join(sorted({result.level for result in found.results if result.level}))
    held = sum(result.held for result in found.results)
    who = "root" if os.geteuid() == 0 else f"uid {os.geteuid()}"
    say(f"\n{held} of {len(found.results)} attacks held at {levels}, as {who}, in {seconds:.0f} s (--seed {seed}).")
    if not found.faults:
        kept = f"{len(NEIGHBOURS)} honest reports unchanged by a byte"
        say(f"{kept}, nothing left behind, no hidden input in any product.")
