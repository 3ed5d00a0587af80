"""Reports → files. A file is replaced whole or not at all, so that nobody ever reads half a report."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from grader.errors import MachineError
from grader.model import Course, Report
from grader.report import GRADEBOOK_FILE, INDEX_FILE, STUDENT_HTML, STUDENT_JSON, student_folder
from grader.report.class_page import render_class
from grader.report.document import Audience, to_document, to_json
from grader.report.gradebook import render_gradebook
from grader.report.student import render_student
from grader.report.translation import language_of, translated


def publish_report(out: Path, report: Report, course: Course) -> None:
    """Write `<out>/<student>/report.json` and `report.html`, in the language of `course`."""
    folder = out / student_folder(report.student)
    said = translated(report, language_of(course))
    write_file(folder / STUDENT_JSON, to_json(to_document(said, audience=Audience.STUDENT)))
    write_file(folder / STUDENT_HTML, render_student(report, course))


def publish_class(out: Path, reports: Sequence[Report], course: Course) -> None:
    """Write `<out>/index.html` and `<out>/gradebook.csv`."""
    write_file(out / INDEX_FILE, render_class(reports, course))
    write_file(out / GRADEBOOK_FILE, render_gradebook(reports, course))


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
