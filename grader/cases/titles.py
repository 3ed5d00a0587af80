"""The title of a case: the first line of its docstring, with the values of its parameters put in."""

from __future__ import annotations

import inspect

import pytest


class BadTitle(ValueError):
    """The title is missing, or has a {name} that is no parameter."""


def case_title(item: pytest.Function) -> str:
    """Return what students read; parametrized cases that do not name a parameter get their id; raises BadTitle."""
    doc = inspect.getdoc(item.function)
    if not doc:
        raise BadTitle("needs a docstring: its first line is the title that students read")
    title = doc.splitlines()[0].strip()
    if not hasattr(item, "callspec"):
        return title
    try:
        formatted = title.format_map(dict(item.callspec.params))
    except (KeyError, IndexError, AttributeError, ValueError) as error:
        known = ", ".join(item.callspec.params)
        raise BadTitle(f'its title names what is no parameter (those are {known}): "{title}"') from error
    return formatted if formatted != title else f"{title} [{item.callspec.id}]"
