"""Pure renderers: a report goes in, text comes out.

The renderers are imported by module (`grader.report.student`), so that reading a stored report loads no template
engine. Here is only what all of them, and whoever writes their files, must agree on: which text is safe to show,
and which folder belongs to whom.
"""

from __future__ import annotations

import hashlib
import os
import re
from typing import Final

INDEX_FILE: Final = "index.html"
GRADEBOOK_FILE: Final = "gradebook.csv"
STUDENT_HTML: Final = "report.html"
STUDENT_JSON: Final = "report.json"

# C0 (but tab and newline) and C1 controls, DEL, bidirectional overrides, lone surrogates, noncharacters: they move
# cursors, reorder lines or cannot be encoded, and none of them is part of any language's text.
UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_NEWLINES: Final = re.compile("\r\n?|\u2028|\u2029")
_RESERVED: Final = frozenset(
    {INDEX_FILE, GRADEBOOK_FILE, *(f"results.sqlite{end}" for end in ("", "-wal", "-shm", "-journal", ".v2"))}
)
_FOLDER_BYTES: Final = 255  # what file systems grant to one name


def clean_text(text: str) -> str:
    """Return `text` with newlines unified and every unsafe character as U+FFFD, so that its loss is seen."""
    return UNSAFE.sub("\ufffd", _NEWLINES.sub("\n", text))


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line, for names and titles."""
    return " ".join(clean_text(text).split())


def student_folder(student: str) -> str:
    """Return the name of the folder, inside `reports/`, that holds the files of `student`.

    Ordinary names are their own folder. Separators, control characters, `%`, the names of the class's own files, "",
    "." and ".." are percent-encoded, and what is too long ends in a digest, so no two students share a folder.
    """
    dotted = student.lower() in _RESERVED or student in {".", ".."}
    folder = "".join(
        _percent(character) if _hidden(character) or (dotted and character == ".") else character
        for character in student
    )
    if len(os.fsencode(folder)) > _FOLDER_BYTES:
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{folder.encode()[: _FOLDER_BYTES - 40].decode('utf-8', 'ignore')}%~{digest[:32]}"
    return folder or "%~"  # "%" is followed by digits wherever it is not ours


def _hidden(character: str) -> bool:
    return character in "/\\%\t\n\u2028\u2029" or UNSAFE.match(character) is not None


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
