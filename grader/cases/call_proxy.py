"""The function under test as a case sees it, and the transcript of its calls.

A case cannot tell whether the function lives in this process (a student's laptop) or behind the wall (the
grader): both come as a `Subject`, which differs only in how it invokes.
"""

from __future__ import annotations

import copy
import inspect
import math
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np


class NoAnswer(BaseException):
    """The function could not be called, or did not come back. No `except Exception` of a case may swallow it."""


class NotAttempted(NoAnswer):
    """The function is still a stub, or is missing. What it says, if anything, are words of our own."""


@dataclass(frozen=True, slots=True, eq=False)
class Opaque:
    """Stands for a returned value that is no plain data and so did not come through the wall; equals nothing."""

    what: str  # "a set"

    def __repr__(self) -> str:
        """Say what it stands for."""
        return f"<{self.what}>"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the function under test. `args` are the case's own objects, never the student's copies."""

    function: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    result: object = None
    raised: BaseException | None = None
    place: str = ""  # "unit2.py:34 in mean": where in the student's files it raised
    nested: bool = False  # it was raised in another function, which this one called
    warnings: tuple[str, ...] = ()
    changed: tuple[int | str, ...] = ()  # arguments (position or keyword) that were changed in place
    shared: tuple[int | str, ...] = ()  # arguments whose memory the returned array is: no new array
    cpu_seconds: float = math.nan  # unknown for calls that were made together


Arguments = tuple[tuple[object, ...], Mapping[str, object]]
Invoke = Callable[[tuple[object, ...], Mapping[str, object]], Call]
InvokeEach = Callable[[Sequence[Arguments]], Sequence[Call]]  # the same function, several times


@dataclass(eq=False, slots=True)
class Subject:
    """A callable that invokes the student's function and writes down what happened."""

    name: str
    invoke: Invoke
    calls: list[Call] = field(default_factory=list)
    parameters: tuple[str, ...] = ()  # their names, where they are known
    renew: Callable[[], None] = lambda: None  # let the next call meet a function that remembers nothing

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Call the student's function; raises what it raised."""
        try:
            call = self.invoke(args, kwargs)
        except NoAnswer as lost:
            self.calls.append(Call(self.name, args, kwargs, raised=lost))
            raise
        self.calls.append(call)
        if call.raised is None:
            return call.result
        if isinstance(call.raised, NotImplementedError) and not call.nested:
            raise NotAttempted
        raise call.raised

    def call_that_returned(self, value: object) -> Call | None:
        """Find the call whose result is this very object, the latest first."""
        return next((call for call in reversed(self.calls) if call.result is value), None)

    def raised(self, error: BaseException) -> Call | None:
        """Find the call that raised this very exception."""
        return next((call for call in reversed(self.calls) if call.raised is error), None)

    def forget(self) -> None:
        """Let go of all arguments and answers.

        An exception that a call keeps is part of a cycle: its traceback refers to the frames that it passed, and these
        to the call and to everything else that the case has been given.
        """
        for call in self.calls:
            if call.raised is not None:
                call.raised.__traceback__ = call.raised.__cause__ = call.raised.__context__ = None
        self.calls.clear()


def parameters_of(function: Callable[..., object]) -> tuple[str, ...]:
    """Return the names of a function's parameters in order, as far as it tells them."""
    try:
        return tuple(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return ()


def local_invoke(
    function: Callable[..., object], place_of: Callable[[BaseException], str], *, name: str = ""
) -> Invoke:
    """Invoke a function of this process on private copies of its arguments.

    `place_of` says where in the student's files an exception came from. `name` is what the transcript calls the
    function, for those that do not know it themselves (lambdas, wrappers, objects with `__call__`).
    """
    name = name or getattr(function, "__name__", "f")

    def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
        private_args = tuple(map(_private, args))
        private_kwargs = {key: _private(value) for key, value in kwargs.items()}
        result, raised = None, None
        with (
            warnings.catch_warnings(record=True) as caught,
            np.errstate(divide="warn", over="warn", invalid="warn", under="ignore"),
        ):
            warnings.simplefilter("always")
            started = time.process_time()
            try:
                result = function(*private_args, **private_kwargs)
            except Exception as error:
                raised = error
            seconds = time.process_time() - started
        return Call(
            function=name,
            args=args,
            kwargs=kwargs,
            result=as_it_travels(result),
            raised=raised,
            place=place_of(raised) if raised else "",
            nested=raised is not None and _depth(raised) > 1,
            warnings=tuple(f"{w.category.__name__}: {w.message}" for w in caught),
            changed=changed_arguments(args, kwargs, private_args, private_kwargs),
            shared=shared_arguments(result, private_args, private_kwargs),
            cpu_seconds=seconds,
        )

    return invoke


def _depth(error: BaseException) -> int:
    """Return how many frames below `local_invoke` an exception passed."""
    frames, trace = -1, error.__traceback__
    while trace is not None:
        frames, trace = frames + 1, trace.tb_next
    return frames


def _private(value: object) -> object:
    """Copy the data of an argument. Functions in it, bound methods too, stay the case's own, which counts calls."""
    if isinstance(value, list):
        return [_private(item) for item in value]
    if isinstance(value, tuple):
        return tuple(_private(item) for item in value)
    if isinstance(value, dict):
        return {key: _private(item) for key, item in value.items()}
    return value if callable(value) else copy.deepcopy(value)


def as_it_travels(value: object) -> object:
    """Return a result as it comes through the sandbox: what is no plain data as Opaque, so that no case can use it."""
    foreign = _foreign(value, 0)
    return value if foreign is None else Opaque(f"an object of type {type(foreign).__name__}")


PLAIN = (type(None), bool, int, float, complex, str, bytes, np.ndarray, np.generic, Opaque)
MAX_DEPTH = 16  # of containers that travel


def _foreign(value: object, depth: int) -> object | None:
    """Return what in a result is no plain data, if anything is."""
    if isinstance(value, PLAIN) or depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        items: Iterable[object] = value.values()
    elif isinstance(value, list | tuple | set | frozenset):
        items = value
    else:
        return value
    return next((foreign for item in items if (foreign := _foreign(item, depth + 1)) is not None), None)


def changed_arguments(
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    after_args: tuple[object, ...],
    after_kwargs: Mapping[str, object],
) -> tuple[int | str, ...]:
    """Name the arguments whose value is no longer what it was."""
    positions: list[int | str] = [
        i for i, (before, after) in enumerate(zip(args, after_args, strict=True)) if not same_data(before, after)
    ]
    return tuple(positions + [key for key in kwargs if not same_data(kwargs[key], after_kwargs[key])])


def shared_arguments(result: object, args: tuple[object, ...], kwargs: Mapping[str, object]) -> tuple[int | str, ...]:
    """Name the arguments that have their memory in common with a returned array."""
    if not isinstance(result, np.ndarray):
        return ()
    places: list[tuple[int | str, object]] = [*enumerate(args), *kwargs.items()]
    return tuple(
        place for place, value in places if isinstance(value, np.ndarray) and np.may_share_memory(result, value)
    )


def same_data(a: object, b: object) -> bool:
    """Whether two pieces of plain data are bit for bit alike: NaN equals NaN, and -0.0 is not 0.0."""
    if isinstance(a, np.ndarray | np.generic) and isinstance(b, np.ndarray | np.generic):
        return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(same_data, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_data(a[key], b[key]) for key in a)
    if isinstance(a, float) and isinstance(b, float):
        return a.hex() == b.hex()
    return a is b or (type(a) is type(b) and bool(a == b))
