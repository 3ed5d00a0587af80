"""The nbgrader course in a folder: what is written, what is written again, and what is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from grader.course import load_course
from grader.errors import CallError, CourseError
from grader.lms.nbgrader.course_folder import write_course
from grader.model import Course
from tests.nbgrader.classroom import COURSE


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write an nbgrader course once, since to make a gradebook takes seconds."""
    base = tmp_path_factory.mktemp("written")
    shutil.copytree(COURSE, base / "course")
    write_course(load_course(base / "course"), base / "class", students=[{"id": "ada", "first_name": "Ada"}])
    return base


@pytest.fixture
def course(written: Path, tmp_path: Path) -> Course:
    shutil.copytree(written / "course", tmp_path / "course")
    return load_course(tmp_path / "course")


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written / "class", tmp_path / "class")
    return tmp_path / "class"


def _gradebook(folder: Path) -> Gradebook:
    return Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "tiny")


def _release(folder: Path) -> None:
    """Do to the gradebook what `nbgrader generate_assignment averages` does, and hand something in."""
    with _gradebook(folder) as gradebook:
        gradebook.add_notebook("unit1_sums", "averages")
        gradebook.add_notebook("unit2_means", "averages")
        for unit, names in (("unit1_sums", {"total": 3.0, "longest": 0.0}), ("unit2_means", {"mean": 4.0})):
            about = {"cell_type": "code", "source": "", "checksum": "0"}
            gradebook.add_source_cell("setup", unit, "averages", locked=True, **about)
            for name, points in names.items():
                gradebook.add_grade_cell(name, unit, "averages", max_score=points, cell_type="code")
                gradebook.add_source_cell(name, unit, "averages", locked=True, **about)
                gradebook.add_solution_cell(f"{name}_solution", unit, "averages")
                gradebook.add_source_cell(f"{name}_solution", unit, "averages", locked=False, **about)
    (folder / "submitted" / "ada" / "averages").mkdir(parents=True)


def test_git_takes_up_nothing_of_the_students(folder: Path) -> None:
    for name in ("submitted", "autograded", "feedback"):
        (folder / name / "ada").mkdir(parents=True)
        (folder / name / "ada" / "unit1_sums.ipynb").write_text("{}")
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "-A"], cwd=folder, check=True)
    listed = subprocess.run(["git", "ls-files"], cwd=folder, capture_output=True, text=True, check=True).stdout.split()
    assert "nbgrader_config.py" in listed
    assert not [name for name in listed if name.startswith(("gradebook.db", "submitted", "autograded", "feedback"))]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _edit(course: Course, old: str, new: str) -> Course:
    path = course.root / "course.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    return load_course(course.root)


def test_it_has_everything_that_nbgrader_needs(folder: Path) -> None:
    files = _bytes(folder)
    assert {"nbgrader_config.py", "gradebook.db", "source/averages/unit1_sums.ipynb"} < files.keys()
    compile(files["nbgrader_config.py"], "nbgrader_config.py", "exec")
    with _gradebook(folder) as gradebook:
        due = {assignment.name: assignment.duedate for assignment in gradebook.assignments}
        assert str(due["averages"]) == "2027-01-15 23:59:00"
        assert due["spread"] is None
        assert [student.id for student in gradebook.students] == ["ada"]


def test_nothing_of_the_teacher_is_among_the_students_files(folder: Path, course: Course) -> None:
    hidden = {p.read_bytes() for p in (course.root / "solutions").rglob("*.py")}
    for name, content in _bytes(folder / "source").items():
        assert content not in hidden
        assert b"70707" not in content, name
        assert b"math.fsum(numbers)" not in content, name


def test_a_second_run_writes_the_same_bytes(folder: Path, course: Course) -> None:
    before = _bytes(folder)
    written = write_course(course, folder)
    assert written.changed == ()
    assert _bytes(folder) == before


def test_a_new_text_is_written_although_there_are_submissions(folder: Path, course: Course) -> None:
    _release(folder)
    readme = course.root / "exercises" / "README.md"
    readme.write_text(readme.read_text() + "\nOne more sentence.\n")
    assert "source/averages/unit1_sums.ipynb" in write_course(course, folder).changed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{ name: total, points: 3 }", "{ name: total, points: 5 }", "'total' would be worth 5 points instead of 3"),
        ("      - { name: longest, points: 1, bonus: true }\n", "", "the cell 'longest' would go"),
        ("units: [unit1_sums, unit2_means]", "units: [unit1_sums]", "the notebook would go"),
        (
            "units: [unit1_sums, unit2_means]",
            "units: [unit1_sums, unit2_means, unit3_spread]",
            "the notebook would come",
        ),
    ],
    ids=["points", "cell-gone", "notebook-gone", "notebook-new"],
)
def test_what_nbgrader_forbids_is_refused_before_anything_is_touched(
    folder: Path, course: Course, old: str, new: str, said: str
) -> None:
    _release(folder)
    if "unit3_spread]" in new:
        course = _edit(course, "  - name: spread\n    title: Spread\n    units: [unit3_spread]\nunits:", "units:")
    before = _bytes(folder)
    with pytest.raises(CourseError, match="nothing was written") as refused:
        write_course(_edit(course, old, new), folder)
    assert said in str(refused.value)
    assert _bytes(folder) == before


def test_the_same_change_is_made_while_nothing_is_handed_in(folder: Path, course: Course) -> None:
    _release(folder)
    shutil.rmtree(folder / "submitted")
    changed = write_course(_edit(course, "{ name: total, points: 3 }", "{ name: total, points: 5 }"), folder).changed
    assert "source/averages/unit1_sums.ipynb" in changed


def test_a_course_of_somebody_else_is_left_alone(tmp_path: Path, course: Course) -> None:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(CallError, match="left alone"):
        write_course(course, tmp_path)
    assert not (tmp_path / "source").exists()


def test_an_old_notebook_is_named(folder: Path, course: Course) -> None:
    (folder / "source" / "averages" / "old.ipynb").write_text("{}")
    assert write_course(course, folder).strangers == ("source/averages/old.ipynb",)


def test_students_stay_whom_a_new_roster_does_not_name(folder: Path, course: Course) -> None:
    write_course(course, folder, students=[{"id": "blaise"}])
    with _gradebook(folder) as gradebook:
        assert {student.id for student in gradebook.students} == {"ada", "blaise"}


def test_what_is_in_solutions_is_not_handed_out_by_mistake(course: Course, tmp_path: Path) -> None:
    shutil.copy(course.root / "solutions" / "unit3_spread.py", course.root / "exercises" / "helper.py")
    with pytest.raises(CourseError, match=r"source/averages/helper\.py holds code of a reference"):
        write_course(course, tmp_path / "new")
    assert not (tmp_path / "new").exists()
