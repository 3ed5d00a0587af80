"""Every `pip install …` in a page or a message names what exists: `grader` on the index is a stranger's package."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PLACES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "attacks/README.md",
    "docs",
    "grader",
    "exercises",
    "solutions",
)
KINDS = {".md", ".py", ".html", ".ini", ".yaml", ".json", ".po", ".toml", ".txt", ".sh"}
FILLED_IN = "grader/extras.py"  # its command is made of variables: tests/unit/test_extras.py
COMMAND = re.compile(r"pip3? install ([^`\n#|;&)]+)")
WORD = re.compile(r"'[^']*'|\"[^\"]*\"|[^\s'\"]+")
WITH_VALUE = {"-r", "--requirement", "-c", "--constraint", "-f", "--find-links", "-e", "--editable"}
HANDOUT = "requirements.txt"  # students have one
OTHERS = {"jupyterhub", "atheris"}  # of other people, and named for what they are


def known_names() -> set[str]:
    """Return the names on the index that a command may install."""
    declared = [*PROJECT["dependencies"], *(text for texts in EXTRAS.values() for text in texts)]
    return {PROJECT["name"], *OTHERS, *(canonicalize_name(Requirement(text).name) for text in declared)}


def faults(command: str) -> Iterator[str]:
    """Yield what is wrong with the words behind `pip install`."""
    words = WORD.findall(command)
    for before, word in zip([*"-", *words], words, strict=False):
        bare = word.strip("'\"")
        if word.startswith("-") or not any(map(str.isalnum, bare)) or "{" in bare:  # {…}: what a course has named
            continue
        if before in WITH_VALUE or "/" in bare or bare == ".":
            if before in {"-r", "--requirement"} and bare != HANDOUT and not (ROOT / bare).is_file():
                yield f"{bare} does not exist"
            continue
        if "[" in word and word == bare:
            yield f"{word} is not in quotes: some shells take [ for a pattern"
        try:
            requirement = Requirement(bare.rstrip(".,:"))
        except InvalidRequirement:
            yield f"{bare} is not a requirement"
            continue
        if canonicalize_name(requirement.name) not in known_names():
            yield f"{requirement.name} is not a package of ours, or one that we ask for"
        if requirement.name == PROJECT["name"]:
            yield from (f"no extra is called {extra}" for extra in requirement.extras - EXTRAS.keys())


def commands() -> Iterator[tuple[str, str]]:
    """Yield (place, words behind `pip install`) for all texts that people read."""
    for name in PLACES:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            relative = path.relative_to(ROOT).as_posix()
            if path.is_file() and path.suffix in KINDS and relative != FILLED_IN:
                lines = path.read_text(encoding="utf-8").splitlines()
                yield from (
                    (f"{relative}:{n}", found) for n, text in enumerate(lines, 1) for found in COMMAND.findall(text)
                )


def test_what_is_to_be_installed_exists() -> None:
    found = list(commands())
    assert len(found) > 5
    assert not [f"{place}: {fault}" for place, words in found for fault in faults(words)]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("grader", "grader is not a package of ours"),
        ("course-grader[nbgrader]", "is not in quotes"),
        ("'course-grader[notebook]'", "no extra is called notebook"),
        ("grader[nbgrader]", "grader is not a package of ours"),
        ("-r requirements/all.txt", "requirements/all.txt does not exist"),
        ("numpy pytets", "pytets is not a package"),
    ],
)
def test_a_wrong_command_is_found(command: str, fault: str) -> None:
    assert any(fault in text for text in faults(command))


@pytest.mark.parametrize(
    "command",
    ["'course-grader[nbgrader]'", "numpy pytest", "--require-hashes -r requirements/core.txt", "-e .", "matplotlib\"",
     "'/home/teacher/course[nbgrader]' jupyterhub", "--find-links dist 'course-grader[attacks]'"],
)  # fmt: skip
def test_a_right_command_is_left_alone(command: str) -> None:
    assert not list(faults(command))
