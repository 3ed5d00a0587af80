"""Texts that can be said in other languages, and the languages themselves. A leaf: gettext, and little else.

What the grader says is written in English, as a `Message` that remembers its template and what was put into it. To
all that decide or keep something it is the English `str` that it looks like; whoever shows it has a `Language` say
it. So nobody but who shows a text needs to know what its reader speaks, and a kept report can be shown in any.
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

SOURCE: Final = "en"  # what the messages are written in
DOMAIN: Final = "grader"
CODE: Final = r"^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*$"  # de, pt_BR, zh-Hans
CATALOGS: Final = Path(__file__).with_name("locale")

Value = str | int | float
NOTHING: Final[Mapping[str, Value]] = MappingProxyType({})


class Message(str):
    """A text in English that other languages can say: its template, and the values for the template's {names}.

    A value that is itself a `Message` is said in the same language; any other (a name, a number written out) is put
    in as it is. With a `plural`, the value `count` chooses between the two templates.
    """

    __slots__ = ("plural", "template", "values")

    template: str
    plural: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, Value] = NOTHING, plural: str = "") -> Message:
        """Make the English text."""
        chosen = plural if plural and values["count"] != 1 else template
        self = super().__new__(cls, _filled(chosen, values))
        self.template, self.values, self.plural = template, values, plural
        return self

    def __str__(self) -> str:
        """Return itself, so that an exception made of a message is turned into that message."""
        return self

    def __reduce__(self) -> tuple[type[Message], tuple[str, dict[str, Value], str]]:
        """Travel between processes."""
        return Message, (self.template, dict(self.values), self.plural)


def msg(template: str, /, **values: Value) -> Message:
    """Return a message; `make locale` finds the calls of this function and collects their templates."""
    return Message(template, values)


def counted(one: str, many: str, count: int, /, **values: Value) -> Message:
    """Return a message that depends on {count}: counted("{count} case", "{count} cases", 2)."""
    return Message(one, {"count": count, **values}, many)


def joined(separator: str, texts: Iterable[str]) -> Message:
    """Return texts one after the other: messages among them stay messages."""
    parts = {f"part{i}": text for i, text in enumerate(texts)}
    return Message(separator.join(f"{{{name}}}" for name in parts), parts)


@dataclass(frozen=True, eq=False, slots=True)
class Language:
    """A language, and the catalogs in which it is looked up how a message is said in it."""

    code: str  # "zh", "pt_BR"
    catalog: gettext.NullTranslations = field(default_factory=gettext.NullTranslations, repr=False)

    @property
    def tag(self) -> str:
        """The code as HTML writes it."""
        return self.code.replace("_", "-")

    def say(self, text: str) -> str:
        """Return `text` in this language, or as it is where no catalog knows it."""
        if not isinstance(text, Message):
            return self.catalog.gettext(text) if text else text  # "" is where a catalog keeps its own header
        values = {name: self.say(v) if isinstance(v, Message) else v for name, v in text.values.items()}
        try:
            return _filled(self._template(text), values)
        except (
            LookupError,
            ValueError,
            AttributeError,
        ):  # a translation with other names in it: no report is worth it
            return str.__str__(text)

    def _template(self, text: Message) -> str:
        if text.plural:
            return self.catalog.ngettext(text.template, text.plural, int(text.values["count"]))
        return self.catalog.gettext(text.template)


ENGLISH: Final = Language(SOURCE)


def columns(text: str) -> int:
    """Return how wide a text is in a terminal: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int) -> str:
    """Return a text with spaces behind it, so that it is `width` columns wide."""
    return text + " " * (width - columns(text))


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most `width` columns, broken at spaces, and around Chinese characters."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and columns(lines[-1]) + columns(piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece
    return lines


# A Chinese character or a word, with the marks and spaces that may not begin a line.
_PIECE = re.compile(r"(?:[\u3400-\u9fff“（《]|[^\u3400-\u9fff\s，。：；？！、）》”]+)[，。：；？！、）》”]*\s*|\S")


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that the grader has words in; in any other it speaks English."""
    return (SOURCE, *sorted(file.parents[1].name for file in CATALOGS.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


def codes_of(code: str) -> tuple[str, ...]:
    """Return the names of the folders to look in for a language, the nearest first: pt-br → pt_BR, pt."""
    first, *others = re.split("[-_]", code)
    parts = [first.lower(), *(part.upper() if len(part) == 2 else part.title() for part in others)]
    return tuple("_".join(parts[:count]) for count in range(len(parts), 0, -1))


def has_catalog(code: str, domain: str = DOMAIN, folder: Path = CATALOGS) -> bool:
    """Whether there is a compiled catalog of this language; English needs none."""
    return SOURCE in codes_of(code) or gettext.find(domain, folder, codes_of(code)) is not None


@cache
def load_language(code: str, *places: tuple[str, Path]) -> Language:
    """Return a language. `places` are (domain, folder) of a course's own catalogs, which come before the grader's.

    Where there is no catalog, texts stay as they are: a course may be written in the language that it is taught in.
    """
    catalog = gettext.NullTranslations()
    for domain, folder in ((DOMAIN, CATALOGS), *reversed(places)):
        found = gettext.translation(domain, folder, codes_of(code), fallback=True)
        found.add_fallback(catalog)
        catalog = found
    return Language(code, catalog)


def _filled(template: str, values: Mapping[str, Value]) -> str:
    return template.format_map(values) if values else template
