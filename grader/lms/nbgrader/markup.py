"""What students wrote, shown by nbgrader as text and never as markup.

nbgrader renders comments and Markdown cells as Markdown with HTML in it, in the feedback that students get and in
formgrader, where instructors are logged in. `as_code` protects the comments that we write, whatever the configuration;
`sanitized_markdown` is what our configuration puts in the place of nbconvert's own filter.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import bleach
from jinja2 import pass_context
from nbconvert.exporters.html import HTMLExporter

from grader.report import one_line

# What Markdown makes, and what people write in it by hand; nothing that runs, loads or submits anything.
_TAGS: Final = frozenset(
    """
    a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s section small
    span strong sub summary sup table tbody td th thead tr u ul
    """.split()
)
_ATTRIBUTES: Final = {"*": ["class", "id", "title", "align"], "a": ["href"], "img": ["src", "alt", "width", "height"]}
_PROTOCOLS: Final = ("http", "https", "mailto", "data")
# An image that is part of the notebook, or beside it: one from elsewhere would tell its author who reads the page.
_IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,|[\w.-]+(?:/[\w.-]+)*$", re.IGNORECASE)


def as_code(text: str) -> str:
    """Return text on one line as a Markdown code span: nothing in it is markup, a link, or mathematics."""
    text = one_line(text)
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if text else ""


@pass_context
def sanitized_markdown(context: Any, source: str) -> str:
    """Return Markdown as nbconvert renders it, without anything that a browser would run (a filter for Jinja)."""
    html = _exporter().markdown2html(context, source)
    return str(bleach.clean(html, tags=_TAGS, attributes=_allowed, protocols=_PROTOCOLS))


@cache
def _exporter() -> Any:
    return HTMLExporter()  # type: ignore[no-untyped-call]


def _allowed(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("img", "src"):
        return _IMAGE.match(value) is not None
    is_data = value.strip().lower().startswith("data:")
    return not is_data and (name in _ATTRIBUTES["*"] or name in _ATTRIBUTES.get(tag, ()))
