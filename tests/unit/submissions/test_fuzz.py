"""grader.submissions, fuzzed: whatever is handed in, there is a submission, a notice or a CallError, and nothing else.

Some inputs a run, other ones each time. `FUZZ_EXAMPLES=20000 pytest tests/unit/submissions/test_fuzz.py` tries more.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import warnings
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import CallError, SubmissionError
from grader.model import Course, Submission
from grader.report import student_folder
from grader.submissions.archive import ArchiveFolder, open_archive
from grader.submissions.limits import MAX_FILE_BYTES, MAX_STUDENT_BYTES, STUDENT_ARCHIVE
from grader.submissions.notebook import notebook_module
from grader.submissions.reading import open_class
from grader.submissions.tree import Kind
from tests.unit.submissions.planting import SOURCE, STAMP, notebook, plant, tarred, zipped

FUZZED = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

KNOWN_NAMES = st.sampled_from([
    "unit1_vowels.py", "Unit1_vowels.py", "unit1_vowels.ipynb", "exercises", "first", "second", "timestamp.txt", "hw1",
    "x.ipynb", "work.zip", "work.tar.gz", "ada.py", "submission_metadata.yml", "submission_1", "course.yaml",
    "Ada_1_assignsubmission_file_", "Ada_1_assignsubmission_file_unit1_vowels.py", "ada_LATE_1_2_unit1_vowels-1.py",
    "__MACOSX", ".DS_Store", "index.html", "results.sqlite", "..", "C:\\x.py", "/x.py", "a\\unit1_vowels.py",
])  # fmt: skip
NAMES = KNOWN_NAMES | st.text(st.characters(exclude_categories=()), max_size=12)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
SOURCES = st.sampled_from([SOURCE, STAMP, b"", b"\xef\xbb\xbfx = 1\r\n", b"x\0", "x".encode("utf-16"), b"\xff"])
RAW = st.binary(min_size=1, max_size=4).map(lambda name: os.fsdecode(name.replace(b"/", b"_")))  # of any encoding
METADATA = b"submission_1:\n  :submitters:\n  - :sid: '7'\n    :name: Ada\n"
TEXTS = SOURCES | st.just(METADATA) | st.builds(notebook, st.text(max_size=40)) | st.binary(max_size=40)
TREES = st.dictionaries(PATHS, TEXTS, max_size=6)


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    """An archive, whole or with some bytes changed, cut out or put in."""
    content = bytearray(packed(draw(TREES), draw(st.sampled_from(["zip", "gz", "tar"]))))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        content[start : start + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(content)


def packed(tree: dict[str, bytes], kind: str) -> bytes:
    encodable = {
        name.encode("utf-8", "replace").decode().lstrip("\0") or "-": content for name, content in tree.items()
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two files of one name
        return zipped(encodable) if kind == "zip" else tarred(encodable, "w:gz" if kind == "gz" else "w")


def check(submission: Submission) -> None:
    """What holds of whatever was handed in."""
    assert submission.student.isprintable()
    assert len(os.fsencode(student_folder(submission.student))) <= 255
    assert "/" not in submission.student
    assert submission.student not in {"", ".", ".."}
    assert bool(submission.problem) != bool(submission.files)
    assert submission.problem.isprintable()
    assert sum(len(content) for _, content in submission.files) <= MAX_STUDENT_BYTES
    for notice in submission.notices:
        assert notice.file.isprintable()
        assert notice.text.isprintable()
    for name, _ in submission.files:
        assert submission.place(name, 100)


def read_all(path: Path, course: Course) -> None:
    try:
        opened = open_class(path, course)
    except CallError:
        return
    assert all(note.name.isprintable() and note.text.isprintable() for note in opened.notes)
    first, again = ([opened.read(hand_in).submission for hand_in in opened.hand_ins] for _ in range(2))
    assert len({submission.student for submission in first}) == len(opened.hand_ins)
    assert [s.digest for s in first] == [s.digest for s in again]
    for submission in first:
        check(submission)


@FUZZED
@given(
    tree=st.dictionaries(PATHS | RAW, TEXTS | st.none() | archives(), max_size=8)
    | st.dictionaries(RAW.map(lambda name: f"{name}_1_assignsubmission_file_"), st.none(), max_size=2)
)
def test_any_folder(course: Course, tree: dict[str, bytes | None]) -> None:
    with tempfile.TemporaryDirectory() as name:
        for place, content in tree.items():
            parts = [part for part in place.split("/") if part not in ("", ".", "..")] or ["x"]
            path = Path(name, "in", *parts)
            with contextlib.suppress(OSError, ValueError):  # a file is in the way; a name that no disk takes
                path.parent.mkdir(parents=True, exist_ok=True)
                path.mkdir(exist_ok=True) if content is None else path.write_bytes(content)
        plant(Path(name, "in"), {"bob/unit1_vowels.py": SOURCE})
        read_all(Path(name, "in"), course)


@FUZZED
@given(content=archives(), name=st.sampled_from(["class.zip", "class.tar.gz", "class.tar"]))
def test_any_archive_as_a_class(course: Course, content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        read_all(path, course)
        assert list(Path(folder).iterdir()) == [path]


@FUZZED
@given(content=archives() | st.binary(max_size=2000))
def test_any_bytes_as_an_archive(content: bytes) -> None:
    with contextlib.suppress(SubmissionError):
        read_everything(open_archive(io.BytesIO(content), STUDENT_ARCHIVE))


def read_everything(folder: ArchiveFolder) -> None:
    for name, kind in folder.listed().items():
        if kind is Kind.FOLDER:
            with folder.opened(name) as inner:
                read_everything(inner)
        else:
            with contextlib.suppress(SubmissionError):
                assert len(folder.read(name, MAX_FILE_BYTES)) <= MAX_FILE_BYTES


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["code", "python", "x = 1\n"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "worksheets", "cell_type", "source", "input", "metadata", "kernelspec", "language"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


CELLS = st.lists(st.text(st.sampled_from("%!?'\"\\#\n\r ()[]x=\0\ud800"), max_size=30), max_size=4)


@FUZZED
@given(content=JSON.map(lambda value: json.dumps(value).encode()) | CELLS.map(lambda cells: notebook(*cells)))
def test_any_notebook(content: bytes) -> None:
    try:
        module = notebook_module(content, "unit1.ipynb")
    except SubmissionError:
        return
    source = module.source.decode()
    compile(source, "unit1.py", "exec")  # the module itself is Python, whatever is in its cells
    lines = source.split("\n")
    assert all(lines[before - 1].endswith(", '''") for before in module.cells.before)
