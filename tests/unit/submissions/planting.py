"""What the tests of the intake plant, and how they look at what was taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from grader.model import Assignment, Course, Exercise, Submission, Unit

SOURCE = b"def f(x):\n    return x\n"
STAMP = b"2027-01-15 23:59:00.000000 Asia/Shanghai"

Tree = Mapping[str, bytes]
Read = Callable[..., Submission]


def unit(name: str) -> Unit:
    return Unit(name, name, (Exercise(f"f_{name}", name, 1.0, {}),))


def course_in(root: Path) -> Course:
    """A course of three units and two assignments; reading submissions needs no more of it."""
    return Course(
        root=root,
        course_id="letters",
        title="Letters",
        language="en",
        units=(unit("unit1_vowels"), unit("unit2_words"), unit("unit3_lines")),
        assignments=(
            Assignment("first", "First", ("unit1_vowels",), datetime(2027, 1, 15, 16, tzinfo=UTC)),
            Assignment("second", "Second", ("unit2_words", "unit3_lines")),
        ),
        gate=0.5,
        seed_version=1,
        digest="",
    )


def plant(folder: Path, tree: Tree) -> None:
    """Write files below `folder`; a name that ends in / is a folder."""
    for name, content in tree.items():
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(content)


def names(submission: Submission) -> list[str]:
    return [name for name, _ in submission.files]


def said(submission: Submission) -> dict[str, str]:
    assert len({notice.file for notice in submission.notices}) == len(submission.notices)
    return {notice.file: notice.text for notice in submission.notices}
