"""grader.submissions.exports: whose a file of an LMS is, and what its student called it."""

from __future__ import annotations

import time

import pytest

from grader.model import Identity
from grader.submissions.exports import Certainty, Claim, claim_of


@pytest.mark.parametrize(
    ("name", "owner", "number", "file"),
    [
        ("Ada Lovelace_123_assignsubmission_file_", "Ada Lovelace", "123", ""),
        ("Ada Lovelace_123_assignsubmission_file", "Ada Lovelace", "123", ""),
        ("张三_7_assignsubmission_onlinetext_", "张三", "7", ""),
        ("Participant_9_assignsubmission_file_", "Participant", "9", ""),
        ("O'Neil, Ann_5_assignsubmission_file_unit1.py", "O'Neil, Ann", "5", "unit1.py"),
    ],
)
def test_moodle(name: str, owner: str, number: str, file: str) -> None:
    assert claim_of(name) == Claim(f"{owner}_{number}", Identity(owner, number), file)


@pytest.mark.parametrize(
    ("name", "owner", "number", "file"),
    [
        ("A_1_assignsubmission_file_B_2_assignsubmission_file_x", "A", "1", "B_2_assignsubmission_file_x"),
        ("A_1_assignsubmission_file_assignsubmission_file_x", "A", "1", "assignsubmission_file_x"),
        ("A_1_assignsubmission_onlinetext_B_2_assignsubmission_file_", "A", "1", "B_2_assignsubmission_file_"),
    ],
)
def test_the_first_underscore_ends_a_name_in_moodle_whatever_a_file_is_called(
    name: str, owner: str, number: str, file: str
) -> None:
    assert claim_of(name) == Claim(f"{owner}_{number}", Identity(owner, number), file, certainty=Certainty.FORGED)


@pytest.mark.parametrize(
    ("name", "student"),
    [("vera_45_123_99_unit1.py", "vera_45"), ("a_b_123_4567_8_9_x.py", "a_b_123"), ("ada_1_2_1_work.zip", "ada_1")],
)
def test_a_file_in_canvas_whose_name_begins_with_a_number_may_be_another_students(name: str, student: str) -> None:
    claim = claim_of(name)
    assert claim is not None
    assert (claim.student, claim.certainty) == (student, Certainty.DOUBTFUL)


def test_what_no_folder_can_be_called_is_not_searched() -> None:
    started = time.process_time()
    assert claim_of("a_1" * 1_000_000 + "_assignsubmission_file_") is None
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("name", "student", "file", "late"),
    [
        ("lovelaceada_123_4567_unit1_vowels.py", "lovelaceada_123", "unit1_vowels.py", False),
        ("lovelaceada_LATE_123_4567_unit1_vowels.py", "lovelaceada_123", "unit1_vowels.py", True),
        ("lovelaceada_123_4567_unit1_vowels-1.py", "lovelaceada_123", "unit1_vowels.py", False),
        ("lovelaceada_123_4567_unit1_vowels-12.ipynb", "lovelaceada_123", "unit1_vowels.ipynb", False),
        ("lovelaceada_123_4567_work.tar-1.gz", "lovelaceada_123", "work.tar.gz", False),
        ("zhang三_123_4567_作业 1.zip", "zhang三_123", "作业 1.zip", False),
        ("a_b_123_4567_8_9_x.py", "a_b_123", "8_9_x.py", False),
        ("lovelaceada_123_text.html", "lovelaceada_123", "text.html", False),
        ("lovelaceada_LATE_123_link.html", "lovelaceada_123", "link.html", True),
        ("anon_aB3xY_4567_unit1_vowels.py", "anon_aB3xY", "unit1_vowels.py", False),
        ("LATE_anon_12345_4567_unit1_vowels.py", "anon_12345", "unit1_vowels.py", True),
    ],
)
def test_canvas(name: str, student: str, file: str, late: bool) -> None:
    claim = claim_of(name)
    assert claim is not None
    assert (claim.student, claim.file, claim.is_late) == (student, file, late)
    assert f"{claim.identity.name}_{claim.identity.number}" == student


@pytest.mark.parametrize(
    "name",
    ["ada", "ada.py", "ada_1", "ada_lovelace.zip", "2027_01_15_x.py", "submission_123456", "x_assignsubmission_file_",
     "", "..", "_1_2_x.py"],
)  # fmt: skip
def test_other_names_are_nobodys(name: str) -> None:
    assert claim_of(name) is None
