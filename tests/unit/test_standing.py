"""Which report counts: policies, submission times, regrades, work that comes again, and what could not be graded."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest

from grader.model import Attempts, Identity, Level, Report, Verdict, Work
from grader.standing import Moment, Part, Standing, State
from tests.unit.report import samples

BASICS, MODELS = ("unit1_information", "unit2_entropy"), ("unit6_logistic",)
START = datetime(2026, 2, 1, 12, tzinfo=UTC)
BEST = dataclasses.replace(
    samples.COURSE,
    assignments=tuple(dataclasses.replace(one, attempts=Attempts.BEST) for one in samples.COURSE.assignments),
)


def graded(
    scope: Sequence[str] = BASICS,
    *,
    work: str = "a",
    day: int | None = None,
    lost: float = 0.0,
    course: str = samples.COURSE.digest,
    **fields: object,
) -> Report:
    """Return the report of one submission: what it has, when it came, and how many points less than all it earns."""
    results = [
        samples.result(exercise, score=exercise.points - (lost if exercise.name == "entropy" else 0.0))
        for exercise in samples.COURSE.exercises
        if exercise.unit in scope
    ]
    submitted = None if day is None else START + timedelta(days=day)
    provenance = dataclasses.replace(
        samples.PROVENANCE, scope=tuple(scope), submission_digest=f"{work} {day}", course_digest=course
    )
    works = tuple(Work(unit, f"{work} {unit}", submitted) for unit in scope)
    made = samples.report("ada", results, work=works, **fields)
    return dataclasses.replace(made, provenance=provenance)


def unreadable(scope: Sequence[str] | None = None, **fields: object) -> Report:
    provenance = dataclasses.replace(samples.PROVENANCE, scope=None if scope is None else tuple(scope))
    made = samples.report("ada", [], problem="The archive is damaged.", **fields)
    return dataclasses.replace(made, provenance=provenance)


def states(standing: Standing) -> list[State]:
    return [part.state for part in standing.parts]


def basics(*reports: Report, **options: object) -> Part:
    return samples.standing(*reports, **options).parts[0]  # type: ignore[arg-type]


class TestAssignmentsAreApart:
    def test_grading_one_never_touches_what_another_has_earned(self) -> None:
        standing = samples.standing(graded(BASICS), graded(MODELS))
        assert [part.score for part in standing.parts] == [16.0, 7.0]
        assert (standing.score, standing.max_score) == (23.0, 21.0)

    def test_a_report_says_nothing_of_another_assignment(self) -> None:
        both = graded((*BASICS, *MODELS), penalties=(("models", 1.4),))
        first, second = samples.standing(both).parts
        assert first.report is not None
        assert {result.exercise.unit for result in first.report.exercises} == set(BASICS)
        assert (first.penalty, second.penalty) == (0.0, 1.4)

    def test_a_fault_in_one_keeps_the_total_open_and_the_other_its_mark(self) -> None:
        fault = dataclasses.replace(samples.FAULT, student="ada")
        standing = samples.standing(fault)
        assert states(standing) == [State.UNGRADED, State.GRADED]
        assert (standing.score, standing.parts[1].score) == (None, 7.0)

    def test_a_course_without_assignments_is_one(self) -> None:
        course = dataclasses.replace(samples.COURSE, assignments=())
        (part,) = samples.standing(samples.BLAISE, course=course).parts
        assert (part.assignment.name, part.max_score) == (course.course_id, 21.0)

    def test_units_of_no_assignment_are_one_more(self) -> None:
        course = dataclasses.replace(samples.COURSE, assignments=samples.COURSE.assignments[:1])
        standing = samples.standing(graded(MODELS), course=course, begun=MODELS)
        assert [(part.assignment.name, part.state) for part in standing.parts] == [
            ("basics", State.NOT_DUE),
            ("cross-entropy", State.GRADED),
        ]


class TestLatest:
    def test_the_one_submitted_last_whatever_the_order_of_grading(self) -> None:
        first, second = graded(work="a", day=1), graded(work="b", day=2, lost=2)
        assert basics(first, second).score == basics(second, first).score == 14.0

    def test_regrading_an_older_archive_does_not_bring_it_back(self) -> None:
        first, second = graded(work="a", day=1, lost=4), graded(work="b", day=2)
        again = graded(work="a", day=1, lost=3, course="0" * 64)
        assert basics(first, second, again).score == 16.0

    def test_without_times_the_one_graded_last(self) -> None:
        first, second = graded(work="a"), graded(work="b", lost=2)
        assert basics(first, second).score == 14.0
        assert basics(first, second, first).score == 16.0

    @pytest.mark.parametrize("days", [(1, None), (None, 1)])
    def test_where_one_time_is_not_known_the_order_of_grading_decides(
        self, days: tuple[int | None, int | None]
    ) -> None:
        assert basics(graded(work="a", day=days[0]), graded(work="b", day=days[1], lost=2)).score == 14.0

    def test_a_regrade_of_the_same_submission_replaces_it(self) -> None:
        before, after = graded(day=1, course="0" * 64), graded(day=1, lost=2)
        assert basics(before, after).score == 14.0


class TestBest:
    def test_the_one_with_most_points_after_penalties(self) -> None:
        first = graded(work="a", day=1, lost=2)
        late = graded(work="b", day=9, penalties=(("basics", 3.2),))
        assert basics(first, late).score == 12.8
        assert basics(first, late, course=BEST).score == 14.0

    def test_of_equal_ones_the_latest(self) -> None:
        first, second = graded(work="a", day=1), graded(work="b", day=2)
        assert basics(second, first, course=BEST).submitted == START + timedelta(days=2)

    def test_a_regrade_of_the_same_submission_replaces_it_even_if_it_is_worse(self) -> None:
        before, after = graded(day=1, course="0" * 64), graded(day=1, lost=2)
        assert basics(before, after, course=BEST).score == 14.0


class TestWorkThatComesAgain:
    """A student packs the whole folder each time: earlier assignments come again with a later one's archive."""

    def test_was_submitted_when_it_came_first(self) -> None:
        on_time = graded(BASICS, day=1)
        again = graded((*BASICS, *MODELS), day=20, penalties=(("basics", 8.0),))
        part = basics(on_time, again)
        assert (part.score, part.submitted) == (16.0, START + timedelta(days=1))
        assert samples.standing(on_time, again).parts[1].submitted == START + timedelta(days=20)

    def test_whatever_the_order_of_grading(self) -> None:
        on_time = graded(BASICS, day=1)
        again = graded((*BASICS, *MODELS), day=20, penalties=(("basics", 8.0),))
        assert basics(again, on_time).score == 16.0

    def test_changed_work_is_a_resubmission(self) -> None:
        on_time = graded(BASICS, day=1)
        changed = graded((*BASICS, *MODELS), work="b", day=20, penalties=(("basics", 8.0),))
        assert basics(on_time, changed).score == 8.0

    def test_a_known_time_beats_an_unknown_one(self) -> None:
        unknown, late = graded(), graded(day=20, penalties=(("basics", 8.0),))
        assert basics(unknown, late).score == basics(late, unknown).score == 8.0


class TestUngraded:
    def test_leaves_the_total_open_and_is_never_zero(self) -> None:
        standing = samples.standing(graded(MODELS), unreadable(BASICS))
        assert states(standing) == [State.UNGRADED, State.GRADED]
        assert standing.score is None
        assert [part.assignment.name for part in standing.ungraded] == ["basics"]

    def test_never_takes_the_place_of_what_could_be_graded(self) -> None:
        part = basics(graded(day=1), unreadable(BASICS))
        assert (part.state, part.score) == (State.GRADED, 16.0)
        assert part.failed is not None
        assert part.failed.problem == "The archive is damaged."

    def test_is_forgotten_once_later_work_is_graded(self) -> None:
        assert basics(unreadable(BASICS), graded()).failed is None

    def test_that_comes_again_says_nothing_of_what_was_graded_in_between(self) -> None:
        """The archive of January is graded again in March: its damaged file is no later submission."""
        again = [samples.standing(unreadable(scope), graded(), unreadable(scope)) for scope in (None, BASICS)]
        assert [standing.parts[0].failed for standing in again] == [None, None]
        assert states(again[0]) == [State.GRADED, State.NOT_SUBMITTED]

    def test_of_earlier_work_says_nothing_about_later_work(self) -> None:
        fault = samples.result(samples.COURSE.exercise("entropy"), [Verdict.GRADER_ERROR])
        old = dataclasses.replace(graded(work="a", day=1), exercises=(fault,))
        assert basics(graded(work="b", day=2), old).failed is None

    def test_of_which_nothing_can_be_read_waits_wherever_others_have_submitted(self) -> None:
        early = samples.standing(unreadable(), now=START, begun=BASICS)
        assert states(early) == [State.UNGRADED, State.NOT_DUE]
        late = samples.standing(unreadable())
        assert states(late) == [State.UNGRADED, State.UNGRADED]

    def test_of_which_nothing_can_be_read_always_leaves_the_total_open(self) -> None:
        alone = samples.standing(unreadable(), now=START, begun=())
        assert states(alone) == [State.UNGRADED, State.UNGRADED]
        assert alone.score is None

    def test_of_which_nothing_can_be_read_is_a_resubmission_where_nothing_is_missing(self) -> None:
        early = samples.standing(graded(), unreadable(), now=START, begun=BASICS)
        assert states(early) == [State.GRADED, State.NOT_DUE]
        assert early.parts[0].failed is not None
        assert early.score == 16.0

    def test_of_which_nothing_can_be_read_takes_no_mark_away(self) -> None:
        standing = samples.standing(graded((*BASICS, *MODELS)), unreadable())
        assert standing.score == 23.0
        assert all(part.failed is not None for part in standing.parts)

    def test_of_which_nothing_can_be_read_is_over_once_something_is_graded(self) -> None:
        assert states(samples.standing(unreadable(), graded(MODELS))) == [State.NOT_SUBMITTED, State.GRADED]


class TestNothingSubmitted:
    @pytest.mark.parametrize(
        ("now", "state"),
        [
            (datetime(2026, 3, 1, 23, 59, tzinfo=UTC), State.NOT_DUE),
            (datetime(2026, 3, 1, 23, 59, 1, tzinfo=UTC), State.NOT_SUBMITTED),
            (datetime(2026, 3, 2, 7, 58, tzinfo=timezone(timedelta(hours=8))), State.NOT_DUE),
        ],
    )
    def test_with_a_due_date_it_is_due_when_that_has_passed(self, now: datetime, state: State) -> None:
        assert states(samples.standing(graded(), now=now))[1] is state
        assert Moment(now, frozenset(MODELS)).without_work(samples.COURSE.assignments[1]) is state

    @pytest.mark.parametrize(("begun", "state"), [((), State.NOT_DUE), (BASICS[1:], State.NOT_SUBMITTED)])
    def test_without_one_it_is_due_once_somebody_has_submitted(self, begun: Sequence[str], state: State) -> None:
        assert states(samples.standing(graded(MODELS), begun=begun))[0] is state

    def test_totals_count_what_is_graded_or_due(self) -> None:
        early, late = (samples.standing(graded(), now=now) for now in (START, samples.NOW))
        assert (early.score, early.max_score) == (16.0, 14.0)
        assert (late.score, late.max_score, late.parts[1].score) == (16.0, 21.0, 0.0)

    def test_nothing_at_all_is_no_total(self) -> None:
        standing = samples.standing(graded(()), now=START, begun=())
        assert (standing.score, standing.max_score, standing.graded) == (None, 0.0, True)


class TestStanding:
    def test_of_some_assignments(self) -> None:
        models = samples.standing(graded((*BASICS, *MODELS))).of(samples.COURSE.assignments[1:])
        assert (models.score, models.max_score) == (7.0, 7.0)

    def test_the_weakest_sandbox_is_shown(self) -> None:
        weak = dataclasses.replace(
            graded(MODELS),
            provenance=dataclasses.replace(samples.PROVENANCE, scope=MODELS, sandbox_level=Level.UNCONFINED),
        )
        assert samples.standing(weak, graded(BASICS)).level is Level.UNCONFINED

    def test_the_latest_identity_that_is_known(self) -> None:
        lms = Identity("Ada Lovelace", "101")
        assert samples.standing(graded(BASICS, identity=lms), graded(MODELS)).identity == lms

    def test_notices_of_what_counts_and_of_the_last_submission_each_once(self) -> None:
        notice = samples.Notice("a.py", "Left out.")
        standing = samples.standing(graded((*BASICS, *MODELS), notices=(notice,)), graded((), notices=(notice,)))
        assert standing.notices == (notice,)
