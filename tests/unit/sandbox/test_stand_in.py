from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest

from grader.sandbox.stand_in import parameters_of, stand_in


def reference(p: float, base: float = 2.0, *, clip: bool = False) -> float:
    """Return the reference's answer."""
    return p * base + clip


def same(p, base=2.0, *, clip=False):  # type: ignore[no-untyped-def]
    """Written by a student."""
    return 17.0


def another_default(p, base=10.0, *, clip=False):  # type: ignore[no-untyped-def]
    return 17.0


def another_parameter(p, eps=1e-12):  # type: ignore[no-untyped-def]
    return 17.0


class Hostile:
    def __repr__(self) -> str:
        raise SystemExit


def hostile_default(p, base=Hostile()):  # type: ignore[no-untyped-def]  # noqa: B008
    return 17.0


LOOKS: dict[str, Callable[[Callable[..., object]], object]] = {
    "name": lambda f: (f.__name__, f.__qualname__, f.__module__, f.__doc__),
    "signature": inspect.signature,
    "defaults": lambda f: (f.__defaults__, f.__kwdefaults__),  # type: ignore[attr-defined]
    "annotations": lambda f: f.__annotations__,
    "attributes": lambda f: dict(vars(f)),
    "type": type,
    "closure": lambda f: f.__closure__,  # type: ignore[attr-defined]
    "globals": lambda f: f.__globals__,  # type: ignore[attr-defined]
    "place": lambda f: (f.__code__.co_filename, f.__code__.co_firstlineno, f.__code__.co_name),
    "arguments": lambda f: f.__code__.co_varnames[:3],
    "source": inspect.getsource,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_it_looks_like_the_students_own(look: Callable[[Callable[..., object]], object]) -> None:
    helped = stand_in(same, reference, parameters_of(reference))
    assert helped is not same
    assert look(helped) == look(same)


@pytest.mark.parametrize("own", [same, another_default, another_parameter, hostile_default])
def test_it_answers_as_the_reference_does(own: Callable[..., object]) -> None:
    """What the caller did not give is filled in by the reference, and not by a default of the student's."""
    helped = stand_in(own, reference, parameters_of(reference))
    assert helped(3.0) == 6.0
    assert helped(3.0, 5.0) == 15.0
    assert helped(3.0, base=5.0, clip=True) == 16.0
    assert helped.__name__ == own.__name__


@pytest.mark.parametrize("own", [None, len, 3, type("Callable", (), {"__call__": lambda self: 1})()])
def test_what_is_no_plain_function_is_just_replaced(own: object) -> None:
    assert stand_in(own, reference, parameters_of(reference)) is reference


def test_parameters_that_cannot_travel() -> None:
    assert parameters_of(lambda *args: 1) is None
    assert parameters_of(lambda x=[]: 1) is None
    assert parameters_of(reference) == (("p", 1, False, None), ("base", 1, True, 2.0), ("clip", 3, True, False))
