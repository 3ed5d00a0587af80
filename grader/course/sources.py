"""The files of a course, read as bytes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.course.fault import Fault
from grader.errors import CourseError

FILENAME = "course.yaml"
MAX_FILE_KIB = 256


def read_text(file: Path) -> str:
    """Return the text of course.yaml; raises CourseError."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_KIB * 1024 + 1)
    except FileNotFoundError as exc:
        raise CourseError(f"{file}: there is no such file. Name a folder with a {FILENAME} in it.") from exc
    except (OSError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CourseError(f"{file}: cannot be read ({exc}).") from exc
    if len(content) > MAX_FILE_KIB * 1024:
        raise CourseError(f"{file.name}: larger than {MAX_FILE_KIB} KiB, which no course needs.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        raise CourseError(f"{file.name}:{line}:1 not UTF-8. Save the file as UTF-8.") from exc


def read_sources(root: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Return the files that hold stubs, cases and references, by path relative to `root`."""
    sources: dict[str, bytes] = {}
    faults = []
    for file in (*_files_below(root / "exercises"), *_files_below(root / "solutions")):
        name = file.relative_to(root).as_posix()
        try:
            sources[name] = file.read_bytes()
        except OSError as exc:
            faults.append(Fault(name, 0, 0, "", f"cannot be read ({exc.strerror})."))
    return sources, faults


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in `folder` and its folders, but no caches and nothing whose name begins with a dot."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.startswith("."))
        for file in (Path(parent, name) for name in sorted(files) if not name.startswith(".")):
            if file.is_file():
                yield file
