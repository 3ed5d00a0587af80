"""`grader new`: a unit or an exercise to fill in."""

from __future__ import annotations

import shlex
from contextlib import suppress
from pathlib import Path

import click

from grader.authoring.additions import Texts, exercise_files, unit_files
from grader.authoring.writing import write_together
from grader.cli.console import called_as, say
from grader.cli.options import course_option
from grader.course import load_course
from grader.errors import CourseError
from grader.execution.collection import collect_cases
from grader.selfcheck import generated_files


@click.group("new")
def new_group() -> None:
    """Add a unit or an exercise to the course, to be filled in."""


@new_group.command("unit")
@click.argument("name")
@click.option("--title", show_default="made of NAME", help="What people read.")
@course_option
def new_unit_command(name: str, title: str | None, course_path: Path) -> None:
    """Add a unit without exercises: its four files, and its entry in course.yaml."""
    texts = unit_files(course_path, name, title)
    _write(course_path, texts)
    say("Next: add its first exercise. Until then the course cannot be checked or graded.")
    say(f"  {_command('new', 'exercise', 'NAME', '--unit', name, course_path=course_path)}")


@new_group.command("exercise")
@click.argument("name")
@click.option("--unit", required=True, help="The unit that it belongs to.")
@click.option("--points", type=float, default=3, show_default=True, help="What it is worth.")
@click.option(
    "--difficulty",
    type=int,
    default=1,
    show_default=True,
    help="1 one line, 2 one idea or one trap, 3 several traps or a derivation.",
)
@course_option
def new_exercise_command(name: str, unit: str, points: float, difficulty: int, course_path: Path) -> None:
    """Add an exercise to a unit: a stub, a reference, a case that students see, hidden cases, and its entry."""
    texts = exercise_files(course_path, name, unit, points, difficulty)
    _write(course_path, texts)
    say("Next: replace every TODO(author). These commands say what is left:")
    say(f"  {_command('check', course_path=course_path)}")
    say(f"  {_command('try', name, '--watch', course_path=course_path)}")


def _write(course_path: Path, texts: Texts) -> None:
    """Write the files, and update what is generated from them if the course is complete enough."""
    there = {path for path in texts if path.exists()}
    write_together(texts)
    for path in sorted(texts):
        say(f"{'changed' if path in there else 'created'} {path}")
    with suppress(CourseError):  # `grader check` says what is missing
        course = load_course(course_path)
        generated = generated_files(course, collect_cases(course))
        write_together({path: text for path, text in generated.items() if _differs(path, text)})


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_bytes() != text.encode("utf-8")


def _command(*words: str, course_path: Path) -> str:
    place = [] if course_path.resolve() == Path.cwd() else ["--course", str(course_path)]
    return shlex.join([*called_as(), *words, *place])
