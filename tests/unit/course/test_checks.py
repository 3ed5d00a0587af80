"""grader.course.checks and explanation: every fault is one line, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_course
from tests.unit.course.authored import COURSE, Write, faults, replaced

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
        "name: first", "name: letters",
        "course.yaml:17:11 assignments.0.name: the units of no assignment (unit2_words) go by this name."
        " Choose another.",
        id="an assignment called as the other units are",
    ),
    pytest.param(
        "title: First steps", "title: First steps\n    attempts: first",
        'course.yaml:19:15 assignments.0.attempts: must be one of latest or best, not "first".', id="unknown policy",
    ),
    pytest.param(
        "[unit1_vowels]", "[unit1_vowels, unit1_vowels]",
        "course.yaml:19:27 assignments.0.units.1: unit1_vowels is already in assignments.0; a unit is due once.",
        id="unit due twice",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nlanguage: in French",
        'course.yaml:3:11 language: must be a language code, like de or pt_BR, not "in French".', id="language",
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
        "title: Letters", "title: Letters\nfeedback: {factors: [{value: 3.6}]}",
        "course.yaml:3:22 feedback.factors.0.means: missing. Add a line `means: …` here.", id="factor without meaning",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nfeedback: {factors: [{value: -1, means: sign}]}",
        "course.yaml:3:30 feedback.factors.0.value: must be more than 0, not -1.", id="negative factor",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nfeedback: {factors: [{value: 1.0001, means: nothing}]}",
        "course.yaml:3:30 feedback.factors.0.value: 1.0001 is too close to 1: nearly every right answer is off by it.",
        id="factor of one",
    ),
    pytest.param(
        "title: Letters",
        "title: Letters\nfeedback:\n  factors:\n  - {value: 3.6, means: a}\n  - {value: 3.60001, means: b}",
        "course.yaml:6:13 feedback.factors.1.value: the factor in line 5 is the same. Remove one of them.",
        id="factor twice",
    ),
    pytest.param(
        "title: Letters", "title: Letters\npackages: ['pandas>=2']",
        'course.yaml:3:12 packages.0: must be the name of a package without a version, like pandas, not "pandas>=2".',
        id="version of a package",
    ),
    pytest.param(
        "title: Letters", "title: Letters\npackages: [NumPy]",
        "course.yaml:3:12 packages.0: NumPy is there in every course. Remove it from this list.", id="numpy",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nfeedback: {infinite: x}",
        'course.yaml:3:12 feedback.infinite: not a field here. Did you mean "inf_expected"?', id="unknown words",
    ),
    pytest.param(
        "title: Letters", "title: Letters\nfeedback: [factors]",
        "course.yaml:3:11 feedback: must be a group of `field: value` lines, not a list.", id="feedback is a list",
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


def test_whatever_the_author_wrote_a_fault_stays_one_line(course: Write) -> None:
    lines = faults(course(replaced("title: Letters", '"a\\nb\\e[31m": 1\ntitle: "' + "x" * 500 + '"')))
    assert all(line.isprintable() and len(line) < 250 for line in lines)
    assert len(lines) == 2
