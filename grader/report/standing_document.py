"""A student's `report.json` (`grader/report.schema.json`, audience "student"): all assignments, and how they stand.

What only staff may read is not in it. All texts are as the caller gives them: in the language of the student.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from grader.report.document import (
    SCHEMA_VERSION,
    Audience,
    Document,
    exercise_document,
    identity_document,
    provenance_document,
)
from grader.report.summary import provenances
from grader.standing import Part, Standing


def student_document(standing: Standing) -> Document:
    """Return `standing` as plain data. Keys stand in a fixed order. What is ungraded has the score None, never 0."""
    gradings = [report for _, report in provenances(standing)]
    return {
        "schema_version": SCHEMA_VERSION,
        "audience": Audience.STUDENT.value,
        "student": standing.student,
        **identity_document(standing.identity),
        "graded": standing.graded,
        "problem": next((part.report.problem for part in standing.ungraded if part.report), ""),
        "score": standing.score,
        "max_score": standing.max_score,
        "sandbox_level": standing.level.value,
        "graded_at": _minute(max(report.graded_at for report in gradings)),
        "assignments": [_assignment(part) for part in standing.parts],
        "notices": [asdict(notice) for notice in standing.notices],
        "exercises": [
            exercise_document(result, Audience.STUDENT, graded=report.graded)
            for report in standing.reports
            for result in report.exercises
        ],
    }


def _assignment(part: Part) -> Document:
    report, due, submitted = part.report, part.assignment.due, part.submitted
    document: Document = {
        "name": part.assignment.name,
        "title": part.assignment.title,
        "units": list(part.assignment.units),
        "state": part.state.value,
        "due": due and due.isoformat(),
        "score": part.score,
        "max_score": part.max_score,
        "late_penalty": part.penalty,
        "submitted_at": submitted and submitted.isoformat(),
        "later_problem": "" if part.failed is None else part.failed.problem,
        "grading": None,
    }
    if report is not None:
        document["grading"] = {
            "problem": report.problem,
            "sandbox_level": report.provenance.sandbox_level.value,
            "graded_at": _minute(report.graded_at),
            "provenance": provenance_document(report.provenance, Audience.STUDENT),
        }
    return document


def _minute(time: datetime) -> str:
    """Return a time to the minute: a function that sleeps can write hidden inputs into seconds."""
    return time.replace(second=0, microsecond=0).isoformat()
