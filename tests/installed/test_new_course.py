"""docs/new-course.md, every block as it is written there, with the installed grader as an ordinary user."""

from __future__ import annotations

import csv
import os
import re
import shlex
from pathlib import Path

from tests.documents import Block, Command, blocks
from tests.installed.environment import ROOT, Environment
from tests.interpreters import NOBODY

PAGE = ROOT / "docs" / "new-course.md"
EXTRAS = {"mutants", "nbgrader"}  # what the environment of the fixture has, besides the attacks


class Author:
    """Somebody who follows the page."""

    def __init__(self, environment: Environment, folder: Path, user: int | None) -> None:
        self.environment, self.folder, self.user = environment, folder, user

    def follow(self, block: Block) -> None:
        """Do what a block says."""
        if block.place:
            block.write(self.folder)
        else:
            assert block.language == "console"
            for command in block.commands:
                self._type(command)

    def _type(self, command: Command) -> None:
        here = self.folder / ".here"
        script = f"exec 2>&1\n{command.line}\nstatus=$?\npwd > {shlex.quote(str(here))}\nexit $status"
        done = self.environment.run("bash", "-c", script, cwd=self.folder, user=self.user, status=command.status)
        self.folder, place = Path(here.read_text().rstrip("\n")), here
        place.unlink()
        assert command.shows(done.stdout), (
            f"$ {command.line}\n{done.stdout}\nis not what the page shows:\n{command.output}"
        )


def test_every_block_of_the_page(installed_extras: Environment, desk: Path) -> None:
    first, *rest = blocks(PAGE)
    extras = re.search(r"pip install 'course-grader\[([\w,]+)\]'", first.text)
    assert extras is not None, "the page begins with the installation"
    assert set(extras[1].split(",")) <= EXTRAS
    author = Author(installed_extras, desk, NOBODY if os.getuid() == 0 else None)
    for block in rest:
        author.follow(block)
    with (desk / "numerics" / "marks.csv").open(encoding="utf-8") as file:
        marks = {row["student"]: float(row["score"]) for row in csv.DictReader(file)}
    assert marks["ben"] == 15.0
    assert 0.0 < marks["ada"] < 10.0
    assert "right.newton" not in (desk / "student" / "numerics" / "exercises" / "unit1_roots.py").read_text()
    assert (desk / "class" / "feedback" / "ada" / "roots" / "unit1_roots.html").is_file()
