"""A function that looks like a student's own and is answered elsewhere: for follow-through marks.

A function that can tell that it is being helped could answer otherwise than it did before. What can be made alike is:
name, module, documentation, signature, defaults, annotations, attributes and place. What cannot is what it does: its
answers, the time that they take, and its bytecode.
"""

from __future__ import annotations

import inspect
import types
import warnings
from collections.abc import Callable

Function = Callable[..., object]
Parameter = tuple[str, int, bool, object]  # name, kind, whether there is a default, and which
Parameters = tuple[Parameter, ...]

_PLAIN = (int, float, bool, str, type(None))
_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def parameters_of(function: Function) -> Parameters | None:
    """Return the parameters of a function, or None where they cannot be had, or hold what is not plain data."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    described = tuple(
        (p.name, int(p.kind), p.default is not p.empty, None if p.default is p.empty else p.default) for p in found
    )
    plain = all(kind in _NAMED and type(default) in _PLAIN for _, kind, _, default in described)
    return described if plain else None


def stand_in(original: object, answer: Function, parameters: Parameters | None) -> Function:
    """Return a function that looks like `original` and calls `answer`, whose parameters are `parameters`.

    Where the student has other parameters, or other defaults, the arguments are passed on as they come: what the
    caller did not give must be filled in by `answer` and not by a wrong default.
    """
    if type(original) is not types.FunctionType:
        return answer
    try:
        alike = parameters is not None and repr(parameters_of(original)) == repr(parameters)
    except Exception:  # a default of the student's whose repr() misbehaves
        alike = False
    given = parameters if alike and parameters is not None else None
    code = _calling(answer, given).replace(
        co_filename=original.__code__.co_filename,
        co_firstlineno=original.__code__.co_firstlineno,
        co_name=original.__code__.co_name,
        co_qualname=original.__code__.co_qualname,
    )
    function = types.FunctionType(code, original.__globals__, original.__name__)
    if given is not None:
        function.__defaults__, function.__kwdefaults__ = original.__defaults__, original.__kwdefaults__
    function.__module__, function.__qualname__, function.__doc__ = (
        original.__module__,
        original.__qualname__,
        original.__doc__,
    )
    function.__annotations__ = dict(original.__annotations__)
    vars(function).update(vars(original))
    return function


def _calling(answer: Function, parameters: Parameters | None) -> types.CodeType:
    """Return the code of a function with these parameters that passes them to `answer`, which is one of its constants.

    A closure or a global variable would be there to be looked at.
    """
    if parameters is None:
        accepted, passed = "*args, **kwargs", "*args, **kwargs"
    else:
        positional = [name for name, kind, _, _ in parameters if kind == inspect.Parameter.POSITIONAL_OR_KEYWORD]
        keywords = [name for name, kind, _, _ in parameters if kind == inspect.Parameter.KEYWORD_ONLY]
        accepted = ", ".join([*positional, *(["*", *keywords] if keywords else [])])
        passed = ", ".join([*positional, *(f"{name}={name}" for name in keywords)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "'ellipsis' object is not callable": it is a place for what is
        module = compile(f"def f({accepted}):\n    return (...)({passed})", "", "exec", dont_inherit=True)
    (code,) = (constant for constant in module.co_consts if isinstance(constant, types.CodeType))
    return code.replace(co_consts=tuple(answer if constant is ... else constant for constant in code.co_consts))
