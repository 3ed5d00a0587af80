"""What authors wrote, shown in a message: one short printable line each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from grader.course.fault import Location


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question for the closest of the known words, or ""."""
    close = difflib.get_close_matches(word[:80], sorted(known), n=1, cutoff=0.5)
    return f"Did you mean {shown(close[0])}?" if close else ""


def known_names(names: Iterable[str]) -> str:
    """Name what there is, where nothing is close."""
    return f"Known: {', '.join(map(bare, names))}."


def what(value: object) -> str:
    """Name a value that is of the wrong kind."""
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case int() | float() | str():
            return shown(value)
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a group of fields"


def shown(value: object) -> str:
    """Return one short printable line, whatever the author wrote."""
    match value:
        case str():
            return f'"{bare(value)}"'
        case float():
            return f"{value:.6g}"
        case _:
            return bare(str(value))


def bare(text: str) -> str:
    """Return a text as one short printable line, without quotes."""
    printable = text if text.isprintable() else ascii(text)[1:-1]
    return printable if len(printable) <= 60 else f"{printable[:59]}…"


def dotted(location: Location) -> str:
    """Return a location as `units.0.name`."""
    return ".".join(bare(str(part)) for part in location)
