"""Guides for authors, followed block by block: what they show is what happens."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course import load_course
from tests.documents import Command, blocks, merged

ROOT = Path(__file__).parents[2]


def typed(command: Command, folder: Path) -> Path:
    """Run a command of a guide in `folder`, and return the folder that it leaves its reader in."""
    here = folder / ".here"
    script = f"exec 2>&1\n{command.line}\nstatus=$?\npwd > {shlex.quote(str(here))}\nexit $status"
    variables = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=variables, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == command.status, f"$ {command.line}\n{done.stdout}"
    assert command.shows(done.stdout), f"$ {command.line}\n{done.stdout}\nis not what is shown:\n{command.output}"
    place = Path(here.read_text().rstrip("\n"))
    here.unlink()
    return place


def test_the_guide_for_authors(tmp_path: Path) -> None:
    course, parts = tmp_path / "averages", blocks(ROOT / "docs" / "author.md")
    course.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=course, check=True)
    for block in parts:
        if block.place:
            block.write(course)
        else:
            assert block.language in {"console", "text", "yaml"}, f"neither a file nor a command:\n{block.text}"
    entries = (course / "course.yaml").read_text(encoding="utf-8")
    for excerpt in (block.text for block in parts if block.language == "yaml" and not block.place):
        (course / "course.yaml").write_text(f"{entries}\n{excerpt}\n", encoding="utf-8")
        load_course(course)  # raises CourseError for what may not be in the file
    (course / "course.yaml").write_text(entries, encoding="utf-8")
    here = course
    for block in parts:
        for command in block.commands if block.language == "console" else ():
            here = typed(command, here)
    for name in ("exercises", "solutions"):
        assert (course / name / "locale" / "zh" / "LC_MESSAGES" / f"{name}.mo").is_file()
    subprocess.run(["git", "add", "-A"], cwd=course, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=course, capture_output=True, text=True, check=True).stdout.split()
    assert "solutions/unit1_averages.py" in listed
    assert not [name for name in listed if name.startswith((".grader", "reports"))]


class TestReadingGuides:
    @pytest.mark.parametrize(
        ("shown", "output", "same"),
        [
            ("a\nb\n", "a\nb\n", True),
            ("a\n", "a\nb\n", False),
            ("a\n…\n", "a\n", True),
            ("a\n…\nd\n", "a\nb\nc\nd\n", True),
            ("a\n…\nd\n", "a\nb\nc\n", False),
            ("… checks hold, 0 do not.\n", "45 checks hold, 0 do not.\n", True),
            ("… checks hold, 0 do not.\n", "45 checks hold, 1 do not.\n", False),
            ("", "", True),
            ("", "a\n", False),
            ("a.c\n", "abc\n", False),
            ("a\n", "a  \n", True),
        ],
    )
    def test_an_output_is_the_one_that_is_shown(self, shown: str, output: str, same: bool) -> None:
        assert Command("x", shown).shows(output) is same

    def test_the_exit_status_is_in_a_comment(self) -> None:
        assert [Command(line, "").status for line in ("x", "x  # exit status 1: left to do")] == [0, 1]

    def test_definitions_replace_those_of_the_same_name(self) -> None:
        before = "import a\n\n\n@mark\ndef f():\n    return 1\n\n\nclass B:\n    x = 1\n"
        after = merged(before, "class B:\n    x = 2\n\n\n@other\ndef g():\n    pass\n")
        assert after == before.replace("x = 1", "x = 2") + "\n\n@other\ndef g():\n    pass\n"
