from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions, solution_modules
from grader.model import Course, Exercise, Group, Unit

HEAD = "import pytest\n"
VISIBLE = '''
class TestDouble:
    @pytest.mark.anchor
    def test_one(self, double):
        """Twice 1 is 2."""
        assert double(1) == 2
'''
HIDDEN = '''
class TestDouble:
    @pytest.mark.law
    @pytest.mark.parametrize("n", [3, 4])
    def test_n(self, double, n, reference, rng):
        """Twice {n} is what the reference says."""
        assert double(n) == reference.double(n)

@pytest.mark.edge
def test_zero(double):
    """Twice nothing is nothing."""
    assert double(0) == 0

@pytest.mark.anchor
def test_half(half):
    """Half of 2 is 1."""
    assert half(2) == 1
'''
REFERENCE = """
def double(x):
    return x + x

def half(x):
    return x / 2
"""

MakeCourse = Callable[..., Course]


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """Return a function that writes a course of one unit and two exercises."""

    def make(
        visible: str = VISIBLE, hidden: str = HIDDEN, reference: str = REFERENCE, *, folder: str = "course"
    ) -> Course:
        root = tmp_path / folder
        for name, text in {
            "exercises/test_unit1.py": HEAD + visible,
            "solutions/test_unit1.py": HEAD + hidden,
            "solutions/unit1.py": reference,
        }.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        shares = {Group.ANCHOR: 0.5, Group.LAW: 0.5}
        exercises = tuple(Exercise(name, "unit1", 5.0, shares) for name in ("double", "half"))
        return Course(root, "c", "C", "en", (Unit("unit1", "One", exercises),), (), 0.5, 1, "digest")

    return make


def faults_of(course: Course) -> str:
    with pytest.raises(CourseError) as caught:
        collect_cases(course)
    return str(caught.value)


def names(book: CaseBook) -> list[str]:
    return [graded.case.name for graded in book]


class TestCases:
    def test_by_exercise_visible_first(self, make_course: MakeCourse) -> None:
        book = collect_cases(make_course())
        assert [(g.case.exercise, g.case.title, g.case.group, g.case.visible) for g in book] == [
            ("double", "Twice 1 is 2.", Group.ANCHOR, True),
            ("double", "Twice 3 is what the reference says.", Group.LAW, False),
            ("double", "Twice 4 is what the reference says.", Group.LAW, False),
            ("double", "Twice nothing is nothing.", Group.EDGE, False),
            ("half", "Half of 2 is 1.", Group.ANCHOR, False),
        ]
        assert names(book)[1] == "solutions/test_unit1.py::TestDouble::test_n[3]"
        assert len(set(names(book))) == 5

    def test_the_function_takes_what_the_case_says(self, make_course: MakeCourse) -> None:
        book = collect_cases(make_course())
        graded = book.cases["double"][1]
        assert (dict(graded.parameters), graded.wants) == ({"n": 3}, {"rng", "reference"})
        asked = []
        book.cases["double"][0].function(double=lambda n: asked.append(n) or 2)
        assert asked == [1]

    def test_asserts_are_rewritten_so_that_they_explain(self, make_course: MakeCourse) -> None:
        book = collect_cases(make_course())
        with pytest.raises(AssertionError, match="assert 3 == 2"):
            book.cases["double"][0].function(double=lambda n: 3)

    def test_references_are_callable_after_the_modules_are_forgotten(self, make_course: MakeCourse) -> None:
        references = collect_cases(make_course()).references
        assert (references["double"](4), references["half"](4)) == (8, 2)  # type: ignore[comparison-overlap]

    def test_an_exercise_without_cases_has_none(self, make_course: MakeCourse) -> None:
        book = collect_cases(make_course(hidden=""))
        assert book.cases["half"] == ()

    def test_the_book_cannot_be_changed(self, make_course: MakeCourse) -> None:
        book = collect_cases(make_course())
        with pytest.raises(TypeError):
            book.cases["double"] = ()  # type: ignore[index]


CASE = '@pytest.mark.{mark}\ndef test_x({arguments}):\n    "Title."\n'


class TestFaults:
    @pytest.mark.parametrize(
        ("source", "fault"),
        [
            pytest.param(
                '@pytest.mark.law\ndef test_x(rng):\n    "Title."',
                "must ask for exactly one exercise of course.yaml by name (it asks for none)",
                id="no exercise",
            ),
            pytest.param(
                '@pytest.mark.law\ndef test_x(half, double):\n    "Title."',
                "(it asks for double, half)",
                id="two exercises",
            ),
            pytest.param('def test_x(half):\n    "Title."', "(it carries none)", id="no mark"),
            pytest.param(
                '@pytest.mark.law\n@pytest.mark.edge\ndef test_x(half):\n    "Title."',
                "(it carries edge, law)",
                id="two marks",
            ),
            pytest.param(
                '@pytest.mark.law\ndef test_x(half, tmp_path, capsys):\n    "Title."',
                "asks for capsys, tmp_path; a case gets its exercise, `rng`, `reference` and parameters only",
                id="other fixtures",
            ),
            pytest.param("@pytest.mark.law\ndef test_x(half):\n    pass", "needs a docstring", id="no title"),
            pytest.param(
                '@pytest.mark.law\n@pytest.mark.parametrize("n", [1])\ndef test_x(half, n):\n    "Half of {m}."',
                "its title names what is no parameter (those are n)",
                id="wrong name in the title",
            ),
            *(
                pytest.param(
                    f'@pytest.mark.law\n@pytest.mark.{mark}\ndef test_x(half):\n    "Title."',
                    f"@pytest.mark.{mark.partition('(')[0]} is not for graded cases",
                    id=mark,
                )
                for mark in ("skip", "skipif(True, reason='x')", "xfail", "usefixtures('tmp_path')")
            ),
            *(
                pytest.param(
                    f'class TestX:\n def {hook}(self): pass\n @pytest.mark.law\n def test_x(self, half): "T."',
                    f"TestX.{hook} is not called for graded cases",
                    id=hook,
                )
                for hook in ("setup_method", "teardown_method", "setup_class", "teardown_class")
            ),
        ],
    )
    def test_named_with_file_line_and_function(self, make_course: MakeCourse, source: str, fault: str) -> None:
        text = faults_of(make_course(hidden=source))
        assert fault in text
        assert text.startswith("solutions/test_unit1.py:")
        assert ": test_x" in text

    def test_a_visible_case_cannot_ask_for_the_reference(self, make_course: MakeCourse) -> None:
        source = '@pytest.mark.law\ndef test_x(half, reference):\n    "Title."'
        assert "a visible case cannot ask for `reference`" in faults_of(make_course(visible=source))

    def test_all_at_once_one_per_line(self, make_course: MakeCourse) -> None:
        source = "def test_x(half):\n    pass\n\ndef test_y():\n    pass"
        lines = faults_of(make_course(hidden=source)).splitlines()
        assert [line.split(": ")[1] for line in lines] == ["test_x", "test_x", "test_y", "test_y", "test_y"]

    @pytest.mark.parametrize("second", ["", "[1]"], ids=["two cases", "one case, parametrized"])
    def test_titles_must_be_distinct(self, make_course: MakeCourse, second: str) -> None:
        case = '@pytest.mark.law\ndef test_{}(half):\n    "Title."\n'
        source = case.format("x") + case.format("y")
        if second:
            source = (
                '@pytest.mark.law\n@pytest.mark.parametrize(("m", "n"), [(1, 1), (1, 2)])\n'
                'def test_x(half, m, n):\n    "Half of {m}."\n'
            )
        assert "has the title of solutions/test_unit1.py::test_x" in faults_of(make_course(hidden=source))

    def test_two_exercises_may_share_a_title(self, make_course: MakeCourse) -> None:
        source = '@pytest.mark.law\ndef test_x(half):\n    "T."\n@pytest.mark.law\ndef test_y(double):\n    "T."\n'
        assert len(list(collect_cases(make_course(visible="", hidden=source)))) == 2

    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ("import no_such_module", "No module named 'no_such_module'"),
            ("def broken(:", "SyntaxError"),
            ("1 / 0", "ZeroDivisionError"),
            ("@pytest.mark.lawful\ndef test_x(half): pass", "'lawful' not found in `markers`"),
            ("pytest.skip('no', allow_module_level=True)", "it skips itself"),
            ("pytest.importorskip('no_such_module')", "it skips itself"),
            (
                "class TestX:\n    def __init__(self): pass\n    def test_x(self, half): pass",
                "has a __init__ constructor",
            ),
        ],
        ids=["import", "syntax", "exception", "unknown mark", "module skipped", "importorskip", "class left out"],
    )
    def test_a_file_that_cannot_be_collected(self, make_course: MakeCourse, source: str, words: str) -> None:
        text = faults_of(make_course(hidden=source))
        assert words in text

    @pytest.mark.parametrize("source", ["import no_such_module", "def broken(:", "1 / 0"])
    def test_a_reference_that_cannot_be_imported(self, make_course: MakeCourse, source: str) -> None:
        course = make_course(reference=source)
        text = faults_of(course)
        assert text.startswith(f"{course.root / 'solutions' / 'unit1.py'}: cannot be imported: ")

    def test_a_course_without_cases(self, make_course: MakeCourse) -> None:
        assert "could not collect" in faults_of(make_course(visible="", hidden=""))


class TestNothingElseConfiguresIt:
    @pytest.mark.parametrize(
        "where", ["", "exercises", "solutions", ".."], ids=["root", "exercises", "solutions", "above"]
    )
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("conftest.py", "import pytest\npytest.exit('conftest was read')"),
            ("pytest.ini", "[pytest]\naddopts = --collect-only -p no_such_plugin"),
            ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-k nothing'"),
            ("setup.cfg", "[tool:pytest]\naddopts = -k nothing"),
            ("tox.ini", "[pytest]\naddopts = -k nothing"),
        ],
    )
    def test_files(self, make_course: MakeCourse, where: str, name: str, text: str) -> None:
        course = make_course()
        (course.root / where / name).write_text(text)
        assert len(list(collect_cases(course))) == 5

    @pytest.mark.parametrize(
        ("variable", "value"), [("PYTEST_ADDOPTS", "-k nothing"), ("PYTEST_PLUGINS", "no_such_plugin")]
    )
    def test_environment(
        self, make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
    ) -> None:
        monkeypatch.setenv(variable, value)
        assert len(list(collect_cases(make_course()))) == 5
        assert os.environ[variable] == value

    def test_working_directory(self, make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -k nothing")
        monkeypatch.chdir(tmp_path)
        assert len(list(collect_cases(make_course()))) == 5


class TestNothingIsLeftBehind:
    @pytest.mark.parametrize("valid", [True, False], ids=["a course", "a course with faults"])
    def test_path_modules_and_environment(
        self, make_course: MakeCourse, valid: bool, capfd: pytest.CaptureFixture[str]
    ) -> None:
        course = make_course(hidden=HIDDEN if valid else "import no_such_module")
        before = list(sys.path), dict(os.environ), list(sys.meta_path), Path.cwd()
        modules = set(sys.modules)
        try:
            collect_cases(course)
        except CourseError:
            assert not valid
        assert (list(sys.path), dict(os.environ), list(sys.meta_path), Path.cwd()) == before
        left = {name for name in set(sys.modules) - modules if not name.startswith("_pytest")}
        assert left == set()
        assert capfd.readouterr() == ("", "")

    def test_a_module_of_the_same_name_is_put_back(self, make_course: MakeCourse) -> None:
        sys.modules["unit1"] = sys
        try:
            assert collect_cases(make_course()).references["half"](4) == 2
            assert sys.modules["unit1"] is sys
        finally:
            del sys.modules["unit1"]

    def test_helpers_of_the_solutions_are_forgotten(self, make_course: MakeCourse) -> None:
        course = make_course(
            reference=f"from helper_of_unit1 import half\n{REFERENCE.replace('def half', 'def other')}"
        )
        (course.root / "solutions" / "helper_of_unit1.py").write_text("def half(x): return x / 2")
        assert collect_cases(course).references["half"](4) == 2
        assert "helper_of_unit1" not in sys.modules

    def test_twice(self, make_course: MakeCourse) -> None:
        course = make_course()
        assert names(collect_cases(course)) == names(collect_cases(course))

    def test_two_courses_with_the_same_file_names(self, make_course: MakeCourse) -> None:
        first = make_course()
        second = make_course(
            visible=VISIBLE.replace("Twice 1", "Two times 1"),
            reference=REFERENCE.replace("x / 2", "x // 2"),
            folder="other",
        )
        collect_cases(first)
        book = collect_cases(second)
        assert book.cases["double"][0].case.title == "Two times 1 is 2."
        assert book.references["half"](3) == 1


BANK = """
from unit1 import half as reference_half
from grader.cases import misconception

@misconception("H1", of="half", title="Squares", hint="?", distinguishes="half(3)")
def h1(x):
    return x * x

def helper(x):
    return x

@misconception("H2", of="half", title="Quarter", hint="?", distinguishes="half(1)")
def h2(x):
    return reference_half(x) / 2
"""


class TestMisconceptions:
    def write(self, course: Course, text: str = BANK) -> None:
        path = course.root / "solutions" / "misconceptions" / "unit1.py"
        path.parent.mkdir()
        path.write_text(text)

    def test_in_the_order_of_the_file(self, make_course: MakeCourse) -> None:
        course = make_course()
        self.write(course)
        found = load_misconceptions(course)
        assert [(m.id, f(4)) for m, f in found] == [("H1", 16), ("H2", 1)]

    def test_none(self, make_course: MakeCourse) -> None:
        assert load_misconceptions(make_course()) == []

    def test_cannot_be_imported(self, make_course: MakeCourse) -> None:
        course = make_course()
        self.write(course, "from unit1 import missing")
        with pytest.raises(CourseError, match=r"misconceptions/unit1\.py: cannot be imported: ImportError"):
            load_misconceptions(course)

    def test_two_courses_with_the_same_file_names(self, make_course: MakeCourse) -> None:
        first, second = make_course(), make_course(folder="other")
        self.write(first)
        self.write(second, BANK.replace("H1", "X1"))
        load_misconceptions(first)
        assert [m.id for m, _ in load_misconceptions(second)] == ["X1", "H2"]
        assert not any(name.startswith("misconceptions") for name in sys.modules)


def test_a_reference_mended_within_the_second_is_not_taken_for_the_old_one(
    make_course: MakeCourse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    course = make_course(reference="def half(x): return 1\ndef double(x): return 2\n")
    file = course.root / "solutions" / "unit1.py"
    os.utime(file, (1e9, 1e9))
    assert collect_cases(course).references["half"](0) == 1
    file.write_text("def half(x): return 7\ndef double(x): return 2\n")
    os.utime(file, (1e9, 1e9))
    assert collect_cases(replace(course, digest="another")).references["half"](0) == 7
    assert not list(course.root.rglob("solutions/__pycache__"))


def test_references_may_import_each_other(make_course: MakeCourse) -> None:
    course = make_course()
    (course.root / "solutions" / "unit2.py").write_text("from unit1 import half\ndef quarter(x): return half(half(x))")
    units = (Unit("unit2", "Two", (Exercise("quarter", "unit2", 1.0, {}),)), *course.units)
    both = Course(course.root, "c", "C", "en", units, (), 0.5, 1, "digest")
    with solution_modules(both) as modules:
        assert modules["unit2"].quarter(8) == 2
        assert modules["unit1"] is sys.modules["unit1"]
    assert "unit1" not in sys.modules
