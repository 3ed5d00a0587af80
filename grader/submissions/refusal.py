"""What in a student's folder is not taken: in silence, or with the reason and the next step."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches
from pathlib import PurePosixPath

from grader.language import joined, msg
from grader.model import Course
from grader.submissions.handout import HANDOUT, NO_HANDOUT, Handout
from grader.submissions.names import shown, text_fault
from grader.submissions.times import TIMESTAMP
from grader.submissions.tree import KINDS, Kind

_FROM_THE_HANDOUT = frozenset(
    {"conftest.py", "course.json", "earlier", "grader", "hints.json", "pytest.ini", "requirements.txt", TIMESTAMP}
)
_FROM_TOOLS = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})
_CONFIGURING = frozenset({"pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"})
_OTHER_ARCHIVES = (".gz", ".bz2", ".xz", ".7z", ".rar", ".zst")


def is_silent(name: str, kind: Kind = Kind.FILE, handout: Handout = NO_HANDOUT) -> bool:
    """Whether `name` is part of the handout or left by a tool: nobody needs to hear that it was not taken."""
    return (
        name.startswith((".", "README"))
        or name in _FROM_THE_HANDOUT | _FROM_TOOLS
        or (name.startswith("test_") and name.endswith(".py"))
        or (name in handout.names and (kind is Kind.FOLDER or not name.endswith(".py")))
    )


def refusal(name: str, kind: Kind, course: Course) -> str:
    """Return why something in a student's folder is not taken and what to do, or "" if it is to be read."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if kind is Kind.FOLDER and suffix != ".py":
        return msg("Not read: a folder. Files count at the top level or in {folder}/.", folder=HANDOUT)
    if kind is not Kind.FILE:
        return msg("Not read: {kind}. Hand in a regular file.", kind=KINDS[kind])
    if suffix == ".py":
        return _module_name_fault(stem, course)
    if suffix == ".ipynb":
        return _notebook_name_fault(stem, course)
    if name in _CONFIGURING:
        return msg("Not read: the grader has its own configuration.")
    if name.lower().endswith(_OTHER_ARCHIVES):
        return msg("Not unpacked. Pack it as .zip or .tar.gz, or hand in the files themselves.")
    if suffix.lower() == ".py" or stem.lower().endswith(".py"):  # .PY; .py.txt, where the system hides endings
        better = f"{shown(name[: name.lower().rindex('.py')])}.py"
        return msg("Not read: its name does not end in .py. Rename it to {name}.", name=better)
    return msg("Not read: only .py files and notebooks are.")


def _module_name_fault(stem: str, course: Course) -> str:
    """Return why no Python program could import a file called `stem`.py, or ""."""
    if fault := text_fault(stem):
        return msg("Not read: its name {fault}. Rename it.", fault=fault)
    if stem != unicodedata.normalize("NFC", stem):
        return msg("Not read: its accents are written as separate characters (not NFC). Rename it.")
    if not stem.isidentifier():
        close = get_close_matches(stem, [unit.name for unit in course.units], n=1, cutoff=0.7)
        hint = msg("Did you mean {name}?", name=f"{close[0]}.py") if close else msg("Use letters, digits and _.")
        return joined(" ", [msg("Not read: Python cannot import a file of this name."), hint])
    return ""


def _notebook_name_fault(stem: str, course: Course) -> str:
    """Return why a notebook called `stem`.ipynb stands for no unit, or ""."""
    units = [unit.name for unit in course.units]
    if stem in units:
        return ""
    if fault := text_fault(stem):  # before anything is compared with it
        return msg("Not read: its name {fault}. Rename it.", fault=fault)
    close = get_close_matches(stem, units, n=1, cutoff=0.6) or units
    return msg(
        "Not read: a notebook is known by its name, and no unit of this course is called so. Is it {name}?",
        name=f"{close[0]}.ipynb",
    )
