"""What students receive: enough to check their work with NumPy and pytest, and nothing besides."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.course import load_course
from grader.lms.nbgrader.notebooks import unit_notebook
from grader.lms.nbgrader.release import release_files
from tests.nbgrader.classroom import COURSE, functions, grade_id, solved

ROOT = Path(__file__).parents[4]
PROGRAM = """
import json, runpy, sys
sys.path.insert(0, "")
for cell in json.load(open("{unit}.ipynb"))["cells"]:
    if cell["cell_type"] == "code":
        try:
            exec("".join(cell["source"]), globals())
        except Exception as error:
            print(type(error).__name__, *getattr(error, "_render_traceback_", list)(), sep="\\n")
import grader
assert grader.__file__.startswith({folder!r}), grader.__file__
print("loaded:", *sorted({{"pydantic", "yaml", "click", "jinja2", "rich"}} & sys.modules.keys()))
"""


def test_stubs_and_teachers_files_stay_behind() -> None:
    course = load_course(ROOT)
    for assignment in course.assignments:
        names = set(release_files(course, assignment))
        assert {f"test_{unit}.py" for unit in assignment.units} <= names
        assert not names & {unit.filename for unit in course.units}
        assert {name for name in names if name.startswith("test_")} == {f"test_{u}.py" for u in assignment.units}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Lay out two released assignments as a student has them; in the first, the work is done."""
    course = load_course(COURSE)
    for assignment in course.assignments:
        folder = tmp_path / assignment.name
        for name, content in release_files(course, assignment).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        for unit in course.units:
            if unit.name in assignment.units:
                notebook = json.loads(unit_notebook(course, unit))
                answers = functions(COURSE / "solutions" / unit.filename) if assignment.name == "averages" else {}
                (folder / f"{unit.name}.ipynb").write_text(json.dumps(solved(notebook, answers)))
    return tmp_path


def _run(folder: Path, unit: str) -> str:
    program = PROGRAM.format(unit=unit, folder=str(folder))
    done = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_check_runs_on_what_was_released(desk: Path) -> None:
    text = _run(desk / "averages", "unit1_sums")
    assert "total: 1 of 1 visible case passes. Hidden cases decide the mark" in text
    assert text.endswith("loaded:\n")


def test_earlier_notebooks_are_found_beside_and_in_other_assignments(desk: Path) -> None:
    assert "mean: 1 of 1 visible case passes." in _run(desk / "averages", "unit2_means")
    path = desk / "spread" / "unit3_spread.ipynb"
    path.write_text(json.dumps(solved(json.loads(path.read_text()), functions(COURSE / "solutions/unit3_spread.py"))))
    assert "spread: 1 of 1 visible case passes." in _run(desk / "spread", "unit3_spread")


def test_failures_are_explained_without_a_traceback(desk: Path) -> None:
    path = desk / "averages" / "unit1_sums.ipynb"
    wrong = {
        "total": "def total(numbers):\n    return numbers[0]",
        "longest": "def longest(words):\n    return words / 2",
    }
    notebook = solved(json.loads(path.read_text()), wrong)
    path.write_text(json.dumps(notebook))
    text = _run(desk / "averages", "unit1_sums")
    assert "CasesFailed\ntotal: 0 of 1 visible case passes.\n\n1 + 2 + 3.5 is 6.5.\n" in text
    assert "expected 6.5" in text
    assert "Your function raised TypeError at line 2 of the cell of longest" in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("imports", "source"),
    [
        ("import yaml as reader", "def total(numbers):\n    return reader.safe_load(str(sum(numbers)))"),
        (
            "import yaml",
            "def helper(text):\n    return yaml.safe_load(text)\n\ndef total(numbers):\n    return helper('1')",
        ),
        ("from yaml import safe_load", "def total(numbers):\n    return [safe_load(str(n)) for n in numbers][0]"),
        ("", "def total(numbers):\n    import yaml\n    return sum(numbers)"),
    ],
    ids=["module", "in a helper", "from a module", "in the function"],
)
def test_check_refuses_what_the_grader_does_not_have(desk: Path, imports: str, source: str) -> None:
    path = desk / "averages" / "unit1_sums.ipynb"
    notebook = solved(json.loads(path.read_text()), {"total": source})
    notebook["cells"].insert(0, {"cell_type": "code", "source": imports, "metadata": {}, "outputs": []})
    path.write_text(json.dumps(notebook))
    text = _run(desk / "averages", "unit1_sums")
    assert "This course does not provide yaml: use the standard library and NumPy." in text


def test_a_cell_that_only_draws_may_import_what_it_likes(desk: Path) -> None:
    path = desk / "averages" / "unit1_sums.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].insert(0, {"cell_type": "code", "source": "import yaml", "metadata": {}, "outputs": []})
    path.write_text(json.dumps(notebook))
    assert "total: 1 of 1 visible case passes." in _run(desk / "averages", "unit1_sums")


def test_what_is_not_done_is_said(desk: Path) -> None:
    text = _run(desk / "spread", "unit3_spread")
    assert "spread: 0 of 1 visible case passes.\n\nNot attempted yet" in text


def test_the_setup_names_an_unknown_exercise(desk: Path) -> None:
    path = desk / "averages" / "unit1_sums.ipynb"
    notebook = json.loads(path.read_text())
    next(cell for cell in notebook["cells"] if grade_id(cell) == "total")["source"] = "check('mean')"
    path.write_text(json.dumps(notebook))
    assert "ValueError" in _run(desk / "averages", "unit1_sums")


def test_a_chinese_course_brings_the_words_of_check() -> None:
    course = load_course(ROOT)
    assignment = course.assignments[0]
    words = "grader/locale/zh/LC_MESSAGES/grader.mo"
    assert words in release_files(replace(course, language="zh"), assignment)
    assert words not in release_files(course, assignment)
