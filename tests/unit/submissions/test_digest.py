"""grader.submissions.digest: any change is another address."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from grader.model import Course, Notice
from grader.submissions import read_submissions
from grader.submissions.digest import digest_of
from tests.unit.submissions.planting import SOURCE, STAMP, Read, Tree, plant


def test_the_digest_repeats(read: Read) -> None:
    first, second = read({"unit1_vowels.py": SOURCE, "a.txt": b""}), read()
    assert first == second
    assert len(first.digest) == hashlib.sha256().digest_size * 2


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param({"unit1_vowels.py": SOURCE + b"\n"}, id="content"),
        pytest.param({"helper.py": b""}, id="another file"),
        pytest.param({"notes.txt": b""}, id="a notice"),
    ],
)
def test_the_digest_is_of_all(read: Read, tree: Tree) -> None:
    before = read({"unit1_vowels.py": SOURCE}).digest
    assert read(tree).digest != before


def test_the_digest_is_of_the_time(read: Read) -> None:
    before = read({"first/unit1_vowels.py": SOURCE, "first/timestamp.txt": STAMP}).digest
    assert read({"first/timestamp.txt": b"2027-01-16 00:00:00"}).digest != before


def test_the_digest_is_of_the_student(submitted: Path, course: Course) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "bob/unit1_vowels.py": SOURCE})
    ada, bob = read_submissions(submitted, course)
    assert ada.digest != bob.digest


def test_lengths_keep_submissions_apart() -> None:
    """What moves from one field into the next changes the digest, although the bytes in a row are the same."""
    no_time: tuple[tuple[str, datetime], ...] = ()
    variants = [
        digest_of("s", [("a.py", b"bc")], no_time, [], ""),
        digest_of("s", [("a.pyb", b"c")], no_time, [], ""),
        digest_of("s", [], no_time, [Notice("a.py", "bc")], ""),
        digest_of("s", [("a.py", b""), ("bc", b"")], no_time, [], ""),
        digest_of("", [("a.py", b"bc")], no_time, [], "s"),
    ]
    assert len(set(variants)) == len(variants)
