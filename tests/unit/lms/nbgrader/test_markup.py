"""Students' text in comments stays text; their Markdown cells are rendered without anything that a browser runs."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters import markdown2html_mistune

from grader.lms.nbgrader.markup import as_code, sanitized_markdown

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[c](javascript:alert(1))",
    "![i](http://evil.example/x.png)",
    "http://evil.example",
    "<http://evil.example>",
    "**bold** _it_ ~~gone~~ `code` # head",
    r"\href{javascript:alert(1)}{x} $\unicode{x}$ \(x\) $$y$$",
    "``` fence",
    "` <b>out</b> ` <b>out</b>",
    "`` <b>out</b> ` <b>out</b> ``",
    "&lt;b&gt; &#60;b&#62;",
    "x\n\n# head\n\n<b>block</b>",
    "| a | b |\n| - | - |",
    "[^1]: note",
    "\\` <b>x</b>",
    "\\",
    "`",
]


class Tags(HTMLParser):
    """Collects tags with their attributes, and the text outside of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("text", MARKUP)
def test_a_comment_is_one_code_span_with_its_text(text: str) -> None:
    rendered = Tags(markdown2html_mistune(f"1 of 3 points. {as_code(text)}"))
    assert [tag for tag, _ in rendered.tags] == ["p", "code"]
    assert rendered.text.strip() == f"1 of 3 points. {' '.join(text.split())}"


@given(st.text(alphabet="`\\<>&$*_[]()!#~|:/ abh\n\r\t\x1b\u2028", max_size=40))
def test_any_comment_is_one_code_span(text: str) -> None:
    rendered = Tags(markdown2html_mistune(f"Passed. {as_code(text)}"))
    assert [tag for tag, _ in rendered.tags] == ["p", "code"][: 1 + bool(text.split())]


def render(source: str) -> str:
    return sanitized_markdown({"cell": {}, "resources": {}}, source)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><circle/></svg>",
        "[c](javascript:alert(1))",
        '<a href="JaVaScRiPt:alert(1)">c</a>',
        '<a href="data:text/html,<script>alert(1)</script>">c</a>',
        '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
        "![x](http://evil.example/x.png)",
        '<img src="//evil.example/x.png">',
        '<img src="\\\\evil.example/x.png">',
        '<iframe src="http://evil.example"></iframe>',
        '<form action="http://evil.example"><input name=password></form>',
        '<style>body { background: url("http://evil.example") }</style>',
        '<p style="position: fixed; inset: 0">over everything</p>',
        '<meta http-equiv="refresh" content="0;url=http://evil.example">',
        '<object data="x"></object><embed src="x"><base href="http://evil.example">',
        "<details open ontoggle=alert(1)>x</details>",
        "<math><mtext></mtext><mglyph><style></math><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_that_a_browser_runs_is_left(source: str) -> None:
    harmless = {"p", "a", "img", "code", "pre", "span", "div", "details", "b", "i"}
    for tag, attributes in Tags(render(source)).tags:
        assert tag in harmless
        for name, value in attributes.items():
            assert name in {"href", "src", "alt", "class", "id", "title"}
            assert not (value or "").lower().strip().startswith(("javascript:", "data:text", "data:image/svg"))
            assert name != "src" or "evil.example" not in (value or "")


def test_markdown_that_people_write_stays() -> None:
    image = "data:image/png;base64,iVBORw0KGgo="
    source = "# Entropy\n\n*a* **b** `c` [d](https://example.org) <sub>2</sub>\n\n- e\n\n| f |\n| - |\n| g |"
    source += f"\n\n![h]({image})"
    tags = Tags(render(source)).tags
    assert {tag for tag, _ in tags} >= {"h1", "em", "strong", "code", "a", "sub", "ul", "li", "table", "td", "img"}
    assert ("a", {"href": "https://example.org"}) in tags
    assert any(attributes.get("src") == image for _, attributes in tags)


def test_an_image_beside_the_notebook_stays() -> None:
    assert 'src="images/cat.png"' in render("![cat](images/cat.png)")


def test_mathematics_stays_for_mathjax() -> None:
    assert "$-\\sum p \\log p$" in render(r"It is $-\sum p \log p$.")


def test_an_attached_image_is_shown() -> None:
    cell = SimpleNamespace(get=lambda key, default=None: {"a.png": {"image/png": "iVBORw0KGgo="}})
    html = sanitized_markdown({"cell": cell, "resources": {}}, "![a](attachment:a.png)")
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in html
