"""What of solutions/ no student may find in a handout, each with its place.

A text is kept without its white space, so that it is found again however it was wrapped or indented. What is public
anyway is left out: code that a stub gives away, code of visible cases, hints that are in hints.json.
"""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.cases.hints import FILE as HINTS
from grader.course.sources import read_sources
from grader.handout.source_text import (
    Line,
    archive_members,
    code_lines,
    docstring_lines,
    json_strings,
    keyword_strings,
    mo_entries,
    po_entries,
)
from grader.language import columns
from grader.model import Course
from grader.secret import VARIABLE, secret_path

PUBLIC = "# public"  # ends a line of solutions/ that students may see
MIN_COLUMNS = 12  # a shorter text may be anywhere
MIN_BYTES = 64  # of binary data
MANY_DIGITS = 6
CATALOGS = (".po", ".mo")
LIST_MARKS = " \t-*+#>|"  # of Markdown and YAML
ARRAY = b"\x93NUMPY"  # begins the file of an array

_OPERATOR = re.compile(r"[\w)\]]\s*(?:\*\*|//|[=!<>]=|<<|>>|[-+*/%@<>&|^]=?)\s*[\w(\[~+-]|^(?:return|yield)\b.*[(\[{]")
_STRING = re.compile(r"""("|')(.*?)\1""")


@dataclass(frozen=True, slots=True)
class Canary:
    """Something that must stay in solutions/: a text without white space, or binary data."""

    content: str | bytes
    place: str  # "solutions/unit2_total.py:14"
    what: str  # "code of a reference"


@dataclass(frozen=True, slots=True)
class Public:
    """What students may see although it is in solutions/ as well. All without white space."""

    files: Mapping[str, str]  # by path relative to exercises/
    given: Mapping[str, str]  # the code that stubs give away, by file
    code: str  # all code of stubs and visible cases
    texts: frozenset[str]  # the hints in hints.json, the titles of visible cases


def squeezed(text: str) -> str:
    """Return a text without white space, and with one kind of quotes."""
    return "".join(text.split()).replace("'", '"')


def find_canaries(course: Course) -> list[Canary]:
    """Return what is secret: something of every file in solutions/, and the course's secret."""
    sources, _ = read_sources(course.root)
    public = _public(course, sources)
    hidden = {name: content for name, content in sources.items() if name.startswith("solutions/")}
    found = [canary for name, content in hidden.items() for canary in _in_file(name, content, public)]
    texts = {canary.content for canary in found}
    translated = (canary for name, content in hidden.items() for canary in _in_catalog(name, content, texts))
    return [*found, *translated, *_secrets(course)]


def _in_file(name: str, content: bytes, public: Public) -> Iterator[Canary]:
    path = PurePosixPath(name).relative_to("solutions")
    if path.suffix in CATALOGS:
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        yield from _data(name, content)
        return
    if path.suffix == ".py":
        yield from _in_code(name, path, text, public)
    else:
        lines = ((number, line.lstrip(LIST_MARKS)) for number, line in enumerate(text.splitlines(), 1))
        yield from _texts(name, lines, public.files.get(str(path), ""), "text")


def _in_code(name: str, path: PurePosixPath, source: str, public: Public) -> Iterator[Canary]:
    marked = {number for number, line in enumerate(source.splitlines(), 1) if line.endswith(PUBLIC)}
    lines = [line for line in code_lines(source) if line[0] not in marked and _tells_something(line[1])]
    given = public.given.get(path.name, "")
    if path.name.startswith("test_"):
        yield from _texts(name, lines, public.code, "code of a hidden case")
        titles = docstring_lines(source, prefix="test", mark=PUBLIC)
        yield from _texts(name, titles, public.texts, "the title of a hidden case")
    elif path.parts[0] == "misconceptions":
        yield from _texts(name, lines, given, "code of a known mistake")
        yield from _texts(name, keyword_strings(source, "misconception", "hint"), public.texts, "a hidden hint")
    else:
        yield from _texts(name, lines, given, "code of a reference")


def _texts(name: str, lines: Iterable[Line], public: Container[str], what: str) -> Iterator[Canary]:
    for number, line in lines:
        text = squeezed(line)
        if columns(text) >= MIN_COLUMNS and text not in public:
            yield Canary(text, f"{name}:{number}" if number else name, what)


def _in_catalog(name: str, content: bytes, secret: Container[str | bytes]) -> Iterator[Canary]:
    """Yield the translations of what is secret."""
    if name.endswith(".po"):
        entries = po_entries(content.decode("utf-8", "replace"))
    else:
        entries = mo_entries(content) if name.endswith(".mo") else iter(())
    lines = ((number, translation) for number, original, translation in entries if squeezed(original) in secret)
    yield from _texts(name, lines, (), "the translation of a hidden text")


def _data(name: str, content: bytes) -> Iterator[Canary]:
    for part in (content, *archive_members(content)):
        data = part.partition(b"\n")[2] if part.startswith(ARRAY) else part  # a line says what array it is
        if len(data) >= MIN_BYTES:
            yield Canary(data, name, "data")


def _secrets(course: Course) -> Iterator[Canary]:
    path = secret_path(course.root)
    secrets = {".grader/secret": path.read_bytes().strip() if path.is_file() else b""}
    secrets[f"${VARIABLE}"] = os.fsencode(os.environ.get(VARIABLE, ""))
    yield from (Canary(secret, place, "the secret of this course") for place, secret in secrets.items() if secret)


def _public(course: Course, sources: Mapping[str, bytes]) -> Public:
    files = {
        name.removeprefix("exercises/"): content.decode("utf-8-sig", "replace")
        for name, content in sources.items()
        if name.startswith("exercises/")
    }
    stubs = {unit.filename: files.get(unit.filename, "") for unit in course.units}
    cases = [files.get(f"test_{unit.filename}", "") for unit in course.units]
    asked = {exercise.name for exercise in course.exercises}
    titles = [title for text in cases for _, title in docstring_lines(text, prefix="test")]
    hints = [hint for _, hint in json_strings(files.get(HINTS, ""))]
    return Public(
        files={name: squeezed(text) for name, text in files.items()},
        given={name: _all_of(code_lines(text, without=asked)) for name, text in stubs.items()},
        code="\n".join(_all_of(code_lines(text)) for text in (*stubs.values(), *cases)),
        texts=frozenset(map(squeezed, (*titles, *hints))),
    )


def _all_of(lines: Iterable[Line]) -> str:
    return "\n".join(squeezed(line) for _, line in lines)


def _tells_something(code: str) -> bool:
    """Whether a line of code is more than the names and calls that any program may have."""
    if sum(map(str.isdigit, code)) >= MANY_DIGITS or _OPERATOR.search(code):
        return True
    return any(columns(squeezed(text)) >= MIN_COLUMNS for _, text in _STRING.findall(code))
