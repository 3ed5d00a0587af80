"""What an author has still to write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.authoring.additions import exercise_files
from grader.authoring.writing import write_together
from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.selfcheck.unfinished import check_unfinished, unwritten_references
from tests.unit.course.authored import ARITHMETIC


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARITHMETIC, tmp_path / "course", ignore=shutil.ignore_patterns(".grader")))


def test_nothing_in_a_course_that_is_written(root: Path) -> None:
    course = load_course(root)
    assert [(check.name, check.holds) for check in check_unfinished(course)] == [("no TODO(author) is left", True)]
    assert unwritten_references(course) == frozenset()


def test_every_mark_of_a_new_exercise_with_its_place(root: Path) -> None:
    write_together(exercise_files(root, "mean", "unit1_sums", 1, 1))
    course = load_course(root)
    collect_cases(course)  # the skeleton can be collected
    checks = list(check_unfinished(course))
    assert not any(check.holds for check in checks)
    files = [
        f"{folder}/{name}unit1_sums.py"
        for folder, name in (("exercises", ""), ("exercises", "test_"), ("solutions", ""), ("solutions", "test_"))
    ]
    assert list(dict.fromkeys(check.name.partition(":")[0] for check in checks)) == files
    for check in checks:
        place, _, line = check.name.partition(" ")[0].partition(":")
        marked = (root / place).read_text().splitlines()[int(line) - 1]
        assert check.detail in marked
    assert unwritten_references(course) == {"mean"}


@pytest.mark.parametrize(
    ("body", "unwritten"),
    [
        ("raise NotImplementedError", True),
        ("raise NotImplementedError('later')", True),
        ("'''Text.'''\n    raise NotImplementedError", True),
        ("raise ValueError", False),
        ("if numbers: raise NotImplementedError\n    return 0.0", False),
        ("return 0.0", False),
    ],
)
def test_a_reference_is_unwritten_if_it_does_nothing_else(root: Path, body: str, unwritten: bool) -> None:
    path = root / "solutions" / "unit1_sums.py"
    path.write_text(f"def total(numbers):\n    {body}\n\n\ndef apply_twice(f, x):\n    return f(f(x))\n")
    assert unwritten_references(load_course(root)) == ({"total"} if unwritten else frozenset())
