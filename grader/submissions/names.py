"""Names as they were handed in: shown safely, compared, and made into a student's id."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from grader.language import joined, msg
from grader.submissions.limits import MAX_ID_BYTES, MAX_NAME_BYTES


def enumerated(names: Iterable[str], *, most: int = 5) -> str:
    """Return the first names, and how many more there are."""
    shown_names = list(names)
    first, more = joined(", ", shown_names[:most]), len(shown_names) - most
    return msg("{names} and {count} more", names=first, count=more) if more > 0 else first


def shown(name: str) -> str:
    """Return a name as one short printable line."""
    start = name[:MAX_NAME_BYTES]  # first: a name in an archive may have megabytes
    return start if start.isprintable() else escaped(start)[:MAX_NAME_BYTES]


def escaped(name: str) -> str:
    """Return `name` with separators, control characters and undecodable bytes written out; no two names alike."""
    return "".join(c if c.isprintable() and c not in "\\/" else _written_out(c) for c in name)


def _written_out(character: str) -> str:
    return "\\x2f" if character == "/" else character.encode("unicode_escape").decode()


def alike(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield the groups of names that are one name to a file system that ignores case or Unicode normal forms.

    Names that are too long for an id are left out: to bring many thousand accents into their order takes minutes.
    """
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) <= MAX_NAME_BYTES:
            groups[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    yield from (group for group in groups.values() if len(group) > 1)


def text_fault(name: str) -> str:
    """Return what keeps `name` from being shown and stored as it is, or ""."""
    try:
        if len(name) > MAX_NAME_BYTES or len(name.encode()) > MAX_NAME_BYTES:
            return msg("is longer than {limit} bytes", limit=MAX_NAME_BYTES)
    except UnicodeEncodeError:
        return msg("is not UTF-8")
    return "" if name.isprintable() else msg("has characters that cannot be shown")


def id_problem(name: str) -> str:
    """Return why the name of what a student handed in is no student id, or "". An id is the name of a folder, too."""
    fault = text_fault(name)
    if not fault and name and is_blank(name):
        fault = msg("is blank")
    if not fault and not _can_be_id(name):
        fault = msg("names no folder, or has a backslash")
    if not fault:
        return ""
    return msg("The student's name, as it was handed in, {fault}. Rename the folder or file.", fault=fault)


def is_blank(name: str) -> bool:
    """Whether nothing is seen of a name: only spaces, marks without a letter, and letters without a shape."""
    return not any(unicodedata.category(c)[0] in "LNPS" and c not in _UNSEEN for c in name)


_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # fillers of Hangul, and the pattern of Braille without a dot


def student_id(name: str) -> str:
    """Return the name, or an escaped one that no acceptable name can equal: it has a backslash."""
    if _can_be_id(name):
        return name
    start = name[: MAX_ID_BYTES + 1]
    if not name.strip("."):
        safe = start.replace(".", "\\x2e") or "\\"
    elif is_blank(start) and start.isprintable():
        safe = "".join(f"\\u{ord(c):06x}" for c in start)
    else:
        safe = escaped(start)
    if len(name) <= MAX_ID_BYTES and len(safe.encode()) <= MAX_NAME_BYTES:
        return safe
    return f"{safe[:40]}\\{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"


def _can_be_id(name: str) -> bool:
    return (
        len(name) <= MAX_ID_BYTES
        and name.isprintable()
        and len(name.encode()) <= MAX_ID_BYTES
        and not {"\\", "/"} & set(name)
        and name not in {"", ".", ".."}
        and not is_blank(name)
    )
