"""Whatever bytes a student hands in, reading them ends soon, within a little memory, and costs nobody else anything.

Classes of mutated archives and notebooks among honest neighbours, for some seconds. To try that for an hour, or again
(the counts are printed with -s; what broke the property is kept in tests/fuzz/found):

    FUZZ_SECONDS=3600 FUZZ_SEED=7 pytest -s tests/fuzz/test_reading.py
"""

from __future__ import annotations

import os
import random
import resource
import secrets
import shutil
import time
from collections import Counter
from pathlib import Path

import pytest

from grader.model import Course, Submission
from grader.submissions.limits import MAX_STUDENT_BYTES, ReaderLimits
from grader.submissions.reader import Reader
from tests.fuzz.mutation import mutated
from tests.unit.submissions.planting import SOURCE, course_in, plant

SECONDS = float(os.environ.get("FUZZ_SECONDS", "10"))
SEED = int(os.environ.get("FUZZ_SEED", secrets.randbelow(1 << 32)))
FOUND = Path(__file__).with_name("found")
A_CLASS = 40
# Less than a student is granted: no mutation of a small file needs even that.
LITTLE = ReaderLimits(seconds=60.0, cpu_seconds=5, memory_mib=256)
HONEST = {"unit1_vowels.py": SOURCE, "unit2_words.py": b"# honest\n"}
NEVER = ("Reading this work took", "Reading this work crashed", "an error in the grader")


def test_mutated_work(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    course = course_in(tmp_path / "course")
    said: Counter[str] = Counter()
    deadline = time.monotonic() + SECONDS
    started = time.monotonic()
    slowest = 0.0
    while time.monotonic() < deadline:
        folder = tmp_path / "submitted"
        files = {f"s{number:02}": mutated(rng) for number in range(A_CLASS)}
        for student, (name, content) in files.items():
            plant(folder / student, {"unit2_words.py": SOURCE, name: content})
            plant(folder / f"{student}-honest", HONEST)
        slowest = max(slowest, read(folder, course, files, said))
        shutil.rmtree(folder)
    mutants = said.total()
    print(f"\nseed {SEED}: {mutants} mutants in {time.monotonic() - started:.0f} s, a class of {A_CLASS} took at most")
    print(f"{slowest:.1f} CPU s, largest process {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10} MiB")
    for text, count in said.most_common(12):
        print(f"{count:8} {text}")
    assert mutants


def read(folder: Path, course: Course, files: dict[str, tuple[str, bytes]], said: Counter[str]) -> float:
    """Read a class, see that the property holds of each student, and return what it cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Reader(folder, course, limits=LITTLE) as reader:
        for index, student in enumerate(reader.opened.students):
            submission = reader.read(index).submission
            try:
                check(submission)
            except AssertionError:
                keep(*files[student.name.partition("-")[0]])
                raise
            if not student.name.endswith("-honest"):
                said[outcome(submission)] += 1
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def check(submission: Submission) -> None:
    """What holds of whatever was handed in; an honest neighbour is exactly what it is without the others."""
    if submission.student.endswith("-honest"):
        assert (submission.files, submission.notices, submission.problem) == (tuple(HONEST.items()), (), "")
        return
    texts = (submission.problem, *(notice.text for notice in submission.notices))
    assert not any(never in text for text in texts for never in NEVER), texts
    assert bool(submission.problem) != bool(submission.files)
    assert sum(len(content) for _, content in submission.files) <= MAX_STUDENT_BYTES
    assert all(text.isprintable() for text in texts)


def outcome(submission: Submission) -> str:
    if submission.problem:
        return "refused: " + submission.problem[:60]
    return submission.notices[0].text[:60] if submission.notices else "read"


def keep(name: str, content: bytes) -> None:
    kind = "".join(Path(name).suffixes)
    (FOUND / f"reading-{SEED}-{len(content)}{kind}").write_bytes(content)


@pytest.mark.parametrize("file", sorted(FOUND.glob("reading-*")), ids=lambda file: file.name)
def test_what_was_found(file: Path, tmp_path: Path) -> None:
    suffix = "".join(file.suffixes)
    name = f"unit1_vowels{suffix}" if suffix in (".py", ".ipynb") else f"work{suffix}"
    files = {"s00": (name, file.read_bytes())}
    plant(tmp_path / "submitted", {f"s00/{name}": file.read_bytes(), "s00/unit2_words.py": SOURCE})
    plant(tmp_path / "submitted" / "s00-honest", HONEST)
    read(tmp_path / "submitted", course_in(tmp_path / "course"), files, Counter())
