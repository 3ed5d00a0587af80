"""What this course says of wrong answers: course.yaml's `feedback:`, as the framework uses it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from grader.cases.argument_guesses import easier, mistaken_for
from grader.cases.call_proxy import Call, Subject
from grader.cases.compare import CaseFailed, assert_close
from grader.cases.feedback import explain_failure
from grader.cases.wording import recorded_wording, speaking, spoken
from grader.course import load_course
from grader.model import NEUTRAL

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
EXPECTED = np.array([0.75, -2.5, 3.2])


def explained(got: object, expected: object) -> str:
    """Return what a visible case says of this answer."""
    subject = Subject("f", lambda args, kwargs: Call("f", args, kwargs, result=got))
    with speaking(COURSE.feedback), pytest.raises(CaseFailed) as caught:
        assert_close(subject(), expected)
    with speaking(COURSE.feedback):
        return explain_failure(caught.value, subject, visible=True)


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (math.log(2), "0.6931 times the expected value (ln 2: the unit of a logarithm)."),
        (-math.log(2), "−0.6931 times the expected value (ln 2: the unit of a logarithm)."),
        (1 / math.log(2), "1.443 times the expected value (1 / ln 2: the unit of a logarithm)."),
        (math.log10(2), "0.301 times the expected value (log10 2: the unit of a logarithm)."),
    ],
)
@pytest.mark.parametrize("expected", [EXPECTED, 0.0808], ids=["array", "number"])
def test_units_of_a_logarithm(factor: float, said: str, expected: object) -> None:
    assert explained(factor * np.asarray(expected), expected).splitlines()[0] == said


def test_the_convention_is_inf() -> None:
    text = explained(34.5, math.inf)
    assert text.splitlines()[0] == "Finite where this course's convention is inf."
    assert text.endswith(
        "finite where this course's convention is inf: clipped, or is a small constant added somewhere?"
    )


def test_the_intercept() -> None:
    said = "The right values, and one too many: does the intercept belong among them?"
    assert explained([1.0, 2.0, 7.0], [1.0, 2.0]).splitlines()[0] == said


def test_examples_in_rows_and_columns() -> None:
    matrix = np.ones((2, 3))
    relations = [relation.kind for _, relation in mistaken_for((matrix,), COURSE.feedback)]
    assert relations == ["Right with the first argument transposed: is an example a row here, or a column?"]
    readings = [reading.means for reading in easier((matrix,), COURSE.feedback)]
    assert "it answers with the first argument transposed: is an example a row here, or a column?" in readings


def test_an_integer_too_large() -> None:
    assert explained(2**1024, 1.0).endswith("an integer too large for a float: is something not normalised?")


def test_students_receive_the_same_words() -> None:
    manifest = json.loads((ROOT / "exercises" / "course.json").read_text(encoding="utf-8"))
    assert recorded_wording(manifest) == COURSE.feedback


def test_a_course_that_says_nothing_leaves_it_to_the_framework() -> None:
    assert recorded_wording({"title": "T"}) == NEUTRAL
    assert load_course(ROOT / "tests" / "courses" / "arithmetic").feedback == NEUTRAL


def test_words_are_spoken_in_their_block_only() -> None:
    with speaking(COURSE.feedback):
        assert spoken() == COURSE.feedback
    assert spoken() == NEUTRAL
