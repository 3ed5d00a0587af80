from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from grader.demo import ATTACKS, make_class, write_class
from grader.errors import CallError
from grader.model import Course, Exercise, Unit

FILES = {
    "exercises/unit1.py": "def double(x):\n    raise NotImplementedError\n",
    "exercises/unit2.py": "def half(x):\n    raise NotImplementedError\n",
    "solutions/unit1.py": "def double(x):\n    return scale(x, 2)\n\ndef scale(x, by):\n    return x * by\n",
    "solutions/unit2.py": "from unit1 import scale\n\ndef half(x):\n    return scale(x, 0.5)\n",
    "solutions/misconceptions/unit1.py": '''"""Known wrong answers."""

from __future__ import annotations

import math

import unit1
import unit1 as right
from unit1 import double as reference_double
from unit1 import scale

from grader.cases import misconception

ONE = math.cos(0)

@misconception("D1", of="double", title="Adds", hint="?", distinguishes="double(3)")
def d1(x):
    return reference_double(x) + ONE

@misconception("D2", of="double", title="Triples", hint="?", distinguishes="double(3)")
def d2(x):
    return right.scale(x, 3) + unit1.scale(x, 0) + scale(x, 0)

def helper(x):
    return x
''',
    "solutions/misconceptions/unit2.py": """from grader.cases import misconception

@misconception("H1", of="half", title="None", hint="?", distinguishes="half(3)")
def h1(x):
    return None
""",
}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    units = (
        Unit("unit1", "One", (Exercise("double", "unit1", 1.0, {}),)),
        Unit("unit2", "Two", (Exercise("half", "unit2", 1.0, {}),)),
    )
    return Course(tmp_path, "c", "C", "en", units, (), 0.5, 1, "digest")


class TestClass:
    def test_the_same_class_every_time(self, course: Course) -> None:
        assert make_class(course, 40) == make_class(course, 40)

    @pytest.mark.parametrize("size", [0, 1, 15, 500])
    def test_as_many_students_as_asked_for_each_with_a_name_and_all_files(self, course: Course, size: int) -> None:
        students = make_class(course, size)
        assert len(students) == len({student.name for student in students}) == size
        assert all(set(student.files) == {"unit1.py", "unit2.py"} for student in students)

    def test_every_kind(self, course: Course) -> None:
        kinds = Counter(student.kind.split()[0] for student in make_class(course, 60))
        assert (kinds["perfect"], kinds["nothing"], kinds["did"], kinds["syntax"]) == (4, 4, 8, 4)
        assert kinds["mistakes"] == 36
        assert {student.kind for student in make_class(course, 60)} >= set(ATTACKS)

    def test_what_each_kind_hands_in(self, course: Course) -> None:
        students = make_class(course, 15)
        solved = {unit: FILES[f"solutions/{unit}"] for unit in ("unit1.py", "unit2.py")}
        stubs = {unit: FILES[f"exercises/{unit}"] for unit in ("unit1.py", "unit2.py")}
        files = {student.kind: student.files for student in students}
        assert files["perfect"] == solved
        assert files["nothing done"] == stubs
        assert files["did 1 units"] == {"unit1.py": solved["unit1.py"], "unit2.py": stubs["unit2.py"]}

    def test_a_syntax_error_is_one(self, course: Course) -> None:
        for student in make_class(course, 60):
            if student.kind.startswith("syntax error in "):
                with pytest.raises(SyntaxError):
                    compile(student.files[f"{student.kind.split()[-1]}.py"], "", "exec")

    def test_all_other_files_are_python(self, course: Course) -> None:
        for student in make_class(course, 60):
            if not student.kind.startswith("syntax error"):
                for name, text in student.files.items():
                    compile(text, name, "exec")

    def test_a_course_of_one_unit_and_no_bank(self, course: Course) -> None:
        (course.root / "solutions" / "misconceptions" / "unit1.py").unlink()
        small = Course(course.root, "c", "C", "en", course.units[:1], (), 0.5, 1, "digest")
        assert len(make_class(small, 30)) == 30


class TestWriting:
    def test_a_folder_for_each_student(self, course: Course, tmp_path: Path) -> None:
        students = make_class(course, 15)
        submitted = write_class(tmp_path / "out", students)
        assert submitted == tmp_path / "out" / "submitted"
        written = {folder.name: {f.name: f.read_text() for f in folder.iterdir()} for folder in submitted.iterdir()}
        assert written == {student.name: dict(student.files) for student in students}

    def test_takes_the_place_of_an_earlier_class(self, course: Course, tmp_path: Path) -> None:
        write_class(tmp_path / "out", make_class(course, 15))
        submitted = write_class(tmp_path / "out", make_class(course, 2))
        assert len(list(submitted.iterdir())) == 2

    def test_never_of_real_work(self, course: Course, tmp_path: Path) -> None:
        work = tmp_path / "out" / "submitted" / "grace" / "unit1.py"
        work.parent.mkdir(parents=True)
        work.write_text("her work")
        with pytest.raises(CallError, match="was not made by `grader demo`: name another --out"):
            write_class(tmp_path / "out", make_class(course, 2))
        assert work.read_text() == "her work"


@pytest.mark.parametrize("kind", ATTACKS)
def test_attacks_are_aimed_at_the_first_exercise(course: Course, kind: str) -> None:
    (student,) = (s for s in make_class(course, 60) if s.kind == kind)
    source = student.files["unit1.py"]
    assert "{name}" not in source
    assert "{solution}" not in source
    assert ("def double(" in source) or not ATTACKS[kind].count("{name}")
    assert student.files["unit2.py"] == FILES["exercises/unit2.py"]
