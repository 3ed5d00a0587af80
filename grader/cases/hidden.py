"""What a hidden case may say: a few sentences, the same for many mistakes.

A function chooses what it returns, and so which sentence its student reads: among n sentences, log2(n) bits of a
hidden input could be carried out by each case. What a visible case says of a mistake is therefore said here in the
words of its family only; a relation that belongs to no family says that the answer differs. The title of the case and
the hint of a recognised mistake, which no single case decides, are what teaches.
"""

from __future__ import annotations

from math import log2

from grader.cases.relations import Relation
from grader.language import Message, msg

WRONG_VALUE: str = msg("The answer differs from the expected one.")
UNUSABLE: str = msg("Your function returned something that this case cannot use.")
NOISY: str = msg("Right, but noisy: your function emitted a warning.")
FACTOR: str = msg("Right but for a factor or a sign.")
CLOSE: str = msg("Close, but not equal.")
NOT_FINITE: str = msg("nan or inf where it should not be, or none where it should be.")
SHAPE: str = msg("The result has the wrong shape, or the wrong number of items.")
FORM: str = msg("Nearly right: in another order or form, or but for a detail.")
ARGUMENTS: str = msg("Your function changed or returned one of its arguments: work on a copy.")
CALLS: str = msg("Your function calls the function that it is given too often, not often enough, or elsewhere.")
SLOW: str = msg("Right, but slow: can the loop be written as array operations?")

# What all relations of a family say, by how the sentences begin that a visible case has for them; the first that fits.
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (UNUSABLE, ("Your function returned None.", "Something to loop over")),
    (ARGUMENTS, ("Your function changed an argument", "Your function returned its argument")),
    (CALLS, ("Your function calls", "Your function does not call")),
    (SLOW, ("Right, but slow",)),
    (FACTOR, ("{sentence}.", "Off by", "Right size, opposite sign")),  # "0.6931 times the expected value (ln 2)."
    (CLOSE, ("Close", "Rounded")),
    (NOT_FINITE, ("nan ", "Infinite", "Finite")),
    (
        SHAPE,
        (
            "The result has the wrong", "It is empty", "Items, where", "The set is empty", "A set with items",
            "An empty text", "Some text, where", "The last item", "The first item", "One item", "Some items",
            "Some keys", "All the right", "Keys are missing", "Keys that do not belong", "Each item once",
        ),
    ),
    (
        FORM,
        (
            "Right, but", "Right but", "Right if", "Right with", "Right values", "The right", "The transpose",
            "Rows and columns", "Keys and values", "Shifted by", "Item by item", "Only ", "One character",
        ),
    ),
)  # fmt: skip
REFUSED = "It should refuse this; {asks}."
# What the course asks for decides which of these a case can say, and not what the student's function does.
OF_THE_CASE = (
    "Your function should return {expected}.",
    "Your function should return an array of numbers.",  # said as the one above
)
REFUSALS = (
    "It returned None; {asks}.",
    "It returned a value; {asks}.",
    "It raised another exception; {asks}.",
    "It refuses this, as it should, but raised another exception; {asks}.",
)
# What else may be said of a hidden case, in the words of the runner: how a call was lost, and what was not run.
OF_THE_RUN = (
    "Your function did not answer in time: is there a loop that never ends?",
    "The answer took too long to check.",
    "Not run: {count} cases of this exercise had already run out of time.",
    "Not run: the time for this exercise ({seconds} s) is used up.",
    "Not run: the time for the whole submission ({seconds} s) is used up.",
    "Your function asked for more memory than is allowed.",
    "Your code ended the process that it ran in, instead of returning.",
    "Not attempted yet.",
    "There is no function {name} in {file}.",
    "Follow-through: with a correct {functions} in place of yours, this passes.",
    "This case fails with a correct version of an earlier function in place of yours.",
)
# Two places and classes for all hidden cases of an exercise, and one sentence for all others.
OF_EXCEPTIONS = (
    "Your function raised {error} at {place}.",
    "Your function raised {error}.",
    "Your function raised another exception.",
)


def sentence_of(relation: Relation | None) -> str:
    """Return what a hidden case says of a relation."""
    if relation is None or not isinstance(relation.kind, Message):
        return WRONG_VALUE
    template = relation.kind.template
    if template in OF_THE_CASE:
        expected = relation.kind.values.get("expected", msg("an array of numbers"))
        return msg("Your function should return {expected}.", expected=expected)
    if template in REFUSALS:
        return msg("It should refuse this; {asks}.", asks=relation.kind.values["asks"])
    return next((said for said, begins in FAMILIES if template.startswith(begins)), WRONG_VALUE)


def templates() -> list[str]:
    """Return the templates of all that one hidden case can say: more than any case can, for none asks for everything.

    "" is what is said of a case that passes.
    """
    values = {WRONG_VALUE, UNUSABLE, NOISY, *(said for said, _ in FAMILIES)}
    return ["", *sorted(values), OF_THE_CASE[0], REFUSED, *OF_THE_RUN, *OF_EXCEPTIONS]


def bits_per_case() -> float:
    """Return how much of a hidden input a function can carry out by what one hidden case says, at most."""
    return log2(len(templates()))
