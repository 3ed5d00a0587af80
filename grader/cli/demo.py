"""`grader demo`: a synthetic class, graded."""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.console import say
from grader.cli.grade import finish, grade_class, read_class
from grader.cli.options import (
    course_option,
    jobs_option,
    language_option,
    level_option,
    load_course_in,
    open_sessions,
    wanted_level,
)
from grader.demo import end_of_term, make_class, write_class
from grader.language import msg
from grader.report.translation import language_of


@click.command("demo")
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
@language_option
def demo_command(students: int, out: Path, course_path: Path, jobs: int, level: str, language: str | None) -> None:
    """Make a synthetic class, grade it, and say which page to open."""
    course = load_course_in(course_path, language)
    with open_sessions(course, wanted_level(level), min(jobs, students)) as sessions:
        submitted = write_class(out, make_class(course, students))
        made = msg("Made a synthetic class of {count} in {folder}.", count=students, folder=str(submitted))
        say(language_of(course).say(made))
        submissions = read_class(submitted, course)
        names = [submission.student for submission in submissions]
        run = grade_class(sessions, submissions, out / "reports", now=end_of_term(course), students=names)
    finish(run, course, out / "reports", language)
