"""`grader init`: a new course."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

from grader.authoring.new_course import create_course
from grader.cli.console import called_as, say


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init_command(folder: Path) -> None:
    """Create a new course in DIR: a small one that works, with every part of it explained.

    DIR must be new or empty.
    """
    course, book = create_course(folder)
    exercises, cases = len(course.exercises), len(list(book))
    say(f"Created a course in {folder}: {exercises} exercises, {cases} cases. Next:")
    grader = shlex.join(str(Path(word).absolute()) if os.sep in word else word for word in called_as())  # after cd
    unit, exercise = course.units[0].name, course.exercises[-1].name
    steps = {
        f"{grader} check": "is the course consistent?",
        f"{grader} try {exercise} --watch": "one exercise, tried again whenever you save",
        f"{grader} new exercise NAME --unit {unit}": "add an exercise of your own",
        f"{grader} handout handout.zip": "what students receive",
        f"{grader} grade submitted/": "grade what they submit",
    }
    if folder.resolve() != Path.cwd():
        say(f"  cd {shlex.quote(str(folder))}")
    width = max(map(len, steps))
    for command, purpose in steps.items():
        say(f"  {command:<{width}}  # {purpose}")
    say(f"Everything is explained in {folder / 'README.md'} and {folder / 'course.yaml'}.")
