"""Unmodified `nbgrader autograde` with our engine inside: one run over a class in which everything happens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from tests.nbgrader.classroom import COURSE, Cell, Classroom, code, functions, grade_id, solved
from tests.nbgrader.conftest import Once

REFERENCES = {
    name: source
    for unit in ("unit1_sums", "unit2_means", "unit3_spread")
    for name, source in functions(COURSE / "solutions" / f"{unit}.py").items()
}
NAIVE = "def total(numbers):\n    result = 0\n    for number in numbers:\n        result += number\n    return result"
FULL = {"total": 3.0, "longest": 0.0, "mean": 4.0}


def _without(*ids: str) -> Callable[[list[Cell]], None]:
    def edit(cells: list[Cell]) -> None:
        cells[:] = [cell for cell in cells if grade_id(cell) not in ids]

    return edit


def _duplicated(cells: list[Cell]) -> None:
    """Every cell that nbgrader knows is there twice, the copies in front, with what the release said."""
    copies = [dict(cell) for cell in cells if grade_id(cell)]
    for cell in copies:
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = f"def {grade_id(cell).removesuffix('_solution')}(*args):\n    raise NotImplementedError"
    cells[:0] = copies


def _tampered(cells: list[Cell]) -> None:
    """Grade cells are emptied, worth more, not graded any more, and turned into text; one is of another notebook."""
    for cell in cells:
        if grade_id(cell) == "total":
            cell["source"] = "20"
            cell["metadata"]["nbgrader"] |= {"points": 20, "grade": False, "locked": False}
        if grade_id(cell) == "longest":
            cell |= {"cell_type": "markdown", "source": "Full marks, please."}
            del cell["outputs"], cell["execution_count"]
    cells.append(json.loads(json.dumps(next(cell for cell in cells if grade_id(cell) == "setup"))))
    cells[-1]["metadata"]["nbgrader"] |= {"grade_id": "mean", "grade": True, "points": 4}


def _later_cell(cells: list[Cell]) -> None:
    """The function stands behind its grade cell, and what it needs behind that."""
    for cell in cells:
        if grade_id(cell) == "total_solution":
            cell["source"] = "# see below"
    cells += [code("def total(numbers):\n    return exactly(numbers)"), code("from math import fsum as exactly")]


def _at_a_screen(cells: list[Cell]) -> None:
    """Plots, magics, a question, a loop without end, a cell that is not Python, one that raises."""
    cells[1:1] = [
        code("%matplotlib inline\nimport matplotlib.pyplot as plt\nimport seaborn as sns"),
        code("%%bash\nrm -rf ~"),
        code("name = input('Who are you? ')"),
        code("while True:\n    plt.plot([1, 2, 3])"),
        code("def half(:"),
        code("raise RuntimeError('an experiment')"),
        code("!ls\ntotal?"),
    ]


STUDENTS = {
    "perfect": solved,
    "naive": lambda notebook, answers: solved(notebook, answers | {"total": NAIVE}),
    "stub": lambda notebook, answers: solved(notebook, {}),
    "no-grade-cells": lambda notebook, answers: solved(notebook, answers, _without("total", "longest", "mean")),
    "no-solutions": lambda notebook, answers: solved(notebook, answers, _without("total_solution", "mean_solution")),
    "duplicated": lambda notebook, answers: solved(notebook, answers, _duplicated),
    "tampered": lambda notebook, answers: solved(notebook, answers, _tampered),
    "later-cell": lambda notebook, answers: solved(notebook, answers, _later_cell),
    "at-a-screen": lambda notebook, answers: solved(notebook, answers, _at_a_screen),
    "noisy": lambda notebook, answers: solved(
        notebook, answers | {"total": "import sys\nprint('x', file=sys.stderr)\n" + REFERENCES["total"]}
    ),
    "loops": lambda notebook, answers: solved(
        notebook, answers | {"longest": "def longest(words):\n    while True:\n        pass"}
    ),
    "raises": lambda notebook, answers: solved(
        notebook, answers | {"total": "def total(numbers):\n    return numbers / 2"}
    ),
    "wrong-import": lambda notebook, answers: solved(notebook, answers | {"longest": "import nothing_of_the_kind"}),
}


@pytest.fixture(scope="session")
def graded(classroom: Classroom, once: Once) -> Classroom:
    """Grade the class with one `nbgrader autograde`."""
    room = Classroom(classroom.base / "graded")
    once("graded", lambda: _grade(classroom.copied("graded")))
    return room


def _grade(classroom: Classroom) -> None:
    units = {unit: classroom.released("averages", unit) for unit in ("unit1_sums", "unit2_means")}
    for student, make in STUDENTS.items():
        classroom.hand_in(student, "averages", {unit: make(notebook, REFERENCES) for unit, notebook in units.items()})
    classroom.hand_in("only-one", "averages", {"unit2_means": solved(units["unit2_means"], REFERENCES)})
    (classroom.base / "autograde.log").write_text(classroom.nbgrader("autograde", "averages"))
    classroom.hand_in("unlucky", "averages", {"unit1_sums": solved(units["unit1_sums"], REFERENCES)})
    folder = classroom.hand_in("linker", "averages", {})
    work = classroom.folder / "submitted" / "perfect" / "averages" / "unit2_means.ipynb"
    (folder / "unit2_means.ipynb").symlink_to(work)
    failures = classroom.several(
        (classroom.folder, "autograde averages --student=unlucky --SandboxedAutograde.course=/nonexistent"),
        (classroom.folder, "autograde averages --student=linker"),
        status=1,
    )
    for student, log in zip(("unlucky", "linker"), failures, strict=True):
        (classroom.base / f"{student}.log").write_text(log)


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("perfect", FULL),
        ("naive", FULL | {"total": 2.7}),
        ("stub", {"total": 0.0, "longest": 0.0, "mean": 0.0}),
        ("no-grade-cells", FULL),
        ("no-solutions", {"total": 0.0, "longest": 0.0, "mean": 0.0}),
        ("duplicated", FULL),
        ("tampered", FULL),
        ("later-cell", FULL),
        ("at-a-screen", FULL),
        ("noisy", FULL),
        ("loops", FULL),
    ],
)
def test_marks(graded: Classroom, student: str, expected: dict[str, float]) -> None:
    assert graded.scores(student, "averages") == pytest.approx(expected, abs=0.01)


def test_nobody_failed(graded: Classroom) -> None:
    assert "There was an error" not in (graded.base / "autograde.log").read_text()


def test_every_grade_cell_says_something(graded: Classroom) -> None:
    for student in STUDENTS:
        for unit, cells in (("unit1_sums", {"total", "longest"}), ("unit2_means", {"mean"})):
            assert graded.outputs(student, "averages", unit).keys() == cells


def test_what_is_missing_is_said_where_it_is_looked_for(graded: Classroom) -> None:
    text = graded.outputs("no-solutions", "averages", "unit1_sums")["total"]
    assert "not attempted yet" in text
    assert "The cell 'total_solution' is missing from this notebook." in text
    page = graded.folder / "autograded" / "no-grade-cells" / "averages" / "unit1_sums.ipynb"
    assert "The cell `total` was missing from this notebook, and has been put back." in page.read_text()


def test_what_was_left_out_is_said_once(graded: Classroom) -> None:
    text = graded.outputs("at-a-screen", "averages", "unit1_sums")
    assert "%matplotlib inline (code cell 1)" in text["total"]
    assert "matplotlib" not in text["longest"]


def test_an_error_is_told_by_its_cell(graded: Classroom) -> None:
    text = graded.outputs("raises", "averages", "unit1_sums")["total"]
    assert "Your function raised TypeError at unit1_sums.ipynb, code cell 3, line 2" in text


def test_what_cannot_be_graded_has_no_mark(graded: Classroom) -> None:
    """A fault of ours shows as a failed submission: nbgrader removes what it wrote, and asks for a person."""
    log = (graded.base / "unlucky.log").read_text()
    assert "/nonexistent" in log
    assert "There was an error processing assignment" in log
    assert graded.scores("unlucky", "averages")["total"] is None
    assert not (graded.folder / "autograded" / "unlucky" / "averages").exists()
    with graded.gradebook as gradebook:
        assert gradebook.find_submission("averages", "unlucky").needs_manual_grade


def test_a_link_to_another_students_work_is_not_followed(graded: Classroom) -> None:
    """It is nbgrader that opens the notebook, but what counts is read by us."""
    assert "linker is not graded" in (graded.base / "linker.log").read_text()
    assert graded.scores("linker", "averages")["mean"] is None


def test_partial_credit_with_its_explanation(graded: Classroom) -> None:
    text = graded.outputs("naive", "averages", "unit1_sums")["total"]
    assert "total: 4 of 5 cases pass" in text
    assert "1 is not lost between 1e16 and −1e16." in text


def test_no_hidden_case_and_no_stderr_is_in_a_notebook(graded: Classroom) -> None:
    for path in (graded.folder / "autograded").rglob("*.ipynb"):
        text = path.read_text()
        assert not re.search('70707|80808|test_hidden|math.fsum\\(numbers\\) #|stderr"', text)
        assert '"name": "stderr"' not in text


def test_a_later_unit_uses_the_earlier_notebook(graded: Classroom) -> None:
    assert graded.scores("perfect", "averages")["mean"] == 4.0
    assert graded.scores("only-one", "averages") == {"total": 0.0, "longest": 0.0, "mean": 4.0}
    assert "Follow-through" in graded.outputs("only-one", "averages", "unit2_means")["mean"]
