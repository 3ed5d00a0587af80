"""The framework knows no subject: what belongs to one is said by its course."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.course import load_course

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT)
WORDS = {"intercept", "logarithm", "logits", "nats", "probability", "probabilities", "simplex", "likelihood"}
SOURCES = [
    path
    for pattern in ("*.py", "*.html", "*.css", "*.json")
    for path in (ROOT / "grader").rglob(pattern)
    if "attack" not in path.parts
]


@pytest.mark.parametrize("word", sorted(WORDS | {exercise.name for exercise in COURSE.exercises}))
def test_no_source_of_the_framework_mentions_this_courses_subject(word: str) -> None:
    mention = re.compile(rf"(?<![a-zA-Z]){word}(?![a-zA-Z])", re.IGNORECASE)
    assert [str(path.relative_to(ROOT)) for path in SOURCES if mention.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("folder", ["arithmetic", "notebooks", "motion"])
def test_other_courses_say_nothing_of_it_either(folder: str) -> None:
    course = load_course(ROOT / "tests" / "courses" / folder)
    assert not {factor.means for factor in course.feedback.factors} & {f.means for f in COURSE.feedback.factors}
