"""A strict little reader of HTML: elements, ids and text, and what is wrong with them."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "hr", "input"}


class Page(HTMLParser):
    """One page, read."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.problems: list[str] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is not closed" for tag in self._open]
        ids = [element["id"] for _, element in self.elements if "id" in element]
        self.problems += [f"id {name!r} is not unique" for name in set(ids) if ids.count(name) > 1]
        references = {element["aria-labelledby"] for _, element in self.elements if "aria-labelledby" in element}
        self.problems += [f"nothing has the id {name!r}" for name in references - set(ids)]
        self._check_headings()

    @property
    def text(self) -> str:
        """The text that is shown, spaces folded."""
        return re.sub(r"\s+", " ", "".join(self._text))

    @property
    def tags(self) -> set[str]:
        return {tag for tag, _ in self.elements}

    @property
    def ids(self) -> set[str]:
        return {element["id"] for _, element in self.elements if "id" in element}

    def all(self, tag: str) -> list[dict[str, str]]:
        return [element for name, element in self.elements if name == tag]

    def first(self, tag: str) -> dict[str, str]:
        return self.all(tag)[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)
        self._text.append(" " if tag not in {"bdi", "code", "span", "strong", "em", "a"} else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self._text.append(data)

    def _check_headings(self) -> None:
        levels = [int(tag[1]) for tag, _ in self.elements if re.fullmatch("h[1-6]", tag)]
        if levels[:1] != [1] or levels.count(1) != 1:
            self.problems.append("not exactly one h1, first")
        self.problems += [f"h{a} is followed by h{b}" for a, b in itertools.pairwise(levels) if b > a + 1]
