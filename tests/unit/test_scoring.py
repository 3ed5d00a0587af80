from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import (
    Assignment,
    Case,
    Exercise,
    ExerciseResult,
    Group,
    LatePolicy,
    Level,
    Outcome,
    Provenance,
    Report,
    Verdict,
)
from grader.scoring import days_late, effective_shares, late_penalty, score_exercise

A, E, L, N, S = Group.ANCHOR, Group.EDGE, Group.LAW, Group.NUMERIC, Group.SPEED
SHARES = {A: 0.40, L: 0.25, E: 0.20, N: 0.10, S: 0.05}
NOT_PASSED = [verdict for verdict in Verdict if verdict is not Verdict.PASSED]


def exercise(points: float = 10.0, shares: dict[Group, float] = SHARES, *, bonus: bool = False) -> Exercise:
    return Exercise("entropy", "unit2", points, shares, bonus=bonus)


def outcomes(cases: str, verdict: Verdict = Verdict.FAILED) -> list[Outcome]:
    """Read "AAl" as: two anchors passed, one law did not."""
    groups = {"A": A, "E": E, "L": L, "N": N, "S": S}
    return [
        Outcome(
            Case(f"case {i}", "entropy", f"title {i}", groups[c.upper()], visible=True),
            Verdict.PASSED if c.isupper() else verdict,
        )
        for i, c in enumerate(cases)
    ]


def score(cases: str, *, gate: float = 0.5, **fields: object) -> float:
    return score_exercise(exercise(**fields), outcomes(cases), gate=gate).score  # type: ignore[arg-type]


class TestScore:
    @pytest.mark.parametrize(
        ("cases", "points"),
        [
            ("AELNS", 10.0),
            ("aelns", 0.0),
            ("Aelns", 4.0),
            ("AaELNS", 8.0),
            ("AALlll", 10 * (0.40 + 0.60 / 4)),
        ],
        ids=["all", "none", "anchors alone", "half of the anchors", "no edge numeric speed"],
    )
    def test_groups(self, cases: str, points: float) -> None:
        assert score(cases) == pytest.approx(points)

    @pytest.mark.parametrize("verdict", NOT_PASSED)
    def test_only_passed_counts(self, verdict: Verdict) -> None:
        result = score_exercise(exercise(), outcomes("aelns", verdict), gate=0.0)
        assert (result.score, result.passed) == (0.0, 0)

    def test_keeps_the_outcomes(self) -> None:
        cases = outcomes("AEl")
        result = score_exercise(exercise(), cases, gate=0.5)
        assert result.outcomes == tuple(cases)
        assert result.passed == 2

    def test_rounded_to_a_hundredth(self) -> None:
        assert score("Aaa", gate=0.0, shares={A: 1.0}) == 3.33
        assert score("AAa", gate=0.0, shares={A: 1.0}) == 6.67

    def test_everything_passed_is_exactly_all_points(self) -> None:
        for n in range(1, 30):
            assert score("A" * n + "E" * 3 + "L" * n + "N" * 7 + "S", points=7.0) == 7.0

    def test_no_cases_no_points(self) -> None:
        result = score_exercise(exercise(), [], gate=0.5)
        assert result == ExerciseResult(exercise(), (), 0.0, True)

    def test_a_bonus_counts_on_top(self) -> None:
        main = score_exercise(exercise(10), outcomes("A"), gate=0.5)
        extra = score_exercise(exercise(3, bonus=True), outcomes("A"), gate=0.5)
        provenance = Provenance("c", "", "", "", "", "", 1, "", Level.L1)
        report = Report("grace", (main, extra), provenance, datetime.now(UTC), 0.0)
        assert (report.score, report.max_score) == (13.0, 10.0)


class TestGate:
    @pytest.mark.parametrize(
        ("cases", "gate", "opened"),
        [
            ("aaELNS", 0.5, False),
            ("AaELNS", 0.5, True),
            ("AaaELNS", 0.5, False),
            ("AAaELNS", 0.5, True),
            ("aELNS", 0.0, True),
            ("AaELNS", 1.0, False),
            ("AAELNS", 1.0, True),
            ("ELNS", 0.5, True),
            ("A" * 7 + "a" * 18, 0.28, True),
        ],
        ids=["none", "half", "third", "two thirds", "gate 0", "gate 1", "gate 1, all", "no anchors", "0.28 × 25 > 7"],
    )
    def test_opened(self, cases: str, gate: float, opened: bool) -> None:
        assert score_exercise(exercise(), outcomes(cases), gate=gate).gate_open is opened

    def test_below_it_only_anchors_count(self) -> None:
        assert score("aELNS") == 0.0
        assert score("AaaELNS") == pytest.approx(10 * 0.40 / 3, abs=0.01)


class TestEffectiveShares:
    @pytest.mark.parametrize(
        ("present", "expected"),
        [
            ({A, E, L, N, S}, SHARES),
            ({A, E, L}, {A: 0.40, E: 0.20, L: 0.40}),
            ({L}, {L: 1.0}),
            ({A, E}, {A: 0.40 / 0.60, E: 0.20 / 0.60}),
            ({A}, {A: 1.0}),
            (set(), {}),
        ],
        ids=["all", "to law", "law alone", "in proportion", "anchor alone", "none"],
    )
    def test_missing_groups(self, present: set[Group], expected: dict[Group, float]) -> None:
        assert effective_shares(SHARES, dict.fromkeys(present, 3)) == pytest.approx(expected)

    def test_a_group_with_no_cases_is_missing(self) -> None:
        assert effective_shares({A: 0.5, L: 0.5}, {A: 1, L: 0}) == {A: 1.0}

    def test_law_takes_what_is_missing_even_if_its_own_share_is_nothing(self) -> None:
        assert effective_shares({A: 0.5, L: 0.0, E: 0.5}, {A: 1, L: 1}) == {A: 0.5, L: 0.5}


CASES = st.text("AELNSaelns", max_size=30)
ANY_SHARES = st.dictionaries(st.sampled_from(Group), st.floats(0.0, 1.0), min_size=1)


@given(CASES, ANY_SHARES, st.floats(0, 1), st.floats(0, 100))
def test_a_score_lies_between_nothing_and_all_points(
    cases: str, shares: dict[Group, float], gate: float, points: float
) -> None:
    assert 0 <= score(cases, shares=shares, gate=gate, points=points) <= points + 0.005


@given(CASES, ANY_SHARES, st.floats(0, 1), st.data())
def test_one_more_pass_never_costs_points(
    cases: str, shares: dict[Group, float], gate: float, data: st.DataObject
) -> None:
    failing = [i for i, c in enumerate(cases) if c.islower()]
    if failing:
        i = data.draw(st.sampled_from(failing))
        better = cases[:i] + cases[i].upper() + cases[i + 1 :]
        assert score(better, shares=shares, gate=gate) >= score(cases, shares=shares, gate=gate)


@given(CASES, ANY_SHARES)
def test_effective_shares_sum_to_one(cases: str, shares: dict[Group, float]) -> None:
    total = {group: sum(o.case.group is group for o in outcomes(cases)) for group in Group}
    effective = effective_shares(shares, total)
    assert not effective or math.fsum(effective.values()) == pytest.approx(1)
    assert all(total[group] for group in effective)


DUE = datetime(2027, 3, 12, 23, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
POLICY = LatePolicy(grace_minutes=15, percent_per_day=10, max_percent=50)


def assignment(policy: LatePolicy = POLICY, due: datetime | None = DUE) -> Assignment:
    return Assignment("information", "Information", ("unit1",), due, policy)


class TestLate:
    @pytest.mark.parametrize(
        ("late", "days"),
        [
            (timedelta(days=-3), 0),
            (timedelta(0), 0),
            (timedelta(minutes=15), 0),
            (timedelta(minutes=15, microseconds=1), 1),
            (timedelta(days=1, minutes=15), 1),
            (timedelta(days=1, minutes=15, microseconds=1), 2),
            (timedelta(days=30), 30),
        ],
        ids=["early", "on time", "end of grace", "after grace", "one day", "second day begun", "a month"],
    )
    def test_days_begun_after_the_grace(self, late: timedelta, days: int) -> None:
        assert days_late(DUE, DUE + late, POLICY) == days

    def test_zones_do_not_matter_only_the_moment_does(self) -> None:
        moment = (DUE + timedelta(minutes=16)).astimezone(timezone(timedelta(hours=-8)))
        assert days_late(DUE, moment, POLICY) == 1
        assert days_late(DUE.astimezone(UTC), moment, POLICY) == 1

    def test_a_day_has_24_hours_even_when_the_clocks_change(self) -> None:
        due = datetime(2027, 3, 27, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))  # summer time begins that night
        submitted = datetime(2027, 3, 28, 23, 59, tzinfo=ZoneInfo("Europe/Berlin"))
        late = submitted.astimezone(UTC) - due.astimezone(UTC)
        assert late == timedelta(hours=23)
        assert days_late(due, submitted, LatePolicy()) == 1

    @pytest.mark.parametrize(("days", "penalty"), [(0, 0.0), (1, 1.23), (3, 3.7), (5, 6.17), (6, 6.17), (400, 6.17)])
    def test_a_percentage_for_each_day_up_to_the_cap(self, days: int, penalty: float) -> None:
        assert late_penalty(assignment(), DUE + timedelta(days=days), 12.34) == penalty

    def test_without_a_due_time_or_a_submission_time(self) -> None:
        assert late_penalty(assignment(due=None), DUE, 10.0) == 0.0
        assert late_penalty(assignment(), None, 10.0) == 0.0

    def test_the_default_policy_costs_nothing(self) -> None:
        assert late_penalty(assignment(LatePolicy()), DUE + timedelta(days=9), 10.0) == 0.0

    @given(st.floats(0, 1000), st.integers(0, 100_000), st.floats(0, 100), st.floats(0, 100))
    def test_never_more_than_was_earned(self, earned: float, minutes: int, percent: float, most: float) -> None:
        policy = LatePolicy(percent_per_day=percent, max_percent=most)
        penalty = late_penalty(assignment(policy), DUE + timedelta(minutes=minutes), earned)
        assert 0 <= penalty <= earned + 0.005
