"""Mistakes of the bank as submissions: each does what its entry does, separately and together, and needs no bank."""

from __future__ import annotations

import math
import sys
import types
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pytest

from grader.cases.misconceptions import Misconception
from grader.course import load_course
from grader.demo_mistakes import source_with_mistakes
from grader.execution.collection import Function, load_misconceptions
from grader.model import Course, Unit

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
BANK = {mistake.id: (mistake, function) for mistake, function in load_misconceptions(COURSE)}
Names = Mapping[str, object]


def unit_of(mistake: Misconception) -> Unit:
    return next(unit for unit in COURSE.units if mistake.of in {exercise.name for exercise in unit.exercises})


def rounds(course: Course) -> Iterator[list[Misconception]]:
    """Yield mistakes that one student could make at once, one in each function, until each was made."""
    by_function: dict[str, list[Misconception]] = {exercise.name: [] for exercise in course.exercises}
    for mistake, _ in BANK.values():
        by_function[mistake.of].append(mistake)
    for chosen in zip_longest(*by_function.values()):
        yield [mistake for mistake in chosen if mistake is not None]


@pytest.fixture
def _units(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a submission import earlier units, never its own or the bank."""
    monkeypatch.syspath_prepend(ROOT / "solutions")
    yield
    for unit in COURSE.units:
        sys.modules.pop(unit.name, None)


def run(unit: Unit, mistakes: list[Misconception], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    reference = (ROOT / "solutions" / unit.filename).read_text(encoding="utf-8")
    source = f"{reference}\n\n{source_with_mistakes(COURSE, unit, mistakes)}"
    names: dict[str, object] = {"__name__": unit.name}
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, unit.name, types.ModuleType(unit.name))
        patch.setitem(sys.modules, "grader", types.ModuleType("grader"))
        exec(compile(source, unit.filename, "exec"), names)
    return names


def answer(mistake: Misconception, names: Names) -> str:
    """Return what the function answers to the input that tells the mistake from the reference."""
    try:
        with np.errstate(all="ignore"):
            return repr(eval(mistake.distinguishes, {"np": np, "math": math, **names}))
    except Exception as error:
        return repr(error)


def expected(mistake: Misconception, function: Function) -> str:
    return answer(mistake, {mistake.of: function})


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize("name", BANK)
def test_alone_it_answers_as_its_entry(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mistake, function = BANK[name]
    assert answer(mistake, run(unit_of(mistake), [mistake], monkeypatch)) == expected(mistake, function)


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize("mistakes", list(rounds(COURSE)), ids=lambda mistakes: mistakes[0].id)
def test_with_one_in_every_function_each_answers_as_its_entry(
    mistakes: list[Misconception], monkeypatch: pytest.MonkeyPatch
) -> None:
    for unit in COURSE.units:
        if made := [mistake for mistake in mistakes if unit_of(mistake) is unit]:
            names = run(unit, made, monkeypatch)
            for mistake in made:
                assert answer(mistake, names) == expected(mistake, BANK[mistake.id][1]), mistake.id


def test_only_the_mistake_and_what_it_needs() -> None:
    mistake, _ = BANK["LG1"]
    source = source_with_mistakes(COURSE, unit_of(mistake), [mistake])
    assert "def lg1" in source
    assert "def lg2" not in source
    assert "misconception" not in source
    assert "grader" not in source
