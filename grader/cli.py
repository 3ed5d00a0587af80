"""The command line. The only module that prints or exits.

Exit status: 0 all graded; 1 some submissions could not be graded (they are named), or a check does not hold; 2 the
course, the call or the machine is at fault and nothing was graded.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader import __version__
from grader.course import load_course
from grader.demo import make_class, write_class
from grader.doctor import Diagnosis, diagnose_machine
from grader.engine import Engine, Plan
from grader.errors import CallError, GraderError
from grader.grading import Event, grade
from grader.model import Course, Level, Report, Submission
from grader.report import GRADEBOOK_FILE, INDEX_FILE, STUDENT_HTML, one_line, student_folder
from grader.report.terminal import class_view, report_view, summary_view
from grader.sandbox.client import Sandbox
from grader.scale import usable_cores
from grader.secret import load_secret
from grader.selfcheck import Check, generated_files, preflight, self_check
from grader.store import Store
from grader.submissions import read_submissions

EXIT_INCOMPLETE = 1
EXIT_FAULT = 2
NAMES_SHOWN = 10

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)

course_option = click.option(
    "--course",
    "course_path",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The folder with course.yaml, or the file itself.",
)
out_option = click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Where reports and results.sqlite are written.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=lambda: len(usable_cores()),
    show_default="one per core",
    help="How many processes grade at once.",
)
level_option = click.option(
    "--level",
    type=click.Choice(["auto", "L1", "L2"]),
    default="auto",
    show_default=True,
    help="How to confine: the best that works here, or exactly this.",
)
unconfined_option = click.option(
    "--unconfined",
    is_flag=True,
    help="Run without any sandbox. Only for code that you wrote; reports are marked and cannot be exported.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="grader")
def cli() -> None:
    """Grade exercises in NumPy behind a real sandbox, with reports that teach.

    Start with `grader demo`, which grades a synthetic class and names the page to open.
    """


@cli.command("demo")
@click.option("--students", type=click.IntRange(1, 5000), default=30, show_default=True, help="Size of the class.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where the class and its reports are written.",
)
@course_option
@jobs_option
@level_option
def demo_command(students: int, out: Path, course_path: Path, jobs: int, level: str) -> None:
    """Make a synthetic class, grade it, and say which page to open."""
    course = load_course(course_path)
    plan = _plan(course, level)
    preflight(plan)
    submitted = write_class(out, make_class(course, students))
    _say(f"Made a synthetic class of {students} in {submitted}.")
    reports, reused = _grade(plan, _read_class(submitted, course), out / "reports", jobs)
    _finish(reports, course, out / "reports", reused)


@cli.command("grade")
@click.argument("submitted", type=click.Path(path_type=Path))
@course_option
@out_option
@jobs_option
@level_option
@unconfined_option
@click.option("--student", "only", multiple=True, metavar="NAME", help="Grade only this student (repeatable).")
def grade_command(
    submitted: Path,
    course_path: Path,
    out: Path,
    jobs: int,
    level: str,
    unconfined: bool,
    only: tuple[str, ...],
) -> None:
    """Grade the submissions in SUBMITTED: one folder per student, or nbgrader's submitted/ folder.

    A submission that has not changed since the last run is not graded again; an interrupted run goes on where it was.
    """
    course = load_course(course_path)
    everybody = _read_class(submitted, course)
    plan = _plan(course, "unconfined" if unconfined else level)
    preflight(plan)
    chosen = _select(everybody, only, submitted)
    reports, reused = _grade(plan, chosen, out, jobs, students=[submission.student for submission in everybody])
    _finish(reports, course, out, reused)


@cli.command("check")
@course_option
@level_option
@click.option("--fix", is_flag=True, help="Write the generated files (exercises/course.json, the schema) anew, first.")
@click.option("-v", "--verbose", is_flag=True, help="Show every check, not only those that do not hold.")
def check_command(course_path: Path, level: str, fix: bool, verbose: bool) -> None:
    """Grade the course itself: references, stubs, known wrong answers, and the sandbox."""
    course = load_course(course_path)
    if fix:
        for path, text in generated_files(course).items():
            path.write_text(text, encoding="utf-8")
            _say(f"wrote {path}")
    engine = Engine.start(_plan(course, level))
    try:
        checks = list(_with_progress(self_check(engine), "checking"))
    finally:
        engine.close()
    _show_checks(checks, verbose=verbose)
    if not all(check.holds for check in checks):
        sys.exit(EXIT_INCOMPLETE)


@cli.command("show")
@click.argument("student", required=False)
@course_option
@out_option
def show_command(student: str | None, course_path: Path, out: Path) -> None:
    """Show the report of STUDENT in the terminal; without STUDENT, the class."""
    course = load_course(course_path)
    database = out / "results.sqlite"
    if not database.is_file():
        raise CallError(f"{database} is not there: grade first, or name the folder of the reports with --out")
    with Store(database) as store:
        latest = {report.student: report for report in store.latest()}
    if student is None:
        _print(class_view(list(latest.values()), course))
        return
    if student not in latest:
        raise CallError(f"{student!r} has no report in {out}. {_did_you_mean(student, latest)}")
    _print(report_view(latest[student], course))


@cli.command("doctor")
@course_option
def doctor_command(course_path: Path) -> None:
    """Say what this machine can confine, and what to do where it cannot."""
    diagnoses = list(diagnose_machine())
    for diagnosis in diagnoses:
        _show_diagnosis(diagnosis)
    if not all(diagnosis.well for diagnosis in diagnoses):
        sys.exit(EXIT_FAULT)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: every error that has an owner is one message and an exit status."""
    try:
        cli.main(args=None if arguments is None else list(arguments), prog_name="grader", standalone_mode=False)
    except GraderError as error:
        err.print(f"[red]error:[/] {escape(str(error))}", soft_wrap=True)
        sys.exit(EXIT_FAULT)
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_FAULT)
    except (click.Abort, KeyboardInterrupt):
        err.print("\nStopped. What is graded is kept; run the same command again to go on.")
        sys.exit(130)
    except BrokenPipeError:  # `grader show … | head`: nobody reads on, and that is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _plan(course: Course, level: str) -> Plan:
    """Fix what every process of this run agrees on. Starting a sandbox here proves, once, that one can be had."""
    wanted = {"auto": None, "unconfined": Level.UNCONFINED}.get(level, Level(level) if level in set(Level) else None)
    with Sandbox.start(level=wanted) as sandbox:
        if sandbox.level is Level.UNCONFINED:
            err.print("[bold red]UNCONFINED:[/] code runs without a sandbox; these reports are not grades.")
        return Plan(course, sandbox.level, load_secret(course.root))


def _read_class(submitted: Path, course: Course) -> list[Submission]:
    folder = read_submissions(submitted, course)
    for note in folder.notes:
        err.print(f"[yellow]note:[/] {escape(f'{submitted / note.name}: {note.text}')}", soft_wrap=True)
    return list(folder)


def _select(submissions: list[Submission], only: tuple[str, ...], submitted: Path) -> list[Submission]:
    if not only:
        return submissions
    names = [submission.student for submission in submissions]
    for name in only:
        if name not in names:
            raise CallError(f"{submitted} has no student {name!r}. {_did_you_mean(name, names)}")
    return [submission for submission in submissions if submission.student in only]


def _grade(
    plan: Plan, submissions: list[Submission], out: Path, jobs: int, *, students: Sequence[str] | None = None
) -> tuple[list[Report], int]:
    """Grade with a progress bar; return the reports and how many of them an earlier run had made."""
    reused = 0

    def on_event(event: Event) -> None:
        nonlocal reused
        reused += event.again
        advance()

    with _progress("grading", len(submissions)) as advance:
        return grade(plan, submissions, out, jobs=jobs, students=students, on_event=on_event), reused


def _finish(reports: list[Report], course: Course, out: Path, reused: int) -> None:
    _print(summary_view(reports, course, reused=reused))
    _say(f"The class:    {(out / INDEX_FILE).resolve()}")
    _tell_notices(reports)
    first = reports[0].student
    _say(f"A student:    {out / student_folder(first) / STUDENT_HTML}")
    _say(f"    or type:  grader show {shlex.quote(first)} --out {shlex.quote(str(out))}")
    _say(f"For the LMS:  {out / GRADEBOOK_FILE}")
    if not all(report.graded for report in reports):
        sys.exit(EXIT_INCOMPLETE)


def _tell_notices(reports: list[Report]) -> None:
    """Tell the instructor, too, what was not read: a mark may be low for that reason alone."""
    noticed = [report for report in reports if report.notices]
    for report in noticed[:NAMES_SHOWN]:
        notice, more = report.notices[0], len(report.notices) - 1
        text = f"{report.student}: {notice.file}: {notice.text}" + (f" (and {more} more)" if more else "")
        err.print(f"[yellow]note:[/] {escape(one_line(text))}", soft_wrap=True)
    if len(noticed) > NAMES_SHOWN:
        err.print(f"[yellow]note:[/] {len(noticed) - NAMES_SHOWN} more students have notices: see the class page")


def _show_checks(checks: list[Check], *, verbose: bool) -> None:
    for check in checks:
        if verbose or not check.holds:
            mark = "[green]✓[/]" if check.holds else "[red]✗[/]"
            out.print(f"{mark} {escape(check.name)}  [dim]{escape(check.detail)}[/]", soft_wrap=True)
    held = Counter(check.holds for check in checks)
    out.print(f"{held[True]} checks hold, {held[False]} do not.")


def _show_diagnosis(diagnosis: Diagnosis) -> None:
    mark = "[green]✓[/]" if diagnosis.well else "[red]✗[/]"
    out.print(f"{mark} {escape(diagnosis.name)}: {escape(diagnosis.finding)}", soft_wrap=True)
    if diagnosis.advice:
        out.print(f"    {escape(diagnosis.advice)}", soft_wrap=True)


def _did_you_mean(name: str, known: Any) -> str:
    import difflib  # noqa: PLC0415 — only when somebody mistyped

    close = difflib.get_close_matches(name, list(known), n=3)
    return f"Did you mean {', '.join(close)}?" if close else _named(list(known))


def _named(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:NAMES_SHOWN])
    return f"There are: {shown}{', …' if len(names) > NAMES_SHOWN else ''}." if names else "There is nobody."


def _say(text: str) -> None:
    out.print(escape(text), soft_wrap=True)


def _print(renderable: Any) -> None:
    out.print(renderable)


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    columns = (TextColumn(f"{what}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def _with_progress(items: Iterator[Check], what: str) -> Iterator[Check]:
    with _progress(what, None) as advance:
        for item in items:
            advance()
            yield item


if __name__ == "__main__":
    main()
