"""What a student reads about a case that did not pass.

The first line makes sense alone. A visible case then shows the call, expected, got, and how they relate. A hidden
case shows sentences from a closed set only: no value and no text that the student's code could have chosen.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from grader.cases.argument_guesses import as_numbers, easier, mistaken_for
from grader.cases.call_proxy import Call, Invoke, NoAnswer, Opaque, Subject
from grader.cases.compare import ABSENT, DIFFERENT, CaseFailed, assert_close
from grader.cases.hidden import NOISY, UNUSABLE, WRONG_VALUE, sentence_of
from grader.cases.relations import Relation, describe_kind, negated, relate
from grader.cases.show import show, show_call, show_pair
from grader.cases.wording import spoken
from grader.language import Language, columns, joined, msg, wrapped
from grader.model import Outcome, Verdict

T = TypeVar("T")
ANOTHER_EXCEPTION = msg("Your function raised another exception.")
SAYS_ENOUGH = (tuple, list, dict, set, str)  # expected values, beside numbers, that no function meets by chance
MAX_EXCEPTIONS = 2  # that the hidden cases of one exercise tell apart
MAX_CALLS = 3
MAX_LINE = 300
MAX_COLUMNS = 80
SINCE_REMOVED = {  # names that courses and older code still use
    "float": "float",
    "int": "int",
    "bool": "bool",
    "object": "object",
    "complex": "complex",
    "str": "str",
    "float_": "np.float64",
    "Inf": "np.inf",
    "Infinity": "np.inf",
    "infty": "np.inf",
    "NaN": "np.nan",
    "mat": "np.asarray",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "alltrue": "np.all",
    "sometrue": "np.any",
    "in1d": "np.isin",
    "row_stack": "np.vstack",
    "trapz": "np.trapezoid",
}


def decides_nothing(
    explain: Callable[[], T], otherwise: T, *, whatever: tuple[type[BaseException], ...] = (Exception, NoAnswer)
) -> T:
    """Return what `explain` returns; if `whatever` comes up on the way, `otherwise`.

    For all that is done once a verdict is known: it may be explained badly, but it stays what it is.
    """
    try:
        return explain()
    except whatever:
        return otherwise


def explain_failure(failure: CaseFailed, subject: Subject, *, visible: bool) -> str:
    """Explain a wrong answer."""
    relation = decides_nothing(lambda: diagnose(failure, subject), failure.relation)
    if not visible:
        named = isinstance(failure.expected, Opaque)  # by the student's code: the name of its type
        return WRONG_VALUE if named else sentence_of(relation)
    headline = relation.kind if relation else WRONG_VALUE
    call = subject.call_that_returned(failure.got) or _call_that_raised(failure, subject)
    lines = [headline, *_call_lines([call] if call else subject.calls), *_value_lines(failure)]
    detail = relation.text if relation and relation is not failure.relation else failure.summary
    if detail != DIFFERENT and detail.rstrip(".").casefold() != headline.rstrip(".").casefold():
        lines.append(msg("  so       {detail}", detail=detail))
    return joined("\n", lines)


def _call_that_raised(failure: CaseFailed, subject: Subject) -> Call | None:
    return subject.raised(failure.__cause__) if failure.__cause__ is not None else None


def explain_exception(call: Call, *, visible: bool, invoke: Invoke | None = None) -> str:
    """Explain that the function raised where it should have answered.

    With `invoke`, other arguments are tried, to say for which it would have answered.
    """
    error = call.raised
    if not visible:
        name, place = builtin_name(error), _without_function(call.place)
        if not place:
            return msg("Your function raised {error}.", error=name)
        return msg("Your function raised {error} at {place}.", error=name, place=place)
    said = {"error": type(error).__name__, "text": _first_line(_text_of(error))}
    if call.place:
        headline = msg("Your function raised {error} at {place}: {text}", place=call.place, **said)
    else:
        headline = msg("Your function raised {error}: {text}", **said)
    lines = [headline, *_call_lines([call])]
    meaning = removed_from_numpy(error) or (_would_answer(call, invoke) if invoke is not None else "")
    return joined("\n", [*lines, msg("  so       {detail}", detail=meaning)] if meaning else lines)


def _without_function(place: str) -> str:
    """Leave out the name of a function, which the student chose."""
    return place.partition(" in ")[0] if " in " in place else place


def _would_answer(call: Call, invoke: Invoke) -> str:
    """Say for which other arguments the function answers, or nothing."""
    if any(map(callable, call.args)):
        return ""
    for reading in easier(call.args, spoken()):
        try:
            again = invoke(reading.args, call.kwargs)
        except NoAnswer:
            return ""
        if again.raised is None and again.result is not None:
            return reading.means
    return ""


def removed_from_numpy(error: BaseException | None) -> str:
    """Say what to write now, if the function asked NumPy for something that it no longer has."""
    gone = re.match(r"module 'numpy' has no attribute '(\w+)'|`np\.(\w+)` was removed", _text_of(error))
    name = (gone[1] or gone[2]) if isinstance(error, AttributeError) and gone else ""
    if name not in SINCE_REMOVED:
        return ""
    return msg(
        "NumPy {version} has no `np.{name}`, which older code uses. Write `{better}`.",
        version=np.__version__,
        name=name,
        better=SINCE_REMOVED[name],
    )


def with_few_exceptions(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes of one exercise, with what its hidden cases say of exceptions bounded.

    A line and a class of exception are a dozen bits that the student's code chose. A few teach as much as many.
    """
    said = list(dict.fromkeys(outcome.message for outcome in outcomes if _tells_an_exception(outcome)))
    return tuple(
        replace(outcome, message=ANOTHER_EXCEPTION)
        if _tells_an_exception(outcome) and outcome.message not in said[:MAX_EXCEPTIONS]
        else outcome
        for outcome in outcomes
    )


def _tells_an_exception(outcome: Outcome) -> bool:
    return outcome.verdict in {Verdict.RAISED, Verdict.OUT_OF_MEMORY} and not outcome.case.visible


def explain_loss(message: str, calls: Sequence[Call], *, visible: bool) -> str:
    """Explain that the last call did not come back; `message` says why, in words of our own."""
    return joined("\n", [message, *_call_lines(calls[-1:])]) if visible else message


def explain_unusable(error: BaseException, subject: Subject, *, visible: bool) -> str:
    """Explain that the case itself stumbled over the results: over None in a sum, or at a plain `assert`."""
    plain_assert = isinstance(error, AssertionError)
    headline = WRONG_VALUE if plain_assert else UNUSABLE
    if not visible:
        return headline
    text = _first_line(_text_of(error))
    kind = describe_kind(subject.calls[-1].result) if subject.calls else msg("nothing")
    got = show(subject.calls[-1].result) if plain_assert and subject.calls else kind
    reason = text if plain_assert else f"{type(error).__name__}: {text}"
    values = [msg("  got      {value}", value=got), msg("  so       {detail}", detail=reason)]
    return joined("\n", [headline, *_call_lines(subject.calls), *values])


def explain_noise(calls: Iterable[Call], *, visible: bool) -> str:
    """Explain that the values are right but a warning came with them."""
    if not visible:
        return NOISY
    noisy = next(call for call in calls if call.warnings)
    warning = msg("  warning  {text}", text=_first_line(noisy.warnings[0]))
    return joined("\n", [NOISY, *_call_lines([noisy]), warning])


def hint_lines(hint: str, language: Language) -> str:
    """Return the line, or lines, that put a hint below an explanation, in `language`."""
    label = language.say(msg("  hint     {text}", text=""))
    indent = columns(label)
    return label + f"\n{' ' * indent}".join(wrapped(language.say(hint), MAX_COLUMNS - indent))


def diagnose(failure: CaseFailed, subject: Subject) -> Relation | None:
    """Find the relation that says most: arguments taken for something else, then sizes of the input, then any."""
    call = subject.call_that_returned(failure.got)
    if call is None or failure.expected is ABSENT:
        return failure.relation
    got, expected = as_numbers(failure.got), as_numbers(failure.expected)
    if got is not None and expected is not None and got.shape == expected.shape and (minus := negated(got, expected)):
        return minus  # the simplest of all: a difference that is taken the wrong way may also be right if swapped
    other = _right_for_other_arguments(call, failure.expected, subject)
    if other is not None:
        return other
    if got is None or expected is None or got.shape != expected.shape or np.array_equal(got, expected):
        return failure.relation  # equal numbers: a tuple where a list is expected
    return relate(got, expected, _sizes(call.args), spoken()) or failure.relation


def builtin_name(error: BaseException | None) -> str:
    """Return the name of the nearest builtin class of an exception."""
    names = (cls.__name__ for cls in type(error).__mro__)
    return next((name for name in names if hasattr(builtins, name)), "Exception")


def _right_for_other_arguments(call: Call, expected: object, subject: Subject) -> Relation | None:
    """Try the call on what its arguments may have been taken for; the first reading that makes it right is it."""
    for args, relation in mistaken_for(call.args, spoken()):
        try:
            again = subject.invoke(args, call.kwargs)
        except NoAnswer:  # the extra call is for the explanation only: whatever becomes of it decides nothing
            return None
        if again.raised is None and _agrees(again.result, expected):
            return relation
    return None


def _agrees(got: object, expected: object) -> bool:
    if as_numbers(expected) is None and not isinstance(expected, SAYS_ENOUGH):
        return False  # of a truth value, every second answer is right
    try:
        assert_close(got, expected)
    except CaseFailed:
        return False
    return True


def _sizes(args: tuple[object, ...]) -> list[int]:
    arrays = (as_numbers(arg) for arg in args)
    return [size for array in arrays if array is not None for size in array.shape]


def _call_lines(calls: Sequence[Call]) -> list[str]:
    """Show the call, or the last few: a value that no single call returned was made of all of them."""
    shown = [show_call(call.function, call.args, call.kwargs) for call in calls[-MAX_CALLS:]]
    return [msg("  call     {call}", call=text) for text in shown]


def _value_lines(failure: CaseFailed) -> list[str]:
    if failure.got is ABSENT:
        return []
    if failure.expected is ABSENT:
        return [msg("  got      {value}", value=show(failure.got))]
    got, expected = show_pair(failure.got, failure.expected)
    return [msg("  expected {value}", value=expected), msg("  got      {value}", value=got)]


def _text_of(error: BaseException | None) -> str:
    try:
        return str(error)
    except Exception:  # a student's own class, on their own machine
        return ""


def _first_line(text: str) -> str:
    return next((line[:MAX_LINE] for line in text.splitlines() if line.strip()), msg("(no message)"))
