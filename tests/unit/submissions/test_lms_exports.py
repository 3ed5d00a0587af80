"""grader.submissions.submitted: whole classes as LMSs give them, unpacked or not."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import CallError
from grader.model import Course, Identity, Submission
from grader.submissions import read_submissions
from grader.submissions.names import shown
from tests.unit.submissions.planting import SOURCE, STAMP, Tree, names, notebook, plant, said, tarred, zipped

MOODLE: Tree = {
    "Ada Lovelace_11_assignsubmission_file_/unit1_vowels.py": SOURCE,
    "Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html": b"<p>see file</p>",
    "Bob_12_assignsubmission_file_/work.zip": zipped({"hw/unit2_words.py": SOURCE}),
    "O'Neil, Ann_13_assignsubmission_file_unit1_vowels.py": SOURCE,
}
CANVAS: Tree = {
    "lovelaceada_11_901_unit1_vowels.py": SOURCE,
    "lovelaceada_11_902_unit2_words-1.py": SOURCE,
    "bob_LATE_12_903_work.zip": zipped({"unit2_words.py": SOURCE}),
    "eve_13_text.html": b"<p>Hello</p>",
}
GRADESCOPE: Tree = {
    "submission_metadata.yml": b"""\
submission_21:
  :submitters:
  - {":name": Ada Lovelace, ":sid": s11, ":email": ada@example.org}
  :created_at: 2027-03-12 14:58:23.948203123 Z
submission_22:
  :submitters:
  - {":name": Bob, ":email": bob@example.org}
  - {":name": Eve}
submission_23:
  :submitters:
  - {":name": Nobody}
""",
    "submission_21/unit1_vowels.py": SOURCE,
    "submission_21/metadata.yml": b"",
    "submission_22/unit2_words.py": SOURCE,
}
NBGRADER: Tree = {
    "ada/first/unit1_vowels.ipynb": notebook("def f(): return 1"),
    "ada/first/timestamp.txt": STAMP,
    "bob/second/unit2_words.py": SOURCE,
}

Class = dict[str, Submission]


@pytest.fixture(params=["folder", "zip", "tar.gz", "zip with a folder around"])
def class_of(request: pytest.FixtureRequest, submitted: Path, course: Course) -> Callable[[Tree], Class]:
    """Return a function that hands in a class, as a folder or packed."""

    def read(tree: Tree) -> Class:
        path = submitted / f"download.{request.param.split()[0]}"
        if request.param == "folder":
            plant(path, tree)
        elif request.param == "tar.gz":
            path.write_bytes(tarred(tree))
        else:
            around = "export/" if "around" in request.param else ""
            path.write_bytes(zipped({f"{around}{name}": content for name, content in tree.items()}))
        return {submission.student: submission for submission in read_submissions(path, course)}

    return read


def test_moodle(class_of: Callable[[Tree], Class]) -> None:
    students = class_of(MOODLE)
    assert {name: names(s) for name, s in students.items()} == {
        "Ada Lovelace_11": ["unit1_vowels.py"],
        "Bob_12": ["unit2_words.py"],
        "O'Neil, Ann_13": ["unit1_vowels.py"],
    }
    assert students["O'Neil, Ann_13"].identity == Identity("O'Neil, Ann", "13")
    assert said(students["Ada Lovelace_11"]) == {
        "Ada Lovelace_11_assignsubmission_onlinetext_/onlinetext.html": "Not read: only .py files and notebooks are."
    }


def test_canvas(class_of: Callable[[Tree], Class]) -> None:
    students = class_of(CANVAS)
    assert {name: names(s) for name, s in students.items()} == {
        "bob_12": ["unit2_words.py"],
        "eve_13": [],
        "lovelaceada_11": ["unit1_vowels.py", "unit2_words.py"],
    }
    assert students["lovelaceada_11"].identity == Identity("lovelaceada", "11")
    assert (
        said(students["bob_12"])["bob_LATE_12_903_work.zip"]
        == "Late, says Canvas, but not by how much: nothing is taken off."
    )
    assert students["eve_13"].problem.startswith("Nothing of this course was found")


def test_gradescope(class_of: Callable[[Tree], Class]) -> None:
    students = class_of(GRADESCOPE)
    assert {name: names(s) for name, s in students.items()} == {
        "Eve": ["unit2_words.py"],
        "bob@example.org": ["unit2_words.py"],
        "s11": ["unit1_vowels.py"],
    }
    ada = students["s11"]
    assert ada.identity == Identity("Ada Lovelace", "s11", "ada@example.org")
    assert ada.submitted == (("first", datetime(2027, 3, 12, 14, 58, 23, 948203, UTC)),)
    assert students["bob@example.org"].submitted == ()


def test_nbgrader(class_of: Callable[[Tree], Class]) -> None:
    students = class_of(NBGRADER)
    assert {name: names(s) for name, s in students.items()} == {"ada": ["unit1_vowels.py"], "bob": ["unit2_words.py"]}
    assert [name for name, _ in students["ada"].submitted] == ["first"]


def test_whom_gradescope_names_without_work_is_noted(submitted: Path, course: Course) -> None:
    plant(submitted, GRADESCOPE)
    plant(submitted, {"submission_24/unit1_vowels.py": SOURCE})
    found = read_submissions(submitted, course)
    assert [(note.name, note.text) for note in found.notes] == [
        ("submission_23", "named in submission_metadata.yml, but it is not there.")
    ]
    assert "submission_24" in found.students


def test_metadata_that_cannot_be_read_are_a_fault_of_the_call(submitted: Path, course: Course) -> None:
    plant(submitted, {"submission_metadata.yml": b"a: [", "submission_21/unit1_vowels.py": SOURCE})
    with pytest.raises(CallError, match="cannot be read"):
        read_submissions(submitted, course)


@pytest.mark.parametrize("sid", ["../x", "a/b", "..", ".", "", "\x1b[31m", "x" * 300, "a\\b"])
def test_an_id_that_names_no_folder_gives_way_to_the_next_best(submitted: Path, course: Course, sid: str) -> None:
    metadata = f'submission_21:\n  :submitters:\n  - {{":sid": {json.dumps(sid)}, ":email": ada@example.org}}\n'
    plant(submitted, {"submission_metadata.yml": metadata.encode(), "submission_21/unit1_vowels.py": SOURCE})
    (submission,) = read_submissions(submitted, course)
    assert (submission.student, submission.problem) == ("ada@example.org", "")
    assert submission.identity == Identity("", shown(sid), "ada@example.org")


def test_a_name_that_is_not_utf8_costs_its_student_alone(submitted: Path, course: Course) -> None:
    plant(submitted, MOODLE)
    folder = Path(os.fsdecode(os.fsencode(submitted) + b"/Ad\xff_19_assignsubmission_file_"))
    plant(folder, {"unit1_vowels.py": SOURCE})
    students = {submission.student: submission for submission in read_submissions(submitted, course)}
    assert len(students) == 4
    assert students["Ad\\udcff_19"].problem == (
        "The student's name, as it was handed in, is not UTF-8. Rename the folder or file."
    )
    assert students["Ad\\udcff_19"].identity == Identity("Ad\\udcff", "19")


# Whatever the instructor names


@pytest.mark.parametrize("around", ["", "hw1/"])
def test_one_students_own_archive_is_a_class_of_one(submitted: Path, course: Course, around: str) -> None:
    path = submitted / "Ada.zip"
    path.write_bytes(zipped({f"{around}unit1_vowels.py": SOURCE, "__MACOSX/x": b""}))
    (ada,) = read_submissions(path, course)
    assert ada.student == ("hw1" if around else "Ada")
    assert names(ada) == ["unit1_vowels.py"]


def test_a_single_file_may_be_named(submitted: Path, course: Course) -> None:
    plant(submitted, {"ada.py": b"def f_unit1_vowels(x): return x\n", "bob/unit1_vowels.py": SOURCE})
    (ada,) = read_submissions(submitted / "ada.py", course)
    assert (ada.student, names(ada)) == ("ada", ["unit1_vowels.py"])


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("class.zip", b"PK\x03\x04", "it is damaged"),
        ("class.tar.gz", b"text", "it is damaged"),
        ("class.zip", zipped({}), "no student's work in it; it is empty"),
        ("class.zip", zipped({"readme.txt": b""}), "no student's work in it, only readme.txt"),
        ("class.zip", zipped({"a/x/unit1_vowels.py": b"", "a/y/unit1_vowels.py": b"", "b/x/unit1_vowels.py": b""}),
         "everything lies one level too deep"),
        ("class.rar", b"", "neither a folder nor a .zip, .tar.gz, .py or .ipynb"),
        ("unit1_vowels.py", SOURCE, "no student's work in it, only unit1_vowels.py"),
    ],
    ids=["damaged zip", "no tar", "empty", "no students", "nested", "rar", "a unit's own file"],
)  # fmt: skip
def test_what_is_no_class_is_refused(submitted: Path, course: Course, name: str, content: bytes, text: str) -> None:
    (submitted / name).write_bytes(content)
    with pytest.raises(CallError) as caught:
        read_submissions(submitted / name, course)
    assert text in str(caught.value)
    assert str(submitted / name) in str(caught.value)


def test_paths_that_lead_out_of_a_class_are_noted_and_lead_nowhere(submitted: Path, course: Course) -> None:
    path = submitted / "class.zip"
    path.write_bytes(zipped({"ada/unit1_vowels.py": SOURCE, "../bob/unit1_vowels.py": SOURCE, "/x.py": b""}))
    found = read_submissions(path, course)
    assert found.students == ("ada",)
    assert {note.name for note in found.notes} == {"../bob/unit1_vowels.py", "/x.py"}


def test_a_class_in_a_zip_is_read_when_it_is_asked_for_and_nothing_is_written(submitted: Path, course: Course) -> None:
    path = submitted / "class.zip"
    path.write_bytes(zipped({f"s{n}/unit1_vowels.py": b"#" * n for n in range(50)}))
    found = read_submissions(path, course)
    assert [len(dict(s.files)["unit1_vowels.py"]) for s in found] == [int(s[1:]) for s in found.students]
    assert list(submitted.iterdir()) == [path]
