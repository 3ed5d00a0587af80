"""What a function did with its arguments, how often it called what it was given, and how long it took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.cases.call_assertions import (
    assert_arguments_unchanged,
    assert_calls,
    assert_comparable_speed,
    assert_new_result,
)
from grader.cases.call_proxy import Call, Subject, local_invoke
from grader.cases.compare import CaseFailed

VECTOR = np.array([1.0, 2.0, 3.0])


def subject_of(function: Callable[..., object]) -> Subject:
    return Subject("f", local_invoke(function, lambda error: "", name="f"))


class TestArgumentsUnchanged:
    @pytest.mark.parametrize(
        ("function", "which"),
        [(lambda p, q: p.sort(), "number 1"), (lambda p, q: q.sort(), "`q`")],
        ids=["position", "keyword"],
    )
    def test_names_what_was_changed(self, function: Callable[..., object], which: str) -> None:
        subject = subject_of(function)
        subject(np.array([2, 1]), q=np.array([2, 1]))
        with pytest.raises(CaseFailed, match=which) as caught:
            assert_arguments_unchanged(subject)
        assert caught.value.relation is not None
        assert which not in caught.value.relation.kind

    def test_by_its_name_where_that_is_known(self) -> None:
        subject = subject_of(lambda p, q: p.sort())
        subject.parameters = ("p", "q")
        subject(np.array([2, 1]), np.array([2, 1]))
        with pytest.raises(CaseFailed, match="your function changed its argument `p`: work on a copy"):
            assert_arguments_unchanged(subject)

    def test_any_of_the_calls(self) -> None:
        subject = subject_of(lambda p, really: p.sort() if really else None)
        subject([2, 1], True)
        subject([2, 1], False)
        with pytest.raises(CaseFailed):
            assert_arguments_unchanged(subject)

    def test_accepts(self) -> None:
        subject = subject_of(sorted)
        subject([2, 1])
        assert_arguments_unchanged(subject)
        assert_arguments_unchanged(sorted)


class TestNewResult:
    @pytest.mark.parametrize(
        "function", [np.asarray, lambda p: p[::2], lambda p: p.reshape(2, 1)], ids=["itself", "half of it", "a view"]
    )
    def test_names_what_was_returned(self, function: Callable[..., object]) -> None:
        subject = subject_of(function)
        subject.parameters = ("p",)
        subject(np.array([2.0, 1.0]))
        with pytest.raises(CaseFailed, match="your function returned its argument `p`: return a copy"):
            assert_new_result(subject)

    @pytest.mark.parametrize(
        "function", [np.array, lambda p: p + 0, lambda p: p[0], list], ids=["copy", "another", "entry", "list"]
    )
    def test_accepts(self, function: Callable[..., object]) -> None:
        subject = subject_of(function)
        subject(np.array([2.0, 1.0]))
        assert_new_result(subject)
        assert_new_result(np.asarray)


class TestCalls:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ([None, None], 2),
            ([1.0, 2.0], [1.0, 2.0]),
            ([VECTOR, 2.0 * VECTOR], np.array([VECTOR, 2.0 * VECTOR])),
            ([], []),
        ],
        ids=["counted", "numbers", "points", "never"],
    )
    def test_accepts(self, asked: list[object], expected: object) -> None:
        assert_calls(asked, expected)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("asked", "expected", "kind", "text"),
        [
            (
                [None] * 3,
                2,
                "Your function calls the function that it is given too often.",
                "number of calls: 3 instead of 2",
            ),
            (
                [1.0],
                [1.0, 2.0],
                "Your function does not call the function that it is given often enough.",
                "number of calls: 1 instead of 2",
            ),
            (
                [1.0, 2.1],
                [1.0, 2.0],
                "Your function calls the function that it is given at other points than it should.",
                "other points",
            ),
            (
                [VECTOR, VECTOR[:2]],
                [VECTOR, VECTOR],
                "Your function calls the function that it is given at other points than it should.",
                "other points",
            ),
        ],
        ids=["too often", "too seldom", "elsewhere", "of another shape"],
    )
    def test_fails(self, asked: list[object], expected: Any, kind: str, text: str) -> None:
        with pytest.raises(CaseFailed, match=text) as caught:
            assert_calls(asked, expected)
        assert caught.value.relation is not None
        assert caught.value.relation.kind == kind

    def test_tolerance(self) -> None:
        assert_calls([1.0 + 1e-7], [1.0], rtol=1e-6)
        assert_calls([1e-13], [0.0], atol=1e-12)
        with pytest.raises(CaseFailed):
            assert_calls([1e-13], [0.0])


class TestSpeed:
    @staticmethod
    def taking(*seconds: float) -> Subject:
        """Return a function whose calls take as much CPU time as stated, and none in truth."""
        left = list(seconds)
        return Subject("f", lambda args, kwargs: Call("f", args, kwargs, result=1.0, cpu_seconds=left.pop(0)))

    @pytest.mark.parametrize(
        ("seconds", "calls"), [((0.5,), 1), ((9.0, 9.0, 0.5), 3)], ids=["first is fast enough", "best of three"]
    )
    def test_accepts(self, seconds: tuple[float, ...], calls: int) -> None:
        subject = self.taking(*seconds)
        assert_comparable_speed(subject, lambda: 1.0, slack_seconds=1.0)
        assert len(subject.calls) == calls

    def test_slow(self) -> None:
        with pytest.raises(CaseFailed, match=r"9\.000 s where .* are allowed") as caught:
            assert_comparable_speed(self.taking(9.0, 9.1, 9.2), lambda: 1.0, slack_seconds=1.0)
        assert caught.value.relation is not None
        assert caught.value.relation.kind.startswith("Right, but slow")

    @pytest.mark.parametrize(("seconds", "enough"), [(4.9, True), (5.1, False)])
    def test_a_factor_of_the_reference(self, seconds: float, enough: bool) -> None:
        subject, reference = self.taking(*[seconds] * 3), self.taking(1.0, 1.0, 1.0)
        if enough:
            assert_comparable_speed(subject, reference, factor=5.0, slack_seconds=0.0)
        else:
            with pytest.raises(CaseFailed):
                assert_comparable_speed(subject, reference, factor=5.0, slack_seconds=0.0)

    def test_each_further_try_is_of_a_function_that_remembers_nothing(self) -> None:
        renewed: list[int] = []
        subject = self.taking(9.0, 9.0, 0.5)
        subject.renew = lambda: renewed.append(len(subject.calls))
        assert_comparable_speed(subject, lambda: 1.0, slack_seconds=1.0)
        assert renewed == [1, 2]

    def test_a_wrong_answer_fails_however_fast_it_is(self) -> None:
        with pytest.raises(CaseFailed, match="opposite sign"):
            assert_comparable_speed(self.taking(0.0), lambda: -1.0)

    def test_each_try_has_other_data_in_rows_that_belong_together(self) -> None:
        tries: list[tuple[list[float], list[float], list[float]]] = []

        def record(args: tuple[np.ndarray, ...], kwargs: object) -> Call:
            tries.append(tuple(arg.tolist() for arg in args))  # type: ignore[arg-type]
            return Call("f", args, {}, result=1.0, cpu_seconds=9.0)

        x, y, w = np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 30.0]), np.array([0.5, 0.25])
        with pytest.raises(CaseFailed):
            assert_comparable_speed(Subject("f", record), lambda *args: 1.0, x, y, w)  # type: ignore[arg-type]
        assert tries == [
            ([1.0, 2.0, 3.0], [10.0, 20.0, 30.0], [0.5, 0.25]),
            ([3.0, 1.0, 2.0], [30.0, 10.0, 20.0], [0.5, 0.25]),
            ([2.0, 3.0, 1.0], [20.0, 30.0, 10.0], [0.5, 0.25]),
        ]
