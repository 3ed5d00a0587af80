"""`grader schema`: what course.yaml may hold, for editors."""

from __future__ import annotations

import click

from grader.cli.console import say
from grader.course import SCHEMA_FILE


@click.command("schema")
@click.option("--path", is_flag=True, help="Print where the schema's file is in place of what it holds.")
def schema_command(path: bool) -> None:
    """Print the JSON Schema of course.yaml, from which editors complete and check.

    VS Code with the YAML extension, and every other editor with yaml-language-server, reads the first line of
    course.yaml: "# yaml-language-server: $schema=FILE". FILE is what `grader schema --path` prints.
    """
    say(str(SCHEMA_FILE) if path else SCHEMA_FILE.read_text(encoding="utf-8").rstrip("\n"))
