"""nbgrader where it lands: the instructor has the wheel with its extra, the student a kernel, NumPy and pytest.

For each course: `grader nbgrader`, release, fetch; every cell of every notebook executed as it was released, and again
with the references written in; submit, collect, autograde, feedback.
"""

from __future__ import annotations

import ast
import json
import os
import pwd
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.course import load_course
from grader.model import Course
from tests.installed.conftest import Once
from tests.installed.environment import ROOT, Environment
from tests.interpreters import VERSION

HERE = Path(__file__).parent
COURSES = {"ours": ROOT, "tiny": ROOT / "tests" / "courses" / "notebooks"}
PARTS = ("course.yaml", "exercises", "solutions")
STUDENT = pwd.getpwuid(os.getuid()).pw_name
Result = dict[str, Any]


@dataclass(frozen=True)
class Walk:
    """One course's way to the student and back, in a folder."""

    base: Path
    course: Course
    teacher: Environment
    student: Environment

    @property
    def desk(self) -> Path:
        """Return the folder in which the student works."""
        return self.base / "desk"

    @property
    def notebooks(self) -> dict[str, Path]:
        """Return where the student has the notebook of each unit."""
        return {
            unit: self.desk / assignment.name / f"{unit}.ipynb"
            for assignment in self.course.assignments
            for unit in assignment.units
        }

    def go(self) -> None:
        """Walk it, and keep what was seen in `seen.json`."""
        self.base.mkdir()
        self.desk.mkdir()
        shutil.copytree(self.course.root, self.base / "course", ignore=_not_in_the_course(self.course.root))
        (self.base / "exchange").mkdir(mode=0o777)
        (self.base / "exchange").chmod(0o777)
        (self.base / "roster.csv").write_text(f"id\n{STUDENT}\n")
        self.teacher.run(
            "grader", "nbgrader", self.base / "class", "--roster", self.base / "roster.csv", cwd=self.base / "course"
        )
        exchange = f"--course={self.course.course_id} --Exchange.root={shlex.quote(str(self.base / 'exchange'))}"
        mine = f"--student={STUDENT}"
        self._nbgrader("class", "generate_assignment {}", f"release_assignment {{}} {exchange}")
        self._nbgrader("desk", f"fetch_assignment {{}} {exchange}")
        seen = {"released": self._execute()}
        for unit, path in self.notebooks.items():
            _write_answers(path, self.course.root / "solutions" / f"{unit}.py")
        seen["solved"] = self._execute()
        self._nbgrader("desk", f"submit {{}} {exchange}")
        self._nbgrader("class", f"collect {{}} {exchange}", f"autograde {{}} {mine}", f"generate_feedback {{}} {mine}")
        (self.base / "seen.json").write_text(json.dumps(seen))

    def _nbgrader(self, folder: str, *commands: str) -> None:
        """Run each command for each assignment, in one process of the teacher's environment."""
        filled = [command.format(each.name) for each in self.course.assignments for command in commands]
        given = json.dumps([[shlex.split(words), str(self.base / folder)] for words in filled])
        several = HERE.parent / "nbgrader" / "several.py"
        said = self.teacher.run("python", "-I", several, cwd=self.base, given=given).stdout
        for words, (status, text) in zip(filled, json.loads(said.splitlines()[-1]), strict=True):
            assert status == 0, f"nbgrader {words}: exit status {status}\n{text}"

    def _execute(self) -> dict[str, Result]:
        """Execute every notebook in kernels of the student's environment."""
        request = {
            "python": str(self.student.python),
            "variables": self.student.variables(),
            "at_a_time": 1 if "PYTEST_XDIST_WORKER" in os.environ else 2,  # a core for each process of the tests
            "notebooks": [str(path) for path in self.notebooks.values()],
        }
        script = HERE / "execute_notebooks.py"
        said = self.teacher.run("python", "-I", script, cwd=self.base, given=json.dumps(request)).stdout
        return dict(zip(self.notebooks, json.loads(said), strict=True))

    def seen(self, when: str) -> Mapping[str, Result]:
        """Return what the student saw in each unit's notebook."""
        seen: Mapping[str, Result] = json.loads((self.base / "seen.json").read_text())[when]
        return seen


@pytest.fixture(scope="session", params=COURSES)
def walk(request: pytest.FixtureRequest, once: Once, installed_extras: Environment, bare: Environment) -> Walk:
    """Walk the way of a course once."""
    course = load_course(COURSES[request.param])

    def go(folder: Path) -> None:
        Walk(folder, course, installed_extras, bare).go()

    return Walk(once(f"walk-{request.param}", go), course, installed_extras, bare)


def test_every_cell_of_what_is_released_runs_and_says_what_is_to_be_done(walk: Walk) -> None:
    exercises = {exercise.name for exercise in walk.course.exercises}
    for unit, seen in walk.seen("released").items():
        asked = exercises & seen["outputs"].keys()
        assert asked, unit
        assert seen["errors"] == dict.fromkeys(asked, "CasesFailed"), (unit, seen["outputs"])
        for exercise in asked:
            assert "Not attempted yet" in seen["outputs"][exercise], (unit, exercise)
            assert "Traceback" not in seen["outputs"][exercise], (unit, exercise)


def test_every_check_passes_with_the_references(walk: Walk) -> None:
    for unit in walk.course.units:
        seen = walk.seen("solved")[unit.name]
        assert seen["errors"] == {}, (unit.name, seen["outputs"])
        for exercise in unit.exercises:
            assert f"{exercise.name}: " in seen["outputs"][exercise.name]


def test_nothing_comes_from_elsewhere(walk: Walk) -> None:
    """The framework is the released folder's; all else is Python's, or of the student's environment."""
    python = [Path(path) for path in _python_folders(walk.student, walk.base)]
    places = [walk.desk, walk.student.folder, *python, *(path.resolve() for path in python)]
    for when in ("released", "solved"):
        for unit, seen in walk.seen(when).items():
            folder = walk.notebooks[unit].parent
            ours = {name: path for name, path in seen["modules"].items() if name.partition(".")[0] == "grader"}
            assert "grader.cases.notebook" in ours
            assert not [name for name, path in ours.items() if not Path(path).is_relative_to(folder / "grader")]
            for name, path in seen["modules"].items():
                assert not path or any(Path(path).is_relative_to(place) for place in places), (unit, name, path)


def test_the_marks_are_full_and_feedback_is_written(walk: Walk) -> None:
    scores = _scores(walk)
    expected = {e.name: 0.0 if e.bonus else e.points for e in walk.course.exercises}  # nbgrader knows no bonus
    assert scores == expected
    for assignment in walk.course.assignments:
        for unit in assignment.units:
            page = walk.base / "class" / "feedback" / STUDENT / assignment.name / f"{unit}.html"
            assert "not graded" not in page.read_text(encoding="utf-8")


def _scores(walk: Walk) -> dict[str, float]:
    """Return what nbgrader's gradebook has for each grade cell, as the teacher's environment reads it."""
    program = (
        "import json, sys; from nbgrader.api import Gradebook\n"
        "with Gradebook(sys.argv[1]) as book:\n"
        "    found = [(g.name, g.auto_score) for a in book.assignments for s in book.assignment_submissions(a.name)\n"
        "             for n in s.notebooks for g in n.grades]\n"
        "print(json.dumps(dict(found)))"
    )
    address = f"sqlite:///{walk.base / 'class' / 'gradebook.db'}"
    said = walk.teacher.run("python", "-I", "-c", program, address, cwd=walk.base).stdout
    scores: dict[str, float] = json.loads(said)
    return scores


def _python_folders(environment: Environment, cwd: Path) -> Sequence[str]:
    """Return where the standard library of an environment is."""
    program = "import json, sysconfig; print(json.dumps([sysconfig.get_path(n) for n in ('stdlib', 'platstdlib')]))"
    found: list[str] = json.loads(environment.run("python", "-I", "-c", program, cwd=cwd).stdout)
    return [path for path in found if Path(path).name == VERSION]


def _write_answers(notebook: Path, reference: Path) -> None:
    """Write the functions of a reference into their cells; what they need besides goes into the first of these."""
    source = reference.read_text(encoding="utf-8")
    tree = ast.parse(source)
    document = json.loads(notebook.read_text(encoding="utf-8"))
    cells = {cell["metadata"].get("nbgrader", {}).get("grade_id", ""): cell for cell in document["cells"]}
    rest = []
    answers: dict[str, str] = {}
    for node in tree.body[1:] if ast.get_docstring(tree) is not None else tree.body:
        text = ast.get_source_segment(source, node) or ""
        if isinstance(node, ast.FunctionDef) and f"{node.name}_solution" in cells:
            answers[node.name] = text
        else:
            rest.append(text)
    assert answers, reference
    for number, (name, text) in enumerate(answers.items()):
        cells[f"{name}_solution"]["source"] = "\n\n".join([*rest, text] if number == 0 else [text])
    notebook.write_text(json.dumps(document), encoding="utf-8")


def _not_in_the_course(root: Path) -> Any:
    """Return what `copytree` leaves out: all at the top that is not of a course, and caches."""

    def ignored(folder: str, names: list[str]) -> list[str]:
        if Path(folder) == root:
            return [name for name in names if name not in PARTS]
        return [name for name in names if name == "__pycache__" or name.endswith("_cache")]

    return ignored
