"""Running some units of a course: no other is scored, and earlier ones serve only to explain what fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.execution.runner import Runner
from grader.model import Course, ExerciseResult, Unit
from tests.unit.execution import test_runner as whole

CALLED: list[str] = []


def right(double: whole.Function) -> None:
    CALLED.append("double")
    whole.right(double)


def four(quadruple: whole.Function) -> None:
    CALLED.append("quadruple")
    whole.TestFollowThrough.four(quadruple)


@pytest.fixture
def runner() -> Runner:
    """Return a runner of two units: `double` in the first, and `quadruple`, which may use it, in the second."""
    CALLED.clear()
    made = whole.runner_of(whole.graded(right), whole.graded(four, "quadruple", number=1))
    double, quadruple = made.course.exercises
    units = (Unit("unit1", "One", (double,)), Unit("unit2", "Two", (replace(quadruple, unit="unit2"),)))
    course = Course(Path(), "c", "C", "en", units, (), 0.5, 1, "digest")
    return replace(made, course=course)


def scores(results: tuple[ExerciseResult, ...]) -> dict[str, float]:
    return {result.exercise.name: result.score for result in results}


@pytest.mark.parametrize(("units", "name"), [(("unit1",), "double"), (("unit2",), "quadruple")])
def test_only_what_is_asked_is_run_and_scored(runner: Runner, units: tuple[str, ...], name: str) -> None:
    code = whole.FakeCode({"double": whole.double, "quadruple": whole.quadruple})
    assert scores(runner.run(code, "grace", units)) == {name: 4.0}
    assert set(CALLED) == {name}


def test_nothing_of_nothing(runner: Runner) -> None:
    assert runner.run(whole.FakeCode(), "grace", ()) == ()


def test_without_a_scope_the_whole_course(runner: Runner) -> None:
    code = whole.FakeCode({"double": whole.double, "quadruple": whole.quadruple})
    assert scores(runner.run(code, "grace")) == {"double": 4.0, "quadruple": 4.0}


def test_what_builds_on_an_earlier_mistake_follows_through_and_the_mistake_costs_nothing_here(runner: Runner) -> None:
    code = whole.TestFollowThrough.Chained({"double": lambda x: 3 * x})
    (result,) = runner.run(code, "grace", ("unit2",))
    assert (result.exercise.name, result.score) == ("quadruple", 4.0)
    assert "`double`" in result.outcomes[0].message
    assert scores(runner.run(code, "grace")) == {"double": 0.0, "quadruple": 4.0}


def test_later_units_are_never_run_for_an_earlier_one(runner: Runner) -> None:
    code = whole.FakeCode({"double": lambda x: 3 * x})
    assert scores(runner.run(code, "grace", ("unit1",))) == {"double": 0.0}
    assert set(CALLED) == {"double"}
