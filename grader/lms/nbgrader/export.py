"""Graded `.py` submissions into an nbgrader course: `submitted/`, `autograded/` and the gradebook.

A folder in `submitted/` that another program made (a notebook handed in through nbgrader) is never touched, and its
student gets no marks from here. Files are written first, then the marks, so that formgrader never shows a mark without
its notebook.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grader.errors import CallError
from grader.lms.grades import Refusal, narrow_course, select
from grader.lms.nbgrader.autograde import LAYOUT
from grader.lms.nbgrader.config import CONFIG
from grader.lms.nbgrader.entries import LatePenalty, enter_assignment, enter_marks
from grader.lms.nbgrader.gradebook import opened_gradebook
from grader.lms.nbgrader.late import CourseLatePolicy, points_off
from grader.lms.nbgrader.notebooks import unit_notebook
from grader.lms.nbgrader.transcript import MARK, transcribe, with_results
from grader.model import Assignment, Course, Report, Submission
from grader.report import one_line
from grader.report.translation import language_of
from grader.report_files import write_file
from grader.standing import Standing
from grader.submissions.digest import work_digest

TIMESTAMP = "timestamp.txt"
NOT_FOUND = "graded, but not among the submissions: name the folder that was graded with --submitted"


@dataclass(frozen=True, slots=True)
class Target:
    """An nbgrader course: its folders, its gradebook's address, and its configuration."""

    submitted: Path
    autograded: Path
    url: str
    course_id: str
    config: Config


@dataclass(frozen=True, slots=True)
class Exported:
    """How many submissions (a student's work on one assignment) are in the gradebook, and who is not."""

    submissions: int
    refused: tuple[Refusal, ...]


def open_target(course: Course, folder: Path, url: str | None) -> Target:
    """Read the configuration of the nbgrader course in `folder`, if it has one; `url` goes before it."""
    if not folder.is_dir():
        raise CallError(f"{folder}: there is no such folder. `grader nbgrader {folder}` makes an nbgrader course")
    path = folder / CONFIG
    config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config() if path.is_file() else Config()
    directory = config.CourseDirectory
    default = f"sqlite:///{folder.resolve() / 'gradebook.db'}"
    if directory.get("directory_structure", LAYOUT) != LAYOUT:
        raise CallError(
            f"{path}: c.CourseDirectory.directory_structure is not {LAYOUT}: other layouts are not written"
        )
    return Target(
        folder / directory.get("submitted_directory", "submitted"),
        folder / directory.get("autograded_directory", "autograded"),
        url or directory.get("db_url", default),
        directory.get("course_id", course.course_id),
        config,
    )


def export_submissions(
    target: Target, course: Course, standings: Sequence[Standing], submissions: Iterable[Submission]
) -> Exported:
    """Write the marks that count in all assignments of `course`, of the work that is among `submissions`.

    Raises CallError before anything is written when a report was made without a sandbox, or when nbgrader knows an
    assignment that is not this course's.
    """
    plans = _plans(target, course, standings, {submission.student: submission for submission in submissions})
    with opened_gradebook(target.url, target.course_id) as gradebook:
        for plan in plans:
            enter_assignment(gradebook, target.url, plan.assignment, plan.templates)
        for plan in plans:
            penalty = late_penalty_of(target, plan.assignment)
            for report, submission in plan.work:
                submitted = _time(plan.assignment, report, submission)
                _write_files(target, course, plan, report, submission)
                enter_marks(gradebook, plan.assignment, report, submitted, penalty, language=language_of(course))
    refused = dict.fromkeys(refusal for plan in plans for refusal in plan.refused)
    return Exported(sum(len(plan.work) for plan in plans), tuple(refused))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be written of one assignment."""

    assignment: Assignment
    templates: Mapping[str, Any]  # the source notebook of each unit
    work: tuple[tuple[Report, Submission], ...]
    refused: tuple[Refusal, ...]


def _plans(
    target: Target, course: Course, standings: Sequence[Standing], handed_in: Mapping[str, Submission]
) -> list[_Plan]:
    """Plan the assignments that somebody has handed in; nbgrader counts by itself who has not."""
    plans = []
    for assignment in course.assignments:
        selection = select(standings, narrow_course(course, assignment.name))
        missing = {standing.student for standing in standings if _is_without_work(standing, assignment)}
        refused = [refusal for refusal in selection.refused if refusal.student not in missing]
        work = []
        for standing in selection.standings:
            report, submission = standing.parts[0].report, handed_in.get(standing.student)
            if report is None:
                continue
            reason = NOT_FOUND if submission is None else _reason(target, assignment, report, submission, course)
            refused += [Refusal(standing.student, reason)] if reason else []
            work += [(report, submission)] if submission is not None and not reason else []
        templates = {name: _template(course, name) for name in assignment.units} if work else {}
        plans.append(_Plan(assignment, templates, tuple(work), tuple(refused)))
    return [plan for plan in plans if plan.work or plan.refused]


def _is_without_work(standing: Standing, assignment: Assignment) -> bool:
    return all(part.report is None for part in standing.of([assignment]).parts)


def late_penalty_of(target: Target, assignment: Assignment) -> LatePenalty:
    """Return the late policy: of the plugin that nbgrader's configuration names, else of course.yaml."""
    plugin = target.config.AssignLatePenalties.get("plugin_class")
    if plugin in {None, "grader.lms.nbgrader.CourseLatePolicy", CourseLatePolicy}:
        return partial(points_off, assignment)
    preprocessor = AssignLatePenalties(config=target.config)
    preprocessor.assignment_id = assignment.name
    preprocessor.init_plugin()
    return lambda score, seconds: preprocessor.plugin_inst.late_submission_penalty("", score, seconds)


def _template(course: Course, name: str) -> Any:
    unit = next(unit for unit in course.units if unit.name == name)
    return nbformat.reads(unit_notebook(course, unit), as_version=4)


def _files(assignment: Assignment, submission: Submission) -> dict[str, bytes]:
    """Return what a submission has of an assignment, by unit."""
    files = dict(submission.files)
    return {name: files[f"{name}.py"] for name in assignment.units if f"{name}.py" in files}


def _time(assignment: Assignment, report: Report, submission: Submission) -> datetime | None:
    """Return when the work was submitted: unchanged work may have come again with a later assignment's."""
    times = [work.submitted for work in report.work if work.submitted is not None]
    return max(times) if times else dict(submission.submitted).get(assignment.name)


def _is_graded(report: Report, submission: Submission, course: Course) -> bool:
    """Whether the report is of this very work."""
    if submission.digest == report.provenance.submission_digest:
        return True
    files, filenames = dict(submission.files), [unit.filename for unit in course.units]
    return bool(report.work) and all(
        work.digest == work_digest(f"{work.unit}.py", files, filenames) for work in report.work
    )


def _reason(target: Target, assignment: Assignment, report: Report, submission: Submission, course: Course) -> str:
    """Say why nothing may be written for a student; "" when it may."""
    if not _files(assignment, submission):
        return NOT_FOUND
    if not _is_graded(report, submission, course):
        return "the submission has changed since it was graded: grade again"
    if one_line(report.student) != report.student or report.student.startswith(".") or "+" in report.student:
        return "nbgrader cannot hold a student of this name"
    place = Path(report.student, assignment.name)
    for path in (step / part for step in (target.submitted, target.autograded) for part in (place, place.parent)):
        if path.is_symlink():
            return f"{path} is a link, and would be written through"
    folder = target.submitted / place
    if folder.exists() and not _ours(folder, _files(assignment, submission)):
        return f"{folder} holds another submission, which is left alone"
    return ""


def _ours(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a folder in submitted/ was written by an export, or is the very submission that was graded."""
    notebooks = list(folder.glob("*.ipynb"))
    if notebooks:
        return all(map(_is_transcript, notebooks))
    return all(_content(folder / f"{name}.py") == content for name, content in files.items())


def _is_transcript(path: Path) -> bool:
    try:
        return MARK in json.loads(path.read_bytes()).get("metadata", {})
    except (OSError, ValueError, AttributeError, RecursionError):
        return False


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _write_files(target: Target, course: Course, plan: _Plan, report: Report, submission: Submission) -> None:
    files = _files(plan.assignment, submission)
    results = {result.exercise.name: result for result in report.exercises}
    units = {unit.name: unit for unit in course.units}
    notebooks = {
        name: transcribe(plan.templates[name], units[name], content, submission.digest)
        for name, content in files.items()
    }
    beside = {f"{name}.py": content for name, content in files.items()}
    time = _time(plan.assignment, report, submission)
    if time is not None:
        beside[TIMESTAMP] = f"{time.isoformat(sep=' ')}\n".encode()
    place = Path(report.student, plan.assignment.name)
    if not _students_own(target.submitted / place):
        _replace_folder(target.submitted / place, notebooks, beside)
    graded = {name: with_results(notebook, results, course) for name, notebook in notebooks.items()}
    _replace_folder(target.autograded / place, graded, beside)


def _students_own(folder: Path) -> bool:
    """Whether a folder in submitted/ is just as it was handed in: our own always have notebooks."""
    return folder.exists() and not list(folder.glob("*.ipynb"))


def _replace_folder(folder: Path, notebooks: Mapping[str, Any], beside: Mapping[str, bytes]) -> None:
    texts = {f"{name}.ipynb": f"{nbformat.v4.writes(notebook)}\n" for name, notebook in notebooks.items()}
    files = {name: text.encode() for name, text in texts.items()} | dict(beside)
    for path in _stale(folder, files):
        path.unlink()
    for name, content in files.items():
        if _content(folder / name) != content:
            write_file(folder / name, content)


def _stale(folder: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """Yield what an earlier export wrote and this one does not: a unit that is no longer handed in."""
    for path in folder.glob("*"):
        if path.name not in files and path.suffix in {".py", ".ipynb"} and path.is_file():
            yield path
