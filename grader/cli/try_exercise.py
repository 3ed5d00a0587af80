"""`grader try`: one exercise, while its author is at work on it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click
from rich.markup import escape

from grader.authoring.watching import watch
from grader.cli.console import did_you_mean, err, out, say
from grader.cli.options import EXIT_INCOMPLETE, course_option
from grader.course import load_course
from grader.course.sources import FILENAME
from grader.errors import CallError, GraderError
from grader.model import Case, Course, Exercise, ExerciseResult, Outcome, Verdict
from grader.selfcheck import mutation_module
from grader.selfcheck.kills import Row
from grader.selfcheck.single import ExerciseTrial, MutantTrials, try_exercise

SECONDS = 2.0  # after these no more mutants are tried; with the start of Python that makes less than three
NAMES_SHOWN = 3

Line = tuple[bool | None, str, str]  # whether it holds, what, details


@click.command("try")
@click.argument("name")
@click.option("--watch", "again", is_flag=True, help="Try again whenever a file of the course is saved, until Ctrl-C.")
@click.option(
    "--seconds",
    type=click.FloatRange(min=0),
    default=SECONDS,
    show_default=True,
    help="After how many seconds no more mutants are tried.",
)
@course_option
def try_command(name: str, again: bool, seconds: float, course_path: Path) -> None:
    """Try the cases of the exercise NAME on answers that are known to be right or wrong.

    These are its reference, its stub, its known mistakes, and mutants of the reference. There is no sandbox: all of
    it is your own code.
    """
    if again:
        _watch(name, seconds, course_path)
    elif not _try(name, seconds, course_path):
        sys.exit(EXIT_INCOMPLETE)


def _try(name: str, seconds: float, course_path: Path) -> bool:
    """Try once, show what came of it, and return whether nothing is left to do."""
    started = time.monotonic()
    course = load_course(course_path)
    trial = try_exercise(course, _exercise(course, name), seconds=seconds)
    for holds, what, details in _lines(trial):
        mark = {True: "[green]✓[/] ", False: "[red]✗[/] ", None: "  "}[holds]
        out.print(f"{mark}{escape(what)}  [dim]{escape(details)}[/]".rstrip(), soft_wrap=True)
    out.print(f"[dim]{time.monotonic() - started:.1f} s[/]")
    return trial.holds


def _watch(name: str, seconds: float, course_path: Path) -> None:
    """Try again and again, each time in a fork of this process, which has everything imported."""
    root = course_path if course_path.is_dir() else course_path.parent
    if not (root / FILENAME).is_file():
        raise CallError(f"{root}: there is no {FILENAME}. Name the folder of a course with --course.")
    with suppress(GraderError):  # mutmut is missing, as each run says
        mutation_module("some_mutants")

    def work() -> None:
        try:
            _try(name, seconds, course_path)
        except GraderError as error:
            err.print(f"[red]error:[/] {escape(str(error))}", soft_wrap=True)

    def on_change(paths: Sequence[Path]) -> None:
        names = ", ".join(str(path.relative_to(root)) for path in paths[:NAMES_SHOWN])
        more = f" and {len(paths) - NAMES_SHOWN} more" if len(paths) > NAMES_SHOWN else ""
        say(f"\n── {time.strftime('%H:%M:%S')}  {names}{more} changed")

    say("Watching the course: save a file to try again, press Ctrl-C to stop.")
    try:
        watch(root, work, on_change)
    except KeyboardInterrupt:
        say("\nStopped.")


def _exercise(course: Course, name: str) -> Exercise:
    try:
        return course.exercise(name)
    except KeyError:
        names = [exercise.name for exercise in course.exercises]
        raise CallError(f"This course has no exercise {name!r}. {did_you_mean(name, names)}") from None


def _lines(trial: ExerciseTrial) -> Iterator[Line]:
    exercise, visible = trial.exercise, sum(case.visible for case in trial.cases)
    counts = f"{len(trial.cases)} cases ({visible} visible, {len(trial.cases) - visible} hidden)"
    yield None, f"{exercise.name}: {counts}, {_points(exercise.points)}", ""
    yield from _reference(trial)
    yield not trial.passed_by_stub, "stub", _stub(trial)
    if not trial.reference_passes:
        yield None, "Known mistakes and mutants are tried when the reference passes.", ""
        return
    yield from (_mistake(row) for row in trial.mistakes)
    if not trial.mistakes:
        yield None, f"no known mistakes in solutions/misconceptions/{exercise.unit}.py", ""
    yield from _mutants(trial.mutants)
    if trial.mistakes or trial.mutants.rows:
        yield None, "Cases that alone notice something:", _named(trial.needed, len(trial.cases)) or "none"
        yield None, "Cases that notice nothing:", _named(trial.idle, len(trial.cases)) or "none"


def _reference(trial: ExerciseTrial) -> Iterator[Line]:
    yield trial.reference_passes, "reference", _worth(trial.reference)
    if not trial.cases:
        yield None, f"There are no cases of {trial.exercise.name} yet.", ""
    elif not trial.written:
        place = f"solutions/{trial.exercise.unit}.py"
        yield None, f"{place}: it is not written: it raises NotImplementedError", ""
    else:
        for outcome in trial.reference.outcomes:
            if outcome.verdict is not Verdict.PASSED:
                yield False, f"  {outcome.case.name}", _failure(outcome)


def _failure(outcome: Outcome) -> str:
    if outcome.verdict is Verdict.GRADER_ERROR:
        return f"the case itself fails: {(outcome.staff.strip() or outcome.message).splitlines()[-1]}"
    return f"{outcome.verdict}: {outcome.message or outcome.staff}".replace("\n", "\n    ")


def _stub(trial: ExerciseTrial) -> str:
    if not trial.passed_by_stub:
        return _worth(trial.stub)
    passed = _named(trial.passed_by_stub)
    return f"passes {passed}: leave only `raise NotImplementedError` in it"


def _worth(result: ExerciseResult) -> str:
    return f"{result.score:g} of {_points(result.exercise.points)}"


def _points(points: float) -> str:
    return f"{points:g} point{'' if points == 1 else 's'}"


def _mistake(row: Row) -> Line:
    if row.lost:
        return True, row.name, f"noticed: it did not end · {row.title}"
    if not row.noticed:
        return False, row.name, f"no case notices it: add one that fails for it · {row.title}"
    return True, row.name, f"noticed by {len(row.killers)}: {_named(row.killers)} · {row.title}"


def _mutants(mutants: MutantTrials) -> Iterator[Line]:
    if mutants.obstacle:
        yield None, "no mutants", mutants.obstacle
        return
    tried = len(mutants.rows)
    if not tried:
        yield None, f"no mutants were tried; {mutants.total} can be, with a larger --seconds", ""
        return
    some = "" if tried == mutants.total else f" ({mutants.total - tried} more with a larger --seconds)"
    noticed = f"{tried - len(mutants.survivors)} of {tried} noticed{some}"
    yield not mutants.survivors, "mutants", noticed
    for row in mutants.survivors:
        yield False, f"  no case notices {row.name}", ""


def _named(cases: Sequence[Case], most: int = NAMES_SHOWN) -> str:
    """Name cases as their authors do, each function once however many parameters it has."""
    names = list(dict.fromkeys(case.name.rpartition("::")[2].partition("[")[0] for case in cases))
    return ", ".join(names[:most]) + (", …" if len(names) > most else "")
