"""The title of a case: the first line of its docstring, with the values of its parameters put in."""

from __future__ import annotations

import inspect
import math
from string import Formatter

import pytest

from grader.cases.show import show
from grader.language import Message, Value


class BadTitle(ValueError):
    """The title is missing, or has a {name} that is no parameter."""


def case_title(item: pytest.Function) -> Message:
    """Return what students read; parametrized cases that do not name a parameter get their id; raises BadTitle."""
    doc = inspect.getdoc(item.function)
    if not doc:
        raise BadTitle("needs a docstring: its first line is the title that students read")
    title = doc.splitlines()[0].strip()
    if not hasattr(item, "callspec"):
        return Message(title)
    try:
        names = {str(name) for _, name, _, _ in Formatter().parse(title) if name is not None}
        message = Message(title, {name: _value(item.callspec.params[name]) for name in sorted(names)})
    except (LookupError, AttributeError, ValueError) as error:
        known = ", ".join(item.callspec.params)
        raise BadTitle(f'its title names what is no parameter (those are {known}): "{title}"') from error
    return message if names else Message("{title} [{id}]", {"title": Message(title), "id": item.callspec.id})


def _value(parameter: object) -> Value:
    """Return a parameter as what can be kept in a report: text, where it is no ordinary number."""
    if isinstance(parameter, set | frozenset):
        return show(parameter)  # in an order that is always the same
    finite = isinstance(parameter, int) or (isinstance(parameter, float) and math.isfinite(parameter))
    return parameter if finite else str(parameter)  # type: ignore[return-value]
