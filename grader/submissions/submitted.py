"""The instructor's folder: opened, its students found, and their work read one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import CallError, SubmissionError
from grader.model import Course, Submission
from grader.submissions.intake import Intake, take
from grader.submissions.layouts import Layout, layout_of
from grader.submissions.names import id_problem, student_id
from grader.submissions.roster import LAYOUTS, RosterNote, collisions, instead, mixture, refuse_nested, roster_of
from grader.submissions.tree import Folder, next_step, opened_root, why


@dataclass(frozen=True, slots=True)
class SubmittedFolder:
    """The students in a folder; iterating reads one submission at a time, in the order of their names."""

    root: Path
    course: Course
    students: tuple[str, ...]  # names of folders, as the file system has them
    notes: tuple[RosterNote, ...]

    def __len__(self) -> int:
        return len(self.students)

    def __iter__(self) -> Iterator[Submission]:
        return (self.read(student) for student in self.students)

    def read(self, student: str) -> Submission:
        """Read one student's work. Never raises for what the student did: see `Submission.problem`."""
        intake = Intake(self.course)
        problem = id_problem(student)
        try:
            with opened_root(self.root) as root, root.opened(student) as folder:
                take(folder, intake)
        except SubmissionError as exc:
            problem = problem or str(exc)
        except OSError as exc:
            problem = problem or f"The folder cannot be read: {why(exc)}. {next_step(exc)}"
        return intake.submission(student_id(student), problem)


def read_submissions(folder: Path, course: Course) -> SubmittedFolder:
    """Find the students in `folder`; their work is read when the result is iterated.

    Raises CallError if there is no such folder, if it has no students, if all of them lie one level too deep, or if
    it is the folder of a course.
    """
    try:
        with opened_root(folder) as root:
            entries = root.listed(limit=None)
            names, notes = roster_of(entries)
            layouts = {name: _layout_of(name, root, course) for name in names}
    except FileNotFoundError as exc:
        raise CallError(f"{folder}: there is no such folder. Looked for {LAYOUTS}.") from exc
    except NotADirectoryError as exc:
        raise CallError(f"{folder}: not a folder. Looked for {LAYOUTS}.") from exc
    except (OSError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CallError(f"{folder}: cannot be read ({exc}).") from exc
    if entries.keys() & {"course.yaml", "submitted"}:
        raise CallError(f"{folder}: the folder of a course. Name the folder of submissions in it: {LAYOUTS}.")
    if not names:
        raise CallError(f"{folder}: no student's folder in it{instead(entries)}. Looked for {LAYOUTS}.")
    refuse_nested(folder, layouts)
    return SubmittedFolder(folder, course, names, (*notes, *collisions(names), *mixture(layouts)))


def _layout_of(student: str, root: Folder, course: Course) -> Layout:
    try:
        with root.opened(student) as folder:
            return layout_of(folder, folder.listed(), course)
    except (OSError, SubmissionError):
        return Layout.NEITHER  # said when the student is read
