"""Which units a submission is graded in, recognised from its files. The stub as it was handed out is no work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grader.model import Assignment, Course, Submission
from grader.submissions.handout import Handout


def recognised_scope(course: Course, handout: Handout, written: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the units of each assignment of which something was submitted; none where all of it is still the stub.

    `written` is what the student wrote, by the name of the file that it counts as.
    """
    begun = {
        unit.name
        for unit in course.units
        if unit.filename in written and not handout.is_untouched(unit.filename, written[unit.filename])
    }
    return course.covering(begun)


def limited(submission: Submission, assignments: Iterable[Assignment]) -> Submission:
    """Return `submission`, to be graded in these assignments alone: in those of them of which something is there."""
    units = tuple(unit for assignment in assignments for unit in assignment.units)
    scope = units if submission.scope is None else tuple(unit for unit in submission.scope if unit in units)
    return replace(submission, scope=scope)
