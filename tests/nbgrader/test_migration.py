"""docs/lms.md, “A course that already uses nbgrader”: every block of it, as it is written there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.nbgrader.classroom import Classroom, Notebook, code, grade_id
from tests.nbgrader.conftest import Once

GUIDE = Path(__file__).parents[2] / "docs" / "lms.md"
SECTION = "A course that already uses nbgrader"
BY_HAND = {"sum_of_squares_equation", "sum_of_squares_application", "cell-938593c4a215c6cc"}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def migrated(classroom: Classroom, once: Once) -> Classroom:
    """Follow the guide; before its last block, two students hand something in."""
    room = Classroom(classroom.base / "quickstart")
    once("migration", lambda: _follow(room))
    return room


def _follow(room: Classroom) -> None:
    room.base.mkdir()
    room.prepare()
    here = room.base
    section = GUIDE.read_text().partition(f"\n## {SECTION}\n")[2].partition("\n## ")[0]
    blocks = BLOCK.findall(section)
    for number, (kind, text) in enumerate(blocks):
        if number == len(blocks) - 1:
            _hand_in(room, room.base / "course101")
        if kind == "sh":
            (here / "log.txt").write_text(room.run("sh", "-ec", text, cwd=here))
            here = room.base / "course101"
        else:
            name, appended = re.match(r"# (\S+)( \(appended\))?\n", text).groups()
            with (here / name).open("a" if appended else "w") as file:
                file.write(text)
    (room.base / "course101").rename(room.folder)


def _hand_in(room: Classroom, course: Path) -> None:
    released = course / "source" / "ps1" / "problem1.ipynb"
    right = _read(released)
    half = _read(released)
    for cell in half["cells"]:
        if grade_id(cell) == "squares":
            cell["source"] = "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]"
    half["cells"] = [cell for cell in half["cells"] if grade_id(cell) != "correct_squares"]
    half["cells"].append(code("raise RuntimeError"))
    for student, notebook in (("right", right), ("half", half)):
        room.hand_in(student, "ps1", {"problem1": notebook}, folder=course)


def _read(path: Path) -> Notebook:
    notebook = json.loads(path.read_text())
    notebook["nbformat_minor"] = 4
    for cell in notebook["cells"]:
        cell.pop("id", None)
    return notebook


def test_marks_come_from_the_cases(migrated: Classroom) -> None:
    right, half = (migrated.scores(student, "ps1") for student in ("right", "half"))
    assert [right[cell] for cell in ("correct_squares", "squares_invalid_input")] == [1.0, 1.0]
    assert [right[cell] for cell in ("correct_sum_of_squares", "sum_of_squares_uses_squares")] == [0.5, 0.5]
    assert half["correct_squares"] == half["squares_invalid_input"] == pytest.approx(0.67, abs=0.01)
    assert half["correct_sum_of_squares"] == 0.5


def test_what_people_mark_is_left_to_them(migrated: Classroom) -> None:
    with migrated.gradebook as gradebook:
        grades = gradebook.find_submission_notebook("problem1", "ps1", "right").grades
        assert {grade.name for grade in grades if grade.needs_manual_grade} == BY_HAND


def test_the_explanation_stands_in_the_cell(migrated: Classroom) -> None:
    text = migrated.outputs("half", "ps1", "problem1")["correct_squares"]
    assert "There are no squares from 1 to 0." in text
