"""Writing a handout: the same files always become the same bytes, and nobody's work is overwritten."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from grader.errors import CallError, MachineError
from grader.model import Course
from grader.private_folder import NAME as PRIVATE
from grader.private_folder import private_folder

ARCHIVE = ".zip"
RECORD = "handouts.json"  # SHA-256 of each file that was written, by its path
CACHES = ("__pycache__", ".pytest_cache")  # what trying a handout leaves in it
SHOWN = 5


def write_handout(course: Course, files: Mapping[str, bytes], out: Path) -> None:
    """Write a handout as the folder `out`, or as an archive if the name ends in `.zip`.

    Only what an earlier handout of this course has written is replaced, and only if nobody has changed it since.
    Raises CallError, before anything is written, if something else is there; MachineError if it cannot be written.
    """
    _refuse_places_in(course, out)
    try:
        if out.suffix.lower() == ARCHIVE:
            _write(course, {out: archive(files, course.course_id)}, _existing_file(out))
        else:
            _write(course, {out / name: content for name, content in files.items()}, _existing_files(out))
    except OSError as error:
        raise MachineError(f"{error.filename or out}: cannot be written: {error.strerror}") from error


def archive(files: Mapping[str, bytes], folder: str) -> bytes:
    """Return a ZIP archive with one folder. Nothing is compressed, because each zlib does that in another way."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as packed:
        for name, content in sorted(files.items()):
            entry = ZipInfo(f"{folder}/{name}", date_time=(1980, 1, 1, 0, 0, 0))  # the first that ZIP knows
            entry.create_system, entry.external_attr = 3, 0o100644 << 16  # a file of Unix, wherever it was made
            packed.writestr(entry, content)
    return stream.getvalue()


def _refuse_places_in(course: Course, out: Path) -> None:
    for name in ("exercises", "solutions"):
        if out.resolve().is_relative_to((course.root / name).resolve()):
            raise CallError(f"{out} is in {name}/ of the course itself. Name another place for the handout.")


def _existing_file(out: Path) -> Iterator[Path]:
    if out.is_dir():
        raise CallError(f"{out} is a folder. Name a file, or a folder that does not end in {ARCHIVE}.")
    return iter([out] if out.is_symlink() or out.exists() else [])


def _existing_files(out: Path) -> Iterator[Path]:
    """Yield the files below `out`, caches left out; links are files here, and nothing behind them is looked at."""
    if out.exists() and not out.is_dir():
        raise CallError(f"{out} is a file. Name a folder, or a file that ends in {ARCHIVE}.")
    for folder, folders, names in os.walk(out):
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        folders[:] = [name for name in folders if name not in (*CACHES, *linked)]
        yield from (Path(folder, name) for name in (*names, *linked))


def _write(course: Course, files: Mapping[Path, bytes], existing: Iterable[Path]) -> None:
    record = _read_record(course)
    wanted = {_key(path): _digest(content) for path, content in files.items()}
    for path in list(_known(existing, record, wanted)):
        if _key(path) not in wanted:
            _remove(path)
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    others = {key: digest for key, digest in record.items() if Path(key).is_file()}
    _write_record(course, others | wanted)


def _known(existing: Iterable[Path], record: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[Path]:
    """Pass the files on that may be replaced; raises CallError if there are others."""
    others = []
    for path in existing:
        allowed = {places[_key(path)] for places in (record, wanted) if _key(path) in places}
        if allowed and not path.is_symlink() and _digest(path.read_bytes()) in allowed:
            yield path
        else:
            others.append(str(path))
        if len(others) > SHOWN:
            others[SHOWN:] = ["…"]
            break
    if others:
        raise CallError(
            f"Not written by `grader handout` of this course, or changed since: {', '.join(others)}."
            " Nothing was written. Name another place, or remove these first."
        )


def _remove(path: Path) -> None:
    """Remove a file, and the folders that are empty without it."""
    path.unlink()
    with suppress(OSError):  # not empty
        for folder in path.parents:
            folder.rmdir()


def _key(path: Path) -> str:
    return str(path.absolute())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read_record(course: Course) -> dict[str, str]:
    try:
        record = json.loads((course.root / PRIVATE / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _write_record(course: Course, record: Mapping[str, str]) -> None:
    with suppress(OSError):  # in a course that cannot be written, a later handout replaces nothing
        path = private_folder(course.root) / RECORD
        path.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
