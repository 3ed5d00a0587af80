"""Nothing of solutions/ reaches a student: a canary in every file there, and every way by which it could get out."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from grader.course import load_course
from grader.errors import CourseError
from grader.handout import handout_files, require_no_leaks
from grader.handout.canaries import find_canaries
from grader.handout.leaks import find_leaks
from tests.nbgrader.classroom import COURSE

ROOT = Path(__file__).parents[3]
TINY = (ROOT, *(ROOT / "tests" / "courses" / name for name in ("arithmetic", "motion", "notebooks")))

TITLE = "Canaries sing at dawn, two by two."
TRANSLATION = "黎明时分，金丝雀成双成对地歌唱。"
REFERENCE = '''

def _canary(numbers):
    """Nothing that a docstring says of a reference is a secret."""
    return sum(numbers) * 31337 + 1  # and no comment


def total(numbers):
    canary_of_the_reference = [2 * number for number in numbers]
    return sum(canary_of_the_reference) / 2
'''
HIDDEN = f'''

@pytest.mark.parametrize("canary", [(31415926, 5358), "a canary of the parameters"])
def test_canary(total, canary):
    """{TITLE}"""
    assert_close(total([27182.81828, canary]), 45904.5235)
'''
MISTAKE = """

@misconception(
    "canary",
    of="total",
    title="Public",
    hint="Which canary of the bank "
    "sings in a question?",
    distinguishes="total([])",
)
def canary(numbers):
    return -sum(numbers) - 123
"""
PO_HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
PO = f"""{PO_HEADER}msgid ""
"Canaries sing at dawn, "
"two by two."
msgstr ""
"黎明时分，金丝雀"
"成双成对地歌唱。"
"""
ARRAY = np.arange(1000, dtype=np.float64) ** 0.5
SECRET = b"5f4dcc3b5aa765d61d8327deb882cf99"

# For each kind: the file of solutions/ where it is, what a student must not read
TEXTS = {
    "code of a reference": ("unit1_sums.py", "return sum(canary_of_the_reference) / 2"),
    "code of a helper": ("unit1_sums.py", "return sum(numbers) * 31337 + 1"),
    "code of a module beside the references": ("oracle.py", "CANARY = [31415, 92653, 58979]"),
    "code of a hidden case": ("test_unit1_sums.py", "assert_close(total([27182.81828, canary]), 45904.5235)"),
    "inputs of a hidden case": (
        "test_unit1_sums.py",
        '@pytest.mark.parametrize("canary", [(31415926, 5358), "a canary of the parameters"])',
    ),
    "title of a hidden case": ("test_unit1_sums.py", TITLE),
    "code of a known mistake": ("misconceptions/unit1_sums.py", "return -sum(numbers) - 123"),
    "hint": ("misconceptions/unit1_sums.py", "Which canary of the bank sings in a question?"),
    "explained mutants": ("equivalent_mutants.yaml", "was: canary = canary or nothing"),
    "notes": ("notes/README.md", "The canary is not for the students."),
    "translation, source": ("locale/zh/LC_MESSAGES/solutions.po", TRANSLATION),
    "translation, compiled": ("locale/zh/LC_MESSAGES/solutions.mo", TRANSLATION),
}
DATA = {
    "data": ("data/canary.bin", bytes(range(128, 256))),
    "arrays": ("data/canary.npz", ARRAY.tobytes()),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course with a canary in every file of its solutions."""
    root = tmp_path_factory.mktemp("course") / "course"
    shutil.copytree(COURSE, root, ignore=shutil.ignore_patterns(".grader", "__pycache__"))
    solutions = root / "solutions"
    added = {"unit1_sums": REFERENCE, "test_unit1_sums": HIDDEN, "misconceptions/unit1_sums": MISTAKE}
    added |= {f"misconceptions/{name}": f"def {name}(x): return x * 2\n" for name in ("unit2_means", "unit3_spread")}
    for name, text in added.items():
        with (solutions / f"{name}.py").open("a", encoding="utf-8") as file:
            file.write(text)
    for folder in ("data", "notes", "locale/zh/LC_MESSAGES"):
        (solutions / folder).mkdir(parents=True)
    (solutions / "oracle.py").write_text("CANARY = [31415, 92653, 58979]\n")
    (solutions / "equivalent_mutants.yaml").write_text("- was: canary = canary or nothing\n")
    (solutions / "notes" / "README.md").write_text("The canary is not for the students.\n")
    (solutions / "data" / "canary.bin").write_bytes(bytes(range(128, 256)))
    np.savez_compressed(solutions / "data" / "canary.npz", canary=ARRAY)
    catalog = solutions / "locale" / "zh" / "LC_MESSAGES"
    (catalog / "solutions.po").write_text(PO, encoding="utf-8")
    (catalog / "solutions.mo").write_bytes(compiled(PO))
    (root / ".grader").mkdir()
    (root / ".grader" / "secret").write_bytes(SECRET + b"\n")
    return root


def compiled(catalog: str) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, read_po(io.StringIO(catalog)))
    return stream.getvalue()


@pytest.fixture(scope="module")
def found_in(root: Path) -> Callable[[str, bytes], set[str]]:
    """Return a function that looks for leaks in one file, and returns the places in the course that they are from."""
    canaries = find_canaries(load_course(root))

    def found(name: str, content: bytes) -> set[str]:
        return {leak.canary.place.partition(":")[0] for leak in find_leaks({name: content}, canaries)}

    return found


# Without a mistake


@pytest.mark.parametrize("course", TINY, ids=lambda path: path.name)
def test_no_canary_is_in_a_handout_of_a_course_that_is_in_order(course: Path) -> None:
    require_no_leaks(load_course(course), handout_files(load_course(course)))


def test_no_canary_is_in_the_handout(root: Path) -> None:
    course = load_course(root)
    for assignment in (None, *course.assignments):
        files = handout_files(course, assignment)
        require_no_leaks(course, files)
        everything = b"".join(files.values())
        assert not [word for word in (b"canary", b"Canaries", SECRET, ARRAY.tobytes()[:64]) if word in everything]


def test_every_file_of_the_solutions_has_a_canary(root: Path) -> None:
    files = {p.relative_to(root).as_posix() for p in (root / "solutions").rglob("*") if p.is_file()}
    assert {canary.place.partition(":")[0] for canary in find_canaries(load_course(root))} == {
        *files,
        ".grader/secret",
    }


def test_every_file_of_the_real_solutions_has_a_canary() -> None:
    files = {p.relative_to(ROOT).as_posix() for p in (ROOT / "solutions").rglob("*") if p.is_file()}
    files = {name for name in files if "__pycache__" not in name}
    places = {canary.place.partition(":")[0] for canary in find_canaries(load_course(ROOT))}
    assert files <= places


# Each way out


def as_comment(text: str) -> bytes:
    return f"def total(numbers):\n    # {text}\n    raise NotImplementedError\n".encode()


def as_docstring(text: str) -> bytes:
    return f"def total(numbers):\n    '''Sum.\n\n    {text}\n    '''\n".encode()


def as_string_in_pieces(text: str) -> bytes:
    middle = len(text) // 2
    return f"NOTE = (\n    {text[:middle]!r}\n    {text[middle:]!r}\n)\n".encode()


def as_wrapped_prose(text: str) -> bytes:
    return ("# Units\n\nAnd by the way: " + text.replace(" ", "\n") + " So it is.\n").encode()


def as_json(text: str) -> bytes:
    return json.dumps({"units": [{"title": f"Sums. {text}"}]}).encode()


def as_notebook(text: str) -> bytes:
    return json.dumps({"cells": [{"source": ["x = 1\n", f"    {text}\n"]}]}, ensure_ascii=True).encode()


def as_catalog(text: str) -> bytes:
    return compiled(f'{PO_HEADER}msgid "x"\nmsgstr {json.dumps(text, ensure_ascii=False)}\n')


def as_archive(text: str) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("notes.txt", f"see: {text}")
    return stream.getvalue()


WAYS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "comment of a stub": ("exercises/unit1_sums.py", as_comment),
    "docstring of a stub": ("exercises/unit1_sums.py", as_docstring),
    "comment of a visible case": ("exercises/test_unit1_sums.py", as_comment),
    "script": ("exercises/pictures/notes.py", as_string_in_pieces),
    "handout text": ("exercises/README.md", as_wrapped_prose),
    "its translation": ("exercises/README.zh.md", as_wrapped_prose),
    "data": ("exercises/data/notes.csv", lambda text: f"1,2\n3,{text}\n".encode()),
    "course.json": ("exercises/course.json", as_json),
    "hints.json": ("exercises/hints.json", as_json),
    "notebook": ("exercises/material.ipynb", as_notebook),
    "catalog": ("exercises/locale/zh/LC_MESSAGES/exercises.mo", as_catalog),
    "archive": ("exercises/data/material.zip", as_archive),
    "the grader": ("grader/cases/draw.py", as_comment),
    "a file of another encoding": ("exercises/data/notes.txt", lambda text: b"\xff\xfe" + text.encode()),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_found_however_it_got_out(found_in: Callable[[str, bytes], set[str]], kind: str, way: str) -> None:
    (source, text), (name, write) = TEXTS[kind], WAYS[way]
    found = found_in(name, write(text))
    assert f"solutions/{source}" in found
    assert not found_in(name, write("Nothing of interest, x = 1, is said here in so many words."))


@pytest.mark.parametrize("kind", DATA)
def test_data_is_found_in_whatever_it_is_packed(
    root: Path, found_in: Callable[[str, bytes], set[str]], kind: str
) -> None:
    source, content = DATA[kind]
    packed = io.BytesIO()
    with ZipFile(packed, "w", 8) as archive:
        archive.writestr("member", b"before" + content)
    for leaked in ((root / "solutions" / source).read_bytes(), packed.getvalue()):
        assert found_in("exercises/data/digits.npz", leaked) == {f"solutions/{source}"}


def test_an_array_that_is_saved_once_more_is_found(found_in: Callable[[str, bytes], set[str]]) -> None:
    stream = io.BytesIO()
    np.savez(stream, other=np.zeros(3), renamed=ARRAY)
    assert found_in("exercises/data/digits.npz", stream.getvalue()) == {"solutions/data/canary.npz"}


def test_the_secret_is_found(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", "a secret of the environment")
    course = load_course(root)
    for secret, place in ((SECRET, ".grader/secret"), (b"a secret of the environment", "$GRADER_SECRET")):
        with pytest.raises(CourseError) as caught:
            require_no_leaks(course, {"exercises/notes.txt": b"key=" + secret})
        assert str(caught.value).splitlines()[0] == f"exercises/notes.txt holds the secret of this course ({place})"


def test_a_whole_file_at_the_wrong_place_is_refused_with_its_places(root: Path, tmp_path: Path) -> None:
    course = load_course(shutil.copytree(root, tmp_path / "course"))
    for name in ("unit1_sums.py", "test_unit1_sums.py", "misconceptions/unit1_sums.py", "data/canary.npz"):
        copy = course.root / "exercises" / "copy" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(course.root / "solutions" / name, copy)
        with pytest.raises(CourseError) as caught:
            require_no_leaks(course, handout_files(course))
        first, *_, advice = str(caught.value).splitlines()
        assert first.startswith(f"exercises/copy/{name} holds ")
        assert f"solutions/{name}" in first
        assert advice.startswith("Students must not receive this. Remove it from these files")
        copy.unlink()


def test_an_answer_left_in_its_stub_is_refused(root: Path, tmp_path: Path) -> None:
    course = load_course(shutil.copytree(root, tmp_path / "course"))
    stub = course.root / "exercises" / "unit1_sums.py"
    stub.write_text(f"def total(numbers):\n    {TEXTS['code of a reference'][1]}\n\n\ndef longest(words): ...\n")
    with pytest.raises(CourseError, match=r"exercises/unit1_sums\.py holds code of a reference"):
        require_no_leaks(course, handout_files(course))


# What is no leak


@pytest.fixture
def spoiled(root: Path, tmp_path: Path) -> Callable[[str, str, str], list[str]]:
    """Return a function that replaces something in a file of the course; it returns the leaks of the handout."""
    copy = shutil.copytree(root, tmp_path / "course")

    def spoil(name: str, old: str, new: str) -> list[str]:
        path = copy / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
        course = load_course(copy)
        return [str(leak) for leak in find_leaks(handout_files(course), find_canaries(course))]

    return spoil


def test_code_that_a_stub_gives_away(spoiled: Callable[[str, str, str], list[str]]) -> None:
    given = "def _canary(numbers):\n    return sum(numbers) * 31337 + 1\n\n\ndef total"
    assert spoiled("exercises/unit1_sums.py", "def total", given) == []


def test_code_that_a_hidden_case_shares_with_a_visible_one(spoiled: Callable[[str, str, str], list[str]]) -> None:
    shared = "assert_close(total([27182.81828, canary]), 45904.5235)"
    old = "assert_close(total([1, 2, 3.5]), 6.5)"
    assert spoiled("exercises/test_unit1_sums.py", old, shared) == []


def test_a_hint_that_is_in_hints_json(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root, tmp_path / "course")
    hints = {"total": {"cases": [], "mistakes": [{"hint": TEXTS["hint"][1], "behaviour": ""}]}}
    (copy / "exercises" / "hints.json").write_text(json.dumps(hints))
    require_no_leaks(load_course(copy), handout_files(load_course(copy)))


@pytest.mark.parametrize(
    ("source", "line", "public"),
    [
        ("test_unit1_sums.py", f'"""{TITLE}"""', TITLE),
        ("unit1_sums.py", "return sum(canary_of_the_reference) / 2", "return sum(canary_of_the_reference) / 2"),
    ],
    ids=["title", "code"],
)
def test_what_is_marked_as_public_with_its_translations(
    root: Path, tmp_path: Path, source: str, line: str, public: str
) -> None:
    copy = shutil.copytree(root, tmp_path / "course")
    with (copy / "exercises" / "README.md").open("a", encoding="utf-8") as file:
        file.write(f"{public}\n{TRANSLATION if public == TITLE else ''}\n")
    leaks = find_leaks(handout_files(load_course(copy)), find_canaries(load_course(copy)))
    assert {leak.file for leak in leaks} == {"exercises/README.md"}
    marked = copy / "solutions" / source
    assert line in marked.read_text()
    marked.write_text(marked.read_text().replace(line, f"{line}  # public"))
    require_no_leaks(load_course(copy), handout_files(load_course(copy)))


def test_docstrings_comments_imports_and_everyday_code_of_references() -> None:
    canaries = {str(canary.content) for canary in find_canaries(load_course(COURSE))}
    assert not [text for text in canaries if text.startswith(("from", "import", "def", "class", '"""', "#"))]
