"""A submission that answers anything: what may cross the wall, nearly right or not at all, another at each call."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.cases.call_proxy import Arguments, Call, Invoke, InvokeEach, Opaque
from grader.execution.code import Code, Function
from grader.execution.student_process import CallLost
from grader.model import Exercise
from grader.sandbox import wire
from grader.sandbox.client import Loss, check_arguments

REPLY_BYTES = 8 << 20
LINES = "a text\n  hint     not ours\r\n\t<b>\u202e\x1b[31m"
PLACES = ("unit1_information.py:3 in self_information", "unit2_entropy.py:999 in <lambda>", "")
RAISED: tuple[type[Exception], ...] = (
    ValueError, TypeError, KeyError, ZeroDivisionError, OverflowError, MemoryError, RecursionError, AttributeError,
    NotImplementedError, AssertionError, RuntimeError, IndexError, Exception, ImportError, OSError,
)  # fmt: skip
RIGHT = Callable[[], object]
Strange = Callable[[random.Random], object]

ITEMS = (1.0, -2, np.nan, True, None, "a", [2.0], [2.0, [3.0]], (), np.ones(2), np.ones((2, 2)), {"a": 1})

# Values that have nothing to do with the question, by what they are.
SCALARS: tuple[Strange, ...] = (
    lambda r: None,
    lambda r: r.random() < 0.5,
    lambda r: r.choice([0, 1, -1, 2**53 + 1, 2**63, -(2**1023), 10**300]),
    lambda r: r.choice([0.0, -0.0, 1.5, np.nan, np.inf, -np.inf, 5e-324, 1.7e308, 1e-12]),
    lambda r: complex(r.random(), np.nan),
)
ARRAYS: tuple[Strange, ...] = (
    lambda r: np.array(r.choice([1.0, 1, True, np.nan, 1j])),
    lambda r: np.empty(r.choice([(0,), (0, 3), (3, 0), (1, 0, 2), (0,) * 16])),
    lambda r: np.ones(r.randrange(6)) * r.choice([1.0, np.nan, np.inf]),
    lambda r: np.arange(r.randrange(6)).astype(r.choice(wire.DTYPES)),
    lambda r: np.ones(r.choice([(2,), (3, 3), (1, 1), (7, 2), (2, 2, 2)]), r.choice(wire.DTYPES)),
    lambda r: np.array([np.nan, np.inf, -np.inf, -0.0])[: r.randrange(5)],
    lambda r: np.full((r.choice([1 << 8, 1 << 12]), 1), r.random(), r.choice(wire.DTYPES)),
    lambda r: np.array(["a", LINES, "1.0"]),
    lambda r: np.array([1, None, "x"], dtype=object),
    lambda r: np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    lambda r: np.array(["2027-01-01"], dtype="datetime64[D]"),
)
SEQUENCES: tuple[Strange, ...] = (
    lambda r: [r.choice(ITEMS) for _ in range(r.randrange(5))],
    lambda r: tuple(r.choice(ITEMS) for _ in range(r.randrange(5))),
    lambda r: r.choice([(1.0, [2.0, [3.0]]), [[1.0], [2.0, 3.0]], ((), [], {}, ""), [10**400, 1.0]]),
    lambda r: [1.0] * r.choice([1, 2, 100, 5000]),
    lambda r: ["a" * 1000] * 300,
    lambda r: _nested(r.randrange(2, 20)),
)
OTHERS: tuple[Strange, ...] = (
    lambda r: r.choice(["", "1.0", LINES, "x" * 4000, "\U0001f600" * 50]),
    lambda r: r.choice([b"", b"\xff" * 30, b"1.0"]),
    lambda r: r.choice([{1, 2}, set(), frozenset({"a", (1, "b")}), {None, LINES}]),
    lambda r: r.choice([object(), range(3), slice(1), float, np.datetime64("2027-01-01"), np.longdouble(1)]),
    lambda r: {1: 1.0, "1": 2, False: 3, 2.5: [1, [2]], "a\nb": {}},
    lambda r: {f"key {i}": i for i in range(r.choice([0, 1, 3, 900]))},
)
KINDS = (SCALARS, ARRAYS, SEQUENCES, OTHERS)


def strange(rng: random.Random) -> object:
    """Return a value that has nothing to do with the question."""
    return rng.choice(rng.choice(KINDS))(rng)


def _nested(depth: int) -> object:
    value: object = 1.0
    for _ in range(depth):
        value = [value]
    return value


# What may become of the right answer on its way to being wrong.
ALMOST: tuple[Callable[[random.Random, Any], object], ...] = (
    lambda r, v: v,
    lambda r, v: -v,
    lambda r, v: v * r.choice([2.0, 0.5, np.log(2), 1 / np.log(2), 100.0, -3.0, 7.0, 1 + 1e-5, 1e300, np.nan]),
    lambda r, v: v + r.choice([1e-7, 1.0, np.inf]),
    lambda r, v: round(float(v), 3) if np.ndim(v) == 0 else np.round(v, 3),
    lambda r, v: np.asarray(v).T,
    lambda r, v: np.asarray(v)[::-1],
    lambda r, v: np.ravel(v),
    lambda r, v: np.asarray(v)[..., None],
    lambda r, v: np.append(v, 1.0),
    lambda r, v: np.asarray(v).tolist(),
    lambda r, v: [v],
    lambda r, v: (v, v),
    lambda r, v: {"value": v},
    lambda r, v: str(v),
    lambda r, v: np.asarray(v, dtype=r.choice(wire.DTYPES)),
    lambda r, v: tuple(reversed(v)),
    lambda r, v: [*v, [v]],
    lambda r, v: v[:1],
    lambda r, v: np.concatenate([np.ravel(part) for part in v]),
    lambda r, v: dict(enumerate(v)),
)


def value(rng: random.Random, right: RIGHT) -> object:
    """Return something that a function may return."""
    if rng.random() < 0.5:
        try:
            with np.errstate(all="ignore"):
                return rng.choice(ALMOST)(rng, right())
        except Exception:
            return strange(rng)
    if rng.random() < 0.2:
        kind = rng.choice([list, tuple])
        return kind(value(rng, right) for _ in range(rng.randrange(4)))
    return strange(rng)


def crossed(answer: object) -> object:
    """Return what is left of an answer behind the wall."""
    try:
        body = wire.encode(answer)
    except wire.WireError as error:
        return Opaque(str(error))
    return wire.decode(body, numpy_scalars=False) if len(body) <= REPLY_BYTES else Opaque("a value of 9 MiB")


@dataclass
class HostileCode:
    """See Code."""

    rng: random.Random
    references: Mapping[str, Function]
    calm: float  # how often it answers right
    corrected: Mapping[str, Function] = field(default_factory=dict)
    palettes: dict[str, list[object]] = field(default_factory=dict)  # of an exercise that has but a few answers

    def require(self, exercise: Exercise, end: float) -> None:
        """See Code."""

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """See Code."""

        def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
            check_arguments(args, kwargs)
            self._call_back(args)
            call = Call(exercise.name, args, kwargs, cpu_seconds=0.0)
            right = self._right(exercise.name, args, kwargs)
            if self.rng.random() < self.calm:
                return replace(call, result=crossed(right()))
            return self._answer(call, right)

        return invoke

    def _answer(self, call: Call, right: RIGHT) -> Call:
        r = self.rng
        fate = r.random()
        if fate < 0.03:
            raise CallLost(r.choice(list(Loss)))
        if fate < 0.15:
            text = r.choice(["", LINES, "module 'numpy' has no attribute 'trapz'", "x" * 3000])
            return replace(call, raised=r.choice(RAISED)(text), place=r.choice(PLACES), nested=r.random() < 0.5)
        call = replace(call, result=crossed(self._value(call.function, right)))
        if fate < 0.25:
            call = replace(call, warnings=("RuntimeWarning: overflow", "W" * 200)[: r.randrange(1, 3)])
        if fate > 0.9:
            call = replace(call, changed=r.choice([(0,), (7, "p"), ("a key",)]), shared=r.choice([(), (0, 3)]))
        return call

    def _value(self, name: str, right: RIGHT) -> object:
        """Return any answer, or one of a few: what goes wrong may need two that do not go together."""
        r = self.rng
        if name not in self.palettes:
            self.palettes[name] = [strange(r) for _ in range(r.choice([0, 2, 2, 3]))]
        palette = self.palettes[name]
        return r.choice(palette) if palette and r.random() < 0.8 else value(r, right)

    def _right(self, name: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> RIGHT:
        def right() -> object:
            try:
                return self.references[name](*args, **kwargs)
            except Exception:
                return strange(self.rng)

        return right

    def _call_back(self, args: Sequence[object]) -> None:
        """Call the functions among the arguments, and those that are lent, with anything."""
        lent = [self.rng.choice([*self.corrected.values()])] if self.corrected and self.rng.random() < 0.2 else []
        for function in [*filter(callable, args), *lent]:
            given = crossed(value(self.rng, lambda: 1.0))
            if function in lent or (not isinstance(given, Opaque) and self.rng.random() < 0.3):
                try:
                    function(given)  # type: ignore[operator]
                except AssertionError:
                    raise
                except Exception:  # goes to the worker, which may do with it what it likes
                    continue

    def invoke_each(self, exercise: Exercise, end: float) -> InvokeEach:
        """See Code."""
        invoke = self.invoke(exercise, end)

        def invoke_each(arguments: Sequence[Arguments]) -> list[Call]:
            return [invoke(args, kwargs) for args, kwargs in arguments]

        return invoke_each

    def renew(self) -> None:
        """See Code."""

    def release(self) -> int:
        """See Code."""
        return 0

    def with_corrected(self, functions: Mapping[str, Function]) -> AbstractContextManager[Code]:
        """See Code."""
        return nullcontext(replace(self, corrected=functions))

    def is_broken(self, exercise: Exercise) -> bool:
        """See Code."""
        return False
