"""grader.submissions.submitted: who is found in the instructor's folder, and that all of them are read."""

from __future__ import annotations

import os
import shutil
import time
import unicodedata
from pathlib import Path

import pytest

from grader.errors import CallError
from grader.model import Course
from grader.submissions import read_submission, read_submissions
from grader.submissions.limits import MAX_FILE_BYTES
from tests.unit.submissions.planting import SOURCE, STAMP, Tree, names, notebook, plant, read_here, tarred, zipped


def test_a_mixture_of_layouts_is_said_and_each_is_read_as_it_lies(submitted: Path, course: Course) -> None:
    plant(submitted, {
        "ada/unit1_vowels.py": SOURCE, "bob/unit1_vowels.py": SOURCE,
        "eve/first/unit1_vowels.py": SOURCE, "eve/first/timestamp.txt": STAMP,
    })  # fmt: skip
    found = read_submissions(submitted, course)
    assert [names(submission) for submission in found] == [["unit1_vowels.py"]] * 3
    (note,) = found.notes
    assert note.name == "eve"
    assert note.text.startswith("two layouts are mixed: 2 students flat, 1 nbgrader's. Each is read as it lies.")


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        pytest.param({}, "no student's work in it; it is empty. Looked for", id="empty"),
        pytest.param(
            {"unit1_vowels.py": b""},
            "no student's work in it, only unit1_vowels.py. Looked for",
            id="one student's own folder",
        ),
        pytest.param({"exercises/unit1_vowels.py": b""}, "no student's work in it, only exercises.", id="the handout"),
        pytest.param({"course.yaml": b"", "exercises/x.py": b""}, "the folder of a course.", id="a course"),
        pytest.param(
            {"source/first/x.py": b"", "submitted/ada/first/unit1_vowels.py": b""},
            "the folder of a course.",
            id="nbgrader's course",
        ),
        pytest.param(
            {"export/ada/unit1_vowels.py": b"", "export/bob/unit1_vowels.py": b""},
            "everything lies one level too deep. export holds",
            id="nested export",
        ),
        pytest.param(
            {"export/ada/first/unit1_vowels.py": b""},
            "everything lies one level too deep. export holds",
            id="nested export of nbgrader",
        ),
        pytest.param(
            {"a/hw/unit1_vowels.py": b"", "a/hw2/": b"", "b/": b"", "c/hw/exercises/x.py": b""},
            "everything lies one level too deep. a holds",
            id="all students nested",
        ),
    ],
)
def test_a_folder_that_is_no_folder_of_submissions_is_refused(
    submitted: Path, course: Course, tree: Tree, text: str
) -> None:
    plant(submitted, tree)
    with pytest.raises(CallError) as caught:
        read_submissions(submitted, course)
    assert text in str(caught.value)
    assert "SUBMITTED/<student>/*.py" in str(caught.value)
    assert str(submitted) in str(caught.value)


HONEST_WORK: dict[str, Tree] = {
    "flat": {"unit1_vowels.py": SOURCE},
    "notebook": {"unit1_vowels.ipynb": notebook("def f(): return 1")},
    "archive": {"work.zip": zipped({"unit1_vowels.py": SOURCE})},
    "archive of a folder": {"work.tar.gz": tarred({"ada/exercises/unit1_vowels.py": SOURCE})},
    "nbgrader": {"first/unit1_vowels.ipynb": notebook("def f(): return 1"), "first/timestamp.txt": STAMP},
    "wrapped": {"hw/unit1_vowels.py": SOURCE},
}
HOSTILE_WORK: dict[str, Tree] = {
    "one level too deep": {"a/unit1_vowels.py": SOURCE, "b/unit1_vowels.py": SOURCE},
    "one folder": {"a/unit1_vowels.py": SOURCE},
    "assignments too deep": {"a/first/unit1_vowels.py": SOURCE, "b/": b""},
    "a course": {"course.yaml": b"", "exercises/unit1_vowels.py": SOURCE, "submitted/ada/unit1_vowels.py": b""},
    "metadata of Gradescope": {"submission_metadata.yml": b"a: [", "unit1_vowels.py": SOURCE},
    "metadata that name others": {
        "submission_metadata.yml": b"ada0:\n  :submitters:\n  - :name: Mallory\n", "unit1_vowels.py": SOURCE,
    },
    "nothing": {"./": b""},
    "an empty archive": {"work.zip": zipped({})},
    "an archive of gigabytes": {"work.zip": zipped({"unit1_vowels.py": bytes(1 << 24)})},
}  # fmt: skip


@pytest.mark.parametrize("others", HONEST_WORK)
@pytest.mark.parametrize("mallory", HOSTILE_WORK)
def test_no_student_has_a_class_refused(submitted: Path, course: Course, others: str, mallory: str) -> None:
    for name in ("ada0", "ben0"):
        plant(submitted / name, HONEST_WORK[others])
    before = read_here(submitted, course)
    plant(submitted / "mallory", HOSTILE_WORK[mallory])
    ada, ben, _ = read_submissions(submitted, course)
    assert [ada, ben] == before
    assert ada.problem == ""


@pytest.mark.parametrize(
    "tree",
    [
        {"course.yaml": b""},
        {"submitted/unit1_vowels.py": SOURCE},
        {"source/unit1_vowels.py": SOURCE},
        {"submission_metadata.yml": b"a: ["},
        {
            "submission_metadata.yml": b"ada:\n  :submitters:\n  - :name: Mallory\n",
            "submission_1/unit1_vowels.py": SOURCE,
        },
    ],
    ids=lambda tree: next(iter(tree)),
)
def test_no_students_name_has_a_class_refused(submitted: Path, course: Course, tree: Tree) -> None:
    """Where students put their work into one folder, they choose what it is called."""
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "ben/unit1_vowels.py": SOURCE})
    before = read_here(submitted, course)
    plant(submitted, tree)
    assert read_here(submitted, course)[:2] == before


def test_students_whose_files_lie_too_deep_are_noted_where_others_can_be_graded(
    submitted: Path, course: Course
) -> None:
    for name in ("ada", "ben", "eva"):
        plant(submitted / name, HOSTILE_WORK["one level too deep"])
    plant(submitted, {"zoe/unit1_vowels.py": SOURCE})
    found = read_submissions(submitted, course)
    assert [bool(submission.problem) for submission in found] == [True, True, True, False]
    assert found.notes[0].text.startswith("3 students' files are one level too deep and were not read: ada, ben, eva.")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("nowhere", "there is no such folder or file. Looked for"),
        ("file", "neither a folder nor a .zip, .tar.gz, .py or .ipynb. Looked for"),
        ("a\0b", "cannot be read"),
    ],
)
def test_no_folder_is_a_fault_of_the_call(tmp_path: Path, course: Course, path: str, text: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CallError, match=text):
        read_submissions(tmp_path / path, course)


def test_the_folder_itself_may_be_a_link(submitted: Path, course: Course, tmp_path: Path) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE})
    (tmp_path / "link").symlink_to(submitted)
    assert [s.problem for s in read_submissions(tmp_path / "link", course)] == [""]


def test_stray_things_are_noted_and_are_no_students(submitted: Path, course: Course) -> None:
    plant(submitted, {
        "ada/unit1_vowels.py": SOURCE, "unit1_vowels.py": SOURCE, "roster.csv": b"", ".git/x": b"", "__MACOSX/x": b"",
        "exercises/unit1_vowels.py": SOURCE, "test_x.py": b"",
    })  # fmt: skip
    os.mkfifo(submitted / "pipe")
    found = read_submissions(submitted, course)
    assert found.students == ("ada",)
    left_out = (
        "left out: {}, and a student's work is a folder, an archive, a .py file or a notebook."
        " If it is a student's, put it in a folder of that name."
    )
    assert {note.name: note.text for note in found.notes} == {
        ".git": "left out: this is no student's.",
        "__MACOSX": "left out: this is no student's.",
        "exercises": "left out: this is no student's.",
        "test_x.py": left_out.format("a file"),
        "unit1_vowels.py": left_out.format("a file"),
        "roster.csv": left_out.format("a file"),
        "pipe": left_out.format("a named pipe"),
    }


@pytest.mark.parametrize(
    "student",
    [
        "Ada Lovelace",
        "张三",
        "O'Neil, Ann",
        "=cmd()|'x'!A1",
        "<script>alert(1)</script>".replace("/", "∕"),
        "-rf",
        "a;b&&c$(d)",
        "%2e%2e",
        "Zoë",
        unicodedata.normalize("NFD", "Zoë"),
    ],
)
def test_printable_names_are_ids_as_they_are(submitted: Path, course: Course, student: str) -> None:
    plant(submitted / student, {"unit1_vowels.py": SOURCE})
    (submission,) = read_submissions(submitted, course)
    assert (submission.student, submission.problem) == (student, "")


@pytest.mark.parametrize(
    ("name", "student", "fault"),
    [
        (b"a\nb", "a\\nb", "has characters that cannot be shown"),
        (b"a\x1b[31mb", "a\\x1b[31mb", "has characters that cannot be shown"),
        ("a\u202eb".encode(), "a\\u202eb", "has characters that cannot be shown"),
        (b"caf\xe9", "caf\\udce9", "is not UTF-8"),
        (b"x\\..\\y", "x\\\\..\\\\y", "names no folder, or has a backslash"),
        (b"x" * 250, "x" * 250, "is longer than 200 bytes"),
    ],
    ids=["newline", "escape", "right to left", "latin-1", "backslash", "long"],
)
def test_other_names_are_problems_under_a_printable_id(
    submitted: Path, course: Course, name: bytes, student: str, fault: str
) -> None:
    folder = Path(os.fsdecode(os.fsencode(submitted) + b"/" + name))
    plant(folder, {"unit1_vowels.py": SOURCE})
    plant(submitted, {"bob/unit1_vowels.py": SOURCE})
    by_student = {submission.student: submission for submission in read_submissions(submitted, course)}
    problem = f"The student's name, as it was handed in, {fault}. Rename the folder or file."
    assert by_student[student].problem == problem
    assert by_student["bob"].problem == ""


def test_ids_stay_different_and_usable_as_folders(submitted: Path, course: Course) -> None:
    raw = [b"a\nb", b"a\\nb", b"a\\\\nb", b"\xff" * 250, b"\xfe" * 250, b"\xff" * 249, b"ab"]
    for name in raw:
        Path(os.fsdecode(os.fsencode(submitted) + b"/" + name)).mkdir()
    plant(submitted, {"bob/unit1_vowels.py": SOURCE})
    students = [submission.student for submission in read_submissions(submitted, course)]
    assert len(set(students)) == len(raw) + 1
    assert all(s.isprintable() and "/" not in s and len(s.encode()) <= 255 for s in students)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Ada", "ada"), (unicodedata.normalize("NFC", "Zoë"), unicodedata.normalize("NFD", "Zoë"))],
    ids=["case", "normal form"],
)
def test_students_whose_names_look_alike_are_noted(submitted: Path, course: Course, first: str, second: str) -> None:
    plant(submitted, {f"{first}/unit1_vowels.py": SOURCE, f"{second}/unit1_vowels.py": SOURCE})
    found = read_submissions(submitted, course)
    assert len(list(found)) == 2
    (note,) = found.notes
    assert "only in case or in how accents are written. They are graded as 2 students." in note.text


def test_one_students_folder_can_be_read_alone(submitted: Path, course: Course) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "bob/unit1_vowels.py": b"# bob\n", "eve/x/unit1_vowels.py": b""})
    assert read_submission(submitted, "bob", course) == list(read_submissions(submitted, course))[1]
    assert read_submission(submitted, "zoe", course) is None


def test_a_student_who_disappears_is_a_problem_not_an_error(submitted: Path, course: Course) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "bob/unit1_vowels.py": SOURCE, "eve/unit1_vowels.py": SOURCE})

    def remove_bob() -> None:
        shutil.rmtree(submitted / "bob", ignore_errors=True)

    found = read_submissions(submitted, course, on_read=remove_bob)
    assert [bool(submission.problem) for submission in found] == [False, True, False]


def test_students_come_in_the_order_of_their_names(submitted: Path, course: Course) -> None:
    for name in ("zoe", "ada", "Bob", "10", "9"):
        plant(submitted / name, {"unit1_vowels.py": SOURCE})
    assert read_submissions(submitted, course).students == ("10", "9", "Bob", "ada", "zoe")


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_no_descriptor_stays_open(submitted: Path, course: Course) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "ada/exercises/x.py": b"\0", "ada/y.py/": b""})
    plant(submitted, {"bob/first/unit1_vowels.py": b"#" * (MAX_FILE_BYTES + 1), "eve/m.py": b""})
    before = descriptors()
    for _ in range(3):
        list(read_submissions(submitted, course))
    assert descriptors() == before


@pytest.mark.parametrize("students", [2_000])
def test_thousands_of_students_take_seconds(submitted: Path, course: Course, students: int) -> None:
    plant(submitted, {f"s{n:05}/unit1_vowels.py": SOURCE for n in range(students)})
    started = time.process_time()
    assert sum(not submission.problem for submission in read_submissions(submitted, course)) == students
    assert time.process_time() - started < 10
