from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from grader.cases import hidden
from grader.cases.compare import CaseFailed, assert_close, assert_raises
from grader.cases.hidden import FACTOR, NOT_FINITE, WRONG_VALUE, sentence_of
from grader.cases.relations import CONSTANT_FACTORS, Relation, relate
from grader.language import msg

ROOT = Path(__file__).parents[3]
SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for path in (ROOT / "grader").rglob("*.py")
    if path.name != "hidden.py" and path.parent.name in {"cases", "execution"}
)
TEMPLATES = {t for t in re.findall(r'msg\(\s*"([^"]+)"', SOURCES) if t not in {*hidden.OF_THE_CASE, *hidden.REFUSALS}}
EXPECTED = np.array([0.25, 0.5, 3.0])


@pytest.mark.parametrize("template", [*hidden.OF_THE_CASE, *hidden.REFUSALS, *hidden.OF_THE_RUN])
def test_what_is_listed_is_what_is_said(template: str) -> None:
    """A sentence that was reworded would no longer be known as one of the closed set."""
    assert f'"{template}"' in SOURCES


@pytest.mark.parametrize("begins", [begins for _, each in hidden.FAMILIES for begins in each])
def test_each_beginning_is_that_of_a_sentence(begins: str) -> None:
    assert f'msg("{begins}' in SOURCES or f'"{begins}' in SOURCES


def test_whatever_a_visible_case_says_a_hidden_one_says_a_sentence_of_the_closed_set() -> None:
    said = {sentence_of(Relation(msg(template), "")) for template in TEMPLATES}
    assert said <= {*hidden.templates()}
    assert len(said) < 12 < len(TEMPLATES) / 10


@pytest.mark.parametrize("factor", [*CONSTANT_FACTORS, 3.0, 7.5])
@pytest.mark.parametrize("sign", [1, -1])
def test_one_sentence_for_all_factors_and_signs(factor: float, sign: int) -> None:
    relation = relate(sign * factor * EXPECTED, EXPECTED, sizes=(7,))
    assert sentence_of(relation) == FACTOR
    assert sentence_of(relate(-EXPECTED, EXPECTED)) == FACTOR


@pytest.mark.parametrize(
    ("got", "expected"),
    [([np.nan, 0.5, 3.0], EXPECTED), ([np.inf, 0.5, 3.0], EXPECTED), (EXPECTED, np.array([0.25, 0.5, np.inf]))],
    ids=["nan", "inf", "no inf"],
)
def test_one_sentence_for_what_is_not_finite(got: object, expected: np.ndarray) -> None:
    assert sentence_of(relate(np.asarray(got), expected)) == NOT_FINITE


def test_a_relation_of_no_family_says_that_the_answer_differs() -> None:
    new = msg("A relation that nobody has thought of here.")
    for relation in (None, Relation(new, new), Relation("not even a message", "")):
        assert sentence_of(relation) == WRONG_VALUE


def test_the_kind_that_the_case_asks_for_is_named() -> None:
    with pytest.raises(CaseFailed) as failed:
        assert_close("text", 1.0)
    assert sentence_of(failed.value.relation) == "Your function should return a number."


@pytest.mark.parametrize(
    "function",
    [lambda: None, lambda: 1.0],
    ids=["returns None", "returns a value"],
)
def test_one_sentence_for_all_that_is_not_refused(function: object) -> None:
    with pytest.raises(CaseFailed) as failed:
        assert_raises(ValueError, function, because="p is negative")  # type: ignore[arg-type]
    expected = "It should refuse this; the contract asks for ValueError: p is negative."
    assert sentence_of(failed.value.relation) == expected


def test_the_figure_in_the_docs() -> None:
    """`python -c "from grader.cases.hidden import bits_per_case; print(bits_per_case())"`."""
    assert f"{len(hidden.templates())} sentences, {hidden.bits_per_case():.1f} bits" in (
        ROOT / "docs" / "security.md"
    ).read_text(encoding="utf-8").replace("\n", " ")
