"""The bank of known mistakes: each must lose points in its exercise, and not only by what it lets pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.cases.call_proxy import local_invoke
from grader.cases.misconceptions import Misconception
from grader.cases.result_digest import digest
from grader.errors import CourseError
from grader.execution.recognition import distinguishing_input
from grader.execution.runner import Runner, TrustedCode
from grader.model import Course, Exercise, ExerciseResult, Group, Verdict
from grader.selfcheck.check import Check
from grader.selfcheck.kills import Row
from grader.selfcheck.trial import Bench

Function = Callable[..., object]


def check_misconceptions(runner: Runner, bank: list[tuple[Misconception, Function]]) -> Iterator[Check]:
    """Grade every known wrong answer.

    One that is noticed only where the reference refuses its input has not been noticed for what it is: every function
    without validation is noticed there. (Unless validation is what the mistake is about: its own distinguishing input
    is then one that the reference refuses.)
    """
    refusing = cases_that_refuse(Bench(runner.course, runner.book, runner.secret))
    for mistake, function in bank:
        exercise = _exercise_of(runner.course, mistake)
        result = grade_answer(runner, exercise, function, mistake.id)
        killers = tuple(outcome.case for outcome in result.outcomes if outcome.verdict is not Verdict.PASSED)
        groups = ", ".join(group for group in Group if any(case.group is group for case in killers))
        detail = f"{result.score:g} of {exercise.points:g} points; lost in {len(killers)} cases ({groups or 'none'})"
        holds = result.score < exercise.points
        if holds and refusing.issuperset(case.name for case in killers) and not _is_about_validation(runner, mistake):
            holds, detail = False, f"{detail}; all of them try invalid input: a case on valid input must notice it"
        if holds and not _tells_apart(runner, mistake, function):
            holds, detail = False, f"{detail}; on `{mistake.distinguishes}` it does what the reference does"
        row = Row(mistake.id, mistake.title, exercise.name, killers)
        yield Check(f"{mistake.id} {exercise.name}: {mistake.title}", holds, detail, row)


def cases_that_refuse(bench: Bench) -> frozenset[str]:
    """Return the names of the cases in which the reference raises: those that try invalid input."""
    found = set[str]()
    for graded in bench.book:
        reference = bench.book.references[graded.case.exercise]

        def noting(
            *args: object, name: str = graded.case.name, reference: Function = reference, **kwargs: object
        ) -> object:
            try:
                return reference(*args, **kwargs)
            except Exception:
                found.add(name)
                raise

        bench.passes(graded.case, noting, "the references")
    return frozenset(found)


def grade_answer(runner: Runner, exercise: Exercise, function: Function, student: str) -> ExerciseResult:
    """Grade one function of our own, with references for everything else."""
    code = TrustedCode({**runner.book.references, exercise.name: function})
    with np.errstate(all="ignore"):
        return runner.run_exercise(exercise, code, student)


def _tells_apart(runner: Runner, mistake: Misconception, function: Function) -> bool:
    """Whether the input that the entry names shows the mistake: otherwise nobody can be recognised by it."""
    args, kwargs = distinguishing_input(mistake)
    functions = (function, runner.book.references[mistake.of])
    wrong, right = (digest([local_invoke(f, lambda error: "")(args, kwargs)]) for f in functions)
    return wrong != right


def _is_about_validation(runner: Runner, mistake: Misconception) -> bool:
    args, kwargs = distinguishing_input(mistake)
    try:
        runner.book.references[mistake.of](*args, **kwargs)
    except Exception:
        return True
    return False


def _exercise_of(course: Course, mistake: Misconception) -> Exercise:
    try:
        return course.exercise(mistake.of)
    except KeyError:
        raise CourseError(f"solutions/misconceptions: {mistake.id} is of {mistake.of}, which is no exercise") from None
