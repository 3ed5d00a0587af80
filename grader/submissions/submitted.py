"""What the instructor names: its students, and their work, all of it read by another process (see `reader.py`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CallError
from grader.language import counted, msg
from grader.model import Course, Submission
from grader.submissions.layouts import LAYOUTS, Layout
from grader.submissions.names import enumerated, shown, student_id
from grader.submissions.reader import Reader
from grader.submissions.reading import Reading
from grader.submissions.roster import RosterNote


@dataclass(frozen=True, slots=True)
class Submitted:
    """All that was handed in, in the order of the students' names."""

    submissions: tuple[Submission, ...]
    notes: tuple[RosterNote, ...]

    @property
    def students(self) -> tuple[str, ...]:
        """The students, by the names of folders, for example."""
        return tuple(submission.student for submission in self.submissions)

    def __len__(self) -> int:
        return len(self.submissions)

    def __iter__(self) -> Iterator[Submission]:
        return iter(self.submissions)


def read_submissions(path: Path, course: Course, *, on_read: Callable[[], None] = lambda: None) -> Submitted:
    """Read the work of all students in a folder, an archive or a file. What one of them did costs no other a mark.

    `on_read` is called after each student. Raises CallError if there is no such thing, if it
    has no students, if most lie one level too deep and nobody can be graded, or if it is the folder of a course.
    """
    readings = []
    with Reader(path, course) as reader:
        for index in range(len(reader.opened.students)):
            readings.append(reader.read(index))
            on_read()
        roster_notes = reader.opened.notes
    _refuse_nested(path, readings)
    notes = (*roster_notes, *_deep(readings), *_mixture(readings))
    return Submitted(tuple(reading.submission for reading in readings), notes)


def read_submission(path: Path, student: str, course: Course) -> Submission | None:
    """Read the work of one student; None if there is none. What the others have handed in does not matter."""
    name = student_id(student)
    with Reader(path, course) as reader:
        for index, known in enumerate(reader.opened.students):
            if known.name == name:
                return reader.read(index).submission
    return None


def _refuse_nested(path: Path, readings: Sequence[Reading]) -> None:
    """Refuse a folder whose students lie one level too deep: most of them, and nobody can be graded.

    A single folder is refused although it can be: whether it is a class or a student's own is the instructor's to say.
    """
    deep = [reading for reading in readings if reading.layout in (Layout.NESTED, Layout.WRAPPED)]
    is_one_folder = len(readings) == 1 and bool(deep)
    if not is_one_folder and (_is_any_readable(readings) or 2 * len(deep) <= len(readings)):
        return
    example = shown(deep[0].submission.student)
    raise CallError(
        f"{path}: everything lies one level too deep. {example} holds folders with the course's files, but no such"
        f" file itself. If it is a class, name {path / example} instead; if it is a student, move the files up."
        f" Looked for {LAYOUTS}."
    )


def _is_any_readable(readings: Sequence[Reading]) -> bool:
    return any(not reading.submission.problem for reading in readings)


def _deep(readings: Sequence[Reading]) -> Iterator[RosterNote]:
    """Name the students whose files are too deep to be read, where the others' are not."""
    names = [reading.submission.student for reading in readings if reading.layout is Layout.NESTED]
    if names:
        text = counted(
            "{count} student's files are one level too deep and were not read: {names}. Move them up.",
            "{count} students' files are one level too deep and were not read: {names}. Move them up.",
            len(names),
            names=enumerated(map(shown, names)),
        )
        yield RosterNote(shown(names[0]), text)


def _mixture(readings: Sequence[Reading]) -> Iterator[RosterNote]:
    """Name the fewer, where some students are flat and others nbgrader's."""
    flat, nbgrader = (
        [reading.submission.student for reading in readings if reading.layout is wanted]
        for wanted in (Layout.FLAT, Layout.NBGRADER)
    )
    if flat and nbgrader:
        fewer, layout = (flat, Layout.FLAT) if len(flat) < len(nbgrader) else (nbgrader, Layout.NBGRADER)
        text = msg(
            "two layouts are mixed: {flat} students flat, {nbgrader} nbgrader's. Each is read as it lies."
            " {layout}: {names}.",
            flat=len(flat),
            nbgrader=len(nbgrader),
            layout=layout.value,
            names=enumerated(map(shown, fewer)),
        )
        yield RosterNote(shown(fewer[0]), text)
