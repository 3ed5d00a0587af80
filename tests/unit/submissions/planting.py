"""What the tests of the intake plant, and how they look at what was taken."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from grader.model import Assignment, Course, Exercise, Submission, Unit
from grader.submissions.reading import open_class

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


def read_here(path: Path, course: Course) -> list[Submission]:
    """Read a class in this process, where a test has put something in the place of what is read."""
    opened = open_class(path, course)
    return [opened.read(hand_in).submission for hand_in in opened.hand_ins]


def names(submission: Submission) -> list[str]:
    return [name for name, _ in submission.files]


def said(submission: Submission) -> dict[str, str]:
    assert len({notice.file for notice in submission.notices}) == len(submission.notices)
    return {notice.file: notice.text for notice in submission.notices}


def zipped(tree: Tree, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in tree.items():
            archive.writestr(name, content)
    return stream.getvalue()


def tarred(tree: Tree, mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in tree.items():
            info = tarfile.TarInfo(name.rstrip("/"))
            info.size = len(content)
            info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def notebook(*cells: str | list[str]) -> bytes:
    """A notebook of nbformat 4, with a text before its code cells."""
    code = [{"cell_type": "code", "source": cell, "outputs": [], "metadata": {}} for cell in cells]
    text = {"cell_type": "markdown", "source": "# Letters", "metadata": {}}
    return json.dumps({"cells": [text, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
