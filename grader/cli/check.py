"""`grader check`: the course is graded before any student is."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
from rich.markup import escape

from grader.cli.console import out, say, show, with_progress
from grader.cli.matrix import kill_tables, summary
from grader.cli.options import EXIT_INCOMPLETE, course_option, level_option, wanted_level
from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.secret import load_secret
from grader.selfcheck import generated_files, self_check
from grader.selfcheck.check import Check
from grader.selfcheck.kills import KillMatrix
from grader.session import Session


@click.command("check")
@course_option
@level_option
@click.option(
    "--fix", is_flag=True, help="Regenerate files (conftest.py, course.json, hints.json, the schema) before checking."
)
@click.option("--mutants", is_flag=True, help="Try mechanical mutants of every reference, too.")
@click.option("--matrix", is_flag=True, help="Show which cases notice which wrong answers, exercise by exercise.")
@click.option("-v", "--verbose", is_flag=True, help="Show every check, not only those that do not hold.")
def check_command(course_path: Path, level: str, fix: bool, mutants: bool, matrix: bool, verbose: bool) -> None:
    """Grade the course itself: references, stubs, known wrong answers, and the sandbox."""
    course = load_course(course_path)
    if fix:
        for path, text in generated_files(course, collect_cases(course)).items():
            path.write_text(text, encoding="utf-8")
            say(f"wrote {path}")
        course = load_course(course_path)  # conftest.py counts for its digest
    secret = load_secret(course.root)
    with Session.open(course, wanted_level(level), secret, references_must_pass=False) as session:
        checks = list(with_progress(self_check(session, mutants=mutants, matrix=matrix), "checking"))
    _show_checks(checks, verbose=verbose)
    cases = [graded.case for graded in session.book]
    kills = KillMatrix(tuple(check.row for check in checks if check.row is not None))
    if matrix:
        for table in kill_tables(kills, cases):
            show(table)
    for line in summary(kills, cases, mutants_on_all_cases=matrix):
        say(line)
    if not all(check.holds for check in checks):
        sys.exit(EXIT_INCOMPLETE)


def _show_checks(checks: list[Check], *, verbose: bool) -> None:
    for check in checks:
        if verbose or check.note or not check.holds:
            mark = "[yellow]·[/]" if check.note else "[green]✓[/]" if check.holds else "[red]✗[/]"
            out.print(f"{mark} {escape(check.name)}  [dim]{escape(check.detail)}[/]", soft_wrap=True)
    held = Counter(check.holds for check in checks if not check.note)
    out.print(f"{held[True]} checks hold, {held[False]} do not.")
