"""A class, opened: who is in it, and the work of one student after the other. Runs in the reading process.

Two steps that know nothing of each other: which of the names in the instructor's folder are whose (`roster`, with
what LMSs write), and what of one student's bytes is taken (`intake`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import CallError, SubmissionError
from grader.language import msg
from grader.model import Course, Submission
from grader.submissions.archive import ArchiveFolder
from grader.submissions.gradescope import FOLDER, METADATA, GradescopeSubmission, read_metadata
from grader.submissions.handout import HANDOUT, Handout, read_handout
from grader.submissions.intake import take
from grader.submissions.layouts import LAYOUTS, Layout, layout_of
from grader.submissions.limits import MAX_CLASS_ENTRIES, MAX_CLASS_NOTES, MAX_METADATA_BYTES
from grader.submissions.names import enumerated, id_problem, shown, student_id
from grader.submissions.root import ArchiveRoot, Root, open_root
from grader.submissions.roster import HandIn, RosterNote, roster_of
from grader.submissions.submission_builder import Account
from grader.submissions.tree import Folder, Kind, next_step, why


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one student's work."""

    submission: Submission
    layout: Layout | None = None  # of a plain folder; None where an LMS or an archive says whose it is


@dataclass(frozen=True, slots=True)
class OpenClass:
    """The students, and where their work is."""

    root: Root
    course: Course
    hand_ins: tuple[HandIn, ...]  # in the order of their names
    notes: tuple[RosterNote, ...]
    handout: Handout

    def opened(self) -> AbstractContextManager[Folder]:
        """Open the place of all work; raises OSError and SubmissionError."""
        return self.root.opened()

    def read(self, hand_in: HandIn, folder: Folder | None = None) -> Reading:
        """Read one student's work, in `folder` if the root is open already.

        Never raises for what the student did: see `Submission.problem`.
        """
        account = Account(self.course, self.handout)
        problem = id_problem(hand_in.student)
        layout = None
        try:
            with nullcontext(folder) if folder else self.opened() as root:
                layout = _layout_of(hand_in, root, self.course)
                take(hand_in, root, account)
        except SubmissionError as exc:
            problem = problem or str(exc)
        except OSError as exc:
            problem = problem or msg("The folder cannot be read: {why}. {next}", why=why(exc), next=next_step(exc))
        return Reading(account.submission(student_id(hand_in.student), problem, hand_in.identity), layout)


def open_class(path: Path, course: Course, *, called: str = "") -> OpenClass:
    """Find the students in a folder, an archive or a file; nothing of their work is read.

    `called` is what the instructor has typed for `path`. Raises CallError if there is no such thing, if it has no
    students, or if it is the folder of a course.
    """
    named = called or str(path)
    try:
        root = open_root(path, course)
        with root.opened() as folder:
            entries = root.listed(folder, MAX_CLASS_ENTRIES)
            roster = roster_of(entries, course, _gradescope(folder, entries))
    except FileNotFoundError as exc:
        raise CallError(f"{named}: there is no such folder or file. Looked for {LAYOUTS}.") from exc
    except NotADirectoryError as exc:
        raise CallError(
            f"{named}: neither a folder nor a .zip, .tar.gz, .py or .ipynb. Looked for {LAYOUTS}."
        ) from exc
    except (OSError, SubmissionError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CallError(f"{named}: cannot be read ({exc}).") from exc
    if _is_a_course(entries):
        raise CallError(f"{named}: the folder of a course. Name the folder of submissions in it: {LAYOUTS}.")
    if not roster.hand_ins:
        instead = f", only {enumerated(map(shown, entries))}" if entries else "; it is empty"
        raise CallError(f"{named}: no student's work in it{instead}. Looked for {LAYOUTS}.")
    hand_ins = tuple(roster.hand_ins.values())
    if isinstance(root, ArchiveRoot) and len(hand_ins) == 1:  # it may be the student who packed it
        hand_ins = (replace(hand_ins[0], is_upload=True),)
    return OpenClass(root, course, hand_ins, _bounded([*roster.notes, *_unplaced(folder)]), read_handout(course))


def _is_a_course(entries: Mapping[str, Kind]) -> bool:
    """Whether it is a course's folder, or nbgrader's; no single file or folder of a student makes it one."""
    folders = {name for name, kind in entries.items() if kind is Kind.FOLDER}
    return ("course.yaml" in entries and HANDOUT in folders) or {"source", "submitted"} <= folders


def _gradescope(folder: Folder, entries: Mapping[str, Kind]) -> Mapping[str, GradescopeSubmission]:
    """Return whose the folders of Gradescope's export are; nothing if it is none, whatever is called like its file."""
    folders = {name for name, kind in entries.items() if kind is Kind.FOLDER and FOLDER.fullmatch(name)}
    if not folders or entries.get(METADATA) is not Kind.FILE:
        return {}
    about = read_metadata(folder.read(METADATA, MAX_METADATA_BYTES))
    return {name: submission for name, submission in about.items() if FOLDER.fullmatch(name)}


def _layout_of(hand_in: HandIn, root: Folder, course: Course) -> Layout | None:
    if not hand_in.is_plain:
        return None
    try:
        with root.opened(hand_in.student) as folder:
            return layout_of(folder, folder.listed(), course)
    except (OSError, SubmissionError):
        return Layout.NEITHER  # said when it is taken


def _unplaced(folder: Folder) -> Iterator[RosterNote]:
    for path, _ in folder.unplaced if isinstance(folder, ArchiveFolder) else ():
        yield RosterNote(path, msg("left out: its path leads out of the archive, or is very long."))


def _bounded(notes: Sequence[RosterNote]) -> tuple[RosterNote, ...]:
    more = len(notes) - MAX_CLASS_NOTES
    if more <= 0:
        return tuple(notes)
    return (*notes[:MAX_CLASS_NOTES], RosterNote("", msg("{count} more like these are not listed.", count=more)))
