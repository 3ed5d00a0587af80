"""Outcomes → points. Pure; students' local runs use it too, so it needs the standard library alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from grader.model import (
    Assignment,
    Course,
    Exercise,
    ExerciseResult,
    Group,
    LatePolicy,
    Outcome,
    Submission,
    Verdict,
)

ROUNDING = 1e-9  # 0.28 × 25 cases is a little more than 7


def score_exercise(exercise: Exercise, outcomes: Sequence[Outcome], *, gate: float) -> ExerciseResult:
    """Score one exercise, rounded to 0.01 points.

    Each group is worth its share of the points, divided evenly among its cases. The share of a group without cases
    goes to *law*, or to all others in proportion if there are no laws. Below the gate (the share of anchor cases
    that must pass) only the anchors count: a function that always raises must not live off the validation cases.
    """
    passed, total = _tally(outcomes)
    gate_open = passed.get(Group.ANCHOR, 0) >= gate * total.get(Group.ANCHOR, 0) - ROUNDING
    shares = effective_shares(exercise.shares, total)
    fraction = sum(
        share * passed.get(group, 0) / total[group]
        for group, share in shares.items()
        if gate_open or group is Group.ANCHOR
    )
    return ExerciseResult(exercise, tuple(outcomes), round(exercise.points * fraction, 2), gate_open)


def effective_shares(shares: Mapping[Group, float], total: Mapping[Group, int]) -> dict[Group, float]:
    """Give the shares of groups without cases to the others; the result sums to 1 (or is empty)."""
    present = {group: share for group, share in shares.items() if total.get(group)}
    if not present:
        return {}
    missing = math.fsum(shares.values()) - math.fsum(present.values())
    if Group.LAW in present:
        present[Group.LAW] += missing
    whole = math.fsum(present.values())
    return {group: share / whole for group, share in present.items()} if whole else {}


def late_penalties(
    course: Course, submission: Submission, results: Sequence[ExerciseResult]
) -> tuple[tuple[str, float], ...]:
    """Return (assignment, points) for each assignment that was late and loses points for it."""
    submitted = dict(submission.submitted)
    penalties = (
        (assignment.name, late_penalty(assignment, submitted.get(assignment.name), _earned(assignment, results)))
        for assignment in course.assignments
    )
    return tuple((name, points) for name, points in penalties if points > 0)


def _earned(assignment: Assignment, results: Iterable[ExerciseResult]) -> float:
    return sum(result.score for result in results if result.exercise.unit in assignment.units)


def late_penalty(assignment: Assignment, submitted: datetime | None, earned: float) -> float:
    """Return the points that lateness takes off `earned`: a percentage for each day begun after the grace."""
    if assignment.due is None or submitted is None:
        return 0.0
    days = days_late(assignment.due, submitted, assignment.late)
    percent = min(days * assignment.late.percent_per_day, assignment.late.max_percent)
    return round(earned * percent / 100, 2)


def days_late(due: datetime, submitted: datetime, policy: LatePolicy) -> int:
    """Return the number of days begun between the end of the grace period and the submission."""
    overdue = submitted - due - timedelta(minutes=policy.grace_minutes)
    return max(0, math.ceil(overdue / timedelta(days=1)))


def _tally(outcomes: Iterable[Outcome]) -> tuple[dict[Group, int], dict[Group, int]]:
    passed: dict[Group, int] = {}
    total: dict[Group, int] = {}
    for outcome in outcomes:
        group = outcome.case.group
        total[group] = total.get(group, 0) + 1
        passed[group] = passed.get(group, 0) + (outcome.verdict is Verdict.PASSED)
    return passed, total
