from __future__ import annotations

from dataclasses import replace

import pytest

from grader.lms.roster import Key, Mark, Matching, Person, mark_of, match
from grader.model import Identity
from tests.unit.report import samples


def person(row: int, name: str, **keys: str) -> Person:
    return Person(row, name, {Key.NAME: (name,), **{Key(key): (value,) for key, value in keys.items()}})


ADA = person(1, "Lovelace, Ada", id="101", login="Ada", email="ada@example.org")
ZOE = person(2, "Zoë", id="102", login="zoe", email="zoe@example.org")
TWIN = person(3, "Zoë", id="103", login="zoe2", email="zoe2@example.org")
CLASS = (ADA, ZOE, TWIN)


def matched(*students: str, keys: tuple[Key, ...] = tuple(Key)) -> Matching:
    return match([Mark(student, 1.0) for student in students], CLASS, keys)


@pytest.mark.parametrize("student", ["101", "ada", "ADA@example.org", "Lovelace, Ada", " 101 "])
def test_any_key_finds(student: str) -> None:
    assert matched(student).found == {student: ADA}


@pytest.mark.parametrize("student", ["Ada Lovelace", "lovelace, ada", "Lovelace", "ad", "10", "", "ada@example"])
def test_nothing_is_guessed(student: str) -> None:
    found = matched(student)
    assert not found.found
    assert [refusal.student for refusal in found.refused] == [student]


def test_names_are_compared_as_unicode_text_and_two_of_a_name_are_ambiguous() -> None:
    found = matched("Zoe\u0308", "102")
    assert found.found == {"102": ZOE}
    assert "more than one person in the template fits: 'Zoë' (row 3), 'Zoë' (row 4)" in found.refused[0].reason


def test_two_students_for_one_person() -> None:
    found = matched("ada", "101")
    assert not found.found
    assert all("another student fits 'Lovelace, Ada' (row 2) as well" in refusal.reason for refusal in found.refused)


def test_match_restricts() -> None:
    assert matched("ada", keys=(Key.LOGIN,)).found == {"ada": ADA}
    assert not matched("ada", keys=(Key.ID, Key.EMAIL)).found


def test_an_empty_key_fits_nobody() -> None:
    assert not match([Mark("", 1.0)], [person(1, "x", id="", login=" ")], tuple(Key)).found


def test_others_are_those_whom_nobody_fits() -> None:
    assert matched("ada").others == (ZOE, TWIN)


def test_whatever_else_is_known_of_a_student_counts_only_for_its_own_key() -> None:
    known = Mark("al2027", 1.0, {Key.ID: ("101",), Key.EMAIL: ("zoe",)})
    assert match([known], CLASS, tuple(Key)).found == {"al2027": ADA}
    assert not match([known], CLASS, (Key.EMAIL, Key.LOGIN)).found


@pytest.mark.parametrize(
    ("student", "identity"),
    [
        ("lovelaceada_101", Identity("lovelaceada", "101")),  # Canvas's names of files
        ("Lovelace, Ada_101", Identity("Lovelace, Ada", "101")),  # Moodle's
        ("4711", Identity("Ada Lovelace", "4711", "Ada@example.org")),  # Gradescope's SID is the university's
    ],
    ids=["Canvas", "Moodle", "Gradescope"],
)
def test_what_the_lms_said_of_the_work_finds(student: str, identity: Identity) -> None:
    mark = mark_of(samples.standing(replace(samples.ADA, student=student, identity=identity)))
    people = (replace(ADA, keys={**ADA.keys, Key.NAME: ("Lovelace, Ada", "Ada Lovelace")}), ZOE)
    assert match([mark], people, tuple(Key)).found == {student: people[0]}


def test_a_participant_of_another_assignment_is_not_taken_for_the_one_of_that_number() -> None:
    mark = mark_of(
        samples.standing(replace(samples.ADA, student="Grace_102", identity=Identity("Grace Hopper", "102")))
    )
    found = match([mark], CLASS, tuple(Key))
    assert "the id fits 'Zoë' (row 3), but the work came from 'Grace Hopper'" in found.refused[0].reason
    assert match([mark], CLASS, (Key.ID,)).found == {"Grace_102": ZOE}


def test_an_anonymous_participant_has_no_name_to_compare() -> None:
    mark = mark_of(
        samples.standing(replace(samples.ADA, student="Participant_7", identity=Identity("Participant", "7")))
    )
    anonymous = Person(1, "Participant 7", {Key.ID: ("Participant 7", "7"), Key.NAME: ("Submitted for grading",)})
    assert match([mark], [anonymous], tuple(Key)).found == {"Participant_7": anonymous}
