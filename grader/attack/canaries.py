"""Canaries: numbers and texts that are planted in hidden inputs and references, and must not be found anywhere else.

They are read from the sources of a course, so that each one that is planted is also looked for, in all the spellings
in which somebody might carry it out.
"""

from __future__ import annotations

import ast
import base64
import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

DIGITS = 11  # after the point: what tells a planted number from others
TEXT = re.compile(r"[a-z]+-(?=.*[0-9])(?=.*[g-z])[0-9g-z]{6}")  # in a digest, any six digits may stand by accident
CONTEXT = 60
# Times are measured, and have as many digits as a canary: by accident they would hold one.
_TIMES = re.compile(rb'"(?:seconds|graded_at)": ?(?:[-+.0-9e]+|"[^"]*")')


@dataclass(frozen=True)
class Canaries:
    """What was planted in a course."""

    numbers: tuple[float, ...]
    texts: tuple[str, ...]
    _lines: dict[str, tuple[str, ...]] = field(default_factory=dict)  # line → what it holds

    @classmethod
    def planted_in(cls, course: Path) -> Canaries:
        """Read them from references and hidden cases."""
        found = [c for path in sorted((course / "solutions").glob("*.py")) for c in canaries_of(path)]
        numbers = dict.fromkeys(canary for canary in found if isinstance(canary, float))
        return cls(tuple(numbers), tuple(dict.fromkeys(canary for canary in found if isinstance(canary, str))))

    @cached_property
    def _literal(self) -> dict[str, str]:
        """Return text → canary."""
        numbers = {text: f"{number}" for number in self.numbers for text in _texts_of_number(number)}
        return numbers | {spelt: text for text in self.texts for spelt in _texts_of_text(text)}

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Return what tells a few digits of a canary from other digits, and the canary."""
        return [(re.compile("|".join(_patterns_of_number(number))), f"{number}") for number in self.numbers]

    def found_in(self, content: bytes) -> Iterator[str]:
        """Yield each canary that some bytes hold, with what stands around it."""
        text = _TIMES.sub(b"", content).decode("utf-8", "replace").replace('{"', '\n{"')  # an object, a line
        for line in text.splitlines():
            if line not in self._lines:  # most lines of a report are in others, too
                self._lines[line] = tuple(self._found_in_line(line))
            yield from self._lines[line]

    def _found_in_line(self, line: str) -> Iterator[str]:
        """Tell each canary once, however it is spelt."""
        places = {canary: line.index(text) for text, canary in self._literal.items() if text in line}
        places |= {canary: match.start() for pattern, canary in self._patterns if (match := pattern.search(line))}
        for canary, place in places.items():
            yield f"the canary {canary}: …{line[max(0, place - CONTEXT) : place + CONTEXT]!r}…"


def canaries_of(source: Path) -> Iterator[float | str]:
    """Yield the canaries in one source file."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and TEXT.fullmatch(value):
            yield value
        if isinstance(value, float) and len(repr(value).partition(".")[2]) == DIGITS:
            yield value


def _texts_of_number(number: float) -> tuple[str, ...]:
    digits = f"{number:.{DIGITS}f}"[2:]
    packed = struct.pack("<d", number)
    return (
        digits[:7], digits[::-1][:8], f"{number:.7g}",
        number.hex()[4:14], packed.hex()[:12], packed[::-1].hex()[:12],
        base64.b64encode(packed).decode()[:10], " ".join(digits[:6]), ", ".join(digits[:6]),
    )  # fmt: skip


def _patterns_of_number(number: float) -> tuple[str, ...]:
    digits = f"{number:.{DIGITS}f}"[2:]
    return (
        rf"(?::|line |\(){digits[:5]}\b",
        rf"(?<![\d.]){digits[:6]}\b",
        rf"digits{digits[:2]}\.py",
        rf"status {digits[:2]}\b",
        rf"\b{re.escape(f'{number:.4g}')} times",
    )


def _texts_of_text(text: str) -> tuple[str, ...]:
    coded = text.encode()
    return (
        text, text[::-1], text.upper(), coded.hex(), base64.b64encode(coded).decode()[:12],
        codecs.encode(text, "rot13"), " ".join(text), ", ".join(str(byte) for byte in coded[:6]),
        text.partition("-")[2],
    )  # fmt: skip
