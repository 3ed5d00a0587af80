"""`grader init`: a course of another subject, complete and consistent, for its author to replace bit by bit."""

from __future__ import annotations

import re
import shutil
import tempfile
import unicodedata
from pathlib import Path

from grader.authoring.templates import COURSE, template_files
from grader.course import load_course
from grader.course.sources import FILENAME
from grader.errors import CallError, MachineError
from grader.execution.collection import CaseBook, collect_cases
from grader.model import Course
from grader.private_folder import NAME as PRIVATE
from grader.selfcheck import generated_files

TEMPLATE_ID = "numerical-methods"
LONGEST_ID = 64


def create_course(folder: Path) -> tuple[Course, CaseBook]:
    """Write a new course into `folder`, which is made if necessary, and return it with its cases.

    Everything is written beside and moved into place at the end. Raises CallError if there is something in `folder`.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            what = "is not empty" if folder.is_dir() else "is a file"
            raise CallError(f"{folder} {what}. Name a new or an empty folder for the course. Nothing was written.")
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _fill(folder)
        except BaseException:
            if new:
                folder.rmdir()
            raise
        course = load_course(folder)
        return course, collect_cases(course)
    except OSError as error:
        text = f"{error.filename or folder}: cannot be written: {error.strerror}. Name another folder."
        raise MachineError(text) from error


def _fill(folder: Path) -> None:
    """Write the course into a folder within `folder`, and move it up only when it is complete."""
    beside = Path(tempfile.mkdtemp(prefix=".grader-init-", dir=folder))
    try:
        for name, text in template_files(COURSE).items():
            (beside / name).parent.mkdir(parents=True, exist_ok=True)
            (beside / name).write_text(text, encoding="utf-8")
        _name(beside / FILENAME, folder.resolve().name)
        course = load_course(beside)
        for path, text in generated_files(course, collect_cases(course)).items():
            path.write_text(text, encoding="utf-8")
        for entry in sorted(beside.iterdir()):
            if entry.name != PRIVATE:  # compiled under the name of the folder that is going away
                entry.rename(folder / entry.name)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _name(file: Path, folder: str) -> None:
    """Give the course the name of its folder as its id, where that can be one."""
    if course_id := _id_of(folder):
        text = file.read_text(encoding="utf-8")
        line = f"course_id: {TEMPLATE_ID} "
        assert line in text
        file.write_text(text.replace(line, f"course_id: {course_id} ", 1), encoding="utf-8")


def _id_of(folder: str) -> str:
    """Return a folder's name as an id: letters, digits, - and _; "" if nothing is left, or a number."""
    letters = unicodedata.normalize("NFKD", folder).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", letters).strip("-_")[:LONGEST_ID]
    return slug if re.search("[A-Za-z]", slug) and slug.lower() not in {"null", "true", "false"} else ""
