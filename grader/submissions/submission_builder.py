"""The account of one student's work while it is read: what was taken, what was said, how much was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from grader.errors import SubmissionError
from grader.language import joined, msg
from grader.model import CodeCells, Course, Identity, Notice, Submission, Unit
from grader.submissions.digest import digest_of
from grader.submissions.handout import Handout
from grader.submissions.limits import (
    MAX_FILE_BYTES,
    MAX_NOTEBOOK_BYTES,
    MAX_NOTICES,
    MAX_STUDENT_BYTES,
    MAX_STUDENT_READ_BYTES,
)
from grader.submissions.names import enumerated, shown
from grader.submissions.notebook import notebook_module
from grader.submissions.scope import recognised_scope
from grader.submissions.text import content_fault
from grader.submissions.tree import Folder, next_step, why


@dataclass(frozen=True, slots=True)
class Found:
    """A file that can be used, and where it was: relative to the student's folder."""

    place: str
    content: bytes  # Python
    code: bytes  # what the student wrote of it
    cells: CodeCells | None = None  # of a notebook


@dataclass(slots=True)
class Account:
    """What becomes a `Submission`."""

    course: Course
    handout: Handout
    files: dict[str, Found] = field(default_factory=dict)
    lms_time: datetime | None = None  # when the work was handed in, as the LMS says
    submitted: dict[str, datetime] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # whatever lies where files count; named when none is found
    unread: list[str] = field(default_factory=list)  # archives that could not be read; said when nothing is found
    kept_bytes: int = 0
    read_bytes: int = 0

    def notice(self, place: str, text: str) -> None:
        """Tell the student something about the file at `place`."""
        self.notices.append(Notice(shown(place), text))

    def unit(self, filename: str) -> Unit | None:
        """Return the unit that is written in the file of this name, if there is one."""
        return next((unit for unit in self.course.units if unit.filename == filename), None)

    def read_source(self, folder: Folder, entry: str, filename: str, place: str) -> Found | None:
        """Read a .py file that counts as `filename`; None, with a notice, where it cannot be used."""
        content = self.read(folder, entry, place, MAX_FILE_BYTES, needed=self.unit(filename) is not None)
        if content is None:
            return None
        if fault := content_fault(content):
            self.notice(place, fault)
            return None
        return self._kept(Found(shown(place), content, content))

    def read_notebook(self, folder: Folder, entry: str, filename: str, place: str) -> Found | None:
        """Read a notebook that counts as `filename`; None, with a notice, where it cannot be used."""
        unit = self.unit(filename)
        content = self.read(folder, entry, place, MAX_NOTEBOOK_BYTES, needed=True)
        if content is None:
            return None
        wanted = [exercise.name for exercise in (unit.exercises if unit else self.course.exercises)]
        try:
            module = notebook_module(content, place.rpartition("/")[2], wanted=wanted)
        except SubmissionError as exc:
            self.notice(place, str(exc))
            return None
        if module.left_out:
            lines = enumerated(module.left_out, most=3)
            self.notice(place, msg("Read without what is not Python: {lines}.", lines=lines))
        return self._kept(Found(shown(place), module.source, module.code.encode("utf-8", "replace"), module.cells))

    def read(self, folder: Folder, entry: str, place: str, max_bytes: int, *, needed: bool) -> bytes | None:
        """Read a file; what is the student's fault becomes a notice, and what is not a problem, if it is `needed`."""
        try:
            content = folder.read(entry, max_bytes)
        except SubmissionError as exc:
            self.notice(place, str(exc))
            return None
        except OSError as exc:
            text = msg("Cannot be read: {why}. {next}", why=why(exc), next=next_step(exc))
            self.notice(place, text)
            if needed:  # never a zero for what we could not read
                raise SubmissionError(joined(": ", [shown(place), text])) from exc
            return None
        self.read_bytes += len(content)
        if self.read_bytes > MAX_STUDENT_READ_BYTES:
            limit = MAX_STUDENT_READ_BYTES >> 20
            raise SubmissionError(msg("More than {limit} MiB. Hand in the course's files only.", limit=limit))
        return content

    def _kept(self, found: Found) -> Found:
        self.kept_bytes += len(found.content)
        if self.kept_bytes > MAX_STUDENT_BYTES:
            limit = MAX_STUDENT_BYTES >> 20
            text = msg("More than {limit} MiB of .py files. Hand in the course's files only.", limit=limit)
            raise SubmissionError(text)
        return found

    def add(self, files: dict[str, Found], name: str, found: Found) -> None:
        """Add a file; of two different ones, a stub that was left as it was does not count, and else neither does."""
        first = files.setdefault(name, found)
        if first.content == found.content:
            return
        if self.handout.is_untouched(name, found.code):
            first, found = found, first
        elif not self.handout.is_untouched(name, first.code):
            text = msg(
                "{first} and {second} are both {name}, and differ. Hand in one of them.",
                first=first.place,
                second=found.place,
                name=name,
            )
            raise SubmissionError(text)
        files[name] = found
        text = msg("Not read: nothing is written in it, and {place} counts.", place=found.place)
        self.notice(first.place, text)

    def submission(self, student: str, problem: str, identity: Identity) -> Submission:
        """Return the result; a submission with a problem has no files."""
        taken = [] if problem else sorted(self.files.items())
        files = tuple((name, found.content) for name, found in taken)
        cells = tuple((name, found.cells) for name, found in taken if found.cells is not None)
        submitted = tuple(self.submitted.items())
        notices = tuple(_bounded(self.notices))
        digest = digest_of(student, files, submitted, notices, problem, identity)
        written = {name: found.code for name, found in taken}
        scope = None if problem else recognised_scope(self.course, self.handout, written)
        return Submission(student, files, digest, submitted, notices, problem, cells, identity, scope)


def _bounded(notices: Sequence[Notice]) -> Iterator[Notice]:
    yield from notices[:MAX_NOTICES]
    if len(notices) > MAX_NOTICES:
        yield Notice("", msg("{count} more like these are not listed.", count=len(notices) - MAX_NOTICES))
