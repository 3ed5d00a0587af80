"""What a student reads about a case that did not pass.

The first line makes sense alone. A visible case then shows the call, expected, got, and how they relate. A hidden
case shows sentences from a closed set only: no value and no text that the student's code could have chosen.
"""

from __future__ import annotations

import builtins
import textwrap
from collections.abc import Iterable, Sequence

import numpy as np

from grader.cases.compare import ABSENT, CaseFailed, holds_text
from grader.cases.relations import Relation, describe_kind, relate
from grader.cases.show import show, show_call, show_pair
from grader.cases.subject import Call, NoAnswer, Opaque, Subject

WRONG_VALUE = "The answer differs from the expected one."
UNUSABLE = "Your function returned something that this case cannot use."
NOISY = "Right, but noisy: your function emitted a warning."
MAX_CALLS = 3
MAX_LINE = 300
MAX_COLUMNS = 80
SWAPPED = Relation(*["Right if the first two arguments are swapped: which comes first?"] * 2)


def explain_failure(failure: CaseFailed, subject: Subject, *, visible: bool) -> str:
    """Explain a wrong answer."""
    relation = _diagnose_if_possible(failure, subject)
    headline = relation.kind if relation else WRONG_VALUE
    if not visible:
        return WRONG_VALUE if isinstance(failure.expected, Opaque) else headline  # whose name the student's code chose
    call = subject.call_that_returned(failure.got)
    lines = [headline, *_call_lines([call] if call else subject.calls), *_value_lines(failure)]
    detail = relation.text if relation and relation is not failure.relation else failure.summary
    if detail.rstrip(".").casefold() != headline.rstrip(".").casefold():
        lines.append(f"  so       {detail}")
    return "\n".join(lines)


def explain_exception(call: Call, *, visible: bool) -> str:
    """Explain that the function raised where it should have answered."""
    error = call.raised
    name = type(error).__name__
    place = f" at {call.place}" if call.place else ""
    if not visible:
        return f"Your function raised {builtin_name(error)}{place.partition(' in ')[0]}."
    return "\n".join([f"Your function raised {name}{place}: {_first_line(_text_of(error))}", *_call_lines([call])])


def explain_loss(message: str, calls: Sequence[Call], *, visible: bool) -> str:
    """Explain that the last call did not come back; `message` says why, in words of our own."""
    return "\n".join([message, *_call_lines(calls[-1:])]) if visible else message


def explain_unusable(error: BaseException, subject: Subject, *, visible: bool) -> str:
    """Explain that the case itself stumbled over the results: over None in a sum, or at a plain `assert`."""
    plain_assert = isinstance(error, AssertionError)
    headline = WRONG_VALUE if plain_assert else UNUSABLE
    if not visible:
        return headline
    text = _first_line(_text_of(error))
    kind = describe_kind(subject.calls[-1].result) if subject.calls else "nothing"
    got = show(subject.calls[-1].result) if plain_assert and subject.calls else kind
    reason = text if plain_assert else f"{type(error).__name__}: {text}"
    return "\n".join([headline, *_call_lines(subject.calls), f"  got      {got}", f"  so       {reason}"])


def explain_noise(calls: Iterable[Call], *, visible: bool) -> str:
    """Explain that the values are right but a warning came with them."""
    if not visible:
        return NOISY
    noisy = next(call for call in calls if call.warnings)
    return "\n".join([NOISY, *_call_lines([noisy]), f"  warning  {_first_line(noisy.warnings[0])}"])


def hint_line(hint: str) -> str:
    """Return the line, or lines, that put a hint below an explanation."""
    return textwrap.fill(hint, MAX_COLUMNS, initial_indent="  hint     ", subsequent_indent=" " * 11)


def _diagnose_if_possible(failure: CaseFailed, subject: Subject) -> Relation | None:
    try:
        return diagnose(failure, subject)
    except MemoryError:  # over values that only just fitted; an explanation decides nothing
        return failure.relation


def diagnose(failure: CaseFailed, subject: Subject) -> Relation | None:
    """Find the relation that says most: swapped arguments, then a factor that is a size of the input, then any."""
    call = subject.call_that_returned(failure.got)
    if call is None or failure.expected is ABSENT:
        return failure.relation
    if _swapped_is_right(call, failure.expected, subject):
        return SWAPPED
    got, expected = _as_numbers(failure.got), _as_numbers(failure.expected)
    if got is not None and expected is not None and got.shape == expected.shape:
        return relate(got, expected, _sizes(call.args)) or failure.relation
    return failure.relation


def builtin_name(error: BaseException | None) -> str:
    """Return the name of the nearest builtin class of an exception."""
    names = (cls.__name__ for cls in type(error).__mro__)
    return next((name for name in names if hasattr(builtins, name)), "Exception")


def _swapped_is_right(call: Call, expected: object, subject: Subject) -> bool:
    if len(call.args) < 2 or not _alike(call.args[0], call.args[1]):
        return False
    try:
        again = subject.invoke((call.args[1], call.args[0], *call.args[2:]), call.kwargs)
    except NoAnswer:  # the extra call is for the explanation only: whatever becomes of it decides nothing
        return False
    got, wanted = _as_numbers(again.result), _as_numbers(expected)
    if again.raised is not None or got is None or wanted is None or got.shape != wanted.shape:
        return False
    return bool(np.allclose(got, wanted, rtol=1e-9, atol=0))


def _alike(a: object, b: object) -> bool:
    first, second = _as_numbers(a), _as_numbers(b)
    return first is not None and second is not None and first.ndim > 0 and first.shape == second.shape


def _as_numbers(value: object) -> np.ndarray | None:
    if callable(value) or holds_text(value):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array.astype(np.float64) if array.dtype.kind in "iuf" else None


def _sizes(args: tuple[object, ...]) -> list[int]:
    arrays = (_as_numbers(arg) for arg in args)
    return [size for array in arrays if array is not None for size in array.shape]


def _call_lines(calls: Sequence[Call]) -> list[str]:
    """Show the call, or the last few: a value that no single call returned was made of all of them."""
    shown = [show_call(call.function, call.args, call.kwargs) for call in calls[-MAX_CALLS:]]
    return [f"  call     {text}" for text in shown]


def _value_lines(failure: CaseFailed) -> list[str]:
    if failure.got is ABSENT:
        return []
    if failure.expected is ABSENT:
        return [f"  got      {show(failure.got)}"]
    got, expected = show_pair(failure.got, failure.expected)
    return [f"  expected {expected}", f"  got      {got}"]


def _text_of(error: BaseException | None) -> str:
    try:
        return str(error)
    except Exception:  # a student's own class, on their own machine
        return ""


def _first_line(text: str) -> str:
    return next((line[:MAX_LINE] for line in text.splitlines() if line.strip()), "(no message)")
