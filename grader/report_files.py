"""Standings → files. A file is replaced whole or not at all, so that nobody ever reads half a report."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from grader.errors import MachineError
from grader.model import Course
from grader.report import GRADEBOOK_FILE, INDEX_FILE, STUDENT_HTML, STUDENT_JSON, student_folder
from grader.report.class_page import render_class
from grader.report.document import to_json
from grader.report.gradebook import render_gradebook
from grader.report.standing_document import student_document
from grader.report.student import render_student
from grader.report.translation import language_of, translated_standing
from grader.standing import Standing


def publish_student(out: Path, standing: Standing, course: Course) -> None:
    """Write `<out>/<student>/report.json` and `report.html`, in the language of `course`."""
    folder = out / student_folder(standing.student)
    said = translated_standing(standing, language_of(course))
    write_file(folder / STUDENT_JSON, to_json(student_document(said)))
    write_file(folder / STUDENT_HTML, render_student(standing, course))


def publish_class(out: Path, standings: Sequence[Standing], course: Course) -> None:
    """Write `<out>/index.html` and `<out>/gradebook.csv`."""
    write_file(out / INDEX_FILE, render_class(standings, course))
    write_file(out / GRADEBOOK_FILE, render_gradebook(standings, course))


def sweep(out: Path) -> None:
    """Remove what a run that was killed has left half-written; for whoever holds `out`."""
    for name in (INDEX_FILE, GRADEBOOK_FILE, f"*/{STUDENT_JSON}", f"*/{STUDENT_HTML}"):
        place, _, file = name.rpartition("/")
        for leftover in out.glob(f"{place or '.'}/.{file}.*.new"):
            with suppress(OSError):  # what cannot be removed cannot be written either, and that has its own message
                leftover.unlink()


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all; missing folders are made. Raises MachineError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"{path}: cannot be written: {error.strerror}. The grades are safe in results.sqlite; "
        raise MachineError(message + "make room or allow writing, then run the same command again") from error
