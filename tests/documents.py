"""Guides as programs: their blocks in order, the files that these describe, and the commands that they show.

A block whose first line is a comment with a path (`# solutions/unit1_roots.py`) is that file, or, if there is one and
it is Python, functions and classes of it. In a console block each line after `$ ` is a command, and what follows is
its output, with `…` for whatever differs; a comment `# exit status 1` behind a command says how it ends.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"# ((?:[\w-]+/)*[\w-]*\.\w+)\n")
STATUS = re.compile(r"# exit status (\d+)")


@dataclass(frozen=True)
class Command:
    """A command, and what the guide says of it."""

    line: str
    output: str

    @property
    def status(self) -> int:
        """Return the exit status that it should have."""
        found = STATUS.search(self.line)
        return int(found[1]) if found else 0

    def shows(self, output: str) -> bool:
        """Whether an output is the one that the guide shows."""
        lines = [r"(?:.*\n)*?" if line == "…" else _pattern(line) for line in self.output.splitlines()]
        shown = "".join(f"{line.rstrip()}\n" for line in output.splitlines())
        return re.fullmatch("".join(lines), shown) is not None


@dataclass(frozen=True)
class Block:
    """A block of a guide."""

    language: str
    text: str

    @property
    def place(self) -> str | None:
        """Return which file it is, or is of."""
        found = PLACE.match(self.text)
        return found[1] if found else None

    @property
    def content(self) -> str:
        """Return the text without the line that names its file."""
        return PLACE.sub("", self.text, count=1)

    @property
    def commands(self) -> Iterator[Command]:
        """Yield the commands of a console block."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            yield Command(line, output)

    def write(self, root: Path) -> None:
        """Write the file that it is, or put what it defines into the one that is there."""
        assert self.place is not None
        path = root / self.place
        path.parent.mkdir(parents=True, exist_ok=True)
        merge = path.suffix == ".py" and path.exists()
        path.write_text(merged(path.read_text(encoding="utf-8"), self.content) if merge else self.content, "utf-8")


def blocks(page: Path) -> list[Block]:
    """Return the blocks of a Markdown page, in order."""
    return [Block(language, text) for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def merged(text: str, new: str) -> str:
    """Return `text` with the functions and classes of `new` in the place of those of the same names, or at its end."""
    for node in ast.parse(new).body:
        assert isinstance(node, ast.FunctionDef | ast.ClassDef), "only functions and classes are added to a file"
        source = "\n".join(new.splitlines()[_start(node) - 1 : node.end_lineno])
        lines = text.splitlines()
        old = next((n for n in ast.parse(text).body if getattr(n, "name", None) == node.name), None)
        if old is None:
            lines += ["", "", source]
        else:
            lines[_start(old) - 1 : old.end_lineno] = [source]
        text = "\n".join(lines) + "\n"
    return text


def _start(node: ast.stmt) -> int:
    return min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…")) + r"\n"
