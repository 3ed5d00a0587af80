"""grader.course.loading: what a course without faults becomes, and that all faults are said at once."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from grader.course import load_course, manifest_text
from grader.model import Group, LatePolicy, Limits
from tests.unit.course.authored import ARITHMETIC, COURSE, PROJECT, Write, faults, replaced


def test_a_course_is_read_into_types(course: Write) -> None:
    letters = load_course(course(COURSE))
    assert (letters.course_id, letters.title, letters.language) == ("letters", "Letters", "en")
    assert [unit.name for unit in letters.units] == ["unit1_vowels", "unit2_words"]
    assert [(e.name, e.unit, e.points) for e in letters.exercises] == [
        ("count_vowels", "unit1_vowels", 3),
        ("drop_vowels", "unit1_vowels", 2),
        ("longest", "unit2_words", 5),
    ]
    assert letters.points == 10
    assert letters.assignments[0].units == ("unit1_vowels",)
    assert letters.gate == 0.5


def test_the_path_may_be_the_folder_or_the_file(course: Write) -> None:
    folder = course(COURSE)
    assert load_course(folder) == load_course(folder / "course.yaml")


def test_a_course_can_be_sent_to_another_process(course: Write) -> None:
    letters = load_course(course(replaced("units:", "timezone: Asia/Shanghai\nunits:")))
    assert pickle.loads(pickle.dumps(letters)) == letters


def test_reading_executes_nothing(course: Write) -> None:
    folder = course(COURSE)
    for file in (*folder.glob("*/*.py"),):
        file.write_text(file.read_text() + "\nraise SystemExit('executed')\n")
    load_course(folder)


def test_built_in_shares_and_limits(course: Write) -> None:
    exercise = load_course(course(COURSE)).exercise("longest")
    assert exercise.shares == {
        Group.ANCHOR: 0.4,
        Group.LAW: 0.25,
        Group.EDGE: 0.2,
        Group.NUMERIC: 0.1,
        Group.SPEED: 0.05,
    }
    assert exercise.limits == Limits()


def test_limits_and_shares_are_inherited_field_by_field(course: Write) -> None:
    text = replaced("units:", "defaults:\n  limits: {call_seconds: 3, memory_mib: 100}\nunits:")
    text = text.replace(
        "title: Vowels", "title: Vowels\n    limits: {memory_mib: 200}\n    shares: {law: 30, speed: 0}"
    )
    text = text.replace("points: 3", "points: 3\n        limits: {callbacks: 7}\n        shares: {law: 20, edge: 30}")
    letters = load_course(course(text))
    assert letters.exercise("count_vowels").limits == Limits(call_seconds=3, memory_mib=200, callbacks=7)
    assert letters.exercise("drop_vowels").limits == Limits(call_seconds=3, memory_mib=200)
    assert letters.exercise("longest").limits == Limits(call_seconds=3, memory_mib=100)
    assert letters.exercise("count_vowels").shares[Group.EDGE] == 0.3
    assert letters.exercise("drop_vowels").shares[Group.LAW] == 0.3
    assert letters.exercise("longest").shares[Group.LAW] == 0.25


def test_late_policy_is_inherited_field_by_field(course: Write) -> None:
    text = (
        replaced("    due:", "    late: {max_percent: 30}\n    due:")
        + "late: {grace_minutes: 5, percent_per_day: 10}\n"
    )
    assert load_course(course(text)).assignments[0].late == LatePolicy(5, 10, 30)


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param("2027-01-15 23:59 +08:00", datetime(2027, 1, 15, 15, 59, tzinfo=UTC), id="space before the zone"),
        pytest.param("2027-01-15T23:59:30+08:00", datetime(2027, 1, 15, 15, 59, 30, tzinfo=UTC), id="T and seconds"),
        pytest.param("2027-01-15 23:59Z", datetime(2027, 1, 15, 23, 59, tzinfo=UTC), id="Z"),
        pytest.param("2027-01-15 23:59:00", datetime(2027, 1, 15, 22, 59, tzinfo=UTC), id="the zone of the course"),
        pytest.param("2027-07-15 23:59", datetime(2027, 7, 15, 21, 59, tzinfo=UTC), id="its summer time"),
    ],
)
def test_due_times(course: Write, due: str, expected: datetime) -> None:
    text = replaced("2027-01-15 23:59 +08:00", due) + "timezone: Europe/Berlin\n"
    found = load_course(course(text)).assignments[0].due
    assert found is not None
    assert found.utcoffset() is not None
    assert found - expected == timedelta(0)


def test_all_faults_are_said_at_once_in_the_order_of_the_file(course: Write) -> None:
    text = COURSE.replace("points: 3", "points: -1").replace("title: Letters", "title: 1\ntitle: 2")
    text = text.replace("name: longest", "nmae: longest").replace("[unit1_vowels]", "[unit1_vowles, unit1_vowels]")
    text = text.replace(" +08:00", "").replace("name: drop_vowels", "name: count_vowels")
    folder = course(text)
    (folder / "solutions" / "test_unit2_words.py").unlink()
    assert [line.partition(" ")[2] for line in faults(folder)] == [
        "title: must be text, not 1. Put it in quotes.",
        "title: given twice; the first is in line 2.",
        "units.0.exercises.0.points: must be more than 0, not -1.",
        'units.0.exercises.1.name: there is already an exercise "count_vowels", in line 8. Rename one of them.',
        "units.1.name: there is no solutions/test_unit2_words.py. Create it, with the hidden cases;"
        " or correct the name.",
        "units.1.exercises.0.name: missing. Add a line `name: …` here.",
        'units.1.exercises.0.nmae: not a field here. Did you mean "name"?',
        'assignments.0.units.0: there is no such unit. Did you mean "unit1_vowels"?',
        "assignments.0.due: has no time zone. Write it like 2027-01-15 23:59 +08:00,"
        " or give the course a `timezone:`.",
    ]


def test_the_course_of_this_project() -> None:
    course = load_course(PROJECT)
    assert course.course_id == "cross-entropy"
    assert course.points == 100
    assert len(course.units) == 8
    assert {unit for assignment in course.assignments for unit in assignment.units} == {u.name for u in course.units}


def test_the_second_course_is_of_another_subject() -> None:
    course = load_course(ARITHMETIC)
    assert [exercise.name for exercise in course.exercises] == ["total", "apply_twice"]
    committed = (ARITHMETIC / "exercises" / "course.json").read_text(encoding="utf-8")
    assert committed == manifest_text(course)
