"""Which files students receive."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import load_course, manifest_text
from grader.handout import CONFTEST, handout_files
from grader.handout.scaffold import scaffold
from grader.model import Course
from grader.student_package import student_package
from grader.submissions import read_submissions
from tests.nbgrader.classroom import COURSE

ROOT = Path(__file__).parents[3]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return a course of two assignments; the second imports a function of the first."""
    shutil.copytree(COURSE, tmp_path / "course", ignore=shutil.ignore_patterns(".grader", "__pycache__"))
    return load_course(tmp_path / "course")


def own(course: Course, assignment: int | None = None) -> set[str]:
    """Return what is handed out but for the grader's own modules."""
    files = handout_files(course, None if assignment is None else course.assignments[assignment])
    return {name for name in files if not name.startswith("grader/")}


def test_stubs_cases_and_texts_with_what_makes_them_work(course: Course) -> None:
    units = ("unit1_sums", "unit2_means", "unit3_spread")
    assert own(course) == {
        ".devcontainer/devcontainer.json",
        ".vscode/settings.json",
        "conftest.py",
        "pytest.ini",
        "requirements.txt",
        "exercises/README.md",
        "exercises/conftest.py",
        "exercises/course.json",
        "exercises/helper.py",
        *(f"exercises/{prefix}{unit}.py" for unit in units for prefix in ("", "test_")),
    }


def test_the_students_part_of_the_grader_in_every_language(course: Course) -> None:
    files = handout_files(course)
    package = {name: content for name, content in files.items() if name.startswith("grader/")}
    assert package == student_package("zh")
    assert "grader/locale/zh/LC_MESSAGES/grader.mo" in package
    assert not {"cli", "engine.py", "execution", "sandbox", "selfcheck", "handout"} & {
        n.split("/")[1] for n in package
    }


def test_texts_data_scripts_and_catalogs_of_the_real_course() -> None:
    names = own(load_course(ROOT))
    for wanted in ("README.zh.md", "data/digits.npz", "hints.json", "plots.py", "pictures/work.py"):
        assert f"exercises/{wanted}" in names
    assert "exercises/locale/zh/LC_MESSAGES/exercises.mo" in names
    assert "exercises/locale/zh/LC_MESSAGES/exercises.po" not in names


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        ".DS_Store",
        "__pycache__/unit1_sums.cpython-311.pyc",
        "data/.hidden/x",
        "locale/zh/LC_MESSAGES/e.po",
    ],
)
def test_what_tools_leave_in_the_folder_stays_there(course: Course, name: str) -> None:
    before = handout_files(course)
    path = course.root / "exercises" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("left")
    assert handout_files(course) == before


def test_links_are_not_followed(course: Course) -> None:
    before = handout_files(course)
    (course.root / "exercises" / "answers.py").symlink_to(course.root / "solutions" / "unit1_sums.py")
    (course.root / "exercises" / "folder").symlink_to(course.root / "solutions")
    assert handout_files(course) == before


def test_generated_files_are_made_and_not_copied(course: Course) -> None:
    before = handout_files(course)
    for name in ("conftest.py", "course.json"):
        (course.root / "exercises" / name).write_text("old")
    assert handout_files(course) == before
    assert before["exercises/conftest.py"] == CONFTEST.encode()
    assert before["exercises/course.json"] == manifest_text(course).encode()


def test_a_unit_without_visible_cases_is_handed_out_as_well(course: Course) -> None:
    (course.root / "exercises" / "test_unit2_means.py").unlink()
    assert "exercises/unit2_means.py" in own(course)


def test_the_language_that_explanations_are_in(course: Course) -> None:
    files = handout_files(replace(course, language="zh"))
    assert json.loads(files["exercises/course.json"])["language"] == "zh"


def test_packages_of_the_course_are_required_too() -> None:
    course = replace(load_course(ROOT), packages=("scipy", "PyYAML"))
    files = handout_files(course)
    assert files["requirements.txt"].decode().split()[-2:] == ["scipy", "PyYAML"]
    assert json.loads(files["exercises/course.json"])["packages"] == ["scipy", "yaml"]


def test_what_cases_import_is_handed_out() -> None:
    assert "exercises/draw.py" in handout_files(load_course(ROOT))


def test_requirements_are_those_of_the_package() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    found = handout_files(load_course(ROOT))["requirements.txt"].decode().split()
    assert found == [line for line in wanted if line.startswith(("numpy", "pytest"))]
    assert len(found) == 2


def test_requirements_have_the_packages_of_the_course(course: Course) -> None:
    requirements = scaffold(replace(course, packages=("pandas", "scikit-learn")))["requirements.txt"].decode()
    assert requirements.split()[2:] == ["pandas", "scikit-learn"]


@pytest.mark.parametrize("name", [".vscode/settings.json", ".devcontainer/devcontainer.json"])
def test_settings_are_json(course: Course, name: str) -> None:
    assert json.loads(handout_files(course)[name])


# One assignment


def test_an_assignment_has_its_own_units_and_stubs_of_earlier_ones(course: Course) -> None:
    shared = own(course) - {name for name in own(course) if "unit" in name}
    assert own(course, 0) - shared == {
        f"exercises/{prefix}{unit}.py" for unit in ("unit1_sums", "unit2_means") for prefix in ("", "test_")
    }
    assert own(course, 1) - shared == {
        "exercises/unit3_spread.py",
        "exercises/test_unit3_spread.py",
        "exercises/earlier/unit1_sums.py",
        "exercises/earlier/unit2_means.py",
    }
    assert shared <= own(course, 0) & own(course, 1)


def test_no_assignment_has_a_file_that_was_to_be_written_for_another() -> None:
    course = load_course(ROOT)
    for assignment in course.assignments:
        written = {f"exercises/{unit.filename}" for unit in course.units if unit.name not in assignment.units}
        assert not written & handout_files(course, assignment).keys()


def test_the_assignments_together_are_the_whole_course() -> None:
    course = load_course(ROOT)
    together: dict[str, bytes] = {}
    for assignment in course.assignments:
        together |= handout_files(course, assignment)
    assert {n: c for n, c in together.items() if "/earlier/" not in n} == handout_files(course)


# What comes back


def test_a_student_may_submit_the_whole_folder(tmp_path: Path) -> None:
    course = load_course(ROOT)
    files = {**handout_files(course, course.assignments[1]), **handout_files(course)}
    for unit in course.units:
        files[f"exercises/{unit.filename}"] = (ROOT / "solutions" / unit.filename).read_bytes()
    for name, content in files.items():
        path = tmp_path / "submitted" / "ada" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (ada,) = read_submissions(tmp_path / "submitted", course)
    assert ada.problem == ""
    assert [(n.file, n.text) for n in ada.notices if n.file != "exercises"] == []
    assert dict(ada.files)["unit1_information.py"] == (ROOT / "solutions" / "unit1_information.py").read_bytes()
