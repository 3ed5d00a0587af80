"""grader.submissions.intake: archives, notebooks and stubs among a student's work."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from grader.model import Course
from grader.submissions import read_submissions
from grader.submissions.limits import MAX_ARCHIVE_BYTES
from tests.unit.submissions.planting import SOURCE, STAMP, Read, Tree, names, notebook, plant, said, tarred, zipped

NOT_FOUND = "Nothing of this course was found: expected e.g. unit1_vowels.py; found {}."
WITHOUT = "Taken as if its files had been handed in without this folder."

# Archives


@pytest.mark.parametrize(("name", "pack"), [("work.zip", zipped), ("work.tar.gz", tarred), ("work.tgz", tarred)])
def test_an_archive_counts_as_what_is_in_it(read: Read, name: str, pack: object) -> None:
    content = pack({"unit1_vowels.py": SOURCE, "notes.md": b""})  # type: ignore[operator]
    ada = read({name: content, "unit2_words.py": SOURCE})
    assert names(ada) == ["unit1_vowels.py", "unit2_words.py"]
    assert said(ada) == {f"{name}/notes.md": "Not read: only .py files and notebooks are."}


def test_folders_around_the_work_are_looked_through_and_that_is_said(read: Read) -> None:
    ada = read({"work.zip": zipped({"ada/hw1/exercises/unit1_vowels.py": SOURCE, "__MACOSX/ada/._x": b""})})
    assert names(ada) == ["unit1_vowels.py"]
    assert said(ada) == dict.fromkeys(["work.zip/ada", "work.zip/ada/hw1", "work.zip/ada/hw1/exercises"], WITHOUT)


def test_a_folder_around_the_work_is_looked_through_on_disk_too(read: Read) -> None:
    ada = read({"hw1/unit1_vowels.py": SOURCE})
    assert (names(ada), said(ada)) == (["unit1_vowels.py"], {"hw1": WITHOUT})


def test_folders_without_end_are_not_followed(read: Read) -> None:
    ada = read({"work.zip": zipped({"a/b/c/d/e/f/unit1_vowels.py": SOURCE})})
    assert "found work.zip, work.zip/a/b/c/d/e/. Files in folders other than exercises/ are not read" in ada.problem


def test_nbgraders_layout_may_be_packed_but_says_no_time(read: Read) -> None:
    ada = read({"work.zip": zipped({"first/unit1_vowels.py": SOURCE, "first/timestamp.txt": STAMP})})
    assert names(ada) == ["unit1_vowels.py"]
    assert ada.submitted == ()
    assert said(ada)["work.zip/first/timestamp.txt"].startswith(
        "Not read: submission times inside uploads and archives"
    )


def test_an_archive_in_an_assignment_belongs_to_it(read: Read) -> None:
    ada = read({
        "first/work.zip": zipped({"unit1_vowels.py": SOURCE, "unit2_words.py": SOURCE}), "first/timestamp.txt": STAMP,
    })  # fmt: skip
    assert names(ada) == ["unit1_vowels.py"]
    assert "it belongs to the assignment second" in said(ada)["first/work.zip/unit2_words.py"]


def test_an_archive_in_an_archive_is_not_unpacked(read: Read) -> None:
    ada = read({"work.zip": zipped({"inner.zip": zipped({"unit1_vowels.py": SOURCE}), "unit2_words.py": SOURCE})})
    assert names(ada) == ["unit2_words.py"]
    assert "an archive in an archive" in said(ada)["work.zip/inner.zip"]


def test_one_file_packed_and_unpacked_is_one_file(read: Read) -> None:
    ada = read({"work.zip": zipped({"unit1_vowels.py": SOURCE}), "unit1_vowels.py": SOURCE})
    assert (names(ada), ada.problem) == (["unit1_vowels.py"], "")


def test_two_versions_are_not_chosen_between(read: Read) -> None:
    ada = read({"work.zip": zipped({"unit1_vowels.py": SOURCE}), "unit1_vowels.py": b"# other\n"})
    assert ada.problem == (
        "unit1_vowels.py and work.zip/unit1_vowels.py are both unit1_vowels.py, and differ. Hand in one of them."
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"PK\x03\x04", "it is damaged", id="damaged"),
        pytest.param(b"", "it is damaged", id="empty"),
        pytest.param(b"\0" * (MAX_ARCHIVE_BYTES + 1), "larger than 32 MiB", id="large"),
        pytest.param(zipped({f"{n}.py": b"" for n in range(2001)}), "more than 2000 files", id="many"),
    ],
)
def test_an_archive_that_cannot_be_read_is_said_and_what_else_there_is_counts(
    read: Read, content: bytes, text: str
) -> None:
    ada = read({"work.zip": content, "unit1_vowels.py": SOURCE})
    assert names(ada) == ["unit1_vowels.py"]
    assert text in said(ada)["work.zip"]


def test_alone_it_is_why_nothing_was_found(read: Read) -> None:
    ada = read({"work.zip": b"PK\x03\x04"})
    assert ada.problem.startswith(NOT_FOUND.format("work.zip") + " work.zip: Not unpacked: it is damaged")


def test_an_empty_archive_is_empty_work(read: Read) -> None:
    assert read({"work.zip": zipped({})}).problem == NOT_FOUND.format("work.zip")


def test_the_wrong_courses_work_is_no_work(read: Read) -> None:
    ada = read({"work.zip": zipped({"hello.py": SOURCE}), "lab3.ipynb": notebook("x = 1")})
    assert ada.problem == NOT_FOUND.format("lab3.ipynb, work.zip, work.zip/hello.py")
    assert ada.files == ()


def test_a_path_that_leads_out_is_said(read: Read) -> None:
    ada = read({"work.zip": zipped({"../bob/unit1_vowels.py": b"# forged\n", "unit1_vowels.py": SOURCE})})
    assert ada.files == (("unit1_vowels.py", SOURCE),)
    assert said(ada) == {"work.zip/../bob/unit1_vowels.py": "Not read: its path leads out of the archive."}


def test_a_unit_that_is_twice_in_an_archive_is_a_problem(read: Read) -> None:
    ada = read({"work.zip": zipped({"unit1_vowels.py": SOURCE, ".\\unit1_vowels.py": b"# other\n"})})
    assert ada.problem == (
        "work.zip/unit1_vowels.py: the archive has two files of this name. Pack it again with one of them."
    )


def test_names_of_ten_thousand_characters_are_cut(read: Read) -> None:
    ada = read({"work.zip": zipped({"x" * 10_000 + ".py": SOURCE, "unit1_vowels.py": SOURCE})})
    assert names(ada) == ["unit1_vowels.py"]
    (notice,) = ada.notices
    assert len(notice.file) == 200
    assert notice.text == "Not read: its name is longer than 4096 bytes. Rename it."


def test_whatever_stands_in_a_name_stays_on_one_printable_line(read: Read) -> None:
    hostile = ["a,b.txt", '"x".txt', "=cmd().txt", "<b>.txt", "\x1b[31m.txt", "\u202etxt.py", "e\u0301.py", "\n.txt"]
    ada = read({"work.zip": zipped(dict.fromkeys(hostile, b"") | {"unit1_vowels.py": SOURCE})})
    assert names(ada) == ["unit1_vowels.py"]
    assert len(ada.notices) == len(hostile)
    assert all(notice.file.isprintable() and notice.text.isprintable() for notice in ada.notices)


@pytest.mark.parametrize("name", ["unit1_vowels.py", "unit1_vowels.ipynb", "work.zip", "work.tar.gz"])
def test_a_gigabyte_is_refused_unread(read: Read, submitted: Path, name: str) -> None:
    plant(submitted, {"ada/unit2_words.py": SOURCE, f"ada/{name}": b""})
    with (submitted / "ada" / name).open("r+b") as stream:
        stream.truncate(1 << 30)  # sparse: it takes no room on the disk
    tracemalloc.start()
    ada = read()
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 4 << 20
    assert names(ada) == ["unit2_words.py"]
    assert said(ada)[name].startswith("Not read: larger than")


# Notebooks


def test_a_notebook_that_is_called_like_a_unit_is_that_unit(read: Read) -> None:
    ada = read({"unit1_vowels.ipynb": notebook("%magic", "def f():\n    return 1")})
    assert names(ada) == ["unit1_vowels.py"]
    ((filename, cells),) = ada.cells
    assert (filename, cells.notebook) == ("unit1_vowels.py", "unit1_vowels.ipynb")
    assert ada.place(filename, cells.before[1] + 2) == "unit1_vowels.ipynb, code cell 2, line 2"
    assert said(ada) == {"unit1_vowels.ipynb": "Read without what is not Python: %magic (code cell 1)."}


def test_a_file_that_is_no_notebook_has_its_own_lines(read: Read) -> None:
    assert read({"unit1_vowels.py": SOURCE}).place("unit1_vowels.py", 2) == "unit1_vowels.py:2"


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("unit2-words.ipynb", "unit2_words"),
        ("Untitled.ipynb", "unit1_vowels"),
        ("unit2_words-Copy1.ipynb", "unit2_words"),
    ],
)
def test_a_notebook_of_another_name_is_not_guessed(read: Read, name: str, guess: str) -> None:
    ada = read({name: notebook("x = 1"), "unit1_vowels.py": SOURCE})
    assert names(ada) == ["unit1_vowels.py"]
    assert said(ada)[name].endswith(f"no unit of this course is called so. Is it {guess}.ipynb?")


def test_a_broken_notebook_is_said(read: Read) -> None:
    ada = read({"unit1_vowels.ipynb": b"{", "unit2_words.py": SOURCE})
    assert names(ada) == ["unit2_words.py"]
    assert "no notebook that Jupyter could open" in said(ada)["unit1_vowels.ipynb"]


def test_checkpoints_are_nothing(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, ".ipynb_checkpoints/unit1_vowels-checkpoint.ipynb": b"{}"})
    assert ada.notices == ()


def test_a_unit_as_a_file_and_as_a_notebook_is_not_chosen_between(read: Read) -> None:
    ada = read({"unit1_vowels.ipynb": notebook("x = 1"), "unit1_vowels.py": SOURCE})
    assert ada.problem == (
        "unit1_vowels.ipynb and unit1_vowels.py are both unit1_vowels.py, and differ. Hand in one of them."
    )


# What was handed out

STUB = b'"""Vowels."""\n\ndef f(x):\n    """Count."""\n    raise NotImplementedError\n'


@pytest.fixture
def handed_out(course: Course) -> Course:
    """The course, with its handout."""
    plant(course.root, {"exercises/unit1_vowels.py": STUB, "exercises/data/x.npz": b"", "exercises/course.toml": b""})
    return course


@pytest.mark.parametrize(
    ("tree", "content", "unread", "counts"),
    [
        pytest.param({"unit1_vowels.py": SOURCE, "exercises/unit1_vowels.py": STUB}, SOURCE,
                     "exercises/unit1_vowels.py", "unit1_vowels.py", id="stub in the folder"),
        pytest.param({"unit1_vowels.py": STUB + b"\n# mine\r\n", "exercises/unit1_vowels.py": SOURCE}, SOURCE,
                     "unit1_vowels.py", "exercises/unit1_vowels.py", id="stub at the top"),
        pytest.param({"unit1_vowels.py": SOURCE, "unit1_vowels.ipynb": notebook(STUB.decode())}, SOURCE,
                     "unit1_vowels.ipynb", "unit1_vowels.py", id="notebook left as it was"),
        pytest.param({"unit1_vowels.py": STUB, "unit1_vowels.ipynb": notebook("def f(x): return 1")}, None,
                     "unit1_vowels.py", "unit1_vowels.ipynb", id="notebook filled in"),
    ],
)  # fmt: skip
def test_a_stub_that_was_left_as_it_was_does_not_stand_against_work(
    read: Read, handed_out: Course, tree: Tree, content: bytes | None, unread: str, counts: str
) -> None:
    ada = read(tree)
    assert ada.problem == ""
    assert content is None or ada.files == (("unit1_vowels.py", content),)
    assert said(ada)[unread] == f"Not read: nothing is written in it, and {counts} counts."


def test_the_rest_of_the_handout_is_no_news(read: Read, handed_out: Course) -> None:
    ada = read({"exercises/data/x.npz": b"", "exercises/course.toml": b"", "exercises/unit1_vowels.py": SOURCE})
    assert set(said(ada)) == {"exercises"}


# Single files


@pytest.mark.parametrize("name", ["ada.py", "ada.zip", "ada.tgz", "ada.ipynb"])
def test_a_file_called_like_the_student_is_all_of_the_work(course: Course, submitted: Path, name: str) -> None:
    code = b"def f_unit1_vowels(x):\n    return x\n"
    packed = {"zip": zipped({"unit1_vowels.py": code}), "tgz": tarred({"unit1_vowels.py": code})}
    content = packed.get(name.rpartition(".")[2]) or (notebook(code.decode()) if name.endswith("ipynb") else code)
    plant(submitted, {name: content})
    (ada,) = read_submissions(submitted, course)
    assert (ada.student, ada.problem) == ("ada", "")
    assert names(ada) == ["unit1_vowels.py"]


def test_a_single_file_is_each_unit_of_which_it_defines_functions(course: Course, submitted: Path) -> None:
    content = b"def f_unit1_vowels(x): return x\n\ndef f_unit3_lines(x): return x\n"
    plant(submitted, {"ada.py": content})
    (ada,) = read_submissions(submitted, course)
    assert ada.files == (("unit1_vowels.py", content), ("unit3_lines.py", content))
    assert said(ada) == {
        "ada.py": "Taken as unit1_vowels.py, unit3_lines.py: functions of the course are defined in it."
    }


def test_a_single_file_without_functions_of_the_course_is_no_work(course: Course, submitted: Path) -> None:
    plant(submitted, {"ada.py": b"print(1)\n", "bob/unit1_vowels.py": SOURCE})
    ada, bob = read_submissions(submitted, course)
    assert (ada.student, ada.problem) == ("ada", NOT_FOUND.format("ada.py"))
    assert bob.problem == ""


def test_two_hand_ins_of_one_student_are_read_as_one_and_that_is_said(course: Course, submitted: Path) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "ada.zip": zipped({"unit2_words.py": SOURCE})})
    found = read_submissions(submitted, course)
    (ada,) = found
    assert names(ada) == ["unit1_vowels.py", "unit2_words.py"]
    assert [(note.name, note.text) for note in found.notes] == [
        ("ada", "handed in 2 times: ada, ada.zip. All of it is read as one.")
    ]


def test_two_hand_ins_that_differ_are_a_problem_that_names_both(course: Course, submitted: Path) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE, "ada.zip": zipped({"unit1_vowels.py": b"# other\n"})})
    (ada,) = read_submissions(submitted, course)
    assert ada.problem.startswith(
        "ada.zip/unit1_vowels.py and ada/unit1_vowels.py are both"
    ) or ada.problem.startswith(
        "ada/unit1_vowels.py and ada.zip/unit1_vowels.py are both unit1_vowels.py, and differ."
    )
