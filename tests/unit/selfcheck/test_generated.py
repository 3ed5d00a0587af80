"""grader.selfcheck.generated_files: which files follow from others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader import selfcheck
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


def test_the_schema_of_an_environment_inside_the_course_is_not_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its text follows from the installed pydantic, and `--fix` would write into the environment."""
    folder = shutil.copytree(ROOT / "tests" / "courses" / "arithmetic", tmp_path / "course")
    installed = folder / ".venv" / "lib" / "python3" / "site-packages" / "grader" / "course.schema.json"
    monkeypatch.setattr(selfcheck, "SCHEMA_FILE", installed)
    course = load_course(folder)
    names = {path.relative_to(folder).as_posix() for path in generated_files(course, collect_cases(course))}
    assert "exercises/course.json" in names
    assert not [name for name in names if name.startswith(".venv/")]
