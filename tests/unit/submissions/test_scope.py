"""Which assignments a submission is graded in, recognised from its files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.course import load_course
from grader.lms.nbgrader.notebooks import unit_notebook
from grader.model import Course, Submission
from grader.submissions import read_submissions
from grader.submissions.digest import work_digest
from grader.submissions.scope import limited

COURSE = Path(__file__).parents[2] / "courses" / "notebooks"
ASSIGNED = {"first": ("unit1_sums", "unit2_means"), "second": ("unit3_spread",)}


@pytest.fixture(scope="module")
def course() -> Course:
    """Return a course of two assignments, of two units and of one."""
    return load_course(COURSE)


def submitted(course: Course, folder: Path, **files: str | bytes) -> Submission:
    home = folder / "class" / "ada"
    home.mkdir(parents=True)
    for name, content in files.items():
        path = home / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (submission,) = read_submissions(folder / "class", course)
    return submission


def stub(course: Course, unit: str) -> str:
    return (course.root / "exercises" / f"{unit}.py").read_text(encoding="utf-8")


def reference(course: Course, unit: str) -> str:
    return (course.root / "solutions" / f"{unit}.py").read_text(encoding="utf-8")


class TestRecognised:
    def test_of_one_unit_the_whole_assignment(self, course: Course, tmp_path: Path) -> None:
        submission = submitted(course, tmp_path, unit2_means__py=reference(course, "unit2_means"))
        assert submission.scope == ASSIGNED["first"]

    def test_of_a_folder_with_everything_in_it_what_is_no_stub(self, course: Course, tmp_path: Path) -> None:
        files = {f"{unit.name}__py": stub(course, unit.name) for unit in course.units}
        files["unit1_sums__py"] = reference(course, "unit1_sums")
        assert submitted(course, tmp_path, **files).scope == ASSIGNED["first"]

    @pytest.mark.parametrize(
        "change",
        [lambda text: text, lambda text: "", lambda text: text.replace("\n", "\r\n"), lambda text: f"# mine\n{text}"],
        ids=["as it was handed out", "empty", "line ends", "a comment"],
    )
    def test_stubs_are_no_work(self, course: Course, tmp_path: Path, change: object) -> None:
        files = {f"{unit.name}__py": change(stub(course, unit.name)) for unit in course.units}  # type: ignore[operator]
        assert submitted(course, tmp_path, **files).scope == ()

    @pytest.mark.parametrize("source", ["def total(values:\n", "while True: pass\n"])
    def test_work_that_does_not_run_is_work(self, course: Course, tmp_path: Path, source: str) -> None:
        assert submitted(course, tmp_path, unit1_sums__py=source).scope == ASSIGNED["first"]

    def test_a_released_notebook_that_nobody_wrote_in_is_no_work(self, course: Course, tmp_path: Path) -> None:
        notebook = json.loads(unit_notebook(course, course.units[0]))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code" and "### BEGIN SOLUTION" in "".join(cell["source"]):
                source = "".join(cell["source"])
                head = source[: source.index("### BEGIN SOLUTION")]
                cell["source"] = f"{head}# YOUR CODE HERE\n    raise NotImplementedError()"
        assert submitted(course, tmp_path, unit1_sums__ipynb=json.dumps(notebook)).scope == ()

    def test_what_cannot_be_read_is_of_no_known_assignment(self, course: Course, tmp_path: Path) -> None:
        submission = submitted(course, tmp_path, notes__txt="hello")
        assert submission.problem
        assert submission.scope is None


class TestLimited:
    def test_to_what_is_asked_and_there(self, course: Course) -> None:
        both = Submission("ada", (), "", scope=(*ASSIGNED["first"], *ASSIGNED["second"]))
        first, second = course.assignments
        assert limited(both, [second]).scope == ASSIGNED["second"]
        assert limited(both, [first, second]).scope == both.scope
        assert limited(Submission("ada", (), "", scope=ASSIGNED["first"]), [second]).scope == ()

    def test_unreadable_work_is_taken_to_be_what_is_asked(self, course: Course) -> None:
        damaged = Submission("ada", (), "", problem="It is damaged.", scope=None)
        assert limited(damaged, course.assignments[:1]).scope == ASSIGNED["first"]


class TestWorkDigest:
    UNITS = ("unit1.py", "unit2.py")

    def of_unit2(self, **files: bytes) -> str:
        return work_digest("unit2.py", {f"{name}.py": content for name, content in files.items()}, self.UNITS)

    def test_is_of_the_units_file_alone(self) -> None:
        assert self.of_unit2(unit2=b"x = 1", other=b"y") == self.of_unit2(unit2=b"x = 1", unit1=b"z", other=b"w")
        assert self.of_unit2(unit2=b"x = 1") != self.of_unit2(unit2=b"x = 2")

    def test_and_of_the_helper_files_that_it_names_directly_or_not(self) -> None:
        files = {"unit2": b"from helper import f", "helper": b"import more", "more": b"a = 1"}
        assert self.of_unit2(**files) != self.of_unit2(**{**files, "more": b"a = 2"})

    def test_but_not_of_another_unit(self) -> None:
        files = {"unit2": b"from unit1 import f", "unit1": b"def f(): pass"}
        assert self.of_unit2(**files) == self.of_unit2(**{**files, "unit1": b"def f(): return 1"})

    def test_nothing_has_none(self) -> None:
        assert self.of_unit2(unit1=b"x") == ""
