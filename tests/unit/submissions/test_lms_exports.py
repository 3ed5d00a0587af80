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
from tests.unit.submissions.planting import (
    SOURCE,
    STAMP,
    Tree,
    names,
    notebook,
    plant,
    read_here,
    said,
    tarred,
    zipped,
)

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
        return {submission.student: submission for submission in read_here(path, course)}

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


# Who says when

OWN_TIME = b"2020-01-01 00:00:00 UTC"
OWN_METADATA = b"submission_21:\n  :created_at: 2020-01-01 00:00:00 Z\n"
WITH_OWN_TIME: Tree = {"first/unit1_vowels.py": SOURCE, "first/timestamp.txt": OWN_TIME}
UPLOADS: dict[str, Tree] = {
    "files": WITH_OWN_TIME,
    "zip": {"work.zip": zipped(WITH_OWN_TIME)},
    "tar": {"work.tar.gz": tarred(WITH_OWN_TIME)},
    "folder": {f"hw/{name}": content for name, content in WITH_OWN_TIME.items()},
    "metadata": {"unit1_vowels.py": SOURCE, "submission_metadata.yml": OWN_METADATA},
    "zipped metadata": {"work.zip": zipped({"unit1_vowels.py": SOURCE, "submission_metadata.yml": OWN_METADATA})},
}  # fmt: skip
CREATED = datetime(2027, 3, 12, 14, 58, 23, 948203, UTC)


@pytest.mark.parametrize("upload", UPLOADS)
def test_the_time_of_the_lms_counts_whatever_a_student_uploads(class_of: Callable[[Tree], Class], upload: str) -> None:
    work = {f"submission_21/{name}": content for name, content in UPLOADS[upload].items()}
    others = {name: content for name, content in GRADESCOPE.items() if not name.startswith("submission_21/")}
    ada = class_of({**others, **work})["s11"]
    assert ada.submitted == (("first", CREATED),)
    assert ada.problem == ""
    if "first" in str(UPLOADS[upload]) or upload in ("zip", "tar"):
        (text,) = [notice.text for notice in ada.notices if notice.file.endswith("timestamp.txt")]
        assert text == "Not read: the submission time comes from the LMS."


@pytest.mark.parametrize("upload", UPLOADS)
@pytest.mark.parametrize(
    "place",
    ["Ada_11_assignsubmission_file_", "Ada_11_assignsubmission_file"],
)
def test_where_the_lms_gives_no_time_none_is_taken_from_an_upload(
    class_of: Callable[[Tree], Class], place: str, upload: str
) -> None:
    bob = {"Bob_12_assignsubmission_file_/unit1_vowels.py": SOURCE}
    ada = class_of({**bob, **{f"{place}/{name}": content for name, content in UPLOADS[upload].items()}})["Ada_11"]
    assert (ada.submitted, ada.problem, names(ada)) == ((), "", ["unit1_vowels.py"])


@pytest.mark.parametrize("name", ["ada.zip", "ada_11_99_work.zip", "Ada_11_assignsubmission_file_work.zip"])
def test_a_students_own_archive_says_no_time(submitted: Path, course: Course, name: str) -> None:
    plant(submitted, {name: zipped(WITH_OWN_TIME), "bob/unit1_vowels.py": SOURCE})
    ada = next(iter(read_submissions(submitted, course)))
    assert (ada.submitted, names(ada)) == ((), ["unit1_vowels.py"])
    (text,) = [notice.text for notice in ada.notices if notice.file.endswith("timestamp.txt")]
    assert text.startswith("Not read: submission times inside uploads and archives do not count.")


@pytest.mark.parametrize("around", ["", "ada/", "x/ada/"])
def test_nor_does_it_when_it_is_all_that_is_graded(submitted: Path, course: Course, around: str) -> None:
    path = submitted / "ada.zip"
    path.write_bytes(zipped({f"{around}{name}": content for name, content in WITH_OWN_TIME.items()}))
    (ada,) = read_submissions(path, course)
    assert (ada.submitted, names(ada)) == ((), ["unit1_vowels.py"])


# Who it is

FORGED = "It is unclear whose work this is: the name "


@pytest.mark.parametrize(
    "forged",
    [
        "Mallory Evil_123_assignsubmission_file_x_456_assignsubmission_file_unit1_vowels.py",
        "Mallory Evil_123_assignsubmission_file_Vera_456_assignsubmission_file_unit1_vowels.py",
        "Mallory Evil_123_assignsubmission_file_Vera_456_assignsubmission_file_.zip",
        "Mallory Evil_123_assignsubmission_onlinetext_Vera_456_assignsubmission_file_/unit1_vowels.py",
    ],
)
def test_a_name_in_moodle_makes_nobody_else_of_a_student(class_of: Callable[[Tree], Class], forged: str) -> None:
    vera = {"Vera_456_assignsubmission_file_unit1_vowels.py": SOURCE}
    students = class_of(
        {**vera, forged: b"# forged\n", "Mallory Evil_123_assignsubmission_file_unit1_vowels.py": SOURCE}
    )
    assert set(students) == {"Vera_456", "Mallory Evil_123", "Mallory Evil_123?"}
    assert students["Vera_456"] == class_of(vera)["Vera_456"]
    assert students["Mallory Evil_123"].problem == ""
    doubtful = students["Mallory Evil_123?"]
    assert doubtful.problem.startswith(FORGED)
    assert doubtful.identity == Identity()


@pytest.mark.parametrize("forged", ["vera_45_123_4567_work.zip", "vera_45_123_9_unit1_vowels.py"])
def test_a_name_in_canvas_adds_nothing_to_the_work_of_another(class_of: Callable[[Tree], Class], forged: str) -> None:
    """Mallory, user 123, is called `vera_45` there; Vera is user 45."""
    vera = {"vera_45_678_unit1_vowels.py": SOURCE}
    students = class_of({**vera, forged: zipped({"unit1_vowels.py": b"# forged\n"})})
    assert students["vera_45"] == class_of(vera)["vera_45"]
    assert students["vera_45?"].problem.startswith(FORGED)


def test_a_file_in_canvas_may_begin_with_a_number(class_of: Callable[[Tree], Class]) -> None:
    students = class_of({"ada_11_901_2027001_work.zip": zipped({"unit1_vowels.py": SOURCE})})
    assert {name: names(s) for name, s in students.items()} == {"ada_11": ["unit1_vowels.py"]}


@pytest.mark.parametrize(
    ("mallory", "student"),
    [
        ('":sid": s11, ":email": mallory@example.org', "mallory@example.org"),
        ('":sid": s11', "submission_22"),
        ('":sid": m12, ":email": ada@example.org', "m12"),
        ('":name": Ada Lovelace', "submission_22"),
    ],
)
def test_an_id_of_gradescope_that_two_give_is_neithers(
    class_of: Callable[[Tree], Class], mallory: str, student: str
) -> None:
    metadata = (
        'submission_21:\n  :submitters:\n  - {":name": Ada Lovelace, ":sid": s11, ":email": ada@example.org}\n'
        f"submission_22:\n  :submitters:\n  - {{{mallory}}}\n"
    )
    students = class_of({
        "submission_metadata.yml": metadata.encode(),
        "submission_21/unit1_vowels.py": SOURCE,
        "submission_22/unit1_vowels.py": b"# mallory\n",
    })  # fmt: skip
    assert len(students) == 2
    assert students[student].files == (("unit1_vowels.py", b"# mallory\n"),)
    (ada,) = (s for name, s in students.items() if name != student)
    assert ada.files == (("unit1_vowels.py", SOURCE),)
    shared = set(ada.identity.__getstate__()[1:]) & set(students[student].identity.__getstate__()[1:]) - {""}
    assert not shared


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
        ("class.zip", zipped({"a/x/unit1_vowels.py": b"", "a/y/unit1_vowels.py": b"", "b/x/unit1_vowels.py": b"",
                                "b/y/unit1_vowels.py": b""}),
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
