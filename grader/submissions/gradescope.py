"""Gradescope's export: a folder `submission_<id>` for each, and `submission_metadata.yml`, which says whose it is.

    submission_123456:
      :submitters:
      - :name: Ada Lovelace
        :sid: '1815'
        :email: ada@example.org
      :created_at: 2027-03-12 14:58:23.948203000 Z
      :results: …

The file may be large, with results and history, and names in it are the students'. So its events are gone through,
and nothing is built from them but this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import yaml

from grader.model import Identity
from grader.submissions.times import parse_timestamp

METADATA = "submission_metadata.yml"
FOLDER = re.compile(r"submission_\d+")  # the file says nothing of a folder that is called otherwise

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIELDS: Mapping[str, str] = {":name": "name", ":sid": "number", ":email": "email"}
_DEEPEST = 4  # submission, :submitters, its number, :name
_NANOSECONDS = re.compile(r"(\.\d{6})\d+")


@dataclass(slots=True)
class GradescopeSubmission:
    """Whose a folder is, and when it was handed in."""

    submitted: datetime | None = None
    _about: dict[str, dict[str, str]] = field(default_factory=dict)  # each submitter

    @property
    def submitters(self) -> tuple[Identity, ...]:
        """The student, or the members of a group."""
        return tuple(Identity(**about) for about in self._about.values())

    def take(self, path: tuple[str, ...], value: str) -> None:
        """Take one value of the file, if it is one of those that count."""
        if path == (":created_at",):
            self.submitted = _time(value)
        elif len(path) == 3 and path[0] == ":submitters" and path[2] in _FIELDS:
            self._about.setdefault(path[1], {})[_FIELDS[path[2]]] = value


def read_metadata(content: bytes) -> Mapping[str, GradescopeSubmission]:
    """Return the submissions by the name of their folder; raises ValueError for what is no such file."""
    found: dict[str, GradescopeSubmission] = {}
    try:
        for path, value in _values(content.decode("utf-8-sig")):
            found.setdefault(path[0], GradescopeSubmission()).take(path[1:], value)
    except yaml.YAMLError as exc:
        raise ValueError(str(exc)) from exc
    return found


def _time(text: str) -> datetime | None:
    try:
        return parse_timestamp(_NANOSECONDS.sub(r"\1", text))
    except ValueError:
        return None


@dataclass(slots=True)
class _Level:
    """An open mapping or list, and where in it the next value goes."""

    is_list: bool
    key: str | None = None
    count: int = 0

    @property
    def place(self) -> str:
        return str(self.count) if self.is_list else self.key or ""

    def take_key(self, key: str) -> bool:
        """Return whether what comes next is a key, and keep it."""
        if self.is_list or self.key is not None:
            return False
        self.key = key
        return True

    def done(self) -> None:
        self.count, self.key = self.count + 1, None


def _values(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the plain values of a document that count, with their paths; a key that is no plain value is ""."""
    levels: list[_Level] = []
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if levels:
                levels[-1].take_key("")
            levels.append(_Level(isinstance(event, yaml.SequenceStartEvent)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            levels.pop()
            if levels:
                levels[-1].done()
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and levels:
            value = event.value if isinstance(event, yaml.ScalarEvent) else ""
            if not levels[-1].take_key(value):
                if len(levels) <= _DEEPEST:
                    yield tuple(level.place for level in levels), value
                levels[-1].done()
