"""Units and exercises that are added to a course."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.authoring.additions import class_name, exercise_files, unit_files
from grader.authoring.writing import write_together
from grader.course import load_course
from grader.errors import CallError, CourseError
from grader.execution.collection import collect_cases
from grader.model import Group
from tests.unit.authoring.test_writing import tree


def test_an_exercise_of_an_existing_unit(root: Path) -> None:
    before = tree(root)
    write_together(exercise_files(root, "newton", "unit1_roots", 2.5, 3))
    after = tree(root)
    changed = {name for name, content in after.items() if content != before.get(name) and not name.startswith(".")}
    assert changed == {
        "course.yaml",
        *(f"{folder}/{name}unit1_roots.py" for folder in ("exercises", "solutions") for name in ("", "test_")),
    }
    for name in changed - {"course.yaml"}:
        assert after[name].startswith(before[name].rstrip().rpartition(b"\n")[0][:200])
    course = load_course(root)
    exercise = course.exercise("newton")
    assert (exercise.unit, exercise.points, exercise.difficulty) == ("unit1_roots", 2.5, 3)
    cases = [graded.case for graded in collect_cases(course).cases["newton"]]
    assert {case.group for case in cases if not case.visible} == set(Group)
    assert [case.group for case in cases if case.visible] == [Group.ANCHOR]
    assert "Difficulty ★★★, 2.5 points." in (root / "exercises" / "unit1_roots.py").read_text()


def test_a_unit_and_its_first_exercises(root: Path) -> None:
    write_together(unit_files(root, "unit2_areas", 'Areas: "exact" and not'))
    with pytest.raises(CourseError, match=r"course\.yaml:\d+:\d+ units\.1\.exercises: a unit needs an exercise\. Add"):
        load_course(root)
    for name in ("trapezoid", "simpson"):
        write_together(exercise_files(root / "course.yaml", name, "unit2_areas", 1, 1))
    course = load_course(root)
    assert [(exercise.name, exercise.unit) for exercise in course.exercises][2:] == [
        ("trapezoid", "unit2_areas"),
        ("simpson", "unit2_areas"),
    ]
    assert course.units[1].title == 'Areas: "exact" and not'
    assert len(collect_cases(course).cases["simpson"]) == 6
    assert "Difficulty ★, 1 point." in (root / "exercises" / "unit2_areas.py").read_text()


@pytest.mark.parametrize(
    ("name", "title"), [("unit3_mean_values", "Mean values"), ("sums", "Sums"), ("unit4", "Unit4")]
)
def test_a_unit_without_a_title_gets_one_of_its_name(root: Path, name: str, title: str) -> None:
    write_together(unit_files(root, name, None))
    assert f"title: {title}\n" in (root / "course.yaml").read_text()


def test_only_groups_that_are_worth_something_get_a_case(root: Path) -> None:
    text = (root / "course.yaml").read_text()
    text = text.replace("    speed: 5", "    speed: 0").replace("    law: 25", "    law: 30")
    text = text.replace("shares: { anchor: 45, speed: 0 }", "shares: { anchor: 40 }")
    (root / "course.yaml").write_text(text)
    write_together(exercise_files(root, "newton", "unit1_roots", 1, 1))
    groups = [graded.case.group for graded in collect_cases(load_course(root)).cases["newton"]]
    assert Group.SPEED not in groups
    assert len(groups) == 5


def test_names_of_classes_are_those_that_students_type() -> None:
    assert [class_name(name) for name in ("entropy", "kl_divergence", "fitMLE")] == [
        "TestEntropy",
        "TestKlDivergence",
        "TestFitMLE",
    ]


REFUSED = {
    "no such unit": (("newton", "unit1_root", 1, 1), 'has no unit .unit1_root.\\. Did you mean "unit1_roots"?'),
    "an exercise that is there": (
        ("bisection", "unit1_roots", 1, 1),
        "unit1_roots already has an exercise .bisection.",
    ),
    "no name of a function": (("my-exercise", "unit1_roots", 1, 1), "NAME: must be the name of a function, not"),
    "a word of Python": (("lambda", "unit1_roots", 1, 1), "NAME: .lambda. is a"),
    "a fixture": (("rng", "unit1_roots", 1, 1), "NAME: .rng. is"),
    "no points": (("newton", "unit1_roots", 0, 1), "--points: must be more than 0, not 0"),
    "a difficulty that does not exist": (("newton", "unit1_roots", 1, 4), "--difficulty: must be at most 3, not 4"),
}


@pytest.mark.parametrize(("arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_an_exercise_that_cannot_be_added(root: Path, arguments: tuple[str, str, float, int], message: str) -> None:
    with pytest.raises(CallError, match=message) as refused:
        exercise_files(root, *arguments)
    assert str(refused.value).endswith("Nothing was written.")


UNITS_REFUSED = {
    "one that is there": ("unit1_roots", "already has a unit .unit1_roots."),
    "capital letters": ("Unit2", "NAME: must be made of small letters"),
    "a module": ("random", "NAME: .random. is an installed Python module"),
    "the name of cases": ("test_areas", "NAME: .test_. begins"),
    "a path": ("../unit2", "NAME: must be made of small letters"),
}


@pytest.mark.parametrize(("name", "message"), UNITS_REFUSED.values(), ids=UNITS_REFUSED)
def test_a_unit_that_cannot_be_added(root: Path, name: str, message: str) -> None:
    with pytest.raises(CallError, match=message) as refused:
        unit_files(root, name, None)
    assert str(refused.value).endswith("Nothing was written.")


def test_a_title_of_two_lines_is_refused(root: Path) -> None:
    with pytest.raises(CallError, match="--title: must be one line"):
        unit_files(root, "unit2_areas", "two\nlines")


def test_files_that_are_there_are_named(root: Path) -> None:
    (root / "solutions" / "unit2_areas.py").write_text("mine")
    with pytest.raises(CallError, match=r"already there: .*solutions/unit2_areas\.py\. .* Nothing was written\."):
        unit_files(root, "unit2_areas", None)


def test_a_function_that_is_there_is_not_defined_twice(root: Path) -> None:
    with (root / "solutions" / "unit1_roots.py").open("a") as file:
        file.write("\n\ndef newton(f):\n    return 0.0\n")
    with pytest.raises(CallError, match=r"solutions/unit1_roots\.py already defines newton"):
        exercise_files(root, "newton", "unit1_roots", 1, 1)


def test_a_file_that_is_not_python_is_not_touched(root: Path) -> None:
    (root / "exercises" / "unit1_roots.py").write_text("def (:\n")
    with pytest.raises(CourseError, match=r"exercises/unit1_roots\.py:1:\d+ is not Python"):
        exercise_files(root, "newton", "unit1_roots", 1, 1)


def test_line_ends_of_windows_stay(root: Path) -> None:
    paths = [root / "course.yaml", *root.glob("*/*unit1_roots.py")]
    for path in paths:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write_together(exercise_files(root, "newton", "unit1_roots", 1, 1))
    for path in paths:
        content = path.read_bytes()
        assert b"newton" in content
        assert content.count(b"\n") == content.count(b"\r\n"), path
    assert load_course(root).exercise("newton").points == 1


def test_a_byte_order_mark_stays(root: Path) -> None:
    path = root / "course.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    write_together(exercise_files(root, "newton", "unit1_roots", 1, 1))
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# yaml")
    assert load_course(root).exercise("newton").points == 1


def test_our_own_course_takes_another_exercise() -> None:
    """Its files have imports, helpers and layouts that the templates do not."""
    root = Path(__file__).parents[3]
    for unit in load_course(root).units:
        for path, text in exercise_files(root, "something_new", unit.name, 1, 1).items():
            assert "something_new" in text
            if path.suffix == ".py":
                before = path.read_text().rstrip().splitlines()
                assert [line for line in text.splitlines() if line in before][: len(before)] == before
                ast.parse(text)
