"""grader.cli.schema: the schema itself, or where an editor finds it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from grader.cli import cli
from grader.course import course_schema


def test_the_schema_is_printed_as_json() -> None:
    done = CliRunner().invoke(cli, ["schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == course_schema()


def test_the_path_is_one_line_and_the_file_holds_the_schema() -> None:
    (line,) = CliRunner().invoke(cli, ["schema", "--path"]).stdout.splitlines()
    assert Path(line).is_absolute()
    assert json.loads(Path(line).read_text(encoding="utf-8")) == course_schema()
