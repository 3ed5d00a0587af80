"""Options that several commands share, and what is made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grader.cli.console import err
from grader.course import load_course
from grader.course.instant import instant
from grader.errors import CallError
from grader.grading import Sessions, local_sessions
from grader.language import CODE, known_languages
from grader.model import Course, Level
from grader.process_pool import usable_cores
from grader.secret import load_secret
from grader.standing import Standing
from grader.store import Store

EXIT_INCOMPLETE = 1
EXIT_FAULT = 2


if TYPE_CHECKING:
    _InstantType = click.ParamType[datetime]
else:  # click 8.1 knows no parameter of it
    _InstantType = click.ParamType


class Instant(_InstantType):
    """A date with a time and a zone."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the time."""
        if isinstance(value, datetime):
            return value
        try:
            time = instant(value)
        except ValueError:
            time = None
        if time is None or time.tzinfo is None:
            text = f"{value!r} is not a date with a time and a time zone. Write it like 2027-03-12T23:59+08:00"
            self.fail(text, param, ctx)
        return time


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
as_of_option = click.option(
    "--as-of",
    type=Instant(),
    help="Show what is due at this time, like 2027-03-12T23:59+08:00; default: now.",
)


def _language_code(context: click.Context, parameter: click.Parameter, code: str | None) -> str | None:
    del context, parameter
    if code is not None and not re.fullmatch(CODE, code):
        raise click.BadParameter(f"{code!r} is not a language code. Write it like de or pt_BR.")
    return code


language_option = click.option(
    "--language",
    callback=_language_code,
    metavar="CODE",
    show_default="the course's own",
    help=f"The language of reports and pages, like de; the grader's own words: {', '.join(known_languages())}.",
)


def load_course_in(path: Path, language: str | None) -> Course:
    """Load a course, to be reported on in `language` or, if that is None, in its own."""
    course = load_course(path)
    return replace(course, language=language) if language else course


def wanted_level(level: str, *, unconfined: bool = False) -> Level | None:
    """Return the level that an option asks for; None for the best that this machine can confine."""
    if unconfined:
        return Level.UNCONFINED
    return None if level == "auto" else Level(level)


@contextmanager
def open_sessions(course: Course, level: Level | None, jobs: int) -> Iterator[Sessions]:
    """Open sessions on this machine, with the course's secret; says so if nothing is confined."""
    with local_sessions(course, level, load_secret(course.root), jobs) as sessions:
        if sessions.plan.level is Level.UNCONFINED:
            err.print("[bold red]UNCONFINED:[/] code runs without a sandbox; these reports are not grades.")
        yield sessions


def now_or(as_of: datetime | None) -> datetime:
    """Return the time that an option names, or now."""
    return datetime.now(UTC) if as_of is None else as_of


def read_standings(folder: Path, course: Course, as_of: datetime | None) -> list[Standing]:
    """Return how each student stands after earlier `grader grade`, ordered by student."""
    database = folder / "results.sqlite"
    if not database.is_file():
        raise CallError(f"{database} is not there: grade first, or name the folder that holds the reports")
    with Store(database) as store:
        return list(store.standings(course, now_or(as_of)))
