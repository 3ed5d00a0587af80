"""Entries that are added to course.yaml: the layout that they take on, and the rest of the file, which stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from grader.authoring.course_text import with_entry
from grader.errors import CourseError

ROOT = Path(__file__).parents[3]
EXERCISE = {"name": "new", "points": 3, "difficulty": 1}
UNIT = {"name": "unit9_new", "title": "New: things", "exercises": []}
IN_UNIT = ("units", 0, "exercises")

# (before, after): the line that is added is marked with "+", one that is changed is given with "-" and "+"
LAYOUTS = {
    "flow groups": """
units:
  - name: unit1_a
    exercises:
      - { name: a, points: 1 }
      - { name: b, points: 2 } # the last
+      - { name: new, points: 3, difficulty: 1 }
""",
    "block groups": """
units:
  - name: unit1_a
    exercises:
      - name: a
        points: 1 # one
+      - name: new
+        points: 3
+        difficulty: 1
  - name: unit2_b
    exercises: [{ name: b, points: 1 }]
""",
    "block groups with blank lines": """
units:
  - name: unit1_a
    exercises:
      - name: a
        points: 1

      - name: b
        points: 1
+
+      - name: new
+        points: 3
+        difficulty: 1

  - name: unit2_b
""",
    "dashes below the key": """
units:
- name: unit1_a
  exercises:
  - {name: a, points: 1}
+  - { name: new, points: 3, difficulty: 1 }
# the end of the units
assignments: []
""",
    "comments that belong to the list, and others": """
units:
  - name: unit1_a
    exercises:
      - { name: a, points: 1 }
        # worth one point
      # - { name: later, points: 5 }
+      - { name: new, points: 3, difficulty: 1 }
    # about the unit

      # about nothing
  # the next unit
  - name: unit2_b
""",
    "a list on one line": """
units:
  - name: unit1_a
-    exercises: [{ name: a, points: 1 }] # all
+    exercises: [{ name: a, points: 1 }, { name: new, points: 3, difficulty: 1 }] # all
""",
    "a list on one line with a comma behind": """
units:
  - name: unit1_a
-    exercises: [{ name: a, points: 1 }, ]
+    exercises: [{ name: a, points: 1 }, { name: new, points: 3, difficulty: 1 }, ]
""",
    "a list in brackets over several lines": """
units:
  - name: unit1_a
    exercises: [
        { name: a, points: 1 }, # the first
-        { name: b, points: 1 } # the last
+        { name: b, points: 1 }, # the last
+        { name: new, points: 3, difficulty: 1 }
      ]
""",
    "a list in brackets over several lines with a comma behind": """
units:
  - name: unit1_a
    exercises: [
        { name: b, points: 1 }, # the last
+        { name: new, points: 3, difficulty: 1 },
        # nothing else
      ]
""",
    "an empty list": """
units:
  - name: unit1_a
-    exercises: [] # none yet
+    exercises: # none yet
+      - { name: new, points: 3, difficulty: 1 }
    limits: { call_seconds: 1 }
""",
    "an empty list in a file with dashes below the key": """
units:
- name: unit1_a
-  exercises: []
+  exercises:
+  - { name: new, points: 3, difficulty: 1 }
""",
    "nothing": """
units:
  - name: unit1_a
    exercises: # none yet
+      - { name: new, points: 3, difficulty: 1 }
  - name: unit2_b
""",
    "null": """
units:
  - name: unit1_a
-    exercises: null
+    exercises:
+      - { name: new, points: 3, difficulty: 1 }
""",
    "a file in braces": """
-{ units: [ { name: unit1_a, exercises: [ { name: a } ] }, { name: u2 } ] }
+{ units: [ { name: unit1_a, exercises: [ { name: a }, { name: new, points: 3, difficulty: 1 } ] }, { name: u2 } ] }
""",
    "a file in braces with an empty list": """
-{ units: [ { name: unit1_a, exercises: [] } ] }
+{ units: [ { name: unit1_a, exercises: [{ name: new, points: 3, difficulty: 1 }] } ] }
""",
    "texts of several lines, quotes and dashes": """
units:
  - name: unit1_a
    exercises:
      - name: "a - b # no comment"
        points: 1
        title: >
          A long - text

          with a blank line
+      - name: new
+        points: 3
+        difficulty: 1

  - name: unit2_b
""",
    "an end of the document": """
---
units:
  - name: unit1_a
    exercises:
      - { name: a }
+      - { name: new, points: 3, difficulty: 1 }
...
""",
}  # fmt: skip


def before_and_after(layout: str) -> tuple[str, str]:
    lines = layout.removeprefix("\n").splitlines(keepends=True)
    before = "".join(line.removeprefix("-") if is_removed(line) else line for line in lines if not is_added(line))
    after = "".join(line[1:] if is_added(line) else line for line in lines if not is_removed(line))
    return before, after


def is_added(line: str) -> bool:
    return line.startswith("+")


def is_removed(line: str) -> bool:
    return line.startswith(("-  ", "-{"))


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
class TestExercises:
    def test_take_on_the_layout_of_the_list(self, layout: str) -> None:
        before, after = before_and_after(layout)
        assert with_entry(before, IN_UNIT, EXERCISE) == after

    def test_take_on_the_line_ends_of_windows(self, layout: str) -> None:
        before, after = (text.replace("\n", "\r\n") for text in before_and_after(layout))
        assert with_entry(before, IN_UNIT, EXERCISE) == after

    def test_need_no_line_end_at_the_end_of_the_file(self, layout: str) -> None:
        before, after = (text.rstrip("\n") for text in before_and_after(layout))
        assert with_entry(before, IN_UNIT, EXERCISE) == after

    def test_can_be_added_one_after_the_other(self, layout: str) -> None:
        text, _ = before_and_after(layout)
        for name in "pqr":
            text = with_entry(text, IN_UNIT, {**EXERCISE, "name": name})
        names = [exercise["name"] for exercise in yaml.safe_load(text)["units"][0]["exercises"]]
        assert names[-3:] == ["p", "q", "r"]


UNITS = {
    "spaced": """
units:
  - name: unit1_a
    exercises:
      - { name: a }

  - name: unit2_b
    exercises:
      - { name: b }
      # and more to come
+
+  - name: unit9_new
+    title: "New: things"
+    exercises: []

# when they are due
assignments: []
""",
    "close together": """
units:
  - name: unit1_a
  - name: unit2_b
+  - name: unit9_new
+    title: "New: things"
+    exercises: []
""",
    "only one": """
units:
- name: unit1_a
+
+- name: unit9_new
+  title: "New: things"
+  exercises: []
gate: 0.5
""",
    "on lines": """
units:
  - { name: unit1_a }
  - { name: unit2_b }
+  - { name: unit9_new, title: "New: things", exercises: [] }
""",
}


@pytest.mark.parametrize("layout", UNITS.values(), ids=UNITS)
def test_units_take_on_the_layout_of_their_list(layout: str) -> None:
    before, after = before_and_after(layout)
    assert with_entry(before, ("units",), UNIT) == after


def test_every_unit_of_the_course_takes_another_exercise() -> None:
    text = (ROOT / "course.yaml").read_text()
    lines = text.splitlines()
    for index, unit in enumerate(yaml.safe_load(text)["units"]):
        added = with_entry(text, ("units", index, "exercises"), EXERCISE).splitlines()
        (new,) = (i for i, line in enumerate(added) if "name: new" in line)
        assert added[:new] + added[new + 1 :] == lines
        assert unit["exercises"][-1]["name"] in "".join(added[new - 5 : new])


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Sums", "Sums"),
        ("Sums (part 2)", "Sums (part 2)"),
        ("Суммы и средние", "Суммы и средние"),
        ("微分", "微分"),
        ("yes", '"yes"'),
        ("12", '"12"'),
        ("2027-01-01", '"2027-01-01"'),
        ("a # b", '"a # b"'),
        ("{a}, [b]", '"{a}, [b]"'),
        ('say "no"', '"say \\"no\\""'),
        ("- a", '"- a"'),
    ],
)
def test_texts_are_quoted_where_yaml_needs_it(title: str, written: str) -> None:
    text = with_entry("units:\n  - { name: a }\n", ("units",), {"title": title})
    assert text == f"units:\n  - {{ name: a }}\n  - {{ title: {written} }}\n"
    assert yaml.safe_load(text)["units"][1]["title"] == title


ODD = {
    "a dash in a comment behind a dash": "units:\n  - # a - b\n    name: unit1_a\n    exercises: [{ name: a }]\n",
    "a comment before a comma": "units: [{ name: unit1_a, exercises: [{ name: a } # x\n , { name: b }] }]",
    "explicit keys": "? units\n: - ? name\n    : unit1_a\n    ? exercises\n    : - ? name\n        : a\n",
    "a dash alone on its line": "units:\n  -\n    name: unit1_a\n    exercises:\n      -\n        name: a\n",
    "an anchor": "units: &u\n  - &v { name: unit1_a, exercises: &w [{ name: a }] }\n",
}


@pytest.mark.parametrize("what", [("units",), IN_UNIT], ids=["units", "exercises"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_layout_is_understood_or_refused_whole(text: str, what: tuple[str | int, ...]) -> None:
    expected = yaml.safe_load(text)
    target = expected if what == ("units",) else expected["units"][0]
    target[what[-1]].append(EXERCISE)
    try:
        written = with_entry(text, what, EXERCISE)
    except CourseError as error:
        assert "Add by hand: { name: new, points: 3, difficulty: 1 }" in str(error)  # noqa: PT017
    else:
        assert yaml.safe_load(written) == expected
