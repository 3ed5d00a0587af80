"""A small course, as an author writes it, and how the tests spoil it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import load_course
from grader.errors import CourseError

PROJECT = Path(__file__).parents[3]
ARITHMETIC = PROJECT / "tests" / "courses" / "arithmetic"

COURSE = """\
course_id: letters
title: Letters
units:
  - name: unit1_vowels
    title: Vowels
    exercises:
      - name: count_vowels
        points: 3
      - name: drop_vowels
        points: 2
  - name: unit2_words
    title: Words
    exercises:
      - name: longest
        points: 5
assignments:
  - name: first
    title: First steps
    units: [unit1_vowels]
    due: 2027-01-15 23:59 +08:00
"""
FUNCTIONS = {"unit1_vowels": ("count_vowels", "drop_vowels"), "unit2_words": ("longest",)}

Write = Callable[[str], Path]


def faults(folder: Path) -> list[str]:
    with pytest.raises(CourseError) as caught:
        load_course(folder)
    return str(caught.value).splitlines()


def replaced(old: str, new: str) -> str:
    assert old in COURSE
    return COURSE.replace(old, new, 1)
