from __future__ import annotations

import math
import warnings
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.cases.argument_guesses import SWAPPED
from grader.cases.call_proxy import Call, NoAnswer, Opaque, Subject, local_invoke
from grader.cases.compare import CaseFailed, assert_close, assert_equal, assert_raises
from grader.cases.feedback import (
    ANOTHER_EXCEPTION,
    builtin_name,
    explain_exception,
    explain_failure,
    explain_loss,
    explain_noise,
    explain_unusable,
    with_few_exceptions,
)
from grader.cases.hidden import FORM, NOISY, UNUSABLE, WRONG_VALUE
from grader.model import Case, Group, Outcome, Verdict

Function = Callable[..., object]


def subject_of(function: Function) -> Subject:
    return Subject("entropy", local_invoke(function, lambda error: "unit2.py:34 in entropy", name="entropy"))


def failure_of(case: Callable[[Subject], None], function: Function) -> tuple[CaseFailed, Subject]:
    subject = subject_of(function)
    with pytest.raises(CaseFailed) as caught:
        case(subject)
    return caught.value, subject


def explained(case: Callable[[Subject], None], function: Function, *, visible: bool = True) -> str:
    failure, subject = failure_of(case, function)
    return explain_failure(failure, subject, visible=visible)


class TestWrongAnswer:
    def test_visible_shows_call_expected_got_and_relation(self) -> None:
        text = explained(lambda f: assert_close(f([0.99, 0.01], base=2.0), 0.5), lambda p, base: -0.5)
        assert text.splitlines() == [
            "Right size, opposite sign.",
            "  call     entropy([0.99, 0.01], base=2.0)",
            "  expected 0.5",
            "  got      -0.5",
        ]

    def test_hidden_shows_one_sentence(self) -> None:
        text = explained(lambda f: assert_close(f([0.99, 0.01]), 0.5), lambda p: -0.5, visible=False)
        assert text == "Right but for a factor or a sign."

    def test_without_a_known_relation(self) -> None:
        text = explained(lambda f: assert_close(f([0.3, 0.7]), np.array([1.0, 2.0])), lambda p: np.array([1.0, 7.0]))
        assert text.splitlines()[0] == WRONG_VALUE
        assert text.splitlines()[-1] == "  so       first difference at index 1: 7.0 instead of 2.0"

    def test_sizes_of_the_input_become_factors(self) -> None:
        text = explained(lambda f: assert_close(f(np.zeros((7, 3))), 1.0), lambda x: 7.0)
        assert text.splitlines()[0] == "Off by a factor that is one of the sizes of the input."
        assert text.splitlines()[-1] == "  so       7 times the expected value, and 7 is one of the sizes of the input"

    def test_digits_that_tell_the_values_apart(self) -> None:
        text = explained(lambda f: assert_equal(f(), 1.0), lambda: 1.0 + 1e-12)
        assert "expected 1.0\n  got      1.000000000001" in text

    def test_the_call_is_the_one_that_returned_the_value(self) -> None:
        def case(f: Subject) -> None:
            first = f(1)
            f(2)
            assert_close(first, 5.0)

        assert "  call     entropy(1)\n  expected" in explained(case, lambda x: [x])

    def test_a_value_made_of_several_calls_shows_them_all_but_no_more_than_three(self) -> None:
        def case(f: Subject) -> None:
            assert_close(sum(f(i) for i in range(5)), 1.0)  # type: ignore[misc]

        calls = [line for line in explained(case, float).splitlines() if "call" in line]
        assert calls == ["  call     entropy(2)", "  call     entropy(3)", "  call     entropy(4)"]

    def test_a_contract_that_was_not_kept(self) -> None:
        def case(f: Subject) -> None:
            assert_raises(ValueError, f, [0.5, 0.4], because="they sum to 0.9")

        assert explained(case, lambda p: 0.97).splitlines() == [
            "It returned a value; the contract asks for ValueError: they sum to 0.9.",
            "  call     entropy([0.5, 0.4])",
            "  got      0.97",
        ]

    def test_of_several_calls_the_one_that_broke_the_contract_is_shown(self) -> None:
        def case(f: Subject) -> None:
            f([0.5, 0.5])
            assert_raises(ValueError, f, [0.5, 0.4], because="they sum to 0.9")

        def refuse(p: list[float]) -> None:
            assert sum(p) == 1.0

        assert explained(case, refuse).splitlines() == [
            "It refuses this, as it should, but raised another exception; "
            "the contract asks for ValueError: they sum to 0.9.",
            "  call     entropy([0.5, 0.4])",
            "  so       It refuses this, as it should, but raised AssertionError; "
            "the contract asks for ValueError: they sum to 0.9.",
        ]

    def test_none_is_shown_and_asked_about(self) -> None:
        lines = explained(lambda f: assert_close(f(1), 0.5), lambda x: None).splitlines()
        assert lines[0] == "Your function returned None."
        assert "  got      None" in lines
        assert lines[-1].endswith("does every path end in `return`?")

    def test_tuples_of_unlike_length(self) -> None:
        text = explained(lambda f: assert_close(f(), (1.0, 2.0)), lambda: (1.0, 2.0, 3.0))
        assert text.splitlines()[0] == "The result has the wrong number of items."
        assert text.splitlines()[-1] == "  so       3 items instead of 2"

    def test_an_item_of_a_tuple(self) -> None:
        text = explained(lambda f: assert_close(f(), (1.0, 2.0)), lambda: (1.0, -2.0))
        assert text.splitlines()[0] == "Right size, opposite sign."
        assert text.splitlines()[-1] == "  so       item 1 of the tuple: right size, opposite sign"


class TestSwapped:
    P, Q = [0.5, 0.5], [0.9, 0.1]

    def case(self, f: Subject) -> None:
        assert_close(f(self.P, self.Q), 0.4)

    @staticmethod
    def first_over_second(p: list[float], q: list[float]) -> float:
        return 0.4 if p[0] > q[0] else 2.5

    @pytest.mark.parametrize("visible", [True, False])
    def test_found(self, visible: bool) -> None:
        headline = SWAPPED.kind if visible else FORM
        assert explained(self.case, self.first_over_second, visible=visible).splitlines()[0] == headline

    def test_the_extra_call_is_not_in_the_transcript(self) -> None:
        failure, subject = failure_of(self.case, self.first_over_second)
        explain_failure(failure, subject, visible=True)
        assert len(subject.calls) == 1

    @pytest.mark.parametrize(
        "case",
        [
            pytest.param(lambda f: assert_close(f(0.5, 0.9), 0.4), id="numbers"),
            pytest.param(lambda f: assert_close(f([1, 2], [1, 2, 3]), 0.4), id="unlike shapes"),
            pytest.param(lambda f: assert_close(f([1, 2], "ab"), 0.4), id="no numbers"),
            pytest.param(lambda f: assert_close(f([1, 2]), 0.4), id="one argument"),
            pytest.param(lambda f: assert_close(f([1, 2], q=[3, 4]), 0.4), id="keyword"),
            pytest.param(lambda f: assert_close(f("ab", ["a", "b"]), 0.4), id="a text and a list"),
        ],
    )
    def test_only_two_arrays_of_one_shape_are_tried(self, case: Callable[[Subject], None]) -> None:
        calls = []
        explained(case, lambda p, q=None: calls.append(1) or 7.0)
        assert len(calls) == 1

    @pytest.mark.parametrize(
        ("case", "function"),
        [
            (lambda f: assert_equal(f("banana", "an"), [1, 3]), lambda text, part: [1, 3] if part == "banana" else []),
            (lambda f: assert_equal(f("ab", "cd"), "abcd"), lambda first, second: second + first),
            (lambda f: assert_equal(f({"a": 1}, {"a": 2}), {"a": 2}), lambda a, b: {**b, **a}),
            (lambda f: assert_equal(f(["a"], ["b"]), {"a"}), lambda a, b: set(b) - set(a)),
        ],
        ids=["texts", "text for texts", "dicts", "lists of texts"],
    )
    def test_found_for_other_data_too(self, case: Callable[[Subject], None], function: Function) -> None:
        assert explained(case, function).splitlines()[0] == SWAPPED.kind

    def test_a_truth_value_is_right_by_chance(self) -> None:
        text = explained(lambda f: assert_equal(f("a", "b"), True), lambda a, b: a > b)
        assert text.splitlines()[0] == "The opposite truth value."

    @pytest.mark.parametrize("got", [(1, 2), [[1, 2]], np.array([1, 2])], ids=["tuple", "nested", "array"])
    def test_equal_numbers_of_another_kind_are_not_called_rounded(self, got: object) -> None:
        assert "ounded" not in explained(lambda f: assert_equal(f(), [1, 2]), lambda: got)

    @pytest.mark.parametrize(
        "second",
        [NoAnswer("the worker died"), ValueError("no"), NotImplementedError("no")],
        ids=lambda error: type(error).__name__,
    )
    def test_whatever_becomes_of_the_extra_call_decides_nothing(self, second: BaseException) -> None:
        failure, subject = failure_of(self.case, lambda p, q: 7.0)

        def lost(args: object, kwargs: object) -> Call:
            if isinstance(second, NoAnswer):
                raise second
            return Call("entropy", (), {}, raised=second)

        subject.invoke = lost
        assert explain_failure(failure, subject, visible=False) == WRONG_VALUE


class TestTransposed:
    X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])

    @pytest.mark.parametrize("visible", [True, False])
    def test_rows_in_columns(self, visible: bool) -> None:
        text = explained(
            lambda f: assert_close(f(self.X, 2), (np.array([6.0, 15.0]), 2)),
            lambda X, k: (X.sum(axis=0), k) if len(X) == 3 else (np.zeros(2), k),
            visible=visible,
        )
        headline = "Right with the first argument transposed: are rows and columns swapped?"
        assert text.splitlines()[0] == (headline if visible else FORM)


def wants_array(x: object) -> object:
    return x.sum()  # type: ignore[attr-defined]


def wants_columns(x: object) -> object:
    return np.ones(3) @ np.asarray(x)


def wants_number(x: object) -> object:
    return math.log(x)  # type: ignore[arg-type]


class TestWouldAnswer:
    @pytest.mark.parametrize(
        ("function", "argument", "means"),
        [
            (wants_array, [1.0, 2.0], "it answers if lists are given as arrays: `np.asarray` makes both welcome"),
            (
                wants_columns,
                np.ones((2, 3)),
                "it answers with the first argument transposed: are rows and columns swapped?",
            ),
            (wants_number, [0.5, 0.25], "it answers for a single number, and was given a list of 2"),
            (
                wants_number,
                np.array([0.5, 0.25]),
                "it answers for a single number, and was given an array of shape (2,)",
            ),
        ],
    )
    def test_says_for_what(self, function: Function, argument: object, means: str) -> None:
        subject = subject_of(function)
        with pytest.raises((AttributeError, ValueError, TypeError)):
            subject(argument)
        text = explain_exception(subject.calls[0], visible=True, invoke=subject.invoke)
        assert text.splitlines()[-1] == f"  so       {means}"

    def test_nothing_is_tried_where_nobody_asks_or_nothing_helps(self) -> None:
        subject = subject_of(wants_array)
        with pytest.raises(AttributeError):
            subject("text")
        for invoke in (subject.invoke, None):
            assert "  so " not in explain_exception(subject.calls[0], visible=True, invoke=invoke)

    def test_functions_as_arguments_are_not_called_again(self) -> None:
        called = []
        subject = subject_of(lambda f, x: x.sum())
        with pytest.raises(AttributeError):
            subject(called.append, [1.0])
        assert "  so " not in explain_exception(subject.calls[0], visible=True, invoke=subject.invoke)
        assert called == []


class TestOlderNumPy:
    @pytest.mark.parametrize(
        ("old", "now"), [("float", "float"), ("float_", "np.float64"), ("mat", "np.asarray"), ("Inf", "np.inf")]
    )
    def test_says_what_to_write_now(self, old: str, now: str) -> None:
        subject = subject_of(lambda: getattr(np, old))
        with pytest.raises(AttributeError):
            subject()
        last = explain_exception(subject.calls[0], visible=True).splitlines()[-1]
        assert last.startswith(f"  so       NumPy {np.__version__} has no `np.{old}`, which older code uses.")
        assert last.endswith(f" Write `{now}`.")

    def test_a_name_that_never_was(self) -> None:
        subject = subject_of(lambda: np.sofmax)  # type: ignore[attr-defined]
        with pytest.raises(AttributeError):
            subject()
        assert "  so " not in explain_exception(subject.calls[0], visible=True)


class TestException:
    CALL = Call("entropy", ([0.5],), {}, raised=ZeroDivisionError("by zero\nmore"), place="unit2.py:34 in entropy")

    def test_visible(self) -> None:
        assert explain_exception(self.CALL, visible=True).splitlines() == [
            "Your function raised ZeroDivisionError at unit2.py:34 in entropy: by zero",
            "  call     entropy([0.5])",
        ]

    def test_hidden_has_the_place_but_no_text_and_no_name_of_the_students(self) -> None:
        text = explain_exception(self.CALL, visible=False)
        assert text == "Your function raised ZeroDivisionError at unit2.py:34."

    def test_hidden_names_only_builtin_classes(self) -> None:
        error = type("Input_0_99", (KeyError,), {})("secret")
        assert builtin_name(error) == "KeyError"
        text = explain_exception(Call("f", (), {}, raised=error, place="u.py:1 in Input_0_99"), visible=False)
        assert text == "Your function raised KeyError at u.py:1."

    @pytest.mark.parametrize(
        "message", ["", "\n", "\n\nlater", "x" * 10_000], ids=["none", "blank", "later line", "long"]
    )
    def test_odd_messages(self, message: str) -> None:
        first = explain_exception(Call("f", (), {}, raised=ValueError(message)), visible=True).splitlines()[0]
        assert 20 < len(first) < 350

    def test_a_class_that_cannot_be_printed(self) -> None:
        error = type("Odd", (ValueError,), {"__str__": lambda self: 1 / 0})()
        text = explain_exception(Call("f", (), {}, raised=error), visible=True)
        assert text.startswith("Your function raised Odd: (no message)")


class TestOthers:
    def test_noise(self) -> None:
        subject = subject_of(lambda x: np.log(np.zeros(1)) if x else 1.0)
        subject(0), subject(1)
        assert explain_noise(subject.calls, visible=False) == NOISY
        assert explain_noise(subject.calls, visible=True).splitlines() == [
            NOISY,
            "  call     entropy(1)",
            "  warning  RuntimeWarning: divide by zero encountered in log",
        ]

    def test_loss(self) -> None:
        calls = [Call("f", (1,), {}), Call("f", (2,), {})]
        assert explain_loss("Too slow.", calls, visible=True) == "Too slow.\n  call     f(2)"
        assert explain_loss("Too slow.", calls, visible=False) == "Too slow."
        assert explain_loss("Too slow.", [], visible=True) == "Too slow."

    def test_a_result_that_the_case_cannot_use(self) -> None:
        subject = subject_of(lambda: None)
        subject()
        error = TypeError("unsupported operand")
        assert explain_unusable(error, subject, visible=False) == UNUSABLE
        assert explain_unusable(error, subject, visible=True).splitlines() == [
            UNUSABLE,
            "  call     entropy()",
            "  got      None",
            "  so       TypeError: unsupported operand",
        ]

    def test_a_plain_assert(self) -> None:
        subject = subject_of(lambda: 3.0)
        subject()
        error = AssertionError("it should be even\nassert 1 == 0")
        assert explain_unusable(error, subject, visible=False) == WRONG_VALUE
        assert explain_unusable(error, subject, visible=True).splitlines() == [
            WRONG_VALUE,
            "  call     entropy()",
            "  got      3.0",
            "  so       it should be even",
        ]


CANARY = "CANARY"
NUMBER = 918273645
CARRIERS = st.sampled_from(
    [
        CANARY,
        NUMBER,
        float(NUMBER),
        [NUMBER],
        [CANARY],
        {CANARY: NUMBER},
        (NUMBER, CANARY),
        np.array([NUMBER, 1.0]),
        np.array(CANARY),
        np.zeros((1, NUMBER % 1000, 1)),
        [0.0] * (NUMBER % 1000),
        (0.0,) * (NUMBER % 1000),
        None,
        NUMBER * 0.5,
        Opaque(CANARY),
        [Opaque(CANARY)],
        (1.0, Opaque(CANARY)),
        np.array([[NUMBER, 2.0], [3.0, 4.0]]),
    ]
)
EXPECTED = st.sampled_from([1.0, NUMBER, np.array([2.0, 2.0]), (1.0, 2.0), 3, True, [NUMBER], np.ones((2, 2))])


@given(
    CARRIERS,
    CARRIERS,
    EXPECTED | CARRIERS,
    st.sampled_from(["close", "equal", "raises", "use", "assert"]),
    st.sampled_from([0, 1, 2]),
)
def test_hidden_messages_carry_nothing_out(
    got: object, argument: object, expected: object, check: str, way: int
) -> None:
    """Whatever a function returns, raises, warns of or prints: the hidden message holds none of it."""

    def function(*args: object) -> object:
        print(CANARY, NUMBER)
        warnings.warn(f"{CANARY} {NUMBER}", stacklevel=1)
        if way:
            raise [ValueError, type(CANARY, (KeyError,), {})][way - 1](f"{CANARY} {NUMBER} {got}")
        return got

    subject = Subject("f", local_invoke(function, lambda error: f"unit.py:3 in {CANARY}", name="f"))

    def case() -> None:
        if check == "raises":
            assert_raises(TypeError, subject, argument)
            return
        value = subject(argument, argument)
        if check == "use":
            raise TypeError(f"unsupported operand: {value!r}")
        if check == "assert":
            raise AssertionError(f"{value!r} is odd")
        (assert_close if check == "close" else assert_equal)(value, expected)

    try:
        case()
        text = ""
    except CaseFailed as failure:
        text = explain_failure(failure, subject, visible=False)
    except Exception as error:
        raising = subject.raised(error)
        text = (
            explain_exception(raising, visible=False) if raising else explain_unusable(error, subject, visible=False)
        )
    for message in (
        text,
        explain_noise(subject.calls, visible=False),
        explain_loss("Lost.", subject.calls, visible=False),
    ):
        assert CANARY not in message
        assert str(NUMBER) not in message
        assert str(NUMBER % 1000) not in message
        assert "\n" not in message


@given(CARRIERS)
def test_the_first_line_makes_sense_alone(got: object) -> None:
    subject = Subject("f", local_invoke(lambda: got, lambda error: ""))
    for expected in (1.0, np.array([2.0, 2.0]), (1.0, 2.0)):
        try:
            assert_close(subject(), expected)
        except CaseFailed as failure:
            first = explain_failure(failure, subject, visible=True).splitlines()[0]
            assert first[0].isupper() or first[0].isdigit() or first.startswith(("−", "nan"))
            assert first.endswith((".", "?"))


class TestFewExceptions:
    @staticmethod
    def outcome(message: str, *, visible: bool = False, verdict: Verdict = Verdict.RAISED) -> Outcome:
        return Outcome(Case("case", "entropy", "Title.", Group.EDGE, visible), verdict, message)

    def test_the_first_two_are_told_and_the_others_are_others(self) -> None:
        outcomes = [self.outcome(f"Your function raised ValueError at unit.py:{line}.") for line in (7, 8, 7, 9, 8, 3)]
        outcomes.append(self.outcome("Your function raised MemoryError at unit.py:5.", verdict=Verdict.OUT_OF_MEMORY))
        told = [outcome.message for outcome in with_few_exceptions(outcomes)]
        assert told[:3] == [outcome.message for outcome in outcomes[:3]]
        assert told[3:] == [ANOTHER_EXCEPTION, outcomes[1].message, ANOTHER_EXCEPTION, ANOTHER_EXCEPTION]

    def test_visible_cases_and_wrong_answers_are_told_in_full(self) -> None:
        outcomes = tuple(self.outcome(f"at {line}", visible=True) for line in range(5))
        outcomes += tuple(self.outcome(f"kind {kind}", verdict=Verdict.FAILED) for kind in range(5))
        assert with_few_exceptions(outcomes) == outcomes

    def test_twice_is_as_once(self) -> None:
        outcomes = with_few_exceptions([self.outcome(f"at {line}") for line in range(5)])
        assert with_few_exceptions(outcomes) == outcomes
