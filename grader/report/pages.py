"""Jinja2 for the two pages: escaped always, cleaned always, self-contained always."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.report import clean_text, one_line, wording


def render(template: str, **context: object) -> str:
    """Return the page that `grader/report/templates/<template>` makes of `context`."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    """Build the environment once: compiling the templates takes longer than filling them 300 times."""
    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_clean,
    )
    environment.filters |= {"number": wording.number, "percent": wording.percent, "one_line": one_line}
    environment.globals |= {"wording": wording}
    return environment


def _clean(value: object) -> object:
    """Clean whatever a template prints; what is markup already was cleaned on its way into it."""
    return clean_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value
