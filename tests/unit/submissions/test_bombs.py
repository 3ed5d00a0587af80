"""Each bomb beside honest neighbours: little time and memory, one clear refusal, and nothing else is any different."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from grader.model import Course
from grader.submissions.limits import WHOLE_CLASS, ReaderLimits
from grader.submissions.reader import Reader
from tests.unit.submissions.bombs import BOMBS
from tests.unit.submissions.planting import SOURCE, names, plant

# What is small is read with little; a bomb that needs more is refused for that, which the test would see.
LITTLE = ReaderLimits(seconds=120.0, cpu_seconds=10, memory_mib=320)


@pytest.mark.parametrize("name", BOMBS)
def test_it_costs_little_and_nobody_else_anything(name: str, submitted: Path, course: Course) -> None:
    bomb = BOMBS[name]
    plant(submitted, {"bob/unit1_vowels.py": SOURCE, "zoe/unit1_vowels.py": SOURCE})
    plant(submitted / "mallory", {"unit2_words.py": SOURCE, **bomb.make()})
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Reader(submitted, course, limits=LITTLE, whole=WHOLE_CLASS) as reader:
        bob, mallory, zoe = (reader.read(index).submission for index in range(3))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    for neighbour in (bob, zoe):
        assert (neighbour.files, neighbour.problem) == ((("unit1_vowels.py", SOURCE),), "")
    assert mallory.problem == ""
    assert "unit2_words.py" in names(mallory)
    assert any(bomb.said in notice.text for notice in mallory.notices) or not bomb.said, mallory.notices
    assert (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime) < LITTLE.cpu_seconds
