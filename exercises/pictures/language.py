"""What the pictures say: written in English, and looked up in the catalogs of ../locale by Python's own gettext."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SOURCE = "en"  # what the messages are written in
CHINESE = "zh"
DOMAIN = "exercises"
CATALOGS = Path(__file__).resolve().parents[1] / "locale"


@dataclass(frozen=True)
class Message:
    """A text in English that other languages can say: its template, and the values for the template's {names}."""

    template: str
    values: Mapping[str, object]


def msg(template: str, /, **values: object) -> Message:
    """Return a message; `make locale` finds the calls of this function and collects their templates."""
    return Message(template, values)


class Language:
    """What is said in: called with a message, it returns the text, in English where no catalog knows the message."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._catalog = gettext.translation(DOMAIN, CATALOGS, [code], fallback=True)

    def __call__(self, message: Message) -> str:
        """Return the text in this language."""
        values = {name: self(v) if isinstance(v, Message) else v for name, v in message.values.items()}
        return self._catalog.gettext(message.template).format(**values)


def known_languages() -> tuple[str, ...]:
    """Return the codes of the languages that the pictures speak."""
    return (SOURCE, *sorted(file.parents[1].name for file in CATALOGS.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))


class NotReady(Exception):
    """Something cannot be drawn yet, and a message says why."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason
