"""grader.course.manifest: what students' machines are told."""

from __future__ import annotations

import json

from grader.course import load_course, manifest_text, student_manifest
from tests.unit.course.authored import COURSE, Write, replaced


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


def test_the_words_of_the_course_travel_and_nothing_where_it_has_none(course: Write) -> None:
    assert not {"feedback", "packages"} & student_manifest(load_course(course(COURSE))).keys()
    words = "title: Letters\nfeedback: {factors: [{value: 3.6, means: km/h}], transposed: rows or columns}"
    assert student_manifest(load_course(course(replaced("title: Letters", words))))["feedback"] == {
        "factors": ({"value": 3.6, "means": "km/h"},),
        "transposed": "rows or columns",
    }


def test_packages_travel_by_the_names_that_are_imported(course: Write) -> None:
    letters = load_course(course(replaced("title: Letters", "title: Letters\npackages: [PyYAML, scipy]")))
    assert student_manifest(letters)["packages"] == ["scipy", "yaml"]
