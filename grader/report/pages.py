"""Jinja2 for the two pages: in one language, escaped always, cleaned always, self-contained always."""

from __future__ import annotations

from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.language import Language, Message
from grader.report import clean_text, one_line, wording


def render(template: str, language: Language, **context: object) -> str:
    """Return the page that `grader/report/templates/<template>` makes of `context`; it says messages in `language`."""
    return _environment(language).get_template(template).render(context)


@cache
def _environment(language: Language) -> Environment:
    """Build the environment once: compiling the templates takes longer than filling them 300 times."""
    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=partial(_finished, language=language),
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(language.catalog, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {"number": wording.number, "percent": wording.percent, "one_line": one_line}
    environment.filters |= {"said": language.say}
    environment.globals |= {"wording": wording, "language": language}
    return environment


def _finished(value: object, *, language: Language) -> object:
    """Say and clean whatever a template prints; what is markup already was cleaned on its way into it."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return clean_text(language.say(value) if isinstance(value, Message) else value)
