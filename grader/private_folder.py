"""What git must never take up: the course's own `.grader`, and what folders of the grader hold of students."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

NAME = ".grader"
IGNORE_FILE = ".gitignore"
REASON = "# Written by the grader: this is private, or can be made again.\n"
EVERYTHING = ("*",)


def private_folder(root: Path) -> Path:
    """Return `.grader` of the course in `root`, made if necessary: for its owner only, and ignored by git."""
    folder = root / NAME
    folder.mkdir(mode=0o700, exist_ok=True)
    keep_out_of_git(folder)
    return folder


def keep_out_of_git(folder: Path, patterns: Sequence[str] = EVERYTHING) -> None:
    """Make git ignore everything in `folder`, or what has these names; a `.gitignore` that is there is left as it is.

    A course need not have a repository yet, or a `.gitignore` of its own: the folder brings its rule along.
    """
    with suppress(FileExistsError), (folder / IGNORE_FILE).open("x", encoding="utf-8") as file:
        file.write(REASON + "".join(f"{pattern}\n" for pattern in patterns))
