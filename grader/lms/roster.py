"""Who in the LMS is which of our students. Never a guess: exactly one person, or nobody.

A student's name here (the name of the folder that was graded), and whatever else is known of the student, is compared
whole with what the LMS says of a person: ids, logins, e-mail addresses, names. Equal means equal as Unicode text
without the blanks around it; e-mail addresses and logins may differ in case, as they do for the LMS. Whoever fits two
people, and two students who fit the same person, are ambiguous. An id whose person has another name than the work
came under fits nobody: Moodle numbers participants anew in each assignment.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from grader.lms.grades import Refusal
from grader.standing import Standing


class Key(StrEnum):
    """What a person can be known by."""

    ID = "id"
    LOGIN = "login"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Person:
    """A row of an LMS's file; `locked` says why its grade must stay as it is, "" when it need not."""

    row: int
    name: str
    keys: Mapping[Key, tuple[str, ...]]
    maximum: float | None = None  # the highest grade that the LMS takes; None when it does not say
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The grade of one student, and what else than the student's name the LMS may know the student by."""

    student: str
    score: float
    known_as: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matching:
    """Students with their persons, students without, and persons without."""

    found: Mapping[str, Person]
    refused: tuple[Refusal, ...]
    others: tuple[Person, ...]


def mark_of(standing: Standing) -> Mark:
    """Return the mark of a student who has one, with what the LMS that the work came from said of the student."""
    known = standing.identity
    texts = {Key.ID: known.number, Key.LOGIN: known.email, Key.EMAIL: known.email, Key.NAME: known.name}
    score = standing.score
    if score is None:
        raise ValueError(f"{standing.student!r} has no mark")
    return Mark(standing.student, score, {key: (text,) for key, text in texts.items() if text})


def match(marks: Sequence[Mark], people: Sequence[Person], keys: Iterable[Key]) -> Matching:
    """Find the person for the student of each mark by any of `keys`."""
    keys = tuple(keys)
    index = _index(people, keys)
    fitting = {mark.student: _fitting(mark, index) for mark in marks}
    claims = Counter(persons[0].row for persons in fitting.values() if len(persons) == 1)
    touched = {person.row for persons in fitting.values() for person in persons}
    reasons = {mark.student: _reason(mark, fitting[mark.student], claims, keys) for mark in marks}
    found = {student: persons[0] for student, persons in fitting.items() if not reasons[student]}
    return Matching(
        found,
        tuple(Refusal(student, reason) for student, reason in reasons.items() if reason),
        tuple(person for person in people if person.row not in touched),
    )


def _index(people: Sequence[Person], keys: Sequence[Key]) -> dict[tuple[Key, str], list[Person]]:
    index: dict[tuple[Key, str], list[Person]] = {}
    for person in people:
        for key in keys:
            for text in {_normal(text, key) for text in person.keys.get(key, ())} - {""}:
                index.setdefault((key, text), []).append(person)
    return index


def _fitting(mark: Mark, index: Mapping[tuple[Key, str], list[Person]]) -> list[Person]:
    texts = ((key, text) for key in Key for text in (mark.student, *mark.known_as.get(key, ())))
    persons = {person.row: person for key, text in texts for person in index.get((key, _normal(text, key)), ())}
    return list(persons.values())


def _reason(mark: Mark, persons: Sequence[Person], claims: Mapping[int, int], keys: Sequence[Key]) -> str:
    """Say why a student has no person; "" when there is exactly one."""
    if not persons:
        return "nobody in the template has this id, login, e-mail address or name"
    rows = ", ".join(f"{person.name!r} (row {person.row + 1})" for person in persons)
    if len(persons) > 1:
        return f"more than one person in the template fits: {rows}; say with --match what to go by"
    if claims[persons[0].row] > 1:
        return f"another student fits {rows} as well"
    if Key.NAME in keys and not _same_name(mark, persons[0]):
        name = mark.known_as[Key.NAME][0]
        return f"the id fits {rows}, but the work came from {name!r}; if they are one person, say --match id"
    return ""


def _same_name(mark: Mark, person: Person) -> bool:
    """Whether nothing speaks against a person: Canvas writes "lovelaceada" for "Lovelace, Ada" in names of files."""
    names, ids = mark.known_as.get(Key.NAME, ()), mark.known_as.get(Key.ID, ("",))
    ours = {_letters(f"{name}{number}") for name in names for number in ("", *ids)}  # anonymous: "Participant 123"
    theirs = {_letters(text) for key in (Key.NAME, Key.ID) for text in person.keys.get(key, ())}
    return not names or bool(ours & theirs)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text).casefold()))


def _normal(text: str, key: Key) -> str:
    text = unicodedata.normalize("NFC", text.strip())
    return text.casefold() if key in {Key.EMAIL, Key.LOGIN} else text
