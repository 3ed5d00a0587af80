"""From the models of the file to those of `model.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from grader.course.entries import (
    BUILT_IN_SHARES,
    AssignmentEntry,
    CourseFile,
    DefaultsEntry,
    ExerciseEntry,
    FeedbackEntry,
    UnitEntry,
)
from grader.course.instant import instant
from grader.model import (
    Assignment,
    Attempts,
    Course,
    Exercise,
    Factor,
    Group,
    LatePolicy,
    Limits,
    Unit,
    Wording,
)


def course_of(entry: CourseFile, root: Path) -> Course:
    """Return the course, without its digest."""
    return Course(
        root=root,
        course_id=entry.course_id,
        title=entry.title,
        language=entry.language,
        units=tuple(_unit(unit, entry.defaults) for unit in entry.units),
        assignments=tuple(_assignment(assignment, entry) for assignment in entry.assignments),
        gate=entry.gate,
        seed_version=entry.seed_version,
        digest="",
        forbidden_imports=tuple(entry.forbidden_imports),
        attempts=Attempts(entry.attempts),
        packages=tuple(entry.packages),
        feedback=_wording(entry.feedback),
    )


def _wording(entry: FeedbackEntry) -> Wording:
    return Wording(
        factors=tuple(Factor(factor.value, factor.means) for factor in entry.factors),
        inf_expected=entry.inf_expected or "",
        one_value_too_many=entry.one_value_too_many or "",
        transposed=entry.transposed or "",
        integer_too_large=entry.integer_too_large or "",
    )


def _unit(unit: UnitEntry, defaults: DefaultsEntry) -> Unit:
    exercises = tuple(_exercise(exercise, unit, defaults) for exercise in unit.exercises)
    return Unit(unit.name, unit.title, exercises)


def _exercise(entry: ExerciseEntry, unit: UnitEntry, defaults: DefaultsEntry) -> Exercise:
    shares: dict[str, Any] = {**BUILT_IN_SHARES, **defaults.shares, **unit.shares, **entry.shares}
    limits: dict[str, Any] = {**defaults.limits, **unit.limits, **entry.limits}
    return Exercise(
        name=entry.name,
        unit=unit.name,
        points=entry.points,
        shares={Group(group): percent / 100 for group, percent in shares.items()},
        difficulty=entry.difficulty,
        bonus=entry.bonus,
        limits=Limits(**limits),
    )


def _assignment(entry: AssignmentEntry, course: CourseFile) -> Assignment:
    late: dict[str, Any] = {**course.late, **entry.late}
    due = None if entry.due is None else instant(entry.due)
    if due is not None and due.tzinfo is None and course.timezone is not None:
        due = due.replace(tzinfo=ZoneInfo(course.timezone))
    attempts = Attempts(entry.attempts or course.attempts)
    return Assignment(entry.name, entry.title, tuple(entry.units), due, LatePolicy(**late), attempts)
