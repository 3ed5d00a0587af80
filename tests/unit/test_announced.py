"""What the course promises its students: no hidden case is unannounced, and the handout is true in both languages."""

from __future__ import annotations

import ast
import doctest
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
EXERCISES, SOLUTIONS, TABLE = ROOT / "exercises", ROOT / "solutions", ROOT / "docs" / "announced.md"
HANDOUT = "README.md"
LANGUAGES = (HANDOUT, "README.zh.md")
BONUS = {HANDOUT: "bonus ", "README.zh.md": "附加 "}


@dataclass(frozen=True)
class Row:
    """One row of docs/announced.md: a quotation, the file that it is from, and the hidden cases that it announces."""

    unit: str
    exercise: str
    group: str  # the class of the cases
    quotation: str
    file: str
    cases: tuple[str, ...]


def folded(text: str) -> str:
    """Return `text` with every run of white space as one space."""
    return " ".join(text.split())


def read_table(text: str) -> Iterator[Row]:
    """Yield the rows of the table, each with the headings above it."""
    unit = exercise = group = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"## (\w+)", line):
            unit = heading[1]
        elif heading := re.fullmatch(r"### (\w+): `(\w+)`", line):
            exercise, group = heading.groups()
        elif row := re.fullmatch(r"\| (.+) \| \[([\w.]+)\]\(\.\./exercises/\2\) \| (.+) \|", line):
            cases = tuple(re.findall(r"`(\w+)`", row[3]))
            yield Row(unit, exercise, group, row[1].replace(r"\|", "|"), row[2], cases)


def hidden_cases() -> Iterator[tuple[str, str, str, str]]:
    """Yield unit, exercise, class and name of every hidden case (of a parametrised one once)."""
    for file in sorted(SOLUTIONS.glob("test_*.py")):
        for group in ast.parse(file.read_text(encoding="utf-8")).body:
            if not isinstance(group, ast.ClassDef):
                continue
            for case in group.body:
                if isinstance(case, ast.FunctionDef) and case.name.startswith("test_"):
                    yield file.stem.removeprefix("test_"), case.args.args[1].arg, group.name, case.name


@cache
def announcement(unit: str, exercise: str) -> str:
    """Return what a stub tells about one function: the docstrings of the function and of its file."""
    module = ast.parse((EXERCISES / f"{unit}.py").read_text(encoding="utf-8"))
    (function,) = (node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == exercise)
    return folded(f"{ast.get_docstring(module)} {ast.get_docstring(function)}")


def units() -> list[dict[str, Any]]:
    """Return the units as students receive them."""
    units: list[dict[str, Any]] = json.loads((EXERCISES / "course.json").read_text(encoding="utf-8"))["units"]
    return units


ROWS = list(read_table(TABLE.read_text(encoding="utf-8")))


class TestTable:
    def test_every_row_is_read(self) -> None:
        lines = TABLE.read_text(encoding="utf-8").splitlines()
        assert len(ROWS) == sum("](../exercises/" in line and line.startswith("|") for line in lines)

    def test_every_hidden_case_is_announced_once(self) -> None:
        announced = Counter((row.unit, row.exercise, row.group, case) for row in ROWS for case in row.cases)
        assert announced == Counter(hidden_cases())

    def test_every_row_names_the_handout_or_its_own_stub(self) -> None:
        assert not [row for row in ROWS if row.file not in {HANDOUT, f"{row.unit}.py"}]

    def test_every_quotation_is_verbatim(self) -> None:
        handout = folded((EXERCISES / HANDOUT).read_text("utf-8"))
        sources = {row: handout if row.file == HANDOUT else announcement(row.unit, row.exercise) for row in ROWS}
        assert not [row for row, source in sources.items() if row.quotation not in source]


def test_every_stub_tells_its_difficulty_and_points() -> None:
    for unit in units():
        module = ast.parse((EXERCISES / f"{unit['name']}.py").read_text(encoding="utf-8"))
        texts = {
            node.name: folded(ast.get_docstring(node) or "")
            for node in module.body
            if isinstance(node, ast.FunctionDef)
        }
        for exercise in unit["exercises"]:
            stars = "★" * exercise["difficulty"]
            points = f"{exercise['points']:g} point{'s' if exercise['points'] > 1 else ''}"
            line = f"Bonus, +{points}, difficulty {stars}." if exercise["bonus"] else f"Difficulty {stars}, {points}."
            assert f"Notes ----- {line}" in texts[exercise["name"]]


@pytest.mark.parametrize("language", LANGUAGES)
class TestHandout:
    def test_names_every_exercise_with_its_points(self, language: str) -> None:
        text = (EXERCISES / language).read_text("utf-8")
        for unit in units():
            stubs = (EXERCISES / f"{unit['name']}.py").read_text("utf-8")
            for exercise in unit["exercises"]:
                signature = re.search(rf"^def ({exercise['name']}\(.*\)):$", stubs, re.MULTILINE)
                assert signature
                points = f"{BONUS[language] if exercise['bonus'] else ''}{exercise['points']:g}"
                assert f"| `{signature[1]}` | {'★' * exercise['difficulty']} | {points} |" in text

    @pytest.mark.usefixtures("references")
    def test_snippets_run(self, language: str, capsys: pytest.CaptureFixture[str]) -> None:
        text = (EXERCISES / language).read_text("utf-8")
        snippets = "\n".join(re.findall(r"```pycon\n(.*?)```", text, re.DOTALL))
        examples = doctest.DocTestParser().get_doctest(snippets, {"np": np}, language, None, None)
        results = doctest.DocTestRunner().run(examples)
        assert results.attempted > 20
        assert not results.failed, capsys.readouterr().out

    def test_links_lead_somewhere(self, language: str) -> None:
        text = (EXERCISES / language).read_text("utf-8")
        headings = [line.lstrip("#").strip().lower() for line in text.splitlines() if line.startswith("#")]
        anchors = {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in headings}
        for target in re.findall(r"\]\(([^)]+)\)", text):
            assert target[1:] in anchors if target.startswith("#") else (EXERCISES / target).exists(), target

    def test_math_survives_markdown(self, language: str) -> None:
        """GitHub drops a backslash before punctuation, takes `)_c` for emphasis, and `a$` for the end of a formula."""
        text = (EXERCISES / language).read_text("utf-8")
        blocks = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.MULTILINE | re.DOTALL)
        rest = re.sub(r"^\$\$\n(.*?)\n\$\$$", "", text, flags=re.MULTILINE | re.DOTALL)
        inline = re.findall(r"(?:^|(?<=\s))\$(\S[^$\n]*?)\$(?=[\s.,;:，。；：、]|$)", rest, re.MULTILINE)
        assert rest.count("$") == 2 * len(inline)
        assert not [formula for formula in (*blocks, *inline) if re.search(r"\\[^A-Za-z]|[<>*`]|[^\w]_", formula)]


def test_both_languages_have_the_same_parts() -> None:
    def parts(language: str) -> tuple[int, ...]:
        text = (EXERCISES / language).read_text("utf-8")
        signs = (r"^#", r"^\|", r"^- ", r"^\d\. ", r"^> \*\*[①-⑧]", r"^\$\$$", r"^>>> ")
        return tuple(len(re.findall(sign, text, re.MULTILINE)) for sign in signs)

    assert parts(LANGUAGES[0]) == parts(LANGUAGES[1])


@pytest.fixture
def references(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let `from unit2_entropy import entropy` find the reference, and forget it again."""
    names = [file.stem for file in SOLUTIONS.glob("unit*.py")]
    for name in names:
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(SOLUTIONS)
    monkeypatch.chdir(EXERCISES)
    yield
    for name in names:
        sys.modules.pop(name, None)
