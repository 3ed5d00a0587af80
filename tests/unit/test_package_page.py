"""docs/package.md, the page on the index: it names commands and extras that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from grader.cli import cli

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "package.md").read_text(encoding="utf-8")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]


def test_every_command_on_the_page_exists() -> None:
    named = set(re.findall(r"^\$ grader (\w+)", PAGE, flags=re.MULTILINE))
    assert {"init", "check", "handout", "grade"} <= named <= cli.commands.keys()


def test_every_extra_for_users_is_on_the_page() -> None:
    assert set(re.findall(r"'course-grader\[(\w+)\]'", PAGE)) == EXTRAS.keys() - {"dev"}
