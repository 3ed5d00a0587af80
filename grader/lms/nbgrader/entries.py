"""Marks into nbgrader's gradebook: automatic scores and automatic comments, and nothing that a person has entered."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import ClearSolutions, ComputeChecksums, LockCells, SaveCells

from grader.errors import CallError
from grader.language import ENGLISH, Language, msg
from grader.lms.nbgrader.cells import grade_cell_id, solution_cell_id
from grader.lms.nbgrader.markup import as_code
from grader.model import Assignment, ExerciseResult, Report
from grader.report.summary import failures
from grader.report.translation import translated
from grader.report.wording import explain, status

NO_RESPONSE = "No response."  # nbgrader's own words for it
RELEASING = (ClearSolutions, LockCells, ComputeChecksums, SaveCells)  # as `nbgrader generate_assignment` has them

LatePenalty = Callable[[float, float], float | None]  # (score, seconds late) -> points taken off


def enter_assignment(gradebook: Gradebook, url: str, assignment: Assignment, notebooks: Mapping[str, Any]) -> None:
    """Make sure that the gradebook knows the assignment and its notebooks, by unit, just as they would be released.

    An assignment that is there keeps its due date. Raises CallError when what is there is another assignment.
    """
    try:
        entry = gradebook.find_assignment(assignment.name)
    except MissingEntry:
        entry = gradebook.add_assignment(assignment.name, duedate=_naive(assignment.due))
    known = {notebook.name: notebook for notebook in entry.notebooks}
    missing = [name for name in notebooks if name not in known]
    if missing and entry.submissions:
        raise CallError(
            f"nbgrader's assignment {assignment.name!r} has submissions, but no notebook {missing[0]!r}, and none can "
            "be added any more: put the unit into another assignment"
        )
    for name in known.keys() & notebooks.keys():
        _check(known[name], notebooks[name], assignment.name)
    for name in missing:
        _release(notebooks[name], {"notebook": name, "assignment": assignment.name, "db_url": url})
    gradebook.db.expire_all()


def enter_marks(
    gradebook: Gradebook,
    assignment: Assignment,
    report: Report,
    submitted: datetime | None,
    penalty: LatePenalty,
    *,
    language: Language = ENGLISH,
) -> None:
    """Enter one student's marks for one assignment, comments in `language`. To enter them again changes nothing."""
    report = translated(report, language)
    gradebook.update_or_create_student(report.student)
    when = {} if submitted is None else {"timestamp": _naive(submitted)}
    with gradebook.db.no_autoflush:  # nbgrader reads while it adds, and SQLAlchemy warns of that
        submission = gradebook.update_or_create_submission(assignment.name, report.student, **when)
    results = {result.exercise.name: result for result in report.exercises}
    for notebook in submission.notebooks:
        _enter_scores(notebook.grades, {grade_cell_id(name): result for name, result in results.items()})
        _enter_comments(
            notebook.comments, {solution_cell_id(name): result for name, result in results.items()}, language
        )
    gradebook.db.commit()
    for notebook in submission.notebooks:
        notebook.late_submission_penalty = _late(notebook.score, submission.total_seconds_late, penalty)
    gradebook.db.commit()


def _enter_scores(grades: Iterable[Any], results: Mapping[str, ExerciseResult]) -> None:
    """Enter scores; a mark that a person gave stays, and is brought up for review when the score below it changes."""
    for grade in grades:
        if grade.name in results:
            result = results[grade.name]
            score = 0.0 if result.exercise.bonus else float(result.score)  # nbgrader has no points above the maximum
            if grade.manual_score is None:
                grade.needs_manual_grade = False
            elif grade.auto_score != score:
                grade.needs_manual_grade = True
            grade.auto_score = score


def _enter_comments(comments: Iterable[Any], results: Mapping[str, ExerciseResult], language: Language) -> None:
    for comment in comments:
        if comment.name in results:
            comment.auto_comment = comment_on(results[comment.name], language)


def comment_on(result: ExerciseResult, language: Language = ENGLISH) -> str:
    """Return one line on an exercise, which has been translated: how it stands, and its first failing case.

    nbgrader renders comments as Markdown. What a case says may quote its student, so it is code there.
    """
    if not result.attempted:
        return NO_RESPONSE
    failed = failures(result)
    standing = language.say(status(result))
    said = language.say(msg("{sentence}.", sentence=f"{standing[0].upper()}{standing[1:]}"))
    return f"{said} {as_code(language.say(explain(failed[0]).headline))}" if failed else said


def _late(score: float, seconds: float, penalty: LatePenalty) -> float | None:
    points = penalty(score, seconds) if seconds > 0 else None
    return None if points is None else min(max(0.0, points), score)


def _check(entry: Any, notebook: Any, assignment: str) -> None:
    ours = {about["grade_id"]: float(about["points"]) for about in _graded(notebook)}
    theirs = {cell.name: cell.max_score for cell in entry.grade_cells}
    if ours != theirs:
        different = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        raise CallError(
            f"nbgrader's notebook {assignment}/{entry.name} is not the one of this course: {', '.join(different)} "
            "differ in being there or in points. Bring it up to date with `grader nbgrader` and `nbgrader "
            "generate_assignment`"
        )


def _graded(notebook: Any) -> Iterable[Mapping[str, Any]]:
    abouts = (cell.metadata.get("nbgrader", {}) for cell in notebook.cells)
    return (about for about in abouts if about.get("grade"))


def _release(notebook: Any, about: Mapping[str, str]) -> None:
    """Record a source notebook's cells as nbgrader does when it releases it; the notebook itself stays as it is."""
    notebook, resources = copy.deepcopy(notebook), {"nbgrader": dict(about)}
    for preprocessor in RELEASING:
        notebook, resources = preprocessor().preprocess(notebook, resources)


def _naive(when: datetime | None) -> datetime | None:
    """Return a time as nbgrader stores it: UTC, without saying so."""
    return None if when is None else when.astimezone(UTC).replace(tzinfo=None)
