from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from grader.cases.call_proxy import (
    Call,
    NoAnswer,
    NotAttempted,
    Opaque,
    Subject,
    as_it_travels,
    changed_arguments,
    local_invoke,
    parameters_of,
    same_data,
)
from grader.cases.compare import CaseFailed, assert_close

Function = Callable[..., object]


def subject_of(function: Function) -> Subject:
    return Subject("f", local_invoke(function, lambda error: f"place of {error}", name="f"))


class TestPrivateCopies:
    @pytest.mark.parametrize(
        ("argument", "mutate", "intact"),
        [
            pytest.param(np.array([1.0, 2.0]), lambda a: a.fill(9.0), "np.array([1., 2.])", id="array"),
            pytest.param([1, 2], lambda a: a.append(3), "[1, 2]", id="list"),
            pytest.param({"k": [1]}, lambda a: a["k"].append(2), "{'k': [1]}", id="dict of list"),
            pytest.param(([1], 2), lambda a: a[0].clear(), "([1], 2)", id="tuple of list"),
            pytest.param([np.zeros(2)], lambda a: a[0].__setitem__(0, 5.0), "[np.zeros(2)]", id="list of arrays"),
        ],
    )
    def test_mutation_does_not_reach_the_case(self, argument: object, mutate: Function, intact: str) -> None:
        subject = subject_of(mutate)
        subject(argument)
        assert same_data(argument, eval(intact, {"np": np}))
        assert subject.calls[0].args[0] is argument
        assert subject.calls[0].changed == (0,)

    def test_keyword_arguments_are_private_too(self) -> None:
        def clear(a: object, *, b: list[int]) -> None:
            b.clear()

        subject, b = subject_of(clear), [1]
        subject(0, b=b)
        assert b == [1]
        assert subject.calls[0].changed == ("b",)

    def test_functions_stay_the_cases_own(self) -> None:
        class Counter:
            count = 0

            def add(self, x: float) -> float:
                self.count += 1
                return x

            __call__ = add

        first, second = Counter(), Counter()
        subject_of(lambda f, more: (f(1.0), more["g"](1.0)))(first, {"g": second.add})
        assert (first.count, second.count) == (1, 1)

    def test_memory_order_is_kept(self) -> None:
        assert subject_of(lambda a: a.flags.f_contiguous)(np.asfortranarray(np.ones((3, 2)))) is True


class TestChangedArguments:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(np.array([np.nan, 1.0]), np.array([np.nan, 1.0]), id="array with nan"),
            pytest.param([float("nan")], [float("nan")], id="nan in a list"),
            pytest.param(np.float32("nan"), np.float32("nan"), id="NumPy scalar nan"),
            pytest.param(-0.0, -0.0, id="minus zero"),
            pytest.param("text", "text", id="str"),
            pytest.param(None, None, id="None"),
            pytest.param(10**20, int("1" + "0" * 20), id="another object of the same value"),
            pytest.param(len, len, id="function"),
            pytest.param({"a": (1, [2.0])}, {"a": (1, [2.0])}, id="nested"),
        ],
    )
    def test_alike(self, before: object, after: object) -> None:
        assert changed_arguments((before,), {}, (after,), {}) == ()

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            pytest.param(np.zeros(2), np.array([0.0, -0.0]), id="sign of zero in an array"),
            pytest.param([0.0], [-0.0], id="sign of zero in a list"),
            pytest.param(np.zeros(2), np.zeros((2, 1)), id="shape"),
            pytest.param(np.zeros(2), np.zeros(2, dtype=int), id="dtype"),
            pytest.param([1], [1, 2], id="length"),
            pytest.param([[1]], [1], id="number for a list"),
            pytest.param([1], [[1]], id="list for a number"),
            pytest.param([1], [1.0], id="type of an entry"),
            pytest.param([1], [True], id="bool for number"),
            pytest.param({"a": 1}, {"b": 1}, id="key"),
            pytest.param({"a": [1]}, {"a": [2]}, id="nested"),
        ],
    )
    def test_not_alike(self, before: object, after: object) -> None:
        assert changed_arguments((0, before), {"k": before}, (0, after), {"k": after}) == (1, "k")


class TestWarnings:
    def test_recorded_with_category(self) -> None:
        def noisy() -> None:
            warnings.warn("careful", UserWarning, stacklevel=1)

        subject = subject_of(noisy)
        subject()
        assert subject.calls[0].warnings == ("UserWarning: careful",)

    def test_every_time_not_only_the_first(self) -> None:
        subject = subject_of(lambda: np.log(np.zeros(1)))
        subject(), subject()
        assert [call.warnings for call in subject.calls] == [
            ("RuntimeWarning: divide by zero encountered in log",)
        ] * 2

    @pytest.mark.parametrize(
        ("expression", "warned"),
        [
            pytest.param("np.log(np.zeros(1))", True, id="divide"),
            pytest.param("np.exp(np.full(1, 1e4))", True, id="overflow"),
            pytest.param("np.zeros(1) * np.inf", True, id="invalid"),
            pytest.param("np.exp(np.full(1, -1e4))", False, id="underflow is fine"),
        ],
    )
    def test_numpy_errors_even_if_switched_off(self, expression: str, warned: bool) -> None:
        before = np.seterr(all="ignore")
        try:
            subject = subject_of(lambda: eval(expression, {"np": np}))
            subject()
            assert bool(subject.calls[0].warnings) is warned
            assert set(np.geterr().values()) == {"ignore"}, "np.errstate is restored"
        finally:
            np.seterr(**before)

    def test_what_the_function_sets_does_not_outlast_it(self) -> None:
        before, filters = np.geterr(), list(warnings.filters)
        subject_of(lambda: (np.seterr(all="ignore"), warnings.simplefilter("ignore")))()
        assert np.geterr() == before
        assert list(warnings.filters) == filters


class TestExceptions:
    def test_raises_what_the_function_raised(self) -> None:
        error = ValueError("no")

        def fail() -> None:
            raise error

        subject = subject_of(fail)
        with pytest.raises(ValueError, match="no") as caught:
            subject()
        assert caught.value is error
        call = subject.raised(error)
        assert call is not None
        assert call.place == "place of no"
        assert subject.raised(ValueError("no")) is None, "another exception, however alike"

    def test_not_implemented_cannot_be_swallowed(self) -> None:
        def stub() -> None:
            raise NotImplementedError("the student's words")

        def case() -> None:
            try:
                subject_of(stub)()
            except Exception:
                pytest.fail("a case swallowed it")

        with pytest.raises(NotAttempted) as caught:
            case()
        assert str(caught.value) == "", "what it says are never the student's words"

    def test_a_function_that_calls_a_stub_is_no_stub(self) -> None:
        def stub() -> None:
            raise NotImplementedError

        def uses_it() -> None:
            stub()

        subject = subject_of(uses_it)
        with pytest.raises(NotImplementedError):
            subject()
        assert subject.calls[0].nested

    def test_a_call_that_never_came_back_is_in_the_transcript(self) -> None:
        def lost(args: object, kwargs: object) -> Call:
            raise NoAnswer("gone")

        subject = Subject("f", lost)
        with pytest.raises(NoAnswer) as caught:
            subject(1, b=2)
        assert subject.calls == [Call("f", (1,), {"b": 2}, raised=caught.value)]


class TestTranscript:
    def test_finds_the_call_by_identity_the_latest_first(self) -> None:
        subject = subject_of(lambda x: x if x is None else [x])
        first, _, second = subject(1), subject(None), subject(1)
        assert subject.call_that_returned(second) is subject.calls[2]
        assert subject.call_that_returned(first) is subject.calls[0]
        assert subject.call_that_returned([1]) is None
        subject(None)
        assert subject.call_that_returned(None) is subject.calls[3]

    def test_measures_cpu_time(self) -> None:
        subject = subject_of(lambda: sum(range(200_000)))
        subject()
        assert 0 < subject.calls[0].cpu_seconds < 1

    @pytest.mark.parametrize(
        "function", [lambda x: x, np.vectorize(abs), type("C", (), {"__call__": lambda self, x: x})()]
    )
    def test_the_given_name_goes_into_the_transcript(self, function: Function) -> None:
        subject = subject_of(function)
        subject(1.0)
        assert subject.calls[0].function == "f"


def test_parameters_are_known_by_name_where_the_function_tells() -> None:
    assert parameters_of(lambda p, base=2.0, *, axis=-1: p) == ("p", "base", "axis")
    assert parameters_of(dict) == ()
    assert parameters_of(3) == ()  # type: ignore[arg-type]


class TestAsItTravels:
    @pytest.mark.parametrize(
        "value",
        [None, 1.5, "a", b"a", [1, (2, {"a": {3}})], np.ones(2), np.float64(1), frozenset({1}), Opaque("x")],
        ids=str,
    )
    def test_plain_data_is_left_as_it_is(self, value: object) -> None:
        assert as_it_travels(value) is value

    @pytest.mark.parametrize(
        ("value", "name"),
        [
            (iter([1]), "list_iterator"),
            (range(3), "range"),
            ([1, {"a": (object(),)}], "object"),
            (print, "builtin_function_or_method"),
        ],
    )
    def test_what_cannot_travel_is_nothing_that_a_case_could_use(self, value: object, name: str) -> None:
        got = as_it_travels(value)
        assert isinstance(got, Opaque)
        assert got.what == f"an object of type {name}"

    def test_at_home_a_table_does_not_pass_for_the_array_that_it_holds(self) -> None:
        class Table:
            def __array__(self, *args: object, **kwargs: object) -> np.ndarray:
                return np.ones(2)

        call = local_invoke(Table, lambda error: "")((), {})
        assert isinstance(call.result, Opaque)
        with pytest.raises(CaseFailed):
            assert_close(call.result, np.ones(2))

    def test_a_list_in_itself_ends(self) -> None:
        ring: list[object] = []
        ring.append(ring)
        assert as_it_travels(ring) is ring
