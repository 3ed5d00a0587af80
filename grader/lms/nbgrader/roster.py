"""The roster: a CSV file with a column `id`, as `nbgrader db student import` reads it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from grader.errors import CallError

COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id")


def read_roster(path: Path) -> list[dict[str, str]]:
    """Return the students in the file; raises CallError with the line of what is wrong."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{path}: the roster cannot be read: {error}") from error
    rows = csv.DictReader(io.StringIO(text))
    unknown = [name for name in rows.fieldnames or () if name not in COLUMNS]
    if "id" not in (rows.fieldnames or ()) or unknown:
        raise CallError(f"{path}:1: the first line names the columns: id, and any of {', '.join(COLUMNS[1:])}")
    students: dict[str, dict[str, str]] = {}
    for row in rows:
        student = {key: (value or "").strip() for key, value in row.items() if key}
        name = student["id"]
        if not name or name.startswith(".") or "/" in name or "+" in name or not name.isprintable():
            raise CallError(f"{path}:{rows.line_num}: {name!r} is no student id: it names a folder, without / and +")
        if name in students:
            raise CallError(f"{path}:{rows.line_num}: {name!r} is there twice")
        students[name] = student
    return list(students.values())
