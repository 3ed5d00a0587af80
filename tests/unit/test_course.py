"""grader.course: every fault with its place, all at once; and what a course without faults becomes."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.course import (
    LateEntry,
    LimitsEntry,
    SharesEntry,
    course_schema,
    load_course,
    manifest_text,
    schema_text,
    student_manifest,
)
from grader.errors import CourseError
from grader.model import Group, LatePolicy, Limits

PROJECT = Path(__file__).parents[2]
ARITHMETIC = PROJECT / "tests" / "courses" / "arithmetic"

COURSE = """\
course_id: letters
title: Letters
units:
  - name: unit1_vowels
    title: Vowels
    exercises:
      - name: count_vowels
        points: 3
      - name: drop_vowels
        points: 2
  - name: unit2_words
    title: Words
    exercises:
      - name: longest
        points: 5
assignments:
  - name: first
    title: First steps
    units: [unit1_vowels]
    due: 2027-01-15 23:59 +08:00
"""
FUNCTIONS = {"unit1_vowels": ("count_vowels", "drop_vowels"), "unit2_words": ("longest",)}

Write = Callable[[str], Path]


@pytest.fixture
def course(tmp_path: Path) -> Write:
    """Return a function that writes course.yaml beside complete folders, and returns the course's folder."""
    for unit, functions in FUNCTIONS.items():
        stubs = "".join(f"def {name}(text):\n    raise NotImplementedError\n" for name in functions)
        for folder in ("exercises", "solutions"):
            (tmp_path / folder).mkdir(exist_ok=True)
            (tmp_path / folder / f"{unit}.py").write_text(stubs)
            (tmp_path / folder / f"test_{unit}.py").write_text("")

    def write(text: str) -> Path:
        (tmp_path / "course.yaml").write_text(text)
        return tmp_path

    return write


def faults(folder: Path) -> list[str]:
    with pytest.raises(CourseError) as caught:
        load_course(folder)
    return str(caught.value).splitlines()


def replaced(old: str, new: str) -> str:
    assert old in COURSE
    return COURSE.replace(old, new, 1)


# What is read


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


def test_the_file_has_the_fields_of_the_model() -> None:
    assert set(LimitsEntry.__annotations__) == {field.name for field in dataclasses.fields(Limits)}
    assert set(LateEntry.__annotations__) == {field.name for field in dataclasses.fields(LatePolicy)}
    assert set(SharesEntry.__annotations__) == set(Group)


@pytest.mark.parametrize("name", list(LimitsEntry.__annotations__))
def test_the_documented_default_of_a_limit_is_the_real_one(name: str) -> None:
    properties = course_schema()["$defs"]["LimitsEntry"]["properties"]  # type: ignore[index]
    assert properties[name]["description"].endswith(
        f"Built-in: {getattr(Limits(), name):g}.".replace("1e+05", "100000")
    )


# Faults: each with its place

# (what is replaced, by what, the line that must be said)
FAULTS = [
    pytest.param(
        "points: 2", "pionts: 2",
        'course.yaml:10:9 units.0.exercises.1.pionts: not a field here. Did you mean "points"?', id="misspelt field",
    ),
    pytest.param(
        "title: Vowels", "title: Vowels\n    colour: red",
        "course.yaml:6:5 units.0.colour: not a field here. Known: name, title, exercises, shares, limits.",
        id="unknown field",
    ),
    pytest.param(
        "units:", "defaults: {shares: {anker: 40}}\nunits:",
        'course.yaml:3:21 defaults.shares.anker: not a field here. Did you mean "anchor"?', id="misspelt group",
    ),
    pytest.param(
        "units:", "defaults: {limits: {memory_mb: 1}}\nunits:",
        'course.yaml:3:21 defaults.limits.memory_mb: not a field here. Did you mean "memory_mib"?',
        id="misspelt limit",
    ),
    pytest.param(
        "        points: 3\n", "",
        "course.yaml:7:9 units.0.exercises.0.points: missing. Add a line `points: …` here.", id="missing field",
    ),
    pytest.param(
        "[unit1_vowels]", "[unit1_vowles]",
        'course.yaml:19:13 assignments.0.units.0: there is no such unit. Did you mean "unit1_vowels"?',
        id="misspelt unit in an assignment",
    ),
    pytest.param(
        "[unit1_vowels]", "[sums]",
        "course.yaml:19:13 assignments.0.units.0: there is no such unit. Known: unit1_vowels, unit2_words.",
        id="unknown unit in an assignment",
    ),
    pytest.param(
        "[unit1_vowels]", "[unit1_vowels, unit1_vowels]",
        "course.yaml:19:27 assignments.0.units.1: unit1_vowels is already in assignments.0; a unit is due once.",
        id="unit due twice",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nlanguage: fr",
        'course.yaml:3:11 language: must be one of en or zh, not "fr".', id="unknown language",
    ),
    pytest.param(
        "title: Letters", "title: Letters\ntitle: Again",
        "course.yaml:3:1 title: given twice; the first is in line 2.", id="duplicate key",
    ),
    pytest.param(
        "name: drop_vowels", "name: count_vowels",
        'course.yaml:9:15 units.0.exercises.1.name: there is already an exercise "count_vowels", in line 7.'
        " Rename one of them.",
        id="duplicate exercise",
    ),
    pytest.param(
        "name: longest", "name: count_vowels",
        'course.yaml:14:15 units.1.exercises.0.name: there is already an exercise "count_vowels", in line 7.'
        " Rename one of them.",
        id="duplicate exercise in another unit",
    ),
    pytest.param(
        "name: unit2_words", "name: unit1_vowels",
        'course.yaml:11:11 units.1.name: there is already a unit "unit1_vowels", in line 4. Rename one of them.',
        id="duplicate unit",
    ),
    pytest.param(
        "assignments:\n", "assignments:\n  - {name: first, title: Zero, units: [unit2_words]}\n",
        'course.yaml:18:11 assignments.1.name: there is already an assignment "first", in line 17.'
        " Rename one of them.",
        id="duplicate assignment",
    ),
    pytest.param(
        "points: 3", "points: three",
        'course.yaml:8:17 units.0.exercises.0.points: must be a number, not "three".', id="text for a number",
    ),
    pytest.param(
        "points: 3", "points:",
        "course.yaml:8:16 units.0.exercises.0.points: must be a number, not empty.", id="nothing for a number",
    ),
    pytest.param(
        "points: 3", "points: -3",
        "course.yaml:8:17 units.0.exercises.0.points: must be more than 0, not -3.", id="negative points",
    ),
    pytest.param(
        "points: 3", "points: 1.0e+999",
        "course.yaml:8:17 units.0.exercises.0.points: must be a finite number, not inf.", id="infinite points",
    ),
    pytest.param(
        "points: 3", "points: true",
        "course.yaml:8:17 units.0.exercises.0.points: must be a number, not true.", id="truth for a number",
    ),
    pytest.param(
        "points: 3", "points: 3\n        difficulty: 1.5",
        "course.yaml:9:21 units.0.exercises.0.difficulty: must be a whole number, not 1.5.", id="fraction",
    ),
    pytest.param(
        "points: 3", "points: 3\n        difficulty: 4",
        "course.yaml:9:21 units.0.exercises.0.difficulty: must be at most 3, not 4.", id="too large",
    ),
    pytest.param(
        "points: 3", "points: 3\n        bonus: 1",
        "course.yaml:9:16 units.0.exercises.0.bonus: must be true or false, not 1.", id="number for a truth",
    ),
    pytest.param(
        "title: Letters", "title: no",
        "course.yaml:2:8 title: must be text, not false. Put it in quotes.", id="YAML reads no as false",
    ),
    pytest.param(
        "title: Letters", "title: 2027",
        "course.yaml:2:8 title: must be text, not 2027. Put it in quotes.", id="number for a text",
    ),
    pytest.param(
        "title: Letters", 'title: "a\\nb"',
        "course.yaml:2:8 title: must be one line of printable text.", id="text of two lines",
    ),
    pytest.param(
        "title: Letters", 'title: "\\uD800"',
        r'course.yaml:2:8 title: must be printable text, not "\ud800".', id="half a character",
    ),
    pytest.param(
        "title: Letters", 'title: ""', 'course.yaml:2:8 title: must be at least 1 long, not "".', id="empty text",
    ),
    pytest.param(
        "course_id: letters", "course_id: a b",
        'course.yaml:1:12 course_id: must be made of letters, digits, - and _, not "a b".', id="space in an id",
    ),
    pytest.param(
        "gate", "gate", "course.yaml:3:7 gate: must be at most 1, not 50.", id="gate in percent",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nforbidden_imports: scipy",
        'course.yaml:3:20 forbidden_imports: must be a list: lines that begin with `- `, not "scipy".',
        id="text for a list",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nforbidden_imports: [a-b]",
        'course.yaml:3:21 forbidden_imports.0: must be the name of a module, like scipy.stats, not "a-b".',
        id="no module name",
    ),
    pytest.param(
        "title: Letters", "title: Letters\ndefaults: [1]",
        "course.yaml:3:11 defaults: must be a group of `field: value` lines, not a list.", id="list for a group",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nlate: 5",
        "course.yaml:3:7 late: must be a group of `field: value` lines, not 5.", id="number for a group",
    ),
    pytest.param(
        "title: Letters", "title: Letters\ndefaults: {shares: {anchor: 60, law: 40}}",
        "course.yaml:3:20 defaults.shares: anchor 60 + law 40 + edge 20 + numeric 10 + speed 5 is 135, not 100."
        " A group that is left out is inherited; write 0 for none.",
        id="shares of the course",
    ),
    pytest.param(
        "points: 2", "points: 2\n        shares: {speed: 0}",
        "course.yaml:11:17 units.0.exercises.1.shares: anchor 40 + law 25 + edge 20 + numeric 10 + speed 0 is 95,"
        " not 100. A group that is left out is inherited; write 0 for none.",
        id="shares of an exercise",
    ),
    pytest.param(
        "title: Letters", "title: Letters\ntimezone: Asia/Shanghi",
        'course.yaml:3:11 timezone: "Asia/Shanghi" is not a time zone of this machine.'
        ' Did you mean "Asia/Shanghai"?',
        id="misspelt zone",
    ),
    pytest.param(
        "2027-01-15 23:59 +08:00", "2027-01-15 23:59",
        "course.yaml:20:10 assignments.0.due: has no time zone. Write it like 2027-01-15 23:59 +08:00,"
        " or give the course a `timezone:`.",
        id="due without zone",
    ),
    pytest.param(
        "2027-01-15 23:59 +08:00", "2027-01-15",
        'course.yaml:20:10 assignments.0.due: "2027-01-15" is not a date with a time.'
        " Write it like 2027-01-15 23:59 +08:00.",
        id="due without time",
    ),
    pytest.param(
        "2027-01-15 23:59 +08:00", "2027-02-30 23:59 +08:00",
        'course.yaml:20:10 assignments.0.due: "2027-02-30 23:59 +08:00" is not a date with a time.'
        " Write it like 2027-01-15 23:59 +08:00.",
        id="day that is not there",
    ),
    pytest.param(
        "name: longest", "name: longst",
        'course.yaml:14:15 units.1.exercises.0.name: exercises/unit2_words.py has no such function.'
        ' Did you mean "longest"?',
        id="missing stub",
    ),
    pytest.param(
        "name: longest", "name: class",
        'course.yaml:14:15 units.1.exercises.0.name: "class" is a word of the Python language; choose another name.',
        id="keyword",
    ),
    pytest.param(
        "name: longest", "name: rng",
        'course.yaml:14:15 units.1.exercises.0.name: "rng" is what a case calls something else; choose another name.',
        id="name of a fixture",
    ),
    pytest.param(
        "name: unit2_words", "name: random",
        'course.yaml:11:11 units.1.name: "random" is an installed Python module, which would be'
        " imported in its place.",
        id="name of a module",
    ),
    pytest.param(
        "name: unit2_words", "name: test_words",
        'course.yaml:11:11 units.1.name: "test_" begins the files of cases; choose another name.', id="name of cases",
    ),
    pytest.param(
        "name: unit2_words", "name: ../words",
        "course.yaml:11:11 units.1.name: must be made of small letters, digits and _, beginning with a letter,"
        ' not "../words".',
        id="path for a unit",
    ),
    pytest.param(
        "name: unit2_words", "name: unit3_lines",
        "course.yaml:11:11 units.1.name: there is no solutions/unit3_lines.py. Create it, with a reference for each"
        " exercise; or correct the name.",
        id="missing file",
    ),
    pytest.param(
        "title: Letters", "title: Letters\n[1, 2]: x",
        "course.yaml:3:1 a field has a simple name; this is a list or a group.", id="list for a key",
    ),
    pytest.param(
        "title: Letters", "title: !secret Letters",
        "course.yaml:2:8 title: tags (!name) are not for this file. Write the plain value.", id="tag",
    ),
    pytest.param(
        "title: Letters", "title: !!python/name:os.system Letters",
        "course.yaml:2:8 title: tags (!name) are not for this file. Write the plain value.", id="tag of Python",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line"), FAULTS)
def test_a_fault_is_one_line_with_its_place(course: Write, old: str, new: str, line: str) -> None:
    text = replaced("units:", "gate: 50\nunits:") if old == "gate" else replaced(old, new)
    assert line in faults(course(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            COURSE.replace("    title", "\ttitle", 1), "course.yaml:5:1 a tab. Indent with spaces.", id="tab"
        ),
        pytest.param(
            COURSE.replace("title: Letters", "title: Letters: all"),
            'course.yaml:2:15 a ":" where none can be. Put a text that contains ": " in quotes, or check'
            " the indentation.",
            id="colon in a title",
        ),
        pytest.param(
            COURSE.replace("title: Letters", "title"),
            'course.yaml:2:1 a field without ":". Write `name: value`, or check the indentation.',
            id="field without colon",
        ),
        pytest.param("a: [1, 2\nb: 3\n", "course.yaml:2:2 ", id="open bracket"),
        pytest.param(
            COURSE.replace("      - name: drop", "     - name: drop"),
            "course.yaml:9:6 does not line up with the lines above. Check the indentation.",
            id="indentation",
        ),
        pytest.param("title: 'x", "course.yaml:1:8 a quote that is never closed.", id="open quote"),
        pytest.param("a: b\n---\nc: d\n", "course.yaml:2:1 but found another document.", id="two documents"),
        pytest.param("a: b\x07\n", "course.yaml:1:5 a character that YAML does not allow (U+0007).", id="control"),
        pytest.param("a: &x [1]\nb: *x\n", "course.yaml:2:4 aliases (*name) are not for this file", id="alias"),
        pytest.param("a: " + "[" * 50, "course.yaml:1:23 nested more than 20 deep.", id="deep"),
        pytest.param("a: " + "[" * 5000, "course.yaml:1:23 nested more than 20 deep.", id="very deep"),
        pytest.param('a: "\\UFFFFFFFF"\n', "course.yaml:1:1 cannot be read as YAML", id="impossible escape"),
        pytest.param("", "course.yaml:1:1 must be a group of `field: value` lines, not empty.", id="empty"),
        pytest.param("- 1\n", "course.yaml:1:1 must be a group of `field: value` lines, not a list.", id="a list"),
    ],
)
def test_what_is_no_yaml_is_said_with_its_place(course: Write, text: str, line: str) -> None:
    assert faults(course(text))[0].startswith(line)


def test_a_bomb_of_aliases_is_refused_at_once(course: Write) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert "aliases" in faults(course("\n".join(lines)))[0]


def test_an_oversize_file_is_refused_unread(course: Write) -> None:
    assert faults(course("# " + "x" * 300_000)) == ["course.yaml: larger than 256 KiB, which no course needs."]


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


@pytest.mark.parametrize(
    ("file", "purpose"),
    [
        ("exercises/unit2_words.py", "a stub for each exercise"),
        ("exercises/test_unit2_words.py", "the cases that students see"),
        ("solutions/unit2_words.py", "a reference for each exercise"),
        ("solutions/test_unit2_words.py", "the hidden cases"),
    ],
)
def test_a_missing_file_is_named_with_the_next_step(course: Write, file: str, purpose: str) -> None:
    folder = course(COURSE)
    (folder / file).unlink()
    line = f"course.yaml:11:11 units.1.name: there is no {file}. Create it, with {purpose}; or correct the name."
    assert faults(folder) == [line]


def test_a_course_without_folders_names_every_file(course: Write, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "course.yaml").write_text(COURSE)
    assert len(faults(bare)) == 8


def test_a_missing_function_is_found_without_executing(course: Write) -> None:
    folder = course(COURSE)
    (folder / "solutions" / "unit2_words.py").write_text("class A:\n    def longest(self): ...\n")
    assert faults(folder) == [
        "course.yaml:14:15 units.1.exercises.0.name: solutions/unit2_words.py has no such function."
        " Write `def longest(…)` there."
    ]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param(b"def longest(:\n", "solutions/unit2_words.py:1:13 is not Python: invalid syntax.", id="syntax"),
        pytest.param(b"x = 1\0\n", "solutions/unit2_words.py:1:1 is not Python: ", id="null byte"),
        pytest.param(b"x = " + b"-" * 200_000 + b"1\n", "solutions/unit2_words.py:1:1 is not Python", id="deep"),
        pytest.param(b"x = '\xff'\n", "solutions/unit2_words.py:", id="not UTF-8"),
    ],
)
def test_a_file_that_is_no_python_is_said_with_its_place(course: Write, source: bytes, line: str) -> None:
    folder = course(COURSE)
    (folder / "solutions" / "unit2_words.py").write_bytes(source)
    assert faults(folder)[0].startswith(line)


def test_an_invalid_escape_in_a_docstring_is_no_fault(course: Write) -> None:
    folder = course(COURSE)
    (folder / "solutions" / "unit2_words.py").write_text('"""\\d"""\ndef longest(text): ...\n')
    load_course(folder)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("nowhere", "there is no such file. Name a folder with a course.yaml in it.", id="no folder"),
        pytest.param("", "there is no such file. Name a folder with a course.yaml in it.", id="no course.yaml"),
        pytest.param("a\0b", "cannot be read", id="null byte"),
    ],
)
def test_a_course_that_is_not_there(tmp_path: Path, path: str, said: str) -> None:
    assert said in faults(tmp_path / path)[0]


def test_text_that_is_not_utf8(course: Write) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_bytes(b"course_id: x\ntitle: \xff\n")
    assert faults(folder) == ["course.yaml:2:1 not UTF-8. Save the file as UTF-8."]


def test_a_byte_order_mark_is_no_fault(course: Write) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_bytes(b"\xef\xbb\xbf" + COURSE.encode())
    load_course(folder)


def test_whatever_the_author_wrote_a_fault_stays_one_line(course: Write) -> None:
    lines = faults(course(replaced("title: Letters", '"a\\nb\\e[31m": 1\ntitle: "' + "x" * 500 + '"')))
    assert all(line.isprintable() and len(line) < 250 for line in lines)
    assert len(lines) == 2


# Fuzz


WORDS = ["a", "x\n", "  ", "- ", ": ", "[", "]", "{", "}", '"', "'", "|", ">", "&a", "*a", "!!", "!", "%", "#", "\t",
         "---", "...", "?", "0", "-1", "1e999", ".nan", "true", "null", "~", "<<: ", "\\", "\0", "\u2028", "é",
         "\ufeff", "=", "units", "name: ", "shares: ", "2027-01-01"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a course with a few stretches of it deleted, repeated or written over."""
    text = COURSE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 30)))
        middle = draw(st.one_of(st.sampled_from(WORDS), st.just(text[start:stop] * 2), st.text(max_size=8)))
        text = text[:start] + middle + text[stop:]
    return text


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated())
@example(text='title: "\\uD800"')
@example(text="!!int x: 1")
@example(text="? [a]\n: b\n")
@example(text="timezone: America\n")
@example(text="timezone: ../../etc/passwd\n")
@example(text="points: " + "9" * 5000)
def test_only_course_errors_are_raised(course: Write, text: str) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_text(text, errors="surrogatepass")
    try:
        load_course(folder)
    except CourseError as error:
        lines = str(error).splitlines()
        assert [line for line in lines if not line.isprintable()] == []


# Digest


def digest(folder: Path) -> str:
    return load_course(folder).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("points: 3", "points: 4", id="points"),
        pytest.param("title: Letters", "title: Letters\ngate: 0.6", id="gate"),
        pytest.param("title: Letters", "title: Letters\nseed_version: 2", id="seed version"),
        pytest.param("title: Letters", "title: Letters\nforbidden_imports: [re]", id="forbidden imports"),
        pytest.param("title: Letters", "title: Letters\nlate: {percent_per_day: 5}", id="late policy"),
        pytest.param("title: Letters", "title: Letters\ndefaults: {limits: {callbacks: 3}}", id="limits"),
        pytest.param("points: 3", "points: 3\n        shares: {law: 20, edge: 25}", id="shares"),
        pytest.param("23:59 +08:00", "23:58 +08:00", id="due time"),
    ],
)
def test_what_decides_a_mark_changes_the_digest(course: Write, old: str, new: str) -> None:
    before = digest(course(COURSE))
    assert digest(course(replaced(old, new))) != before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("title: Letters", "title: Characters # better", id="title and comment"),
        pytest.param("points: 3", "points: 3.0", id="another way to write a number"),
        pytest.param("23:59 +08:00", "15:59Z", id="another way to write a time"),
        pytest.param("title: Letters", "title: Letters\ndefaults: {shares: {law: 25}}", id="the default said aloud"),
    ],
)
def test_what_decides_no_mark_leaves_the_digest(course: Write, old: str, new: str) -> None:
    before = digest(course(COURSE))
    assert digest(course(replaced(old, new))) == before


@pytest.mark.parametrize(
    "file",
    [
        "exercises/test_unit1_vowels.py",
        "exercises/conftest.py",
        "solutions/unit1_vowels.py",
        "solutions/test_unit1_vowels.py",
        "solutions/notes.py",
        "solutions/misconceptions/unit1_vowels.py",
        "solutions/data/words.txt",
    ],
)
def test_files_that_decide_a_mark_change_the_digest(course: Write, file: str) -> None:
    folder = course(COURSE)
    before = digest(folder)
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n# changed\n")
    assert digest(folder) != before


@pytest.mark.parametrize(
    "file",
    [
        "README.md",
        "exercises/README.md",
        "exercises/unit1_vowels.py",
        "exercises/__pycache__/test_unit1_vowels.cpython-311.pyc",
        "solutions/__pycache__/unit1_vowels.cpython-311.pyc",
        "solutions/.unit1_vowels.py.swp",
        "solutions/.ipynb_checkpoints/unit1_vowels.py",
    ],
)
def test_files_that_decide_no_mark_leave_the_digest(course: Write, file: str) -> None:
    folder = course(COURSE)
    before = digest(folder)
    path = folder / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n# changed\n")
    assert digest(folder) == before


def test_a_name_counts_as_well_as_a_content(course: Write) -> None:
    folder = course(COURSE)
    (folder / "solutions" / "a.txt").write_text("bc")
    before = digest(folder)
    (folder / "solutions" / "a.txt").rename(folder / "solutions" / "b.txt")
    assert digest(folder) != before


def test_the_digest_does_not_depend_on_where_the_course_lies(course: Write, tmp_path: Path) -> None:
    folder = course(COURSE)
    before = digest(folder)
    moved = folder.rename(folder.with_name(folder.name + "-moved"))
    assert digest(moved) == before


# What is derived


def test_the_manifest_is_plain_and_repeatable(course: Write) -> None:
    letters = load_course(course(replaced("points: 2", "points: 2\n        bonus: true\n        difficulty: 3")))
    assert json.loads(manifest_text(letters)) == student_manifest(letters)
    assert manifest_text(letters) == manifest_text(load_course(letters.root))
    assert manifest_text(letters).endswith("}\n")
    units = student_manifest(letters)["units"]
    assert units[0]["exercises"][1] == {  # type: ignore[index]
        "name": "drop_vowels",
        "points": 2,
        "difficulty": 3,
        "bonus": True,
        "shares": {"anchor": 0.4, "law": 0.25, "edge": 0.2, "numeric": 0.1, "speed": 0.05},
    }


def test_the_manifest_tells_students_nothing_that_is_not_theirs(course: Write) -> None:
    text = manifest_text(load_course(course(COURSE)))
    assert "limits" not in text
    assert "seed" not in text


def test_the_committed_schema_is_in_step() -> None:
    committed = (PROJECT / "grader" / "course.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "write grader.course.schema_text() to grader/course.schema.json"


@pytest.mark.parametrize("folder", [PROJECT, ARITHMETIC], ids=["cross-entropy", "arithmetic"])
def test_the_committed_courses_follow_the_schema(folder: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(course_schema())
    data = yaml.safe_load((folder / "course.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(data, course_schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_describes_every_limit() -> None:
    properties = course_schema()["$defs"]["LimitsEntry"]["properties"]  # type: ignore[index]
    assert all(field.get("description") for field in properties.values())


def test_the_course_names_its_schema_in_its_first_line() -> None:
    first = (PROJECT / "course.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=grader/course.schema.json"


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


def test_files_that_cannot_be_read_are_said(course: Write) -> None:
    folder = course(COURSE)
    file = folder / "solutions" / "unit1_vowels.py"
    file.unlink()
    file.symlink_to("unit1_vowels.py")  # a link to itself
    assert any("solutions/unit1_vowels.py" in line for line in faults(folder))
