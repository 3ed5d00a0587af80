"""What YAML and pydantic found, in words for the author of a course."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import yaml
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from grader.course.entries import PATTERNS, CourseFile
from grader.course.fault import Location
from grader.course.wording import did_you_mean, known_names, what


def explain_syntax(error: yaml.MarkedYAMLError) -> tuple[yaml.error.Mark | None, str]:
    """Return where YAML's own fault is, and say it in words for a course author."""
    problem = error.problem or error.context or "not YAML"
    here, start = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if "'\\t'" in problem:
        return here, "a tab. Indent with spaces."
    if "mapping values are not allowed" in problem:
        return here, 'a ":" where none can be. Put a text that contains ": " in quotes, or check the indentation.'
    if "expected <block end>" in problem:
        return here, "does not line up with the lines above. Check the indentation."
    if "could not find expected ':'" in problem:
        return start, 'a field without ":". Write `name: value`, or check the indentation.'
    if "unexpected end of stream" in problem:
        return start, "a quote that is never closed."
    return here, f"{problem}."


def explain(error: ErrorDetails) -> str:
    """Say in words for a course author what pydantic found."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        fields = _fields_at(error["loc"][:-1])
        return f"not a field here. {did_you_mean(str(error['loc'][-1]), fields) or known_names(fields)}"
    if kind == "missing":
        return f"missing. Add a line `{error['loc'][-1]}: …` here."
    if kind == "too_short" and error["loc"][-1] == "exercises":
        return "a unit needs an exercise. Add one with `grader new exercise NAME --unit UNIT`."
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"must be one of {context['expected'].replace(chr(39), '')}, not {what(value)}."
    if kind in _MUST_BE:
        quotes = " Put it in quotes." if kind == "string_type" and isinstance(value, bool | int | float) else ""
        return f"must be {_MUST_BE[kind](context)}, not {what(value)}.{quotes}"
    return f"{error['msg']}."


def _at_least_one(context: Mapping[str, Any]) -> str:
    return f"at least {context['min_length']} long"


_MUST_BE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "text",
    "string_unicode": lambda _: "printable text",
    "string_too_short": _at_least_one,
    "string_too_long": lambda context: f"at most {context['max_length']} characters long",
    "string_pattern_mismatch": lambda context: PATTERNS[context["pattern"]],
    "int_type": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "int_parsing_size": lambda _: "a smaller number",
    "float_type": lambda _: "a number",
    "finite_number": lambda _: "a finite number",
    "bool_type": lambda _: "true or false",
    "list_type": lambda _: "a list: lines that begin with `- `",
    "model_type": lambda _: "a group of `field: value` lines",
    "dict_type": lambda _: "a group of `field: value` lines",
    "too_short": _at_least_one,
    "greater_than": lambda context: f"more than {context['gt']:g}",
    "greater_than_equal": lambda context: f"at least {context['ge']:g}",
    "less_than_equal": lambda context: f"at most {context['le']:g}",
}


def _fields_at(location: Location) -> list[str]:
    """Return the names of the fields of the group at `location`, read off the models."""
    kind: Any = CourseFile
    for part in location:
        kind = get_args(kind)[0] if isinstance(part, int) else _fields(kind)[part]
    return list(_fields(kind))


def _fields(kind: Any) -> dict[str, Any]:
    if issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    return get_type_hints(kind)
