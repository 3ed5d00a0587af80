"""The files that come with this package as templates: a whole course, and the skeleton of a unit with one exercise."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

COURSE = "course"
SKELETON = "skeleton"

RENAMED = {"gitignore": ".gitignore"}  # a file that begins with a dot gets lost on the way into some packages


def template_files(folder: str) -> dict[str, str]:
    """Return the texts of a folder of templates, by path relative to it."""
    return dict(_texts(files("grader.authoring").joinpath(folder), ""))


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":  # pip compiles every .py file that it installs
                yield from _texts(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + RENAMED.get(entry.name, entry.name), entry.read_text(encoding="utf-8")
