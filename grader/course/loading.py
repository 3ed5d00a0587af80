"""A course, read whole: its file and the folders beside it, with all faults at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from grader.course.checks import assignment_faults, factor_faults, name_faults, share_faults, source_faults
from grader.course.conversion import course_of
from grader.course.digest import digest_of
from grader.course.document import parse
from grader.course.entries import CourseFile
from grader.course.sources import FILENAME, read_sources, read_text
from grader.errors import CourseError
from grader.model import Course


def load_course(path: Path) -> Course:
    """Read the course in the folder `path`, or the one whose `course.yaml` is `path`.

    Executes nothing: the functions of stubs and references are looked for in their syntax trees.
    Raises CourseError with every fault, one line each, in the order of the file.
    """
    file = path / FILENAME if path.is_dir() else path
    document = parse(read_text(file), file.name)
    sources, faults = read_sources(file.parent)
    faults += document.faults
    entry: CourseFile | None = None
    try:
        entry = CourseFile.model_validate(document.data)
    except ValidationError as exc:
        faults += [document.explained(error) for error in exc.errors(include_url=False)]
    for check in (
        name_faults,
        assignment_faults,
        share_faults,
        factor_faults,
        partial(source_faults, sources=sources),
    ):
        faults += check(document)
    if faults or entry is None:
        raise CourseError("\n".join(str(fault) for fault in sorted(set(faults))))
    course = course_of(entry, file.parent)
    return replace(course, digest=digest_of(course, sources))
