"""`grader check` tries the handout: what it notices that no other check can."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.course import load_course
from grader.selfcheck import handout_check
from grader.selfcheck.handout_check import check_handout
from tests.nbgrader.classroom import COURSE

NAMES = [
    "handout: nothing of solutions/ is in it",
    "handout: with the stubs, no case passes",
    "handout: with the references, every case passes",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns(".grader", "__pycache__"))


def checked(root: Path) -> dict[str, str]:
    """Return what each check says: its detail if it does not hold, and else ""."""
    return {check.name: "" if check.holds else check.detail for check in check_handout(load_course(root))}


def replace(root: Path, name: str, old: str, new: str) -> None:
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


def test_a_course_in_order(root: Path) -> None:
    checks = list(check_handout(load_course(root)))
    assert [(check.name, check.holds) for check in checks] == [(name, True) for name in NAMES]
    assert [check.detail for check in checks][1:] == ["0 of 4 cases pass", "4 of 4 cases pass"]


def test_a_case_that_needs_what_students_do_not_get(root: Path) -> None:
    new = "from grader.cases import assert_close, assert_equal\nfrom grader.execution import runner\n"
    replace(root, "exercises/test_unit1_sums.py", "from grader.cases import assert_close, assert_equal\n", new)
    for detail in list(checked(root).values())[1:]:
        assert "No module named 'grader.execution'" in detail, "the grader that checks has such a module"


def test_a_case_that_reads_a_file_beside_the_exercises(root: Path) -> None:
    (root / "secret.txt").write_text("6.5")
    new = "from pathlib import Path\n\nimport pytest\n"
    replace(root, "exercises/test_unit1_sums.py", "import pytest\n", new)
    new = "float((Path(__file__).parents[1] / 'secret.txt').read_text())"
    replace(root, "exercises/test_unit1_sums.py", "6.5)", f"{new})")
    assert "3 of 4 cases pass" in checked(root)[NAMES[2]]


def test_a_stub_that_passes_a_case(root: Path) -> None:
    replace(root, "exercises/unit2_means.py", "raise NotImplementedError", "return 2.5")
    assert "1 of 4 cases pass" in checked(root)[NAMES[1]]


def test_a_module_of_the_course_that_students_do_not_get(root: Path) -> None:
    (root / "solutions" / "oracle.py").write_text("LIMIT = 3\n")
    replace(root, "solutions/unit1_sums.py", '"""References', 'import oracle\n"""References')
    assert "This course does not provide oracle" in checked(root)[NAMES[2]]


def test_a_leak_ends_it(root: Path) -> None:
    shutil.copy(root / "solutions" / "unit3_spread.py", root / "exercises" / "notes.txt")
    ((name, detail),) = checked(root).items()
    assert (name, detail.partition(" holds ")[0]) == (NAMES[0], "exercises/notes.txt")


def test_a_file_of_cases_that_never_ends(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handout_check, "SECONDS", 3.0)
    with (root / "exercises" / "test_unit1_sums.py").open("a") as file:
        file.write("\n\nwhile True:\n    pass\n")
    assert checked(root)[NAMES[1]] == "pytest did not end within 3 seconds"


def test_what_the_environment_says_to_pytest_does_not_matter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.setenv("PYTHONPATH", str(root / "solutions"))
    assert set(checked(root).values()) == {""}
