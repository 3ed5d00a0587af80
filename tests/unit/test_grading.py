"""grade(): what is stored, published and counted, run after run; the marks come from a class that is made up here."""

from __future__ import annotations

import csv
import json
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.grading import Graded, grade
from grader.model import Case, Course, ExerciseResult, Group, Level, Outcome, Report, Submission, Verdict
from grader.session import Plan
from grader.store import Store

COURSE = Path(__file__).parents[1] / "courses" / "notebooks"
AVERAGES, SPREAD = ("unit1_sums", "unit2_means"), ("unit3_spread",)
EARLY, LATE = datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)  # averages is due in between


@dataclass
class MadeUp:
    """Sessions that give every exercise the share of its points that the submission's file says."""

    plan: Plan
    graded: list[str] = field(default_factory=list)

    def grade(self, submissions: Iterable[Submission]) -> Generator[Report, None, None]:
        for submission in submissions:
            self.graded.append(submission.student)
            yield self.plan.report(
                submission, () if submission.problem else self.results(submission), problem=submission.problem
            )

    def results(self, submission: Submission) -> tuple[ExerciseResult, ...]:
        files = dict(submission.files)
        return tuple(
            result_of(exercise, float(files.get(f"{exercise.unit}.py", b"0")))
            for exercise in self.plan.course.exercises
            if submission.scope is not None and exercise.unit in submission.scope
        )


def result_of(exercise: Any, share: float) -> ExerciseResult:
    case = Case(f"test_{exercise.name}", exercise.name, "It is right.", Group.ANCHOR, visible=True)
    outcome = Outcome(case, Verdict.PASSED if share == 1 else Verdict.FAILED, "" if share == 1 else "Wrong.")
    return ExerciseResult(exercise, (outcome,), round(exercise.points * share, 2), gate_open=True)


@pytest.fixture
def course() -> Course:
    return load_course(COURSE)


@pytest.fixture
def sessions(course: Course) -> MadeUp:
    return MadeUp(Plan(course, Level.L1, b"a secret for tests"))


def submission(
    student: str, scope: tuple[str, ...] = AVERAGES, share: float = 1.0, day: int | None = None
) -> Submission:
    files = tuple((f"{unit}.py", str(share).encode()) for unit in scope)
    times = {"unit1_sums": "averages", "unit3_spread": "spread"}
    submitted = () if day is None else tuple((times[u], EARLY + timedelta(days=day)) for u in scope if u in times)
    return Submission(student, files, f"{student} {scope} {share} {day}", submitted, scope=scope)


def run(sessions: MadeUp, out: Path, *submissions: Submission, now: datetime = EARLY, **options: Any) -> Graded:
    return grade(sessions, submissions, out, now=now, **options)


def gradebook(out: Path) -> Mapping[str, tuple[str, ...]]:
    rows = csv.DictReader((out / "gradebook.csv").read_text(encoding="utf-8").splitlines())
    return {row["student"]: (row["score"], row["max_score"], row["averages"], row["spread"]) for row in rows}


def total(out: Path, student: str) -> tuple[float | None, float]:
    document = json.loads((out / student / "report.json").read_text(encoding="utf-8"))
    return document["score"], document["max_score"]


def test_archive_after_archive(sessions: MadeUp, tmp_path: Path) -> None:
    run(sessions, tmp_path, submission("ada"), submission("ben", share=0.5))
    assert gradebook(tmp_path) == {"ada": ("8", "7", "8", ""), "ben": ("4", "7", "4", "")}
    run(sessions, tmp_path, submission("ada", SPREAD))
    assert gradebook(tmp_path) == {"ada": ("10", "9", "8", "2"), "ben": ("4", "9", "4", "0")}
    assert total(tmp_path, "ben") == (4.0, 9.0), (
        "the page of a student who is not in the archive is brought up to date"
    )


def test_what_becomes_due_is_shown_by_the_next_run_whoever_is_in_it(sessions: MadeUp, tmp_path: Path) -> None:
    run(sessions, tmp_path, submission("ada", SPREAD))
    assert gradebook(tmp_path)["ada"] == ("2", "2", "", "2")
    run(sessions, tmp_path, submission("ben"), now=LATE)
    assert gradebook(tmp_path)["ada"] == ("2", "9", "0", "2")
    assert total(tmp_path, "ada") == (2.0, 9.0)


def test_unchanged_work_is_not_graded_again_but_another_scope_is(sessions: MadeUp, tmp_path: Path) -> None:
    both = (*AVERAGES, *SPREAD)
    for scope in (both, both, SPREAD, both):
        run(
            sessions,
            tmp_path,
            submission("ada", scope)
            if scope == both
            else Submission("ada", submission("ada", both).files, submission("ada", both).digest, scope=SPREAD),
        )
    assert sessions.graded == ["ada", "ada"]


def test_only_what_counts_is_published(sessions: MadeUp, tmp_path: Path) -> None:
    run(sessions, tmp_path, submission("ada", day=9), submission("ben"))
    run(sessions, tmp_path, submission("ada", share=0.5, day=3))
    assert gradebook(tmp_path)["ada"][0] == "8"
    assert total(tmp_path, "ada") == (8.0, 7.0)
    with Store(tmp_path / "results.sqlite") as store:
        assert [report.score for report in store.history("ada")] == [8.0, 4.0]


def test_a_mark_that_is_lower_now_is_told(sessions: MadeUp, tmp_path: Path) -> None:
    assert run(sessions, tmp_path, submission("ada")).lowered == []
    (lowered,) = run(sessions, tmp_path, submission("ada", share=0.5)).lowered
    assert (lowered.student, lowered.assignment.name, lowered.before, lowered.after) == ("ada", "averages", 8.0, 4.0)
    assert run(sessions, tmp_path, submission("ada", share=0.5)).lowered == []
    (lowered,) = run(sessions, tmp_path, submission("ada", share=0.25), submission("ben")).lowered
    assert run(sessions, tmp_path, submission("ada")).lowered == []


def test_ungraded_leaves_the_total_open_and_takes_no_mark_away(sessions: MadeUp, tmp_path: Path) -> None:
    damaged = [Submission(name, (), f"{name} damaged", problem="It is damaged.") for name in ("ada", "ben")]
    run(sessions, tmp_path, submission("ada"))
    graded = run(sessions, tmp_path, *damaged)
    assert gradebook(tmp_path) == {"ada": ("8", "7", "8", ""), "ben": ("", "7", "", "")}
    assert [report.graded for report in graded.reports] == [False, False]


def test_only_the_students_that_are_named_are_shown(sessions: MadeUp, tmp_path: Path) -> None:
    run(sessions, tmp_path, submission("ada"), submission("ben"))
    graded = run(sessions, tmp_path, submission("ben"), students=["ben"])
    assert [standing.student for standing in graded.standings] == list(gradebook(tmp_path)) == ["ben"]


def test_same_input_and_clock_same_bytes(sessions: MadeUp, tmp_path: Path) -> None:
    run(sessions, tmp_path, submission("ada"), submission("ben", SPREAD))
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.suffix in {".html", ".json", ".csv"}}
    assert len(files) == 6
    run(sessions, tmp_path, submission("ada"), submission("ben", SPREAD))
    assert {path: path.read_bytes() for path in files} == files
