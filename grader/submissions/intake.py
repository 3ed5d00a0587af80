"""What is taken of one student's work: the account of it, and how each place is gone through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from grader.errors import SubmissionError
from grader.model import Assignment, Course, Notice, Submission
from grader.submissions.digest import digest_of
from grader.submissions.layouts import Layout, layout_of
from grader.submissions.limits import (
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_NOTICES,
    MAX_STUDENT_BYTES,
    MAX_TIMESTAMP_BYTES,
)
from grader.submissions.names import alike, enumerated, shown
from grader.submissions.refusal import HANDOUT, is_silent, refusal
from grader.submissions.text import content_fault
from grader.submissions.times import TIMESTAMP, parse_timestamp
from grader.submissions.tree import Folder, Kind, next_step, why


@dataclass(frozen=True, slots=True)
class _Found:
    """A .py file that can be used, and where it was: relative to the student's folder."""

    place: str
    content: bytes


@dataclass(slots=True)
class Intake:
    """The account of one student's work while it is read."""

    course: Course
    files: dict[str, _Found] = field(default_factory=dict)
    submitted: dict[str, datetime] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # whatever lies where files count; named when none is found
    read_bytes: int = 0

    def notice(self, place: str, text: str) -> None:
        """Tell the student something about the file at `place`."""
        self.notices.append(Notice(shown(place), text))

    def read(self, name: str, folder: Folder, place: str) -> bytes | None:
        """Read one .py file; what cannot be used becomes a notice, what is not the student's fault a problem."""
        try:
            content = folder.read(name, MAX_FILE_BYTES)
        except SubmissionError as exc:
            self.notice(place, str(exc))
            return None
        except OSError as exc:
            text = f"Cannot be read: {why(exc)}. {next_step(exc)}"
            self.notice(place, text)
            if name in _filenames(self.course):  # never a zero for what we could not read
                raise SubmissionError(f"{place}: {text}") from exc
            return None
        self.read_bytes += len(content)
        if self.read_bytes > MAX_STUDENT_BYTES:
            limit = f"{MAX_STUDENT_BYTES >> 20} MiB"
            raise SubmissionError(f"More than {limit} of .py files. Hand in the course's files only.")
        if fault := content_fault(content):
            self.notice(place, fault)
            return None
        return content

    def submission(self, student: str, problem: str) -> Submission:
        """Return the result; a submission with a problem has no files."""
        files = () if problem else tuple((name, found.content) for name, found in sorted(self.files.items()))
        submitted = tuple(self.submitted.items())
        notices = tuple(_bounded(self.notices))
        digest = digest_of(student, files, submitted, notices, problem)
        return Submission(student, files, digest, submitted, notices, problem)


def _filenames(course: Course) -> list[str]:
    return [unit.filename for unit in course.units]


def _bounded(notices: Sequence[Notice]) -> Iterator[Notice]:
    yield from notices[:MAX_NOTICES]
    if len(notices) > MAX_NOTICES:
        yield Notice("", f"{len(notices) - MAX_NOTICES} more like these are not listed.")


def take(folder: Folder, intake: Intake) -> None:
    """Take a student's files in whichever layout they are; raises SubmissionError if nothing can be graded."""
    entries = folder.listed()
    layout = layout_of(folder, entries, intake.course)
    if layout is Layout.BOTH:
        raise SubmissionError("The course's files lie both at the top and in assignments. Hand them in at one place.")
    if layout is Layout.NBGRADER:
        _take_assignments(folder, entries, intake)
    else:
        intake.files = _take_place(folder, entries, "", intake)
    _leave_out_lookalikes(intake)
    if len(intake.files) > MAX_FILES:
        raise SubmissionError(f"More than {MAX_FILES} .py files. Hand in the course's files only.")
    if not intake.files.keys() & set(_filenames(intake.course)):
        raise SubmissionError(_nothing_found(intake))


def _nothing_found(intake: Intake) -> str:
    found = enumerated(intake.seen) or "nothing"
    text = f"Nothing of this course was found: expected e.g. {_filenames(intake.course)[0]}; found {found}."
    if any(place.endswith("/") for place in intake.seen):
        text += f" Files in folders other than {HANDOUT}/ are not read: move them up."
    return text


def _take_place(folder: Folder, entries: Mapping[str, Kind], prefix: str, intake: Intake) -> dict[str, _Found]:
    """Take the .py files of one place, and of the folder `exercises/` in it."""
    files: dict[str, _Found] = {}
    for name, kind in entries.items():
        place = prefix + name
        if not name.startswith((".", "__")):
            intake.seen.append(shown(place) + "/" * (kind is Kind.FOLDER))
        if is_silent(name):
            continue
        if name == HANDOUT and kind is Kind.FOLDER and not prefix.endswith(f"{HANDOUT}/"):
            intake.notice(place, "Taken as if its files had been handed in without this folder.")
            with folder.opened(name) as inner:
                for inner_name, found in _take_place(inner, inner.listed(), f"{place}/", intake).items():
                    _add(files, inner_name, found)
        elif reason := refusal(name, kind, intake.course):
            intake.notice(place, reason)
        elif (content := intake.read(name, folder, place)) is not None:
            _add(files, name, _Found(place, content))
    return files


def _add(files: dict[str, _Found], name: str, found: _Found) -> None:
    """Add a file; two of the same name and different content are the student's to sort out."""
    first = files.setdefault(name, found)
    if first.content != found.content:
        raise SubmissionError(f"{first.place} and {found.place} differ but have one name. Hand in one of them.")


def _take_assignments(folder: Folder, entries: Mapping[str, Kind], intake: Intake) -> None:
    """Take the folders of the course's assignments, and when each was handed in."""
    names = [assignment.name for assignment in intake.course.assignments]
    for name, kind in entries.items():
        if name not in names and not is_silent(name):
            what = "no assignment of this course" if kind is Kind.FOLDER else "beside the folders of assignments"
            intake.notice(name, f"Not read: {what} ({enumerated(names)}).")
    for assignment in intake.course.assignments:
        if entries.get(assignment.name) is Kind.FOLDER:
            with folder.opened(assignment.name) as inner:
                inside = inner.listed()
                found = _take_place(inner, inside, f"{assignment.name}/", intake)
                _take_time(inner, inside, assignment, intake)
            _merge(found, assignment, intake)


def _merge(files: Mapping[str, _Found], assignment: Assignment, intake: Intake) -> None:
    """Add one assignment's files to the others': its own units, so that no due time is evaded, and helpers."""
    owners = {f"{unit}.py": other.name for other in intake.course.assignments for unit in other.units}
    for name, found in files.items():
        owner = owners.get(name, assignment.name)
        earlier = intake.files.get(name, found)
        if owner != assignment.name:
            intake.notice(found.place, f"Not read: it belongs to the assignment {owner}. Hand it in there.")
            continue
        if earlier.content != found.content:
            text = f"Not read: {found.place} has the same name, is of a later assignment, and is used for both."
            intake.notice(earlier.place, text)
        intake.files[name] = found


def _leave_out_lookalikes(intake: Intake) -> None:
    """Of names that differ only in case or in how accents are written, keep the course's own, or else none."""
    expected = set(_filenames(intake.course))
    for group in alike(sorted({*intake.files, *expected})):
        for name in group:
            if name in intake.files and name not in expected:
                others = enumerated(other for other in group if other != name)
                found = intake.files.pop(name)
                intake.notice(found.place, f"Not read: its name is too much like {others}. Rename it.")


def _take_time(folder: Folder, entries: Mapping[str, Kind], assignment: Assignment, intake: Intake) -> None:
    place = f"{assignment.name}/{TIMESTAMP}"
    if TIMESTAMP not in entries:
        if assignment.due is not None:
            intake.notice(place, "There is none: when this was handed in is not known, and it is not taken as late.")
        return
    try:
        content = folder.read(TIMESTAMP, MAX_TIMESTAMP_BYTES)
        intake.submitted[assignment.name] = parse_timestamp(content.decode("utf-8-sig"))
    except (SubmissionError, OSError, ValueError):
        text = "Not a time like `2027-01-15 14:58:23.948203 Asia/Shanghai`: it is not taken as late."
        intake.notice(place, text)
