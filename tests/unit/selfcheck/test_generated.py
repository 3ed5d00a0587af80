"""grader.selfcheck.generated_files: which files follow from others."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from grader.execution.collection import collect_cases
from grader.selfcheck import check_generated_files, generated_files

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("named", [ROOT, Path(), Path("exercises/..")], ids=["absolute", "here", "roundabout"])
def test_the_schema_is_among_them_however_the_checkout_is_named(named: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    course = load_course(named)
    book = collect_cases(course)
    names = {path.resolve().relative_to(ROOT).as_posix() for path in generated_files(course, book)}
    assert names == {
        "exercises/conftest.py",
        "exercises/course.json",
        "exercises/hints.json",
        "grader/course.schema.json",
    }
    assert [(c.name, c.holds) for c in check_generated_files(course, book)] == [
        (f"{name} is in step", True)
        for name in (
            "exercises/conftest.py",
            "exercises/course.json",
            "exercises/hints.json",
            "grader/course.schema.json",
        )
    ]
