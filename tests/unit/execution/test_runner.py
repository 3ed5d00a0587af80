from __future__ import annotations

import gc
import signal
import sys
import threading
import time
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from grader.cases.call_proxy import Arguments, Call, Invoke, InvokeEach, local_invoke
from grader.cases.compare import assert_close, assert_increasing, assert_raises
from grader.cases.misconceptions import Misconception
from grader.cases.seeds import PUBLIC_KEY, rng_for
from grader.errors import CourseError, MachineError
from grader.execution import judge
from grader.execution.collection import CaseBook, GradedCase
from grader.execution.follow_through import PASSES_NO_MORE
from grader.execution.recognition import Recogniser, Recognisers
from grader.execution.runner import TIMEOUTS_PER_EXERCISE, Code, Runner, TrustedCode
from grader.execution.student_process import CallLost, UnitUnusable
from grader.model import Case, Course, Exercise, ExerciseResult, Group, Hint, Limits, Outcome, Unit, Verdict
from grader.sandbox.client import Loss, check_arguments

Function = Callable[..., object]
SHARES = {Group.ANCHOR: 1.0}
PLACE = "unit1.py:3 in double"
OUR_FAULT = "This case could not be graded. That is our fault, not yours; your teacher has been told."


def double(x: float) -> float:
    return 2.0 * x


def quadruple(x: float) -> float:
    return 4.0 * x


@dataclass
class FakeCode:
    """A submission without a wall: plain functions, and what may go wrong on the way to them."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    unusable: BaseException | None = None
    lost: BaseException | None = None
    ends: list[float] = field(default_factory=list)
    losses: int = 0
    broken: bool = False

    together: ClassVar[bool] = False  # whether calls travel together

    def require(self, exercise: Exercise, end: float) -> None:
        if self.unusable is not None:
            raise self.unusable

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        self.ends.append(end)
        if self.lost is not None:
            return self.lose
        return local_invoke(self.functions.get(exercise.name, double), lambda error: PLACE, name=exercise.name)

    def lose(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        assert self.lost is not None
        self.losses += 1
        raise self.lost

    def invoke_each(self, exercise: Exercise, end: float) -> InvokeEach | None:
        if not self.together:
            return None
        invoke = self.invoke(exercise, end)

        def invoke_each(arguments: Sequence[Arguments]) -> list[Call]:
            self.require(exercise, end)
            return [invoke(args, kwargs) for args, kwargs in arguments]

        return invoke_each

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[Code]:
        return nullcontext(FakeCode({**self.functions, **functions}))

    def renew(self) -> None:
        pass

    def release(self) -> int:
        return 0

    def is_broken(self, exercise: Exercise) -> bool:
        return self.broken


class Sent(FakeCode):
    """A submission whose arguments have to travel, and whose functions cannot swallow what a case asserts."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        function = self.functions.get(exercise.name, double)

        def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
            check_arguments(args, kwargs)
            return Call(exercise.name, args, kwargs, result=function(*args, **kwargs))

        return invoke


@pytest.fixture(autouse=True, params=[False, True], ids=["alone", "together"])
def _travel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test twice: a case must not be able to tell whether its calls travel with those of others."""
    monkeypatch.setattr(FakeCode, "together", request.param)


def exercise_of(name: str, **limits: float) -> Exercise:
    return Exercise(name, "unit1", 4.0, SHARES, limits=Limits(**limits))  # type: ignore[arg-type]


def graded(
    function: Function, exercise: str = "double", *, visible: bool = False, number: int = 0, **parameters: object
) -> GradedCase:
    names = set(function.__code__.co_varnames[: function.__code__.co_argcount])
    name = f"{'exercises' if visible else 'solutions'}/test_unit1.py::test_{function.__name__}_{number}"
    case = Case(name, exercise, f"Title {number}.", Group.ANCHOR, visible)
    return GradedCase(case, function, parameters, frozenset(names & {"rng", "reference"}))


def runner_of(*cases: GradedCase, own_seconds: float = 5.0, seed_version: int = 1, **limits: float) -> Runner:
    exercises = (exercise_of("double", **limits), exercise_of("quadruple", **limits))
    course = Course(Path(), "c", "C", "en", (Unit("unit1", "One", exercises),), (), 0.5, seed_version, "digest")
    by_exercise = {e.name: tuple(g for g in cases if g.case.exercise == e.name) for e in exercises}
    book = CaseBook(by_exercise, {"double": double, "quadruple": quadruple})
    return Runner(course, book, b"a secret of sixteen bytes", own_seconds=own_seconds)


def run_double(runner: Runner, code: Code | Function, student: str = "grace") -> ExerciseResult:
    subject = FakeCode({"double": code}) if callable(code) else code
    return runner.run_exercise(runner.course.exercise("double"), subject, student)


def outcome_of(case: Function, code: Code | Function, *, visible: bool = False, **options: float) -> Outcome:
    (outcome,) = run_double(runner_of(graded(case, visible=visible), **options), code).outcomes  # type: ignore[arg-type]
    return outcome


def right(double: Function) -> None:
    assert_close(double(3.0), 6.0)


class TestVerdicts:
    def test_passed(self) -> None:
        outcome = outcome_of(right, double)
        assert (outcome.verdict, outcome.message, outcome.staff) == (Verdict.PASSED, "", "")
        assert outcome.case.title == "Title 0."
        assert outcome.seconds > 0

    @pytest.mark.parametrize("visible", [True, False])
    def test_failed(self, visible: bool) -> None:
        outcome = outcome_of(right, lambda x: -6.0, visible=visible)
        assert outcome.verdict is Verdict.FAILED
        said = "Right size, opposite sign." if visible else "Right but for a factor or a sign."
        assert outcome.message.splitlines()[0] == said
        assert ("double(3.0)" in outcome.message) is visible

    @pytest.mark.parametrize("visible", [True, False])
    @pytest.mark.parametrize("error", [ValueError, AssertionError, RecursionError, StopIteration, ExceptionGroup])
    def test_raised_whatever_it_was(self, error: type[Exception], visible: bool) -> None:
        def fail(x: float) -> float:
            raise error("secret", [ValueError()]) if error is ExceptionGroup else error("secret")

        outcome = outcome_of(right, fail, visible=visible)
        assert outcome.verdict is Verdict.RAISED
        assert outcome.message.startswith(f"Your function raised {error.__name__} at unit1.py:3")
        assert ("secret" in outcome.message) is visible
        assert "secret" not in outcome.staff

    def test_out_of_memory(self) -> None:
        def greedy(x: float) -> float:
            raise MemoryError

        assert outcome_of(right, greedy).verdict is Verdict.OUT_OF_MEMORY

    @pytest.mark.parametrize("visible", [True, False])
    def test_not_attempted(self, visible: bool) -> None:
        def stub(x: float) -> float:
            raise NotImplementedError("my notes")

        def swallows(double: Function) -> None:
            with suppress(Exception):
                double(1.0)

        for case in (right, swallows):
            outcome = outcome_of(case, stub, visible=visible)
            assert (outcome.verdict, outcome.message) == (Verdict.NOT_ATTEMPTED, "Not attempted yet.")

    @pytest.mark.parametrize(
        ("loss", "verdict"),
        [
            (Loss.TIMED_OUT, Verdict.TIMED_OUT),
            (Loss.OUT_OF_MEMORY, Verdict.OUT_OF_MEMORY),
            (Loss.CRASHED, Verdict.CRASHED),
            (Loss.PROTOCOL, Verdict.CRASHED),
        ],
    )
    @pytest.mark.parametrize("visible", [True, False])
    def test_lost(self, loss: Loss, verdict: Verdict, visible: bool) -> None:
        def hopeful(double: Function) -> None:
            with suppress(Exception):
                double(3.0)

        outcome = outcome_of(hopeful, FakeCode(lost=CallLost(loss)), visible=visible)
        assert outcome.verdict is verdict
        assert outcome.message.startswith("Your ")
        assert ("  call     double(3.0)" in outcome.message) is visible

    @pytest.mark.parametrize("verdict", [Verdict.NOT_ATTEMPTED, Verdict.RAISED, Verdict.TIMED_OUT, Verdict.CRASHED])
    def test_unusable_unit(self, verdict: Verdict) -> None:
        outcome = outcome_of(right, FakeCode(unusable=UnitUnusable(verdict, "unit1.py could not be imported")))
        assert (outcome.verdict, outcome.message) == (verdict, "unit1.py could not be imported")


class TestNoise:
    @staticmethod
    def noisy(x: float) -> float:
        warnings.warn("careful", UserWarning, stacklevel=1)
        return 2 * x

    @pytest.mark.parametrize("visible", [True, False])
    def test_a_right_answer_with_a_warning_fails(self, visible: bool) -> None:
        outcome = outcome_of(right, self.noisy, visible=visible)
        assert outcome.verdict is Verdict.FAILED
        assert outcome.message.splitlines()[0] == "Right, but noisy: your function emitted a warning."
        assert ("UserWarning: careful" in outcome.message) is visible

    def test_a_wrong_answer_is_a_wrong_answer(self) -> None:
        def case(double: Function) -> None:
            assert_close(double(3.0), 7.0)

        assert "noisy" not in outcome_of(case, self.noisy).message


class TestWhoseFault:
    """The student's if the case works with the reference, ours if it does not."""

    @pytest.mark.parametrize("visible", [True, False])
    @pytest.mark.parametrize(
        "result", [None, "text", [1.0], {}, np.zeros((2, 3))], ids=["None", "text", "list", "dict", "array"]
    )
    def test_what_the_case_cannot_use(self, result: object, visible: bool) -> None:
        def case(double: Function) -> None:
            assert_close({4.0: 1.0}[double(1.0) + 2.0], 1.0)  # type: ignore[operator]

        outcome = outcome_of(case, lambda x: result, visible=visible)
        assert outcome.verdict is Verdict.FAILED
        assert outcome.message.splitlines()[0] == "Your function returned something that this case cannot use."
        assert len(outcome.message.splitlines()) == (4 if visible else 1)
        assert outcome.staff.endswith(" in the case")

    @pytest.mark.parametrize("visible", [True, False])
    def test_a_plain_assert_of_the_case(self, visible: bool) -> None:
        def case(double: Function) -> None:
            assert double(1.0) == 2.0, "twice one is two"

        outcome = outcome_of(case, lambda x: 17.0, visible=visible)
        assert outcome.verdict is Verdict.FAILED
        assert outcome.message.splitlines()[0] == "The answer differs from the expected one."
        assert ("twice one is two" in outcome.message) is visible

    def test_an_error_of_the_student_that_the_case_passes_on_unchanged(self) -> None:
        def case(double: Function) -> None:
            assert_raises(TypeError, double, "x")

        def fail(x: object) -> float:
            raise KeyError("secret")

        outcome = outcome_of(case, fail)
        assert outcome.verdict is Verdict.FAILED
        assert "secret" not in outcome.message

    @pytest.mark.parametrize(
        "case",
        [
            pytest.param(lambda double: double(1.0) + None, id="type error"),
            pytest.param(lambda double: [][int(double(1.0))], id="index error"),
            pytest.param(lambda double: None, id="never calls"),
            pytest.param(lambda double, reference: reference.missing(double(1.0)), id="asks for a missing reference"),
        ],
    )
    def test_a_broken_case_is_ours(self, case: Function) -> None:
        outcome = outcome_of(case, double)
        assert (outcome.verdict, outcome.message) == (Verdict.GRADER_ERROR, OUR_FAULT)
        assert outcome.staff

    @pytest.mark.parametrize("place", ["unusable", "lost"])
    @pytest.mark.parametrize(
        "error", [CourseError("a set cannot travel"), OSError("no pipe"), ValueError("bug")], ids=repr
    )
    def test_what_fails_on_the_way_to_the_function_is_ours(self, error: Exception, place: str) -> None:
        def hopeful(double: Function) -> None:
            assert_raises(ValueError, double, 1.0)

        outcome = outcome_of(hopeful, FakeCode(**{place: error}))  # type: ignore[arg-type]
        assert (outcome.verdict, outcome.message) == (Verdict.GRADER_ERROR, OUR_FAULT)
        assert type(error).__name__ in outcome.staff

    @pytest.mark.parametrize("answer", [object(), [[1.0]] * 200_001], ids=["an object", "too many items"])
    def test_an_answer_that_the_case_hands_on_and_that_cannot_travel(self, answer: object) -> None:
        """Else a student who returns an object, where a case calls twice, would be ungraded and not wrong."""

        def case(double: Function) -> None:
            assert_close(double(double(1.0)), 4.0)

        outcome = outcome_of(case, Sent({"double": lambda x: answer}))
        assert outcome.verdict is Verdict.FAILED
        assert outcome.message == "Your function returned something that this case cannot use."
        assert outcome_of(case, Sent()).verdict is Verdict.PASSED

    def test_an_argument_that_cannot_travel_whatever_was_answered_is_ours(self) -> None:
        def case(double: Function) -> None:
            assert_close(double(1.0), 2.0)
            double(object())

        outcome = outcome_of(case, Sent())
        assert (outcome.verdict, outcome.message) == (Verdict.GRADER_ERROR, OUR_FAULT)

    def test_an_assertion_in_a_function_that_the_case_gives_away(self) -> None:
        def case(double: Function) -> None:
            def given(x: float) -> float:
                assert_close(x, 3.0)
                return x

            double(given)

        outcome = outcome_of(case, Sent({"double": lambda f: f(2.0)}))
        assert outcome.verdict is Verdict.FAILED

    def test_a_fault_of_the_machine_ends_the_run(self) -> None:
        for code in (FakeCode(unusable=MachineError("no memory")), FakeCode(lost=MachineError("no memory"))):
            with pytest.raises(MachineError, match="no memory"):
                outcome_of(right, code)

    @pytest.mark.parametrize(
        ("second", "verdict"),
        [
            (CallLost(Loss.CRASHED), Verdict.FAILED),
            (UnitUnusable(Verdict.CRASHED, "gone"), Verdict.FAILED),
            (OSError("no pipe"), Verdict.FAILED),
        ],
        ids=["the worker dies", "its file is gone", "our pipe breaks"],
    )
    def test_the_extra_call_of_the_explanation_cannot_stop_the_run(
        self, second: BaseException, verdict: Verdict
    ) -> None:
        """A wrong answer to (p, q) is tried with (q, p): that call may be the student's last."""

        class Dying(FakeCode):
            calls = 0

            def invoke(self, exercise: Exercise, end: float) -> Invoke:
                def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
                    self.calls += 1
                    if self.calls > 1:
                        self.calls = 0  # the next one asks another worker
                        raise second
                    return Call("double", args, kwargs, result=17.5)

                return invoke

        def case(double: Function) -> None:
            assert_close(double([1.0, 2.0], [3.0, 4.0]), 1.0)

        assert outcome_of(case, Dying()).verdict is verdict

    def test_ctrl_c_is_nobodys_fault(self) -> None:
        def case(double: Function) -> None:
            double(1.0)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            outcome_of(case, double)


class TestBudgets:
    def cases(self, count: int = 5) -> list[GradedCase]:
        return [graded(right, number=i) for i in range(count)]

    def test_two_time_outs_end_an_exercise(self) -> None:
        code = FakeCode(lost=CallLost(Loss.TIMED_OUT))
        outcomes = run_double(runner_of(*self.cases()), code).outcomes
        assert [o.verdict for o in outcomes] == [Verdict.TIMED_OUT] * 5
        lost_together = code.together  # whose call that was is found out case by case
        assert code.losses == TIMEOUTS_PER_EXERCISE + lost_together == 2 + lost_together
        assert [o.message.startswith("Not run: 2 cases") for o in outcomes] == [False, False, True, True, True]

    def test_the_next_exercise_gets_its_own_chance(self) -> None:
        def four(quadruple: Function) -> None:
            assert_close(quadruple(1.0), 4.0)

        class Half(FakeCode):
            def invoke(self, exercise: Exercise, end: float) -> Invoke:
                self.ends.append(end)
                return self.lose if exercise.name == "double" else local_invoke(quadruple, lambda error: "")

        results = runner_of(*self.cases(), graded(four, "quadruple")).run(Half(lost=CallLost(Loss.TIMED_OUT)), "grace")
        assert [r.passed for r in results] == [0, 1]

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"exercise_seconds": 0.0}, "Not run: the time for this exercise (0 s) is used up."),
            ({"submission_seconds": 0.0}, "Not run: the time for the whole submission (0 s) is used up."),
        ],
        ids=["exercise", "submission"],
    )
    def test_used_up(self, limits: dict[str, float], words: str) -> None:
        code = FakeCode({"double": double})
        (result, _) = runner_of(*self.cases(), **limits).run(code, "grace")
        assert (result.outcomes[0].verdict, result.outcomes[0].message) == (Verdict.TIMED_OUT, words)
        assert len(result.outcomes) == 5
        assert code.ends == []

    def test_calls_are_told_when_to_end(self) -> None:
        code = FakeCode({"double": double, "quadruple": quadruple})
        started = time.monotonic()
        runner_of(*self.cases(1), exercise_seconds=7.0, submission_seconds=60.0).run(code, "grace")
        runner_of(*self.cases(1), exercise_seconds=70.0, submission_seconds=60.0).run(code, "grace")
        half = len(code.ends) // 2
        assert code.ends == [pytest.approx(started + 7, abs=1)] * half + [pytest.approx(started + 60, abs=1)] * half


class TestOvertime:
    """The trusted side is bounded as well: a value may keep the case busy for ever."""

    def test_a_check_that_does_not_end_for_this_answer(self) -> None:
        def case(double: Function) -> None:
            while double(1.0) != 2.0:
                pass

        outcome = outcome_of(case, lambda x: 17.0, own_seconds=0.2, exercise_seconds=0.1)
        assert (outcome.verdict, outcome.message) == (Verdict.TIMED_OUT, "The answer took too long to check.")

    def test_a_check_that_does_not_end_for_any_answer(self) -> None:
        def case(double: Function) -> None:
            double(1.0)
            while True:
                pass

        outcome = outcome_of(case, double, own_seconds=0.2, exercise_seconds=0.1)
        assert outcome.verdict is Verdict.GRADER_ERROR

    def test_no_case_can_swallow_it(self) -> None:
        def case(double: Function) -> None:
            while double(1.0) != 2.0:
                with suppress(Exception):
                    sum(range(1000))

        assert outcome_of(case, lambda x: 17.0, own_seconds=0.2, exercise_seconds=0.1).verdict is Verdict.TIMED_OUT

    def test_an_alarm_that_nobody_hears_rings_again(self) -> None:
        class Slow:
            def __del__(self) -> None:  # the alarm rings here, and Python ignores what a destructor raises
                end = time.monotonic() + 30
                while time.monotonic() < end:
                    pass

        def case(double: Function) -> None:
            Slow()
            while double(1.0) != 2.0:
                pass

        assert outcome_of(case, lambda x: 17.0, own_seconds=0.2, exercise_seconds=0.1).verdict is Verdict.TIMED_OUT

    def test_what_else_a_destructor_raises_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Broken:
            def __del__(self) -> None:
                raise OSError("in a destructor")

        def case(double: Function) -> None:
            Broken()
            right(double)

        told: list[type[BaseException]] = []
        monkeypatch.setattr(sys, "unraisablehook", lambda ignored: told.append(ignored.exc_type))
        assert outcome_of(case, double).verdict is Verdict.PASSED
        assert told == [OSError]

    def test_the_alarm_is_put_back(self) -> None:
        before, hook = signal.getsignal(signal.SIGALRM), sys.unraisablehook
        outcome_of(right, double)
        assert signal.getsignal(signal.SIGALRM) is before
        assert sys.unraisablehook is hook
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

    def test_in_another_thread_there_is_no_alarm_but_a_verdict(self) -> None:
        verdicts: list[Verdict] = []
        thread = threading.Thread(target=lambda: verdicts.append(outcome_of(right, double).verdict))
        thread.start()
        thread.join()
        assert verdicts == [Verdict.PASSED]


class TestArguments:
    def test_parameters_reference_and_subject(self) -> None:
        seen: list[object] = []

        def case(double: Function, n: int, reference: object) -> None:
            seen.extend([double(n), reference.quadruple(n)])  # type: ignore[attr-defined]

        runner = runner_of(graded(case, n=3))
        run_double(runner, double)
        assert seen == [6.0, 12.0]

    @staticmethod
    def drawn(runner: Runner, numbers: list[float], student: str) -> float:
        run_double(runner, double, student)
        return numbers.pop()

    @pytest.fixture
    def numbers(self) -> list[float]:
        return []

    @pytest.fixture
    def draws(self, numbers: list[float]) -> Function:
        def draws(double: Function, rng: np.random.Generator) -> None:
            numbers.append(rng.random())
            double(1.0)

        return draws

    def test_rng_repeats_for_a_student_and_differs_between_students_and_cases(
        self, numbers: list[float], draws: Function
    ) -> None:
        runner = runner_of(graded(draws))
        grace = self.drawn(runner, numbers, "grace")
        assert self.drawn(runner, numbers, "grace") == grace
        others = {
            self.drawn(runner, numbers, "blaise"),
            self.drawn(runner_of(graded(draws, number=1)), numbers, "grace"),
            self.drawn(runner_of(graded(draws), seed_version=2), numbers, "grace"),
        }
        assert len(others | {grace}) == 4

    def test_visible_numbers_are_public_and_the_same_for_all(self, numbers: list[float], draws: Function) -> None:
        runner = runner_of(graded(draws, visible=True))
        public = rng_for(PUBLIC_KEY, "test_unit1.py::test_draws_0").random()
        assert self.drawn(runner, numbers, "grace") == self.drawn(runner, numbers, "blaise") == public

    def test_the_rng_of_a_rerun_with_the_reference_is_the_same(self, numbers: list[float]) -> None:
        def case(double: Function, rng: np.random.Generator) -> None:
            numbers.append(rng.random())
            double(1.0) + 1.0  # type: ignore[operator]

        outcome_of(case, lambda x: None)
        assert len(numbers) == 2
        assert numbers[0] == numbers[1]


class TestOrder:
    def test_all_visible_cases_come_before_any_hidden_one(self) -> None:
        """What a visible case shows must be said before a hidden input is in the student's process."""
        seen: list[tuple[str, float]] = []

        def asks_double(double: Function, x: float) -> None:
            seen.append(("double", x))
            double(x)

        def asks_quadruple(quadruple: Function, x: float) -> None:
            seen.append(("quadruple", x))
            quadruple(x)

        cases = [
            graded(asks_double, visible=True, number=1, x=1.0),
            graded(asks_double, number=2, x=2.0),
            graded(asks_quadruple, "quadruple", visible=True, number=3, x=1.0),
            graded(asks_quadruple, "quadruple", number=4, x=2.0),
        ]
        results = runner_of(*cases).run(FakeCode({"double": double, "quadruple": quadruple}), "grace")
        assert seen == [("double", 1.0), ("quadruple", 1.0), ("double", 2.0), ("quadruple", 2.0)]
        assert [outcome.case.visible for outcome in results[0].outcomes] == [True, False]


class TestResults:
    def test_one_outcome_per_case_always(self) -> None:
        def stumbles(double: Function) -> None:
            double(1.0) + None  # type: ignore[operator]

        runner = runner_of(graded(right), graded(stumbles, number=1), graded(right, "quadruple", number=2))
        for code in (
            FakeCode({"double": double, "quadruple": double}),
            FakeCode(unusable=UnitUnusable(Verdict.NOT_ATTEMPTED, "There is no file.")),
            FakeCode(lost=CallLost(Loss.CRASHED)),
            FakeCode(lost=OSError()),
        ):
            results = runner.run(code, "grace")
            assert [[o.case for o in r.outcomes] for r in results] == [
                [g.case for g in runner.book.cases[name]] for name in ("double", "quadruple")
            ]

    def test_scored(self) -> None:
        result = run_double(runner_of(graded(right), graded(right, number=1)), double)
        assert (result.score, result.gate_open) == (4.0, True)

    def test_trusted_code(self) -> None:
        code = TrustedCode({"double": double, "quadruple": quadruple})
        exercise = exercise_of("double")
        assert code.require(exercise, 0.0) is None
        assert code.invoke(exercise, 0.0)((2.0,), {}).result == 4.0
        assert code.invoke(exercise, 0.0)((2.0,), {}).function == "double"
        assert not code.is_broken(exercise)
        with code.with_corrected({"double": quadruple}) as corrected:
            assert corrected.invoke(exercise, 0.0)((2.0,), {}).result == 8.0


def negative(double: Function) -> None:
    assert_close(double(1.0), -1.0)


def refused(double: Function) -> None:
    double(1.0)


def unusable(double: Function) -> None:
    assert_close(double(1.0) + 1.0, 3.0)  # type: ignore[operator]


def refuse(x: float) -> float:
    raise ValueError(x)


def warn(x: float) -> float:
    warnings.warn("noisy", stacklevel=1)
    return 2.0 * x


class TestExplainingDecidesNothing:
    """Whatever comes up while a failure is put into words, the verdict is what it is without."""

    WAYS: ClassVar = {
        "explain_failure": (negative, double, Verdict.FAILED, "The answer differs from the expected one."),
        "explain_exception": (refused, refuse, Verdict.RAISED, "Your function raised ValueError."),
        "explain_unusable": (unusable, lambda x: None, Verdict.FAILED, "The answer differs from the expected one."),
        "explain_noise": (right, warn, Verdict.FAILED, "Right, but noisy: your function emitted a warning."),
        "explain_loss": (right, FakeCode(lost=CallLost(Loss.CRASHED)), Verdict.CRASHED, "Your code ended the process"),
    }

    @pytest.mark.parametrize("visible", [True, False])
    @pytest.mark.parametrize(
        "raised",
        [
            ValueError("inhomogeneous shape"), RecursionError(), MemoryError(), OverflowError(), UserWarning(),
            UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), OSError(), CallLost(Loss.TIMED_OUT),
            MachineError("no memory"),
        ],
        ids=lambda raised: type(raised).__name__,
    )  # fmt: skip
    @pytest.mark.parametrize("way", WAYS)
    def test_whatever_is_raised(
        self, way: str, raised: BaseException, visible: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: object, **kwargs: object) -> str:
            raise raised

        case, code, verdict, plainly = self.WAYS[way]
        monkeypatch.setattr(judge, way, fail)
        outcome = outcome_of(case, code, visible=visible)
        assert outcome.verdict is verdict
        assert outcome.message.startswith(plainly)

    def test_an_explanation_that_does_not_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def hang(*args: object, **kwargs: object) -> str:
            while True:
                pass

        monkeypatch.setattr(judge, "explain_failure", hang)
        outcome = outcome_of(negative, double, own_seconds=0.2)
        assert outcome.verdict is Verdict.FAILED

    @pytest.mark.parametrize(
        "raised", [ValueError(), MemoryError(), MachineError("no memory"), CallLost(Loss.CRASHED)]
    )
    def test_a_hint(self, raised: BaseException) -> None:
        class Failing(Recogniser):
            def recognise(self, invoke: Invoke) -> Hint | None:
                raise raised

        class Failed(Recognisers):
            def of(self, exercise: str) -> Recogniser:
                return Failing((), frozenset(), ())

        runner = replace(runner_of(graded(right)), recognisers=Failed())
        (result, _) = runner.run(FakeCode({"double": lambda x: 3 * x}), "grace")
        assert (result.hint, result.outcomes[0].verdict) == (None, Verdict.FAILED)

    def test_ctrl_c_is_not_swallowed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*args: object, **kwargs: object) -> str:
            raise KeyboardInterrupt

        monkeypatch.setattr(judge, "explain_failure", interrupt)
        with pytest.raises(KeyboardInterrupt):
            outcome_of(negative, double)


class TestLettingGo:
    """What a student's function returned is gone when its case has ended, and before anything else is run."""

    class Answer(float):
        """Can be watched: a float cannot."""

    def watched(self, case: Function, then: Callable[[float], object], *, visible: bool = True) -> Verdict:
        answers: list[weakref.ref[TestLettingGo.Answer]] = []

        def answer(x: float) -> object:
            kept = self.Answer(17.0)
            answers.append(weakref.ref(kept))
            return then(kept)

        gc.disable()  # so that nothing but the end of the case lets go of it
        try:
            verdict = outcome_of(case, answer, visible=visible).verdict
            assert answers
            assert not [kept for kept in (ref() for ref in answers) if kept is not None]
        finally:
            gc.enable()
        return verdict

    @pytest.mark.parametrize("visible", [True, False])
    def test_of_a_wrong_answer(self, visible: bool) -> None:
        assert self.watched(negative, lambda kept: kept, visible=visible) is Verdict.FAILED

    def test_of_an_exception_that_refers_to_the_frames_of_the_case(self) -> None:
        def case(double: Function) -> None:
            answer = double(1.0)
            assert_close(double(answer), 1.0)

        def then(kept: float) -> object:
            if case_calls:
                raise ValueError
            case_calls.append(1)
            return kept

        case_calls: list[int] = []
        assert self.watched(case, then) in {Verdict.RAISED, Verdict.FAILED}

    def test_before_the_case_is_tried_with_the_reference(self) -> None:
        seen: list[int] = []

        def case(double: Function) -> None:
            answer = double(1.0)
            if isinstance(answer, TestLettingGo.Answer):
                seen.append(1)
                raise TypeError("unusable")
            assert not [one for one in gc.get_objects() if isinstance(one, TestLettingGo.Answer)]

        assert self.watched(case, lambda kept: kept) is Verdict.FAILED
        assert seen


class TestFollowThrough:
    """`quadruple` is written in terms of `double`, which is wrong."""

    @dataclass
    class Chained(FakeCode):
        def invoke(self, exercise: Exercise, end: float) -> Invoke:
            def quadruple(x: float) -> object:
                return self.functions["double"](self.functions["double"](x))

            function = self.functions["double"] if exercise.name == "double" else quadruple
            return local_invoke(function, lambda error: "", name=exercise.name)

        def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[Code]:
            return nullcontext(type(self)({**self.functions, **functions}))

    @staticmethod
    def four(quadruple: Function) -> None:
        assert_close(quadruple(1.0), 4.0)

    def test_points_are_given_with_a_note(self) -> None:
        runner = runner_of(graded(right), graded(self.four, "quadruple", number=1))
        first, second = runner.run(self.Chained({"double": lambda x: 3 * x}), "grace")
        assert (first.score, second.score) == (0.0, 4.0)
        assert "`double`" in second.outcomes[0].message

    def test_not_for_what_fails_by_itself(self) -> None:
        runner = runner_of(graded(right), graded(self.four, "quadruple", number=1))
        code = FakeCode({"double": lambda x: 3 * x, "quadruple": lambda x: 5 * x})
        assert [r.score for r in runner.run(code, "grace")] == [0.0, 0.0]

    def test_not_for_what_fails_with_corrected_functions_too(self) -> None:
        def five(quadruple: Function) -> None:
            assert_close(quadruple(1.0), 5.0)

        runner = runner_of(graded(right), graded(five, "quadruple", number=1))
        assert [r.score for r in runner.run(self.Chained({"double": lambda x: 3 * x}), "grace")] == [0.0, 0.0]

    def test_all_cases_run_again_and_the_better_whole_run_counts(self) -> None:
        """Two conventions at once, one for each run: the points of one of them, never of both."""

        class TwoConventions(self.Chained):  # type: ignore[name-defined,misc]
            def invoke(self, exercise: Exercise, end: float) -> Invoke:
                helped = self.functions["double"](1.0) == 2.0

                def quadruple(x: float) -> object:
                    return self.functions["double"](2.0) * (-1.0 if helped else 1.0) * x

                function = self.functions["double"] if exercise.name == "double" else quadruple
                return local_invoke(function, lambda error: "", name=exercise.name)

        def six(quadruple: Function) -> None:
            assert_close(quadruple(1.0), 6.0)

        def minus_four(quadruple: Function) -> None:
            assert_close(quadruple(1.0), -4.0)

        cases = [(six, 1), (six, 2), (minus_four, 3)]
        runner = runner_of(graded(right), *(graded(case, "quadruple", number=i) for case, i in cases))
        _, second = runner.run(TwoConventions({"double": lambda x: 3 * x}), "grace")
        assert [o.verdict for o in second.outcomes] == [Verdict.PASSED, Verdict.PASSED, Verdict.FAILED]
        cases = [(six, 1), (minus_four, 2), (minus_four, 3)]
        runner = runner_of(graded(right), *(graded(case, "quadruple", number=i) for case, i in cases))
        _, second = runner.run(TwoConventions({"double": lambda x: 3 * x}), "grace")
        assert [o.verdict for o in second.outcomes] == [Verdict.FAILED, Verdict.PASSED, Verdict.PASSED]
        assert second.outcomes[0].message == PASSES_NO_MORE

    def test_not_for_what_passes_the_second_time_without_them(self) -> None:
        answers = iter([5.0, 4.0])
        code = FakeCode({"double": lambda x: 3 * x, "quadruple": lambda x: next(answers)})
        runner = runner_of(graded(right), graded(self.four, "quadruple", number=1))
        assert [r.score for r in runner.run(code, "grace")] == [0.0, 0.0]


class TestHints:
    HINT = Hint("D1", "Triples", "How often?")

    @pytest.mark.parametrize(
        ("code", "hint"),
        [
            (FakeCode({"double": lambda x: 3 * x}), HINT),
            (FakeCode({"double": lambda x: 5 * x}), None),
            (FakeCode({"double": double}), None),
            (FakeCode(lost=CallLost(Loss.CRASHED)), None),
        ],
        ids=["known mistake", "unknown mistake", "right", "no answers"],
    )
    def test_for_exactly_the_known_mistake(self, code: FakeCode, hint: Hint | None) -> None:
        mistake = Misconception("D1", "double", "Triples", "How often?", "double(1.0)")
        runner = replace(
            runner_of(graded(right)), recognisers=Recognisers([(mistake, lambda x: 3 * x)], {"double": double})
        )
        assert runner.run(code, "grace")[0].hint == hint

    def test_an_answer_too_large_to_be_recognised_gets_none(self) -> None:
        class Exhausting(Recogniser):
            def recognise(self, invoke: Invoke) -> Hint | None:
                raise MemoryError

        class Exhausted(Recognisers):
            def of(self, exercise: str) -> Recogniser:
                return Exhausting((), frozenset(), ())

        runner = replace(runner_of(graded(right)), recognisers=Exhausted())
        assert runner.run(FakeCode({"double": lambda x: 3 * x}), "grace")[0].hint is None


def test_what_cases_and_references_compute_warns_nobody(recwarn: pytest.WarningsRecorder) -> None:
    """A warning would show a line of a hidden case, or of a reference, to whoever reads the log."""

    def once(double: Function) -> None:
        warnings.warn("in a case", stacklevel=1)
        assert_close(double(1.0), 2.0)

    def twice(quadruple: Function) -> None:  # fails, and is tried again with a correct `double`
        warnings.warn("in a case that is tried again", stacklevel=1)
        assert_close(quadruple(1.0) + 1.0, 5.0)  # type: ignore[operator]

    def noisy(x: float) -> float:
        warnings.warn("in a reference", stacklevel=1)
        return 4.0 * x

    runner = runner_of(graded(once), graded(twice, "quadruple"))
    book = replace(runner.book, references={"double": noisy, "quadruple": noisy})
    replace(runner, book=book).run(FakeCode({"double": lambda x: None, "quadruple": lambda x: None}), "grace")
    assert not [str(warning.message) for warning in recwarn]


def test_increasing_through_the_runner() -> None:
    def case(double: Function) -> None:
        assert_increasing([double(1.0), double(2.0)])

    assert outcome_of(case, lambda x: 10**5000).verdict is Verdict.FAILED
    assert outcome_of(case, double).verdict is Verdict.PASSED
