"""Wrong answers on the cases of their exercise, each where it can do no harm."""

import math
import multiprocessing
import os
import signal
import time
from pathlib import Path

import pytest

from grader.cases.seeds import PUBLIC_KEY
from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.selfcheck.trial import Bench, Trial, try_apart


@pytest.fixture(scope="module")
def bench():
    course = load_course(Path(__file__).parents[2] / "courses" / "arithmetic")
    return Bench(course, collect_cases(course), PUBLIC_KEY)


def killers(bench, function, exercise="total"):
    return [case.name.rpartition("::")[2] for case in bench.killers(bench.course.exercise(exercise), function, "x")]


class TestBench:
    def test_a_right_answer_passes_every_case(self, bench):
        assert killers(bench, math.fsum) == []
        assert killers(bench, lambda f, x: f(f(x)), "apply_twice") == []

    def test_a_wrong_answer_fails_the_cases_that_see_it(self, bench):
        assert killers(bench, sum) == ["test_large_and_small"]

    def test_cases_are_tried_as_they_are_asked_for(self, bench):
        calls = []
        found = bench.killers(bench.course.exercise("total"), calls.append, "x")
        assert next(found).name.endswith("test_three_numbers")
        assert calls == [[1, 2, 3.5]]


class TestTryApart:
    def test_each_outcome_comes_back_with_its_index(self):
        outcomes = dict(try_apart([lambda lost=i % 2 == 0: Trial(lost=lost) for i in range(5)]))
        assert {i: outcome.lost for i, outcome in outcomes.items()} == {0: True, 1: False, 2: True, 3: False, 4: True}

    def test_a_lost_process_costs_its_own_trial_only(self):
        trials = [lambda: os.kill(os.getpid(), signal.SIGKILL), *[Trial] * 6]
        outcomes = dict(try_apart(trials))
        assert [outcomes[i].lost for i in range(7)] == [True] + [False] * 6

    def test_what_never_ends_is_ended(self):
        assert dict(try_apart([lambda: time.sleep(60)], seconds=0.3))[0].lost

    def test_at_the_end_nothing_is_waited_for(self):
        started = time.monotonic()
        quick_and_slow = [Trial, Trial, *[lambda: time.sleep(60)] * 4]
        outcomes = dict(try_apart(quick_and_slow, end=started + 1.0))
        assert time.monotonic() - started < 10.0
        assert 0 in outcomes
        assert not any(outcome.lost for outcome in outcomes.values()), "what was not tried to its end is not reported"

    def test_no_process_is_left_behind(self):
        before = {process.pid for process in multiprocessing.active_children()}
        trials = try_apart([Trial, *[lambda: time.sleep(60)] * 3])
        next(trials)
        trials.close()
        assert {process.pid for process in multiprocessing.active_children()} <= before

    def test_what_takes_all_memory_is_lost(self):
        assert dict(try_apart([lambda: Trial(lost=not bytearray(64 << 30))]))[0].lost

    def test_no_trials(self):
        assert list(try_apart([])) == []
