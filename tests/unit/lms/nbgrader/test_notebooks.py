"""Source notebooks made of a course's exercises."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import markdown2html_mistune as markdown2html
from nbgrader.nbgraderformat import MetadataValidator

from grader.course import load_course
from grader.lms.nbgrader.cells import grade_id
from grader.lms.nbgrader.notebooks import handout, unit_notebook
from grader.model import Course, Unit

ROOT = Path(__file__).parents[4]
COURSES = {"entropy": load_course(ROOT), "tiny": load_course(ROOT / "tests" / "courses" / "notebooks")}
UNITS = [(course, unit) for course in COURSES.values() for unit in course.units]


def _cells(course: Course, unit: Unit) -> list[Any]:
    return nbformat.reads(unit_notebook(course, unit), as_version=4).cells


@pytest.mark.parametrize(("course", "unit"), UNITS, ids=lambda value: getattr(value, "name", "in"))
class TestEveryUnit:
    def test_is_a_notebook_that_nbgrader_takes(self, course: Course, unit: Unit) -> None:
        notebook = nbformat.reads(unit_notebook(course, unit), as_version=4)
        nbformat.validate(notebook)
        MetadataValidator().validate_nb(notebook)

    def test_has_a_grade_cell_for_each_exercise(self, course: Course, unit: Unit) -> None:
        graded = {
            grade_id(cell): cell.metadata["nbgrader"]["points"]
            for cell in _cells(course, unit)
            if cell.metadata.get("nbgrader", {}).get("grade")
        }
        assert graded == {e.name: 0 if e.bonus else e.points for e in unit.exercises}

    def test_its_code_is_the_stubs(self, course: Course, unit: Unit) -> None:
        own = "\n".join(
            cell.source
            for cell in _cells(course, unit)
            if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked")
        )
        stub = ast.parse((course.root / "exercises" / unit.filename).read_text())
        assert ast.dump(ast.Module(ast.parse(own).body, [])) == ast.dump(ast.Module(stub.body[1:], []))

    def test_what_is_to_be_written_is_marked(self, course: Course, unit: Unit) -> None:
        for cell in _cells(course, unit):
            if cell.metadata.get("nbgrader", {}).get("solution"):
                assert cell.source.endswith("### BEGIN SOLUTION\n    raise NotImplementedError\n    ### END SOLUTION")

    def test_begins_with_its_section_of_the_handout(self, course: Course, unit: Unit) -> None:
        first = _cells(course, unit)[0]
        assert first.cell_type == "markdown"
        assert first.source.startswith("## ")
        assert "](unit" not in first.source

    def test_no_heading_has_the_anchor_of_a_mark(self, course: Course, unit: Unit) -> None:
        """Formgrader finds the field of a mark by its id; a heading of that id comes first, and the mark is lost."""
        cells = _cells(course, unit)
        sources = [cell.source for cell in cells if cell.cell_type == "markdown"]
        anchors = set(re.findall(r'<h\d id="([^"]*)"', "".join(map(markdown2html, sources))))
        assert len(anchors) >= len(unit.exercises)
        assert not anchors & {grade_id(cell) for cell in cells}

    def test_is_the_same_each_time(self, course: Course, unit: Unit) -> None:
        text = unit_notebook(course, unit)
        assert text == unit_notebook(course, unit)
        ids = [cell["id"] for cell in json.loads(text)["cells"]]
        assert len(ids) == len(set(ids))


def test_the_handout_is_the_section_that_links_to_the_unit() -> None:
    course = COURSES["entropy"]
    for number, unit in enumerate(course.units, 1):
        assert handout(course, unit, "").startswith(f"## Unit {number}. ")


def test_without_a_section_the_stubs_own_text_stands_there() -> None:
    course = COURSES["tiny"]
    text = handout(course, course.units[1], "A mean is a sum, shared out.")
    assert text == "## Means\n\nA mean is a sum, shared out."


def test_a_chinese_course_has_chinese_notebooks() -> None:
    course = replace(COURSES["entropy"], language="zh")
    text = unit_notebook(course, course.units[0])
    assert "请先运行这个单元格" in text
    assert handout(course, course.units[0], "").startswith("## ")
    assert "单元" in handout(course, course.units[0], "")
