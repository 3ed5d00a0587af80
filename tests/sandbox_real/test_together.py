"""Several calls in one request: as many single calls, only faster."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import pytest

from grader.errors import CourseError
from grader.model import Limits
from grader.sandbox import wire
from grader.sandbox.client import Arguments, Loss, Missing, Raised, Returned, Worker, WorkerLost

Student = Callable[..., Worker]


def calls_of(*values: object) -> list[Arguments]:
    return [((value,), {}) for value in values]


def test_each_call_has_its_own_answer_and_notes(student: Student) -> None:
    worker = student(
        unit1="""
        import warnings
        def f(x, add=0):
            if x == 2: raise ValueError(f"not {x}")
            if x == 3: print("three")
            if x == 4: warnings.warn("four")
            if isinstance(x, list): x.append(9)
            return [x, add]
        """
    )
    results = worker.call_each("unit1", "f", [((1,), {"add": 5}), *calls_of(2, 3, 4, [5])], seconds=5.0)
    assert [type(result) for result in results] == [Returned, Raised, Returned, Returned, Returned]
    first, second, third, fourth, fifth = results
    assert isinstance(first, Returned)
    assert first.value == [1, 5]
    assert isinstance(second, Raised)
    assert str(second.exception) == "not 2"
    assert isinstance(third, Returned)
    assert third.notes.printed == "three\n"
    assert isinstance(fourth, Returned)
    assert fourth.notes.warnings == ("UserWarning: four",)
    assert isinstance(fifth, Returned)
    assert (fifth.value, fifth.notes.changed) == ([[5, 9], 0], (0,))
    assert (first.notes.printed, first.notes.warnings, first.notes.changed) == ("", (), ())


def test_cpu_time_is_known_of_a_call_that_travelled_alone(student: Student) -> None:
    worker = student(unit1="def f(x): return x")
    (single,) = worker.call_each("unit1", "f", calls_of(1), seconds=5.0)
    assert isinstance(single, Returned)
    assert single.notes.cpu_seconds > 0.0
    several = worker.call_each("unit1", "f", calls_of(1, 2), seconds=5.0)
    assert all(isinstance(one, Returned) and math.isnan(one.notes.cpu_seconds) for one in several)


def test_slow_calls_have_all_their_time_each(student: Student) -> None:
    """Together they take longer than one may; the worker answers what it has, and is asked again."""
    worker = student(unit1="import time\ndef f(x):\n    time.sleep(0.3)\n    return x")
    results = worker.call_each("unit1", "f", calls_of(*range(4)), seconds=0.7)
    assert [one.value for one in results if isinstance(one, Returned)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("body", "kind"),
    [("while True: pass", Loss.TIMED_OUT), ("import os; os._exit(0)", Loss.CRASHED)],
    ids=["never ends", "exits"],
)
def test_one_that_is_lost_loses_all(student: Student, body: str, kind: Loss) -> None:
    worker = student(unit1=f"def f(x):\n    if x == 2:\n        {body}\n    return x")
    started = time.monotonic()
    with pytest.raises(WorkerLost) as caught:
        worker.call_each("unit1", "f", calls_of(0, 1, 2, 3), seconds=0.5)
    assert caught.value.kind is kind
    assert not worker.alive
    assert time.monotonic() - started < 3.0


def test_more_calls_and_more_bytes_than_a_request_may_hold(student: Student) -> None:
    worker = student(unit1="def f(x): return x")
    many = worker.call_each("unit1", "f", calls_of(*range(wire.MAX_CALLS + 50)), seconds=5.0)
    assert [one.value for one in many if isinstance(one, Returned)] == list(range(wire.MAX_CALLS + 50))
    large = [np.full(100_000, float(i)) for i in range(5)]  # 0.8 MB each
    results = worker.call_each("unit1", "f", calls_of(*large), seconds=5.0)
    assert all(isinstance(one, Returned) and (one.value == i).all() for i, one in enumerate(results))


def test_a_large_answer_is_refused_alone(student: Student) -> None:
    worker = student(
        unit1="import numpy as np\ndef f(x): return np.zeros(x)", limits=Limits(memory_mib=256, reply_mib=1)
    )
    small, large, last = worker.call_each("unit1", "f", calls_of(3, 1_000_000, 4), seconds=5.0)
    assert isinstance(small, Returned)
    assert isinstance(large, Returned)
    assert "1 MiB are allowed" in large.value.what  # type: ignore[attr-defined]
    assert isinstance(last, Returned)
    assert last.value.shape == (4,)  # type: ignore[attr-defined]


def test_no_such_function(student: Student) -> None:
    assert student(unit1="").call_each("unit1", "f", calls_of(1, 2), seconds=5.0) == [Missing("unit1", "f")] * 2


def test_functions_cannot_travel_together(student: Student) -> None:
    with pytest.raises(CourseError, match="a function cannot be passed"):
        student(unit1="def f(x): return x").call_each("unit1", "f", calls_of(abs), seconds=5.0)


FORGERS = {
    "one answer more": "answers = [ok, ok, ok]",
    "an answer to another request": "answers = [ok, wire.encode((sequence + 1, 'returned', 1, None))]",
    "a callback among answers": "answers = [ok, wire.encode((sequence, 'callback', (1, (), {}), None))]",
    "an answer after a full frame": "answers = [wire.encode((sequence, 'returned', 'x' * 70_000, None)), ok]",
    "half an answer": "answers = [ok, ok[:-2]]",
    "no answer": "answers = []",
}


@pytest.mark.parametrize("forgery", FORGERS.values(), ids=FORGERS.keys())
def test_forged_answers(student: Student, forgery: str) -> None:
    """Student code that answers in the worker's place, with what an honest worker never sends."""
    worker = student(
        unit1=f"""
        import sys
        def f(x):
            frame = sys._getframe()
            while frame.f_code.co_name != "answer":
                frame = frame.f_back
            server = frame.f_locals["self"]
            wire = type(server).answer.__globals__["wire"]
            sequence = server._sequence
            ok = wire.encode((sequence, "returned", 1, None))
            {forgery}
            server._channel.send(b"".join(answers))
        """
    )
    with pytest.raises(WorkerLost) as caught:
        worker.call_each("unit1", "f", calls_of(1, 2), seconds=2.0)
    assert caught.value.kind is Loss.PROTOCOL
