"""Nothing of a hidden case, and nothing of a reference, is in any file or stream that grading produces.

A tiny course has hidden cases with distinctive inputs (canaries), and a reference with one in its source. Each file in
`leaks/` is a student who tries one channel: it is called with every input, remembers all of them, and tells the first.
"""

from __future__ import annotations

import base64
import codecs
import io
import json
import os
import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from grader.cases import hidden
from grader.course import load_course
from grader.report.terminal import standing_view
from grader.store import Store

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LEAKS = sorted(path.stem for path in (HERE / "leaks").glob("*.py"))

FLOATS = (0.73125190462, 0.58203371946, 0.91457302683)  # inputs of first, of second; inside the reference
TEXTS = ("kestrel-41p7k2", "osprey-93hr05", "heron-6r1w8g")

COURSE = """\
course_id: canaries
title: Canaries
defaults:
  limits: { call_seconds: 1, exercise_seconds: 5, submission_seconds: 20 }
units:
  - name: unit1_first
    title: First
    exercises:
      - { name: first, points: 2 }
  - name: unit2_second
    title: Second
    exercises:
      - { name: second, points: 2 }
"""
REFERENCE = """\
KEPT = "%(source_text)s"
FACTOR = 2.0 + 0.0 * %(source_float)r


def %(name)s(x, label):
    return FACTOR * x + (0 if callable(label) else len(label))
"""
VISIBLE = """\
import numpy as np
import pytest

from grader.cases import assert_close


class TestVisible:
    @pytest.mark.anchor
    @pytest.mark.parametrize("x", [1.0, 2.0, 3.0])
    def test_number(self, %(name)s, x):
        "The answer for {x} and a short label is right."
        assert_close(%(name)s(x, "ab"), 2.0 * x + 2)

    @pytest.mark.edge
    def test_array(self, %(name)s):
        "The answer for an array is right, and the array is left alone."
        assert_close(%(name)s(np.array([1.0, 2.0]), "ab"), np.array([4.0, 6.0]))
"""
HIDDEN = """\
import numpy as np
import pytest

from grader.cases import (
    assert_arguments_unchanged, assert_between, assert_close, assert_equal, assert_increasing, assert_raises,
    assert_type,
)

X, LABEL = %(float)r, "%(text)s"


class TestHidden:
    @pytest.mark.anchor
    def test_number(self, %(name)s):
        "The answer for one number is right."
        assert_close(%(name)s(X, LABEL), 2.0 * X + len(LABEL))

    @pytest.mark.anchor
    def test_array(self, %(name)s, reference):
        "The answer for an array is right."
        x = np.array([X, 1 - X, X / 2])
        assert_close(%(name)s(x, LABEL), reference.%(name)s(x, LABEL))

    @pytest.mark.law
    def test_twice(self, %(name)s):
        "The same question has the same answer."
        assert_equal(%(name)s(X, LABEL), %(name)s(X, LABEL))

    @pytest.mark.law
    def test_rises(self, %(name)s):
        "The larger, the larger."
        assert_increasing([%(name)s(X + i, LABEL) for i in range(3)])

    @pytest.mark.law
    def test_sum(self, %(name)s):
        "Sums are sums."
        assert_close(%(name)s(X, LABEL) + %(name)s(X, LABEL), 2 * %(name)s(X, LABEL))

    @pytest.mark.edge
    def test_callback(self, %(name)s):
        "A function is as good as no label."
        def given(v):
            raise LookupError(f"{X} {LABEL} {v}")
        assert_close(%(name)s(X, given), 2.0 * X)

    @pytest.mark.edge
    def test_pure(self, %(name)s):
        "The argument is left alone."
        assert_type(%(name)s(np.array([X]), LABEL), np.ndarray)
        assert_arguments_unchanged(%(name)s)

    @pytest.mark.edge
    def test_range(self, %(name)s):
        "The answer lies in its range."
        assert_between(%(name)s(X, LABEL), 0.0, 100.0)

    @pytest.mark.edge
    def test_plain_assert(self, %(name)s):
        "A plain assertion holds."
        assert %(name)s(X, LABEL) == 2.0 * X + len(LABEL), f"{X} {LABEL}"

    @pytest.mark.edge
    def test_refused(self, %(name)s):
        "No label at all is refused."
        assert_raises(TypeError, %(name)s, X, None, because="there is no label")
"""
# In front of every leak: what it has seen, the most telling input first, and what is right.
PRELUDE = """\
import builtins

SEEN = builtins.__dict__.setdefault("SEEN", [])


def right(x, label):
    return 2.0 * x + (0 if callable(label) else len(label))


def see(x, label):
    import numpy as np

    entry = (float(np.ravel(x)[0]), label if isinstance(label, str) else "")
    SEEN.insert(0 if len(entry[1]) > 2 and (not SEEN or len(SEEN[0][1]) <= 2) else len(SEEN), entry)


"""
CALL = "\n\ndef first(x, label):\n    see(x, label)\n    return leak(x, label)\n"
SECOND = "from unit1_first import leak, see\n\n\ndef second(x, label):\n    see(x, label)\n    return leak(x, label)\n"
PADDING = "\n" * 100_000

# The sentences that a hidden case may show, with what may be filled in: a place is a line of the course's files.
FILLED_IN = {
    "expected": r"(numpy\.ndarray|None|an? (number|array of (numbers|bool|str_)|bool|str|list|tuple|dict))",
    "asks": r"the contract asks for TypeError: there is no label",
    "error": r"[A-Z]\w+",
    "place": r"unit\d_(first|second)\.py:\d{1,3}",
    "count": r"\d+",
    "seconds": r"\d+",
    "name": r"(first|second)",
    "file": r"unit\d_(first|second)\.py",
    "functions": r"`(first|unit1_first)`",
}
HIDDEN_SENTENCES = [
    re.sub(r"\\\{(\w+)\\\}", lambda match: FILLED_IN[match[1]], re.escape(template)) for template in hidden.templates()
]


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade all leaks once, with the command line; return the folder of results, and what was printed."""
    folder = tmp_path_factory.mktemp("canaries")
    course, submitted, out = folder / "course", folder / "submitted", folder / "out"
    write_course(course)
    for name in LEAKS:
        write_student(submitted / name, (HERE / "leaks" / f"{name}.py").read_text(encoding="utf-8"), course)
    command = [sys.executable, "-m", "grader.cli", "grade", str(submitted), "--course", str(course), "--out", str(out)]
    environment = {**os.environ, "GRADER_SECRET": "a secret for tests only", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()
    return out, done


def write_course(course: Path) -> None:
    """Write a course with canaries in its hidden cases and references."""
    for folder in ("exercises", "solutions"):
        (course / folder).mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE, encoding="utf-8")
    source = {"source_text": TEXTS[2], "source_float": FLOATS[2]}
    for i, unit in enumerate(("unit1_first", "unit2_second")):
        words = {"name": unit.partition("_")[2], "float": FLOATS[i], "text": TEXTS[i], **source}
        stub = f"def {words['name']}(x, label):\n    raise NotImplementedError\n"
        (course / "exercises" / f"{unit}.py").write_text(stub, encoding="utf-8")
        (course / "exercises" / f"test_{unit}.py").write_text(VISIBLE % words, encoding="utf-8")
        (course / "solutions" / f"{unit}.py").write_text(REFERENCE % words, encoding="utf-8")
        (course / "solutions" / f"test_{unit}.py").write_text(HIDDEN % words, encoding="utf-8")


def write_student(home: Path, source: str, course: Path) -> None:
    """Write one leak, with room for its line numbers and a hundred files for its file names."""
    home.mkdir(parents=True)
    source = source.replace("{{COURSE}}", str(course))
    (home / "unit1_first.py").write_text(PRELUDE + source + CALL + PADDING, encoding="utf-8")
    (home / "unit2_second.py").write_text(SECOND, encoding="utf-8")
    for i in range(100):
        (home / f"digits{i:02}.py").write_text("\n", encoding="utf-8")


def products(out: Path, student: str) -> Iterator[tuple[str, bytes]]:
    """Yield everything that could show something of this student's run."""
    for path in sorted((out / student).rglob("*")):
        yield path.name, path.read_bytes()
    course = load_course(out.parent / "course")
    with Store(out / "results.sqlite") as store:
        standing = store.standing(student, course, datetime.now(UTC))
    console = Console(file=io.StringIO(), width=300)
    console.print(standing_view(standing, course))
    yield "terminal", console.file.getvalue().encode()


def shared_products(out: Path, done: subprocess.CompletedProcess[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield what grading has produced for the class."""
    yield from (("stdout", done.stdout), ("stderr", done.stderr))
    yield from ((path.name, path.read_bytes()) for path in sorted(out.glob("*")) if path.is_file())


def spellings() -> dict[str, str]:
    """Return pattern → canary, for the ways in which a canary can be spelt."""
    found: dict[str, str] = {}
    for number in FLOATS:
        digits = f"{number:.11f}"[2:]
        packed = struct.pack("<d", number)
        found |= dict.fromkeys(map(re.escape, (
            digits[:7], digits[::-1][:8], f"{number:.7g}",
            number.hex()[4:14], packed.hex()[:12], packed[::-1].hex()[:12],
            base64.b64encode(packed).decode()[:10], " ".join(digits[:6]), ", ".join(digits[:6]),
        )), f"{number}")  # fmt: skip
        found[rf"(:|line |\(){digits[:5]}\b"] = f"{number} as a line or a length"
        found[rf"(?<!\d){digits[:6]}\b"] = f"{number} as a length"
        found[rf"digits{digits[:2]}\.py"] = f"{number} as the name of a file"
        found[rf"status {digits[:2]}\b"] = f"{number} as an exit status"
        found[rf"\b{number:.4g} times"] = f"{number} as a factor"
    for text in TEXTS:
        coded = text.encode()
        found |= dict.fromkeys(map(re.escape, (
            text, text[::-1], text.upper(), coded.hex(), base64.b64encode(coded).decode()[:12],
            codecs.encode(text, "rot13"), " ".join(text), ", ".join(str(byte) for byte in coded[:6]),
            text.partition("-")[2],
        )), text)  # fmt: skip
    return found


def canaries_in(name: str, content: bytes) -> list[str]:
    """Return the canaries that a product holds."""
    text = content.decode("utf-8", "replace")
    return [f"{name}: {canary}: …{text[max(0, m.start() - 80) : m.end() + 30]}…"
            for pattern, canary in spellings().items() if (m := re.search(pattern, text))]  # fmt: skip


@pytest.mark.parametrize("student", LEAKS)
def test_no_canary_in_what_is_made_for_a_student(graded, student):
    out, _ = graded
    leaks = [leak for name, content in products(out, student) for leak in canaries_in(name, content)]
    assert not leaks, "\n".join(leaks)


def test_no_canary_in_what_is_made_for_the_class(graded):
    out, done = graded
    leaks = [leak for name, content in shared_products(out, done) for leak in canaries_in(name, content)]
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("student", LEAKS)
def test_hidden_cases_speak_in_a_closed_set_of_sentences(graded, student):
    out, _ = graded
    report = json.loads((out / student / "report.json").read_text(encoding="utf-8"))
    said = {case["message"] for e in report["exercises"] for case in e["cases"] if not case["visible"]}
    others = [message for message in said if not any(re.fullmatch(known, message) for known in HIDDEN_SENTENCES)]
    assert not others


def test_the_canaries_sing_where_nothing_holds_them_back():
    """The patterns find what a leak would look like: no pattern is too strict to catch anything."""
    x, text = FLOATS[0], TEXTS[0]
    numbers = (f"{x}", x.hex(), struct.pack("<d", x).hex(), f"{x:.4g} times", f"(0, {int(x * 1e6)}, 2)")
    places = (f"unit1_first.py:{int(x * 1e5)}", f"digits{int(x * 100)}.py", f"exit status {int(x * 100)}")
    for leak in (*numbers, *places, f"[{x!r}, '{text}']", text[::-1], f"E_{text}", text.encode().hex()):
        assert canaries_in("a leak", leak.encode()), leak
