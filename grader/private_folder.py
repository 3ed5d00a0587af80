"""The folders that git must never take up: the course's own `.grader`, and the folders of students' reports."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

NAME = ".grader"
IGNORE_FILE = ".gitignore"
IGNORE_ALL = "# Written by the grader: nothing in this folder belongs in a repository.\n*\n"


def private_folder(root: Path) -> Path:
    """Return `.grader` of the course in `root`, made if necessary: for its owner only, and ignored by git."""
    folder = root / NAME
    folder.mkdir(mode=0o700, exist_ok=True)
    keep_out_of_git(folder)
    return folder


def keep_out_of_git(folder: Path) -> None:
    """Make git ignore everything in `folder`; a `.gitignore` that is already there is left as it is.

    A course need not have a repository yet, or a `.gitignore` of its own: the folder brings its rule along.
    """
    with suppress(FileExistsError), (folder / IGNORE_FILE).open("x", encoding="utf-8") as file:
        file.write(IGNORE_ALL)
