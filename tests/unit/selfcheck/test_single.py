"""One exercise on its cases, as `grader try` shows it."""

from __future__ import annotations

import shutil
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import load_course
from grader.errors import CourseError
from grader.model import Verdict
from grader.selfcheck import single
from grader.selfcheck.single import ExerciseTrial, MutantTrials, try_exercise
from grader.selfcheck.trial import try_apart
from tests.unit.course.authored import ARITHMETIC


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ARITHMETIC, tmp_path / "course", ignore=shutil.ignore_patterns(".grader")))


def tried(root: Path, exercise: str = "total", seconds: float = 30.0) -> ExerciseTrial:
    course = load_course(root)
    return try_exercise(course, course.exercise(exercise), seconds=seconds)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def names(cases) -> list[str]:
    return [case.name.rpartition("::")[2] for case in cases]


def test_a_good_exercise(root: Path) -> None:
    trial = tried(root)
    assert (trial.reference.score, trial.stub.score) == (3.0, 0.0)
    assert {row.name: names(row.killers) for row in trial.mistakes}["TO1"] == ["test_large_and_small"]
    assert len(trial.mutants.rows) == trial.mutants.total > 0
    assert trial.mutants.survivors == ()
    assert trial.holds


def test_cases_that_alone_notice_something_and_cases_that_notice_nothing(root: Path) -> None:
    trial = tried(root)
    assert "test_large_and_small" in names(trial.needed)
    assert "test_long_list" not in names(trial.idle), "speed cases ask for something else"
    edit(root / "solutions" / "test_unit1_sums.py", "class TestApplyTwice:", '''\
    @pytest.mark.edge
    def test_idle(self, total):
        """It can be called."""
        total([1.0])


class TestApplyTwice:''')  # fmt: skip
    without_mutants = replace(tried(root), mutants=MutantTrials())
    assert "test_idle" in names(without_mutants.idle)
    assert "test_large_and_small" not in names(without_mutants.idle)


def test_a_case_that_the_reference_fails_is_shown_and_nothing_else_is_tried(root: Path) -> None:
    edit(root / "exercises" / "test_unit1_sums.py", "6.5)", "7.5)")
    trial = tried(root)
    assert [o.case.name.rpartition("::")[2] for o in trial.reference.outcomes if o.verdict is Verdict.FAILED] == [
        "test_three_numbers"
    ]
    assert (trial.mistakes, trial.mutants.total, trial.holds) == ((), 0, False)


def test_a_stub_that_passes(root: Path) -> None:
    edit(
        root / "exercises" / "unit1_sums.py",
        "    raise NotImplementedError\n\n\ndef apply",
        "    return 0.0\n\n\ndef apply",
    )
    trial = tried(root)
    assert names(trial.passed_by_stub) == ["test_empty", "test_parts"]
    assert not trial.holds


def test_a_stub_that_cannot_be_imported_is_named(root: Path) -> None:
    with (root / "exercises" / "unit1_sums.py").open("a") as file:
        file.write("\nimport nowhere\n")
    with pytest.raises(CourseError, match=r"exercises/unit1_sums\.py: cannot be imported: ModuleNotFoundError"):
        tried(root)


def test_stubs_that_import_one_another_do_not_meet_the_references(root: Path) -> None:
    (root / "exercises" / "helper.py").write_text("import unit1_sums\nSTUBS = unit1_sums\n")
    edit(root / "exercises" / "unit1_sums.py", '"""Unit 1', 'import helper\n"""Unit 1')
    try:
        assert tried(root).stub.score == 0.0
    finally:
        sys.modules.pop("helper", None)


def test_an_unwritten_reference(root: Path) -> None:
    edit(root / "solutions" / "unit1_sums.py", "return math.fsum(numbers)", "raise NotImplementedError")
    trial = tried(root)
    assert not trial.written
    assert not trial.holds


def test_a_mistake_that_no_case_notices(root: Path) -> None:
    edit(root / "solutions" / "test_unit1_sums.py", "assert_close(total([1e16, 1.0, -1e16]), 1.0)", "total([1.0])")
    trial = tried(root)
    assert [row.name for row in trial.mistakes if not row.noticed] == ["TO1"]
    assert not trial.holds


def test_a_mistake_that_never_ends_is_noticed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(single, "try_apart", lambda trials: try_apart(trials, seconds=0.5))
    edit(
        root / "solutions" / "misconceptions" / "unit1_sums.py",
        "    result = 0.0\n",
        "    while True:\n        pass\n",
    )
    (row,) = (row for row in tried(root).mistakes if row.name == "TO1")
    assert (row.noticed, row.lost) == (True, True)


def test_mutants_get_the_time_that_is_left_and_a_little_in_any_case(root: Path) -> None:
    started = time.monotonic()
    trial = tried(root, seconds=0.0)
    assert len(trial.mutants.rows) <= trial.mutants.total
    assert time.monotonic() - started < 20.0


def test_without_mutmut_all_else_is_tried(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] in {"mutmut", "libcst"}]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("some_mutants", "mutants", "operators", "equivalent"):
        monkeypatch.delitem(sys.modules, f"grader.selfcheck.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "libcst", None)
    trial = tried(root)
    assert trial.mutants.total == 0
    assert "pip install 'course-grader[mutants]'" in trial.mutants.obstacle
    assert len(trial.mistakes) == 2
    assert trial.holds


def test_units_that_are_broken_elsewhere_do_not_keep_one_from_being_tried(root: Path) -> None:
    """Only the cases of its own unit are collected: faster, and another unit may be half written."""
    edit(root / "course.yaml", "units:\n", """\
units:
  - name: unit2_more
    title: More
    exercises: [{ name: product, points: 1 }]
""")  # fmt: skip
    for folder in ("exercises", "solutions"):
        (root / folder / "unit2_more.py").write_text("def product(numbers):\n    raise NotImplementedError\n")
        (root / folder / "test_unit2_more.py").write_text("def test_wrong(nothing): pass\n")
    assert tried(root).holds
