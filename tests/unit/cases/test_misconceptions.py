from __future__ import annotations

from grader.cases import misconception
from grader.cases.misconceptions import Misconception


def test_marks_the_function_and_leaves_it_as_it_is() -> None:
    def wrong(p: float) -> float:
        return -p

    marked = misconception("E1", of="entropy", title="No sign", hint="Which sign?", distinguishes="entropy(1)")(wrong)
    assert marked is wrong
    assert vars(wrong)["misconception"] == Misconception(
        "E1", "entropy", "No sign", "Which sign?", "entropy(1)", top=False
    )
