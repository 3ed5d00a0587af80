"""grader.submissions.intake: what is taken of a student's work, what is not, and that both are said."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.model import Course, Notice, Submission
from grader.submissions import tree as trees
from grader.submissions.limits import MAX_FILE_BYTES, MAX_FILES
from tests.unit.submissions.planting import SOURCE, STAMP, Read, Tree, names, plant, read_here, said

NOBODY = 65534

# What is taken


def test_the_files_of_a_flat_folder_are_taken_as_bytes_and_sorted(read: Read) -> None:
    ada = read({"unit2_words.py": SOURCE, "unit1_vowels.py": b"\xef\xbb\xbf# \xe4\xbd\xa0\r\n"})
    assert ada.student == "ada"
    assert ada.files == (("unit1_vowels.py", b"\xef\xbb\xbf# \xe4\xbd\xa0\r\n"), ("unit2_words.py", SOURCE))
    assert (ada.problem, ada.notices, ada.submitted) == ("", (), ())


def test_helpers_are_kept_because_units_may_import_them(read: Read) -> None:
    assert names(read({"unit1_vowels.py": SOURCE, "helper.py": SOURCE, "числа.py": SOURCE})) == [
        "helper.py",
        "unit1_vowels.py",
        "числа.py",
    ]


def test_an_empty_file_is_taken(read: Read) -> None:
    assert read({"unit1_vowels.py": b""}).files == (("unit1_vowels.py", b""),)


def test_the_folder_exercises_is_taken_as_the_same_place_and_that_is_said(read: Read) -> None:
    ada = read({"exercises/unit1_vowels.py": SOURCE, "unit2_words.py": SOURCE})
    assert names(ada) == ["unit1_vowels.py", "unit2_words.py"]
    assert said(ada) == {"exercises": "Taken as if its files had been handed in without this folder."}


def test_exercises_in_exercises_is_not_followed(read: Read) -> None:
    ada = read({"exercises/unit1_vowels.py": SOURCE, "exercises/exercises/unit2_words.py": SOURCE})
    assert names(ada) == ["unit1_vowels.py"]
    assert "exercises/exercises" in said(ada)


def test_one_file_at_both_places_is_one_file(read: Read) -> None:
    assert names(read({"exercises/unit1_vowels.py": SOURCE, "unit1_vowels.py": SOURCE})) == ["unit1_vowels.py"]


def test_two_files_of_one_name_are_not_chosen_between(read: Read) -> None:
    ada = read({"exercises/unit1_vowels.py": SOURCE, "unit1_vowels.py": b"# other\n"})
    assert ada.problem == (
        "exercises/unit1_vowels.py and unit1_vowels.py are both unit1_vowels.py, and differ. Hand in one of them."
    )
    assert ada.files == ()


@pytest.mark.parametrize(
    "name",
    [
        "test_unit1_vowels.py",
        "conftest.py",
        "course.json",
        "hints.json",
        "pytest.ini",
        "requirements.txt",
        "grader/model.py",
        "earlier/unit1_vowels.py",
        "README.md",
        "README.zh.md",
        "README",
        ".DS_Store",
        ".ipynb_checkpoints/unit1_vowels-checkpoint.py",
        "__pycache__/unit1_vowels.cpython-311.pyc",
        ".git/config",
        ".hidden.py",
    ],
)
def test_the_rest_of_the_handout_is_ignored_in_silence(read: Read, name: str) -> None:
    ada = read({"unit1_vowels.py": SOURCE, name: SOURCE})
    assert (names(ada), ada.notices) == (["unit1_vowels.py"], ())


# What is not taken, and the next step


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("setup.cfg", b"", "Not read: the grader has its own configuration."),
        ("pyproject.toml", b"", "Not read: the grader has its own configuration."),
        ("work.7z", b"7z", "Not unpacked. Pack it as .zip or .tar.gz, or hand in the files themselves."),
        ("notes.txt", b"", "Not read: only .py files and notebooks are."),
        ("unit2_words.py.txt", b"", "Not read: its name does not end in .py. Rename it to unit2_words.py."),
        ("unit2_words.PY", b"", "Not read: its name does not end in .py. Rename it to unit2_words.py."),
        (
            "unit2_words (1).py",
            b"",
            "Not read: Python cannot import a file of this name. Did you mean unit2_words.py?",
        ),
        ("unit2-words.py", b"", "Not read: Python cannot import a file of this name. Did you mean unit2_words.py?"),
        ("x\\..\\y.py", b"", "Not read: Python cannot import a file of this name. Use letters, digits and _."),
        (
            "unit1_vowels.py.py",
            b"",
            "Not read: Python cannot import a file of this name. Did you mean unit1_vowels.py?",
        ),
        (
            "e\u0301.py",
            b"",
            "Not read: its accents are written as separate characters (not NFC). Rename it.",
        ),
        ("x" * 210 + ".py", b"", "Not read: its name is longer than 200 bytes. Rename it."),
        ("latin1.py", b"x = '\xe9'\n", "Not read: line 1 is not UTF-8. Save it as UTF-8."),
        ("lying.py", b"# coding: utf-8\nx = '\xe9'\n", "Not read: line 2 is not UTF-8. Save it as UTF-8."),
        ("null.py", b"x = 1\0\n", "Not read: it has null bytes, as text saved as UTF-16 has. Save it as UTF-8."),
        (
            "wide.py",
            "x = 1\n".encode("utf-16"),
            "Not read: it has null bytes, as text saved as UTF-16 has. Save it as UTF-8.",
        ),
        ("large.py", b"#" * (MAX_FILE_BYTES + 1), "Not read: larger than 1024 KiB. Hand in source code only."),
        ("folder.py/", b"", "Not read: a folder. Hand in a regular file."),
        ("data/", b"", "Not read: a folder. Files count at the top level or in exercises/."),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_what_is_not_taken_is_said(read: Read, name: str, content: bytes, text: str) -> None:
    ada = read({"unit1_vowels.py": SOURCE, name: content})
    assert names(ada) == ["unit1_vowels.py"]
    assert [notice.text for notice in ada.notices] == [text]
    assert ada.problem == ""


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", id="first line"),
        pytest.param(b"#!/usr/bin/python\n# vim: set fileencoding=gbk :\nx = '\xc4\xe3'\n", id="second line"),
    ],
)
def test_a_declared_encoding_is_left_to_python(read: Read, content: bytes) -> None:
    assert read({"unit1_vowels.py": content}).files == (("unit1_vowels.py", content),)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"x = 1\n# coding: latin-1\ny = '\xe9'\n", id="after code"),
        pytest.param(b"\n\n# coding: latin-1\ny = '\xe9'\n", id="third line"),
    ],
)
def test_an_encoding_declared_where_python_does_not_look_is_none(read: Read, content: bytes) -> None:
    assert "unit2_words.py" in said(read({"unit1_vowels.py": SOURCE, "unit2_words.py": content}))


def test_exactly_the_largest_file_is_taken(read: Read) -> None:
    assert names(read({"unit1_vowels.py": b"#" * MAX_FILE_BYTES})) == ["unit1_vowels.py"]


def test_more_than_eight_mib_are_refused_whole(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE} | {f"big{n}.py": b"#" * MAX_FILE_BYTES for n in range(9)})
    assert (ada.files, ada.problem) == ((), "More than 8 MiB of .py files. Hand in the course's files only.")


def test_more_than_200_files_are_refused_whole(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE} | {f"m{n}.py": b"" for n in range(MAX_FILES)})
    assert ada.problem == "More than 200 .py files. Hand in the course's files only."


def test_exactly_200_files_are_taken(read: Read) -> None:
    assert len(read({"unit1_vowels.py": SOURCE} | {f"m{n}.py": b"" for n in range(MAX_FILES - 1)}).files) == MAX_FILES


def test_thousands_of_files_are_not_listed_to_the_end(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE} | {f"{n}.txt": b"" for n in range(2_000)})
    assert ada.problem == "A folder with more than 2000 files. Hand in the course's files only."


def test_notices_are_bounded_and_say_how_many_are_missing(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE} | {f"{n}.txt": b"" for n in range(70)})
    assert len(ada.notices) == 51
    assert ada.notices[-1] == Notice("", "20 more like these are not listed.")


def symlink(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def named_pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as server:  # the whole path may be too long
        server.bind(path.name)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (symlink, "a symbolic link"),
        (dangling, "a symbolic link"),
        (named_pipe, "a named pipe"),
        (unix_socket, "a socket"),
    ],
)
def test_only_regular_files_are_opened(read: Read, submitted: Path, make: Callable[[Path], None], kind: str) -> None:
    plant(submitted, {"ada/unit2_words.py": SOURCE})
    make(submitted / "ada" / "unit1_vowels.py")
    ada = read()
    assert names(ada) == ["unit2_words.py"]
    assert said(ada) == {"unit1_vowels.py": f"Not read: {kind}. Hand in a regular file."}


@pytest.mark.parametrize("make", [symlink, dangling, named_pipe, unix_socket])
def test_what_became_something_else_after_it_was_listed_is_not_read(
    course: Course, submitted: Path, make: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The listing is made to lie, as a race would: everything in it is a file."""
    plant(submitted, {"ada/unit2_words.py": SOURCE, "ada/unit3_lines.py/": b""})
    make(submitted / "ada" / "unit1_vowels.py")
    honest = trees._kind
    monkeypatch.setattr(trees, "_kind", lambda entry: trees.Kind.FILE if entry.name.endswith(".py") else honest(entry))
    ada = read_here(submitted, course)[0]
    assert names(ada) == ["unit2_words.py"]
    assert set(said(ada).values()) == {"Not read: not a regular file. Hand in a regular file."}


def test_a_device_is_not_opened(read: Read, submitted: Path) -> None:
    plant(submitted, {"ada/unit2_words.py": SOURCE})
    with contextlib.suppress(PermissionError):  # only root makes devices, and not in every container
        os.mknod(submitted / "ada" / "unit1_vowels.py", 0o020666, os.makedev(1, 5))  # /dev/zero never ends
    assert names(read()) == ["unit2_words.py"]


def test_names_that_cannot_be_decoded_are_said_readably(read: Read, submitted: Path) -> None:
    plant(submitted, {"ada/unit1_vowels.py": SOURCE})
    (Path(os.fsdecode(os.fsencode(submitted / "ada") + b"/\xff\xfe.py"))).write_bytes(SOURCE)
    ada = read()
    assert said(ada) == {"\\udcff\\udcfe.py": "Not read: its name is not UTF-8. Rename it."}
    assert names(ada) == ["unit1_vowels.py"]


def test_control_characters_in_a_name_reach_nobody(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, "a\x1b[31m\n.py": SOURCE})
    assert said(ada) == {"a\\x1b[31m\\n.py": "Not read: its name has characters that cannot be shown. Rename it."}


# Names that look alike


def test_a_name_like_the_courses_own_in_other_case_is_left_out(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, "Unit1_Vowels.py": b"# other\n"})
    assert ada.files == (("unit1_vowels.py", SOURCE),)
    assert said(ada) == {"Unit1_Vowels.py": "Not read: its name is too much like unit1_vowels.py. Rename it."}


def test_the_courses_file_in_other_case_alone_is_not_guessed(read: Read) -> None:
    ada = read({"Unit1_Vowels.py": SOURCE})
    assert ada.problem == ("Nothing of this course was found: expected e.g. unit1_vowels.py; found Unit1_Vowels.py.")
    assert "Unit1_Vowels.py" in said(ada)


def test_helpers_that_differ_in_case_only_are_both_left_out(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, "helper.py": SOURCE, "Helper.py": b"# other\n"})
    assert names(ada) == ["unit1_vowels.py"]
    assert set(said(ada)) == {"helper.py", "Helper.py"}


# When there is nothing to grade


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        pytest.param({}, "found nothing.", id="empty folder"),
        pytest.param({"main.py": SOURCE, "a.txt": b""}, "found a.txt, main.py.", id="other files"),
        pytest.param(
            {"README.md": b"", "test_unit1_vowels.py": b""},
            "found README.md, test_unit1_vowels.py.",
            id="rest of the handout",
        ),
        pytest.param(
            {f"m{n}.py": b"" for n in range(8)}, "found m0.py, m1.py, m2.py, m3.py, m4.py and 3 more.", id="many"
        ),
        pytest.param(
            {"hw1/unit1_vowels.py": SOURCE, "hw2/unit2_words.py": SOURCE},
            "found hw1/, hw2/. Files in folders other than exercises/ are not read: move them up.",
            id="one level too deep",
        ),
    ],
)
def test_nothing_of_this_course(read: Read, tree: Tree, found: str) -> None:
    ada = read({"./": b"", **tree})
    assert ada.problem == f"Nothing of this course was found: expected e.g. unit1_vowels.py; {found}"


def test_a_link_in_place_of_the_students_folder(read: Read, submitted: Path, tmp_path: Path) -> None:
    plant(tmp_path / "elsewhere", {"unit1_vowels.py": SOURCE})
    (submitted / "ada").symlink_to(tmp_path / "elsewhere")
    ada = read_ada_without_planting(read, submitted)
    assert ada.files == ()
    assert ada.problem == "The folder cannot be read: it is a symbolic link. Hand in the files themselves."


def read_ada_without_planting(read: Read, submitted: Path) -> Submission:
    target = (submitted / "ada").resolve()
    before = sorted(target.iterdir())
    ada = read()
    assert sorted(target.iterdir()) == before
    return ada


def test_a_linked_folder_exercises_is_not_followed(read: Read, submitted: Path, tmp_path: Path) -> None:
    plant(tmp_path / "elsewhere", {"unit1_vowels.py": SOURCE})
    plant(submitted, {"ada/unit2_words.py": SOURCE})
    (submitted / "ada" / "exercises").symlink_to(tmp_path / "elsewhere")
    ada = read()
    assert names(ada) == ["unit2_words.py"]
    assert said(ada) == {"exercises": "Not read: a symbolic link. Hand in a regular file."}


@contextlib.contextmanager
def as_ordinary_user() -> Iterator[Path]:
    """Give a folder in which permissions bind: root becomes nobody for the length of the block."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        if os.geteuid() != 0:
            yield folder
            return
        os.seteuid(NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)


@pytest.mark.parametrize(
    ("closed", "problem", "notice"),
    [
        pytest.param(
            "ada/helper.py",
            "",
            ("helper.py", "Cannot be read: permission denied. Make it readable and grade again."),
            id="helper",
        ),
        pytest.param(
            "ada/unit1_vowels.py",
            "unit1_vowels.py: Cannot be read: permission denied. Make it readable and grade again.",
            ("unit1_vowels.py", "Cannot be read: permission denied. Make it readable and grade again."),
            id="unit: never a zero for what we could not read",
        ),
        pytest.param(
            "ada", "The folder cannot be read: permission denied. Make it readable and grade again.", None, id="folder"
        ),
        pytest.param(
            "ada/exercises",
            "The folder cannot be read: permission denied. Make it readable and grade again.",
            ("exercises", "Taken as if its files had been handed in without this folder."),
            id="folder exercises",
        ),
    ],
)
def test_what_may_not_be_read_is_said(
    course: Course, closed: str, problem: str, notice: tuple[str, str] | None
) -> None:
    with as_ordinary_user() as folder:
        plant(folder, {"ada/unit1_vowels.py": SOURCE, "ada/helper.py": SOURCE, "ada/exercises/": b""})
        plant(folder, {"bob/unit1_vowels.py": SOURCE})
        (folder / closed).chmod(0)
        ada, bob = read_here(folder, course)
        (folder / closed).chmod(0o700)
    assert bob.problem == ""
    assert ada.problem == problem
    assert notice is None or Notice(*notice) in ada.notices


# nbgrader's layout


def test_nbgraders_layout_is_recognised_and_brings_times(read: Read) -> None:
    ada = read({
        "first/unit1_vowels.py": SOURCE, "first/timestamp.txt": STAMP,
        "second/exercises/unit2_words.py": SOURCE, "second/timestamp.txt": b"2027-02-01 00:00:00",
    })  # fmt: skip
    assert names(ada) == ["unit1_vowels.py", "unit2_words.py"]
    assert ada.submitted == (
        ("first", datetime(2027, 1, 15, 15, 59, tzinfo=UTC)),
        ("second", datetime(2027, 2, 1, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"yesterday", b"2015-02-30 00:00:00", b"2015-02-02 14:58:23 Mars/Olympus", b"\xff", b"2027 " * 1000],
)
def test_a_broken_timestamp_is_said_and_taken_as_no_time(read: Read, content: bytes) -> None:
    ada = read({"first/unit1_vowels.py": SOURCE, "first/timestamp.txt": content})
    assert (ada.submitted, ada.problem) == ((), "")
    assert said(ada)["first/timestamp.txt"].startswith("Not a time like `2027-01-15 14:58:23.948203 Asia/Shanghai`")


def test_a_linked_timestamp_is_no_time(read: Read, submitted: Path) -> None:
    plant(submitted, {"ada/first/unit1_vowels.py": SOURCE, "stamp.txt": STAMP})
    (submitted / "ada/first/timestamp.txt").symlink_to(submitted / "stamp.txt")
    ada = read()
    assert ada.submitted == ()
    assert "first/timestamp.txt" in said(ada)


def test_a_missing_timestamp_is_said_where_there_is_a_due_time(read: Read) -> None:
    ada = read({"first/unit1_vowels.py": SOURCE, "second/unit2_words.py": SOURCE})
    assert set(said(ada)) == {"first/timestamp.txt"}


def test_a_unit_counts_in_its_own_assignment_only(read: Read) -> None:
    """Late work of one assignment, put into the punctual folder of another, is not punctual."""
    ada = read({
        "first/unit1_vowels.py": SOURCE, "first/unit2_words.py": SOURCE, "first/timestamp.txt": STAMP,
    })  # fmt: skip
    assert names(ada) == ["unit1_vowels.py"]
    assert said(ada) == {"first/unit2_words.py": "Not read: it belongs to the assignment second. Hand it in there."}


def test_of_two_helpers_the_later_assignments_counts(read: Read) -> None:
    ada = read({
        "first/unit1_vowels.py": SOURCE, "first/helper.py": b"# old\n", "first/timestamp.txt": STAMP,
        "second/unit2_words.py": SOURCE, "second/helper.py": b"# new\n",
    })  # fmt: skip
    assert dict(ada.files)["helper.py"] == b"# new\n"
    assert "second/helper.py has the same name" in said(ada)["first/helper.py"]


def test_what_lies_beside_the_assignments_is_said(read: Read) -> None:
    ada = read({
        "first/unit1_vowels.py": SOURCE, "first/timestamp.txt": STAMP, "hw9/x.py": b"", "helper.py": b"",
    })  # fmt: skip
    assert names(ada) == ["unit1_vowels.py"]
    assert said(ada) == {
        "hw9": "Not read: no assignment of this course (first, second).",
        "helper.py": "Not read: beside the folders of assignments (first, second).",
    }


def test_both_layouts_in_one_folder_are_not_chosen_between(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, "first/unit1_vowels.py": b"# other\n"})
    assert ada.problem == ("The course's files lie both at the top and in assignments. Hand them in at one place.")


def test_a_folder_that_is_only_called_like_an_assignment_changes_nothing(read: Read) -> None:
    ada = read({"unit1_vowels.py": SOURCE, "first/notes.txt": b""})
    assert names(ada) == ["unit1_vowels.py"]
    assert set(said(ada)) == {"first"}
