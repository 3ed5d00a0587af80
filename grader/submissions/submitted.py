"""What the instructor names: opened, its students found, and their work read one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CallError, SubmissionError
from grader.language import msg
from grader.model import Course, Submission
from grader.submissions.archive import ArchiveFolder
from grader.submissions.gradescope import METADATA, GradescopeSubmission, read_metadata
from grader.submissions.handout import Handout, read_handout
from grader.submissions.intake import take
from grader.submissions.layouts import Layout, layout_of
from grader.submissions.limits import MAX_CLASS_ENTRIES, MAX_METADATA_BYTES
from grader.submissions.names import enumerated, id_problem, shown, student_id
from grader.submissions.root import Root, open_root
from grader.submissions.roster import HandIn, RosterNote, roster_of
from grader.submissions.submission_builder import Account
from grader.submissions.tree import Folder, Kind, next_step, why

LAYOUTS = (
    "SUBMITTED/<student>/*.py, nbgrader's SUBMITTED/<student>/<assignment>/*.py, or what Moodle, Canvas or Gradescope"
    " give for download"
)


@dataclass(frozen=True, slots=True)
class SubmittedFolder:
    """The students' work; iterating reads one submission at a time, in the order of their names."""

    root: Root
    course: Course
    hand_ins: Mapping[str, HandIn]  # by student, as found
    notes: tuple[RosterNote, ...]
    handout: Handout

    @property
    def students(self) -> tuple[str, ...]:
        """The students as they were found: by the names of folders, for example."""
        return tuple(self.hand_ins)

    def __len__(self) -> int:
        return len(self.hand_ins)

    def __iter__(self) -> Iterator[Submission]:
        with ExitStack() as stack:
            folder = None
            with suppress(OSError, SubmissionError):  # each student's problem, then
                folder = stack.enter_context(self.root.opened())
            for student in self.hand_ins:
                yield self.read(student, folder)

    def read(self, student: str, folder: Folder | None = None) -> Submission:
        """Read one student's work, in `folder` if the root is open already.

        Never raises for what the student did: see `Submission.problem`.
        """
        hand_in = self.hand_ins[student]
        account = Account(self.course, self.handout)
        problem = id_problem(student)
        try:
            with nullcontext(folder) if folder else self.root.opened() as root:
                take(hand_in, root, account)
        except SubmissionError as exc:
            problem = problem or str(exc)
        except OSError as exc:
            problem = problem or msg("The folder cannot be read: {why}. {next}", why=why(exc), next=next_step(exc))
        return account.submission(student_id(student), problem, hand_in.identity)


def read_submissions(path: Path, course: Course) -> SubmittedFolder:
    """Find the students in a folder, an archive or a file; their work is read when the result is iterated.

    Raises CallError if there is no such thing, if it has no students, if all of them lie one level too deep, or if it
    is the folder of a course.
    """
    try:
        root = open_root(path, course)
        with root.opened() as folder:
            entries = root.listed(folder, MAX_CLASS_ENTRIES)
            roster = roster_of(entries, course, _gradescope(folder, entries))
            layouts = {student: _layout_of(student, folder, course) for student in roster.plain}
    except FileNotFoundError as exc:
        raise CallError(f"{path}: there is no such folder or file. Looked for {LAYOUTS}.") from exc
    except NotADirectoryError as exc:
        raise CallError(f"{path}: neither a folder nor a .zip, .tar.gz, .py or .ipynb. Looked for {LAYOUTS}.") from exc
    except (OSError, SubmissionError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CallError(f"{path}: cannot be read ({exc}).") from exc
    if entries.keys() & {"course.yaml", "submitted"}:
        raise CallError(f"{path}: the folder of a course. Name the folder of submissions in it: {LAYOUTS}.")
    if not roster.hand_ins:
        instead = f", only {enumerated(map(shown, entries))}" if entries else "; it is empty"
        raise CallError(f"{path}: no student's work in it{instead}. Looked for {LAYOUTS}.")
    _refuse_nested(path, layouts)
    notes = (*roster.notes, *_outside(folder), *_mixture(layouts))
    return SubmittedFolder(root, course, roster.hand_ins, notes, read_handout(course))


def _gradescope(folder: Folder, entries: Mapping[str, Kind]) -> Mapping[str, GradescopeSubmission]:
    """Return whose the folders of Gradescope's export are; nothing if it is none."""
    if entries.get(METADATA) is not Kind.FILE:
        return {}
    return read_metadata(folder.read(METADATA, MAX_METADATA_BYTES))


def _layout_of(student: str, root: Folder, course: Course) -> Layout:
    try:
        with root.opened(student) as folder:
            return layout_of(folder, folder.listed(), course)
    except (OSError, SubmissionError):
        return Layout.NEITHER  # said when the student is read


def _refuse_nested(path: Path, layouts: Mapping[str, Layout]) -> None:
    """Refuse a folder of which all students lie one level too deep; one student alone cannot bring that about."""
    deep = [name for name, layout in layouts.items() if layout in (Layout.NESTED, Layout.WRAPPED)]
    if not deep or set(layouts.values()) - {Layout.NESTED, Layout.WRAPPED, Layout.NEITHER}:
        return
    if len(deep) > 1 and all(layouts[name] is Layout.WRAPPED for name in deep):
        return  # each of them packed a folder
    example = shown(deep[0])
    raise CallError(
        f"{path}: everything lies one level too deep. {example} holds folders with the course's files, but no such"
        f" file itself. If it is a class, name {path / example} instead; if it is a student, move the files up."
        f" Looked for {LAYOUTS}."
    )


def _outside(folder: Folder) -> Iterator[RosterNote]:
    for path in folder.outside if isinstance(folder, ArchiveFolder) else ():
        yield RosterNote(shown(path), msg("left out: its path leads out of the archive."))


def _mixture(layouts: Mapping[str, Layout]) -> Iterator[RosterNote]:
    """Name the fewer, where some students are flat and others nbgrader's."""
    flat, nbgrader = (
        [name for name, layout in layouts.items() if layout is wanted] for wanted in (Layout.FLAT, Layout.NBGRADER)
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
