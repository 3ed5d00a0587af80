"""The course that `grader init` writes."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest
import yaml

from grader.authoring.new_course import _id_of, create_course
from grader.authoring.templates import COURSE, SKELETON, template_files
from grader.course import load_course, schema_text
from grader.errors import CallError
from grader.execution.collection import collect_cases
from grader.model import Course
from grader.selfcheck import check_generated_files

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def course(made: Path) -> Course:
    return load_course(made)


def test_every_group_that_has_a_share_has_hidden_cases_and_every_exercise_a_visible_one(course: Course) -> None:
    book = collect_cases(course)
    for exercise in course.exercises:
        hidden = {graded.case.group for graded in book.cases[exercise.name] if not graded.case.visible}
        assert hidden == {group for group, share in exercise.shares.items() if share}
        assert any(graded.case.visible for graded in book.cases[exercise.name])


def test_what_is_generated_is_up_to_date(course: Course) -> None:
    checks = list(check_generated_files(course, collect_cases(course)))
    assert [check for check in checks if not check.holds] == []
    assert "course.schema.json" in " ".join(check.name for check in checks)


def test_editors_find_a_schema_that_its_course_file_satisfies(course: Course) -> None:
    first = (course.root / "course.yaml").read_text().splitlines()[0]
    schema = course.root / first.partition("$schema=")[2]
    assert schema.read_text() == schema_text()
    jsonschema.validate(yaml.safe_load((course.root / "course.yaml").read_text()), yaml.safe_load(schema.read_text()))


def test_every_line_of_its_course_file_is_explained(course: Course) -> None:
    """The first line with a field has a comment, at its end or right above, or only opens a group that has one."""
    explained = set()
    for above, line in pairwise((course.root / "course.yaml").read_text().splitlines()):
        fields = set(re.findall(r"(\w+):(?= |$)", line.partition("#")[0]))
        if "#" in line or above.lstrip().startswith("#"):
            explained |= fields
        assert fields <= explained, f"not explained: {line}"


def test_students_cases_run_with_pytest_alone(course: Course) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "exercises"]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=120, check=False)
    assert "4 not attempted in" in done.stdout, done.stdout + done.stderr
    assert "0.00 of 10 points so far" in done.stdout


@pytest.mark.parametrize(
    ("folder", "course_id"),
    [
        ("numerics", "numerics"),
        ("Year 2: numerics", "Year-2-numerics"),
        ("Größe", "Groe"),
        ("数值方法", ""),
        ("2027", ""),
        ("true", ""),
        ("-", ""),
        ("x" * 80, "x" * 64),
    ],
)
def test_the_folder_gives_the_course_its_id(folder: str, course_id: str) -> None:
    assert _id_of(folder) == course_id


@pytest.mark.parametrize("folder", ["Year 2: numerics", "数值方法", "2027", "null"])
def test_any_folder_will_do(folder: str, tmp_path: Path) -> None:
    create_course(tmp_path / folder)
    assert load_course(tmp_path / folder).course_id == (_id_of(folder) or "numerical-methods")


def test_an_empty_folder_is_filled_even_the_one_one_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create_course(Path())
    assert Path("course.yaml").is_file()
    assert [name for name in tmp_path.iterdir() if name.name.startswith(".grader-init")] == []


@pytest.mark.parametrize("what", ["a file", "a folder with something in it", "a hidden file in it"])
def test_what_is_there_is_left_alone(what: str, tmp_path: Path) -> None:
    folder = tmp_path / "course"
    if what == "a file":
        folder.write_text("mine")
    else:
        folder.mkdir()
        (folder / (".env" if "hidden" in what else "notes.md")).write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(CallError, match=r"course is (a file|not empty)\. .* Nothing was written\."):
        create_course(folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> dict[Path, str]:
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.authoring.new_course.generated_files", broken)
    with pytest.raises(KeyboardInterrupt):
        create_course(tmp_path / "course")
    assert list(tmp_path.iterdir()) == []


def test_git_takes_up_the_course_and_neither_secret_nor_marks(root: Path) -> None:
    for name in (".grader/secret", "reports/results.sqlite", "submitted/ada/unit1_roots.py", "results.sqlite-wal"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("private")
    (root / ".grader" / ".gitignore").unlink()  # the course's own rules are enough
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True)
    assert sorted(listed.stdout.split()) == sorted(
        {
            *template_files(COURSE),
            "course.schema.json",
            "exercises/conftest.py",
            "exercises/course.json",
            "exercises/hints.json",
        }
    )


class TestTemplates:
    def test_have_no_compiled_files_among_them(self) -> None:
        folder = ROOT / "grader" / "authoring" / COURSE / "exercises" / "__pycache__"
        folder.mkdir(exist_ok=True)
        try:
            (folder / "unit1_roots.cpython-311.pyc").write_bytes(b"\xff\xfe")
            assert not [name for name in template_files(COURSE) if "pycache" in name]
        finally:
            (folder / "unit1_roots.cpython-311.pyc").unlink()
            folder.rmdir()

    def test_of_a_unit_are_its_four_files(self) -> None:
        assert set(template_files(SKELETON)) == {
            "exercises/unit_name.py",
            "exercises/test_unit_name.py",
            "solutions/unit_name.py",
            "solutions/test_unit_name.py",
        }
