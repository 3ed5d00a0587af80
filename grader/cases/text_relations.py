"""What a wrong text has to do with the right one: another case, a space too many, backwards, cut off."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

from grader.cases.relations import DIFFERS, Relation
from grader.language import counted, msg

QUOTES = ("'", '"', "`", '"""', "'''")
NUMBER = re.compile(r"[-+−]?\d+(?:[.,]\d+)*")
SHORTEST = 3  # characters; of a shorter text, one wrong character leaves too little to be alike
LONGEST_NUMBER = 100  # characters that may be read as a number
LONGEST_RELATED = 100_000  # characters; of a longer text only the first difference is said
SHOWN = 20  # characters of what is missing or too much

Holds = Callable[[str, str], bool]


def relate_texts(got: str, expected: str) -> Relation:
    """Relate two texts that differ; the first sentence that holds is said."""
    relations = TEXT_RELATIONS if max(len(got), len(expected)) <= LONGEST_RELATED else ()
    kind = next((sentence for sentence, holds in relations if holds(got, expected)), DIFFERS)
    return Relation(kind, first_difference(got, expected))


def first_difference(got: str, expected: str) -> str:
    """Say where two texts differ first; characters and lines are counted from 1."""
    i = next((i for i, (a, b) in enumerate(zip(got, expected, strict=False)) if a != b), min(len(got), len(expected)))
    if i == len(got):
        return counted(
            "ends after {count} character; {missing} is missing",
            "ends after {count} characters; {missing} is missing",
            i,
            missing=_quoted(expected[i:]),
        )
    if i == len(expected):
        return counted(
            "unexpected {extra} after {count} character",
            "unexpected {extra} after {count} characters",
            i,
            extra=_quoted(got[i:]),
        )
    said = {"got": repr(got[i]), "expected": repr(expected[i])}
    line, column = expected.count("\n", 0, i) + 1, i - expected.rfind("\n", 0, i)
    if "\n" in expected:
        return msg(
            "differs first in line {line}, character {column}: {got} instead of {expected}",
            line=line,
            column=column,
            **said,
        )
    return msg("differs first at character {column}: {got} instead of {expected}", column=column, **said)


def number_in(text: str) -> float | None:
    """Return the number that a text is, or None; "nan" is not a number."""
    if len(text) > LONGEST_NUMBER or "_" in text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _quoted(text: str) -> str:
    return repr(text) if len(text) <= SHOWN else f"{text[:SHOWN]!r}…"


def _without_spaces(text: str) -> str:
    return "".join(text.split())


def _without_punctuation(text: str) -> str:
    return "".join(c for c in text if c.isalnum() or c.isspace())


def _essence(text: str) -> str:
    return _without_spaces(_without_punctuation(text)).casefold()


def _same_but_for_punctuation(got: str, expected: str) -> bool:
    """Whether only punctuation differs; a sign or a point in a number is more than that."""
    letters = _without_punctuation(expected)
    return bool(letters.strip()) and _without_punctuation(got) == letters and _same_numbers(got, expected)


def _same_but_for_layout(got: str, expected: str) -> bool:
    essence = _essence(expected)
    return bool(essence) and _essence(got) == essence and _same_numbers(got, expected)


def _same_numbers(got: str, expected: str) -> bool:
    return NUMBER.findall(got) == NUMBER.findall(expected)


def _lacks_one(shorter: str, longer: str) -> bool:
    """Whether `shorter` is `longer` without one of its characters."""
    if len(longer) != len(shorter) + 1:
        return False
    i = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return longer[:i] + longer[i + 1 :] == shorter


def _differ_in_one(got: str, expected: str) -> bool:
    return len(got) == len(expected) and sum(a != b for a, b in zip(got, expected, strict=True)) == 1


def _same_number(got: str, expected: str) -> bool:
    number = number_in(expected)
    return number is not None and number_in(got) == number


def _same_words(got: str, expected: str) -> bool:
    words = sorted(expected.split())
    return len(words) > 1 and sorted(got.split()) == words


# What is nearest to right comes first.
TEXT_RELATIONS: tuple[tuple[str, Holds], ...] = (
    (msg("Right but for upper and lower case."), lambda got, exp: got.casefold() == exp.casefold()),
    (msg("Right but for spaces or line breaks."), lambda got, exp: _without_spaces(got) == _without_spaces(exp)),
    (msg("Right, but with quotation marks around it."), lambda got, exp: any(got == f"{q}{exp}{q}" for q in QUOTES)),
    (
        msg("Right, but without the quotation marks around it."),
        lambda got, exp: any(exp == f"{q}{got}{q}" for q in QUOTES),
    ),
    (msg("The right number, written in another way."), _same_number),
    (msg("Right but for punctuation."), _same_but_for_punctuation),
    (
        msg("Right, but with other characters that look the same."),
        lambda got, exp: unicodedata.normalize("NFKC", got) == unicodedata.normalize("NFKC", exp),
    ),
    (msg("Right but for upper and lower case, spaces and punctuation."), _same_but_for_layout),
    (msg("An empty text, where some text is expected."), lambda got, exp: not got),
    (msg("Some text, where an empty one is expected."), lambda got, exp: not exp),
    (msg("The right text, backwards."), lambda got, exp: got == exp[::-1]),
    (msg("The right words in another order."), _same_words),
    (msg("One character is wrong."), lambda got, exp: len(exp) >= SHORTEST and _differ_in_one(got, exp)),
    (msg("One character is missing."), lambda got, exp: len(exp) > SHORTEST and _lacks_one(got, exp)),
    (msg("One character too many."), lambda got, exp: len(exp) >= SHORTEST and _lacks_one(exp, got)),
    (msg("Only the beginning of the expected text."), lambda got, exp: exp.startswith(got)),
    (msg("Only the end of the expected text."), lambda got, exp: exp.endswith(got)),
    (msg("The right text, and more after it."), lambda got, exp: got.startswith(exp)),
    (msg("The right text, and more before it."), lambda got, exp: got.endswith(exp)),
    (msg("The right text, and more around it."), lambda got, exp: exp in got),
    (msg("Only a part from the middle of the expected text."), lambda got, exp: len(got) > 1 and got in exp),
    (
        msg("The right characters in another order."),
        lambda got, exp: len(exp) >= SHORTEST and sorted(got) == sorted(exp),
    ),
)
