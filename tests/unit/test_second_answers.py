"""Every exercise a second time, done otherwise than in `solutions/`: the cases ask for the contract, not for our way.

`tests/answers/` holds plain answers to the docstrings, with masks and loops where the references have formulas. A case
that only the references pass asks for something that nobody was told.
"""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.cases.seeds import PUBLIC_KEY
from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.execution.runner import Runner, TrustedCode
from grader.model import Verdict

ROOT = Path(__file__).parents[2]
ANSWERS = ROOT / "tests" / "answers"


@pytest.fixture
def answers(monkeypatch):
    course = load_course(ROOT)
    for unit in course.units:
        monkeypatch.delitem(sys.modules, unit.name, raising=False)
    monkeypatch.syspath_prepend(ANSWERS)
    modules = {unit.name: importlib.import_module(unit.name) for unit in course.units}
    yield {exercise.name: getattr(modules[exercise.unit], exercise.name) for exercise in course.exercises}
    for unit in course.units:
        sys.modules.pop(unit.name)


def test_a_second_way_to_do_every_exercise_earns_everything(answers):
    course = load_course(ROOT)
    with np.errstate(all="ignore"):
        results = Runner(course, collect_cases(course), PUBLIC_KEY).run(TrustedCode(answers), "another")
    failed = [o.case.name for result in results for o in result.outcomes if o.verdict is not Verdict.PASSED]
    assert failed == []
    assert sum(result.score for result in results) == sum(exercise.points for exercise in course.exercises)
