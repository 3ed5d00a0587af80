"""Whatever a submission answers, every case of this course has a verdict that is not our fault, and a report is made.

The seed of a submission is printed where it fails. For an hour, with the counts; or one seed again:

    FUZZ_SECONDS=3600 pytest -s tests/fuzz/test_answers.py
    FUZZ_SEED=17 FUZZ_EXAMPLES=50 pytest -s tests/fuzz/test_answers.py
"""

from __future__ import annotations

import io
import itertools
import json
import os
import random
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.cases import hidden
from grader.cases.seeds import PUBLIC_KEY
from grader.course import load_course
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions
from grader.execution.recognition import Recognisers
from grader.execution.runner import Runner
from grader.language import Message, load_language
from grader.model import Course, Level, Provenance, Report, Verdict
from grader.own_memory import room_for_a_submission
from grader.report.class_page import render_class
from grader.report.document import to_document, to_json
from grader.report.standing_document import student_document
from grader.report.student import render_student
from grader.report.terminal import standing_view
from grader.report.translation import translated
from tests.fuzz.hostile_code import HostileCode
from tests.unit.report import samples

ROOT = Path(__file__).parents[2]
EXAMPLES = max(1, int(os.environ.get("FUZZ_EXAMPLES", "100")) // 50)  # of all 702 cases each: two or three seconds
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))  # if given: as many as there is time for
SEED = int(os.environ.get("FUZZ_SEED", "0"))
PROVENANCE = Provenance("c", "d", "s", "0", "3", "2", 1, "f", Level.L1)


@pytest.fixture(scope="module")
def runner() -> Runner:
    """Return what runs this course's cases, with the hints of its bank."""
    course = load_course(ROOT)
    book = collect_cases(course)
    return Runner(course, book, PUBLIC_KEY, Recognisers(load_misconceptions(course), book.references))


def test_no_answers_leave_a_submission_without_a_mark(runner: Runner) -> None:
    counts: Counter[str] = Counter()
    deadline = time.monotonic() + SECONDS
    slowest = 0.0
    for seed in itertools.count(SEED):
        if seed >= SEED + EXAMPLES and time.monotonic() >= deadline:
            break
        report = run(runner, seed)
        outcomes = [outcome for result in report.exercises for outcome in result.outcomes]
        faults = [outcome for outcome in outcomes if outcome.verdict is Verdict.GRADER_ERROR]
        assert not faults, f"seed {seed}: {faults[0].case.name}: {faults[0].staff}"
        for outcome in outcomes:
            if not outcome.case.visible:
                said = outcome.message.template if isinstance(outcome.message, Message) else outcome.message
                assert said in hidden.templates(), f"seed {seed}: {outcome.case.name}: {outcome.message}"
            slowest = max(slowest, outcome.seconds)
        make_products(report, runner.course)
        counts.update(outcome.verdict for outcome in outcomes)
        counts["submissions"] += 1
        counts["hints"] += sum(result.hint is not None for result in report.exercises)
    print(f"{counts['submissions']} submissions, {dict(sorted(counts.items()))}, the slowest case {slowest:.2f} s")
    assert counts[Verdict.FAILED]
    assert counts[Verdict.PASSED]


def run(runner: Runner, seed: int) -> Report:
    """Run all cases on one hostile submission."""
    rng = random.Random(seed)
    code = HostileCode(rng, runner.book.references, calm=rng.choice([0.0, 0.2, 0.6, 0.95]))
    with room_for_a_submission():
        exercises = runner.run(code, "mallory")
    return Report("mallory", exercises, PROVENANCE, datetime.now(UTC), 1.0)


def make_products(report: Report, course: Course) -> None:
    """Make all that a student and an instructor read."""
    for code in ("en", "zh"):
        said = translated(report, load_language(code))
        json.loads(to_json(to_document(said)))
        json.loads(to_json(student_document(samples.standing(said, course=course))))
    standing = samples.standing(report, course=course)
    assert render_student(standing, course).encode("utf-8")
    assert render_class([standing], course).encode("utf-8")
    Console(file=io.StringIO(), width=100).print(standing_view(standing, course))


def test_the_cases_are_those_of_the_course(runner: Runner) -> None:
    """A course that has lost its cases would pass everything above."""
    book: CaseBook = runner.book
    assert len(list(book)) > 600
