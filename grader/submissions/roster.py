"""Who handed in: the students among what lies in the instructor's folder, and what the instructor must know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CallError
from grader.submissions.layouts import Layout
from grader.submissions.names import alike, enumerated, shown
from grader.submissions.refusal import HANDOUT
from grader.submissions.tree import Kind

LAYOUTS = "SUBMITTED/<student>/*.py, or nbgrader's SUBMITTED/<student>/<assignment>/*.py"


@dataclass(frozen=True, slots=True)
class RosterNote:
    """Something about the folder of submissions that the instructor must know."""

    name: str  # in the folder; printable
    text: str


_NOBODY = frozenset({"__MACOSX", "__pycache__", HANDOUT})


def roster_of(entries: Mapping[str, Kind]) -> tuple[tuple[str, ...], list[RosterNote]]:
    """Tell the students' folders from stray things. A link is a student: their work is refused, not forgotten."""
    names, notes = [], []
    for name, kind in entries.items():
        if name.startswith(".") or name in _NOBODY:
            notes.append(RosterNote(shown(name), "left out: this is no student's folder."))
        elif kind in (Kind.FOLDER, Kind.LINK):
            names.append(name)
        else:
            text = f"left out: {kind}, and a student's work is a folder. If it is a student's, put it in one."
            notes.append(RosterNote(shown(name), text))
    return tuple(names), notes


def instead(entries: Mapping[str, Kind]) -> str:
    """Say what there is where no student is."""
    return f", only {enumerated(map(shown, entries))}" if entries else "; it is empty"


def refuse_nested(folder: Path, layouts: Mapping[str, Layout]) -> None:
    """Refuse a folder of which all students lie one level too deep; one student alone cannot bring that about."""
    if Layout.NESTED in layouts.values() and not set(layouts.values()) - {Layout.NESTED, Layout.NEITHER}:
        example = next(name for name, layout in layouts.items() if layout is Layout.NESTED)
        inner = shown(example)
        raise CallError(
            f"{folder}: everything lies one level too deep. {inner} holds folders with the course's files, but no such"
            f" file itself. If it is a class, name {folder / inner} instead; if it is a student, move the files up."
            f" Looked for {LAYOUTS}."
        )


def collisions(names: Sequence[str]) -> Iterator[RosterNote]:
    """Name the students whose folders would be one folder on another system, or look alike."""
    for group in alike(names):
        text = f"differs from {enumerated(map(shown, group[1:]))} only in case or in how accents are written."
        yield RosterNote(shown(group[0]), f"{text} They are graded as {len(group)} students.")


def mixture(layouts: Mapping[str, Layout]) -> Iterator[RosterNote]:
    """Name the fewer, where some students are flat and others nbgrader's."""
    flat, nbgrader = (
        [name for name, layout in layouts.items() if layout is wanted] for wanted in (Layout.FLAT, Layout.NBGRADER)
    )
    if flat and nbgrader:
        fewer, layout = (flat, Layout.FLAT) if len(flat) < len(nbgrader) else (nbgrader, Layout.NBGRADER)
        text = (
            f"two layouts are mixed: {len(flat)} students flat, {len(nbgrader)} nbgrader's. Each is read as it lies."
        )
        yield RosterNote(shown(fewer[0]), f"{text} {layout}: {enumerated(map(shown, fewer))}.")
