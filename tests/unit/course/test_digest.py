"""grader.course.digest: what decides a mark is in it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from tests.unit.course.authored import COURSE, Write, replaced


def digest(folder: Path) -> str:
    return load_course(folder).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("points: 3", "points: 4", id="points"),
        pytest.param("title: Letters", "title: Letters\ngate: 0.6", id="gate"),
        pytest.param("title: Letters", "title: Letters\nseed_version: 2", id="seed version"),
        pytest.param("title: Letters", "title: Letters\nforbidden_imports: [re]", id="forbidden imports"),
        pytest.param("title: Letters", "title: Letters\npackages: [six]", id="packages"),
        pytest.param("title: Letters", "title: Letters\nlate: {percent_per_day: 5}", id="late policy"),
        pytest.param("title: Letters", "title: Letters\ndefaults: {limits: {callbacks: 3}}", id="limits"),
        pytest.param("points: 3", "points: 3\n        shares: {law: 20, edge: 25}", id="shares"),
        pytest.param("23:59 +08:00", "23:58 +08:00", id="due time"),
    ],
)
def test_what_decides_a_mark_changes_the_digest(course: Write, old: str, new: str) -> None:
    before = digest(course(COURSE))
    assert digest(course(replaced(old, new))) != before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("title: Letters", "title: Characters # better", id="title and comment"),
        pytest.param("points: 3", "points: 3.0", id="another way to write a number"),
        pytest.param("23:59 +08:00", "15:59Z", id="another way to write a time"),
        pytest.param("title: Letters", "title: Letters\nlanguage: zh", id="language"),
        pytest.param("title: Letters", "title: Letters\nattempts: best", id="which of several attempts counts"),
        pytest.param("title: Letters", "title: Letters\nfeedback: {transposed: rows or columns}", id="words"),
        pytest.param("title: Letters", "title: Letters\ndefaults: {shares: {law: 25}}", id="the default said aloud"),
    ],
)
def test_what_decides_no_mark_leaves_the_digest(course: Write, old: str, new: str) -> None:
    before = digest(course(COURSE))
    assert digest(course(replaced(old, new))) == before


@pytest.mark.parametrize(
    "file",
    [
        "exercises/test_unit1_vowels.py",
        "exercises/conftest.py",
        "solutions/unit1_vowels.py",
        "solutions/test_unit1_vowels.py",
        "solutions/notes.py",
        "solutions/misconceptions/unit1_vowels.py",
        "solutions/data/words.txt",
    ],
)
def test_files_that_decide_a_mark_change_the_digest(course: Write, file: str) -> None:
    folder = course(COURSE)
    before = digest(folder)
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n# changed\n")
    assert digest(folder) != before


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "exercises/README.md",
        "exercises/unit1_vowels.py",
        "exercises/__pycache__/test_unit1_vowels.cpython-311.pyc",
        "solutions/__pycache__/unit1_vowels.cpython-311.pyc",
        "solutions/.unit1_vowels.py.swp",
        "solutions/.ipynb_checkpoints/unit1_vowels.py",
        "solutions/locale/zh/LC_MESSAGES/solutions.mo",
    ],
)
def test_files_that_decide_no_mark_leave_the_digest(course: Write, file: str) -> None:
    folder = course(COURSE)
    before = digest(folder)
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n# changed\n")
    assert digest(folder) == before


@pytest.mark.parametrize(
    ("importer", "statement", "helper"),
    [
        ("solutions/test_unit1_vowels.py", "import texts", "texts.py"),
        ("exercises/test_unit1_vowels.py", "from texts import draw", "texts.py"),
        ("solutions/test_unit1_vowels.py", "from texts import words", "texts/words.py"),
        ("solutions/unit1_vowels.py", "import texts.words", "texts/__init__.py"),
        ("exercises/texts.py", "import letters", "letters.py"),
    ],
    ids=["hidden", "visible", "package", "reference", "by another helper"],
)
def test_a_helper_that_cases_import_changes_the_digest(
    course: Write, importer: str, statement: str, helper: str
) -> None:
    folder = course(COURSE)
    (folder / "exercises" / "texts").mkdir()
    for name in ("texts.py", "letters.py", "texts/__init__.py", "texts/words.py", "plots.py"):
        (folder / "exercises" / name).write_text("draw = words = 1\n")
    for file in {importer, "solutions/test_unit1_vowels.py"}:
        path = folder / file
        text = path.read_text() + (statement if file == importer else "import texts")
        path.write_text(text + "\n")
    before = digest(folder)
    (folder / "exercises" / "plots.py").write_text("another plot\n")
    assert digest(folder) == before
    (folder / "exercises" / helper).write_text("draw = words = 2\n")
    assert digest(folder) != before


def test_stubs_do_not_count_when_cases_import_units_by_name(course: Write) -> None:
    folder = course(COURSE)
    with (folder / "solutions" / "test_unit1_vowels.py").open("a") as cases:
        cases.write("\nfrom unit1_vowels import count_vowels\n")
    before = digest(folder)
    with (folder / "exercises" / "unit1_vowels.py").open("a") as stub:
        stub.write("\n# changed\n")
    assert digest(folder) == before


def test_a_name_counts_as_well_as_a_content(course: Write) -> None:
    folder = course(COURSE)
    (folder / "solutions" / "a.txt").write_text("bc")
    before = digest(folder)
    (folder / "solutions" / "a.txt").rename(folder / "solutions" / "b.txt")
    assert digest(folder) != before


def test_the_digest_does_not_depend_on_where_the_course_lies(course: Write, tmp_path: Path) -> None:
    folder = course(COURSE)
    before = digest(folder)
    moved = folder.rename(folder.with_name(folder.name + "-moved"))
    assert digest(moved) == before
