"""Nothing that a student wrote is markup anywhere: a hostile report, in every product that shows one.

What students control: the names of their folder and files, what the LMS knows them as, what their functions return and
raise, and thereby the texts of notices and problems. Feedback pages of nbgrader are in tests/nbgrader/test_markup.py.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_code_cell

from grader.lms.gradescope import Visibility, gradescope_results
from grader.lms.junit import render_junit
from grader.lms.nbgrader.entries import comment_on
from grader.lms.nbgrader.outputs import show_result
from grader.model import Identity, Notice, Report, Verdict
from grader.report.class_page import render_class
from grader.report.document import to_document, to_json
from grader.report.gradebook import render_gradebook, starts_formula
from grader.report.plain import exercise_text
from grader.report.standing_document import student_document
from grader.report.student import render_student
from grader.report.terminal import class_view, printed, standing_view, summary_view
from tests.unit.report import samples

CANARY = "canary8kq2"
TEXTS = {
    "html": f"<b id={CANARY}><script>{CANARY}()</script><img src=x onerror={CANARY}()>",
    "attribute": f"\" onmouseover={CANARY}() x='{CANARY}",
    "template": f"{{{{ {CANARY} }}}}{{% {CANARY} %}}",
    "link": f"javascript:{CANARY}()",
    "markdown": f"[{CANARY}](javascript:alert) ![{CANARY}](http://evil.example) `{CANARY}` **{CANARY}**",
    "xml": f"]]><{CANARY}/> <!-- {CANARY} --> &{CANARY};",
    "formula": f"=HYPERLINK({CANARY})",
    "wide formula": f"＝{CANARY}",
    "terminal": f"\x1b[31m{CANARY}\x1b]8;;http://evil.example\x07\x9b2J\x08\r{CANARY}",
    "rich": f"[bold red]{CANARY}[/] [link=http://evil.example]{CANARY}[/link]",
    "direction": f"\u202e{CANARY}\u2066",
    "lines": f"{CANARY}\n  so       {CANARY}\n  hint     {CANARY}\r\n{CANARY}",
    "surrogate": f"{CANARY}\ud800\x00\ufffe",
}
COURSE = samples.COURSE
standing = samples.standing
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def hostile(text: str) -> Report:
    """Return a report with a text everywhere where a student's may be."""
    failed = samples.result(
        COURSE.exercises[0],
        [Verdict.FAILED, Verdict.RAISED],
        message=f"Your function raised {text}\n  call     {text}\n  got      {text}",
    )
    return dataclasses.replace(
        samples.report(text, [failed, *samples.all_passed(COURSE.exercises[1:])]),
        notices=(Notice(text, text), Notice("", text)),
        identity=Identity(text, text, text),
    )


def ungraded(text: str) -> Report:
    return dataclasses.replace(hostile(text), problem=text)


class Elements(HTMLParser):
    """Collects what the canary is in: names of tags, attributes that browsers act on, scripts and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        for name, value in attrs:
            acts = name in {"href", "src", "id", "style", "action"} or name.startswith("on") or CANARY in name
            scheme = re.match(r"\s*(?:javascript|data|http):", value or "", re.IGNORECASE)
            if CANARY in (name + (value or "")) and acts and (scheme or name not in {"href", "id"}):
                self.found.append(f"<{tag} {name}={value!r}>")

    def handle_data(self, data: str) -> None:
        if CANARY in data and self._inside in {"script", "style"}:
            self.found.append(f"<{self._inside}> {data!r}")


def check_html(html: str) -> None:
    assert Elements(html).found == []
    assert f"<b id={CANARY}" not in html
    assert f"<{CANARY}" not in html


def check_csv(text: str) -> None:
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        assert not [cell for cell in row if CANARY in cell and (starts_formula(cell) or "\n" in cell)]
    assert len(text.splitlines()) == 2


def check_xml(text: str) -> None:
    root = ET.fromstring(text.encode())
    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "properties", "property", "failure", "error")
    }


def check_terminal(text: str) -> None:
    assert not CONTROLS.search(text)


def check_json(text: str) -> None:
    json.loads(text)
    assert not CONTROLS.search(text)


def check_lines(text: str) -> None:
    """A text that another program shows as it is: no line of ours is made by a student's line end."""
    assert not CONTROLS.search(text)


def check_cell(text: str) -> None:
    output = json.loads(text)
    assert [part["output_type"] for part in output] == ["stream", "execute_result"]
    assert CANARY not in str(output[1])  # the points, which have HTML
    assert not CONTROLS.search(output[0]["text"])


def notebook_cell(report: Report) -> str:
    cell = new_code_cell("")
    show_result(cell, report.exercises[0], COURSE, 1.0, notes=[notice.text for notice in report.notices])
    return json.dumps(cell.outputs)


def gradescope(report: Report) -> str:
    stands = standing(report)
    if stands.score is None:  # nothing is written for a student without a mark
        return "{}"
    return to_json(gradescope_results(stands, COURSE, hidden=Visibility.VISIBLE))


def comment(report: Report) -> str:
    return comment_on(report.exercises[0])


def check_comment(text: str) -> None:
    """It is rendered as Markdown: see tests/unit/lms/nbgrader/test_markup.py."""
    assert re.fullmatch(r"[^`<]*\. (`+) [^\n]* \1", text)
    assert not CONTROLS.search(text)


Product = tuple[Callable[[Report], str], Callable[[str], None]]
PRODUCTS: dict[str, Product] = {
    "report.html": (lambda r: render_student(standing(r), COURSE), check_html),
    "index.html": (lambda r: render_class([standing(r)], COURSE), check_html),
    "report.json": (lambda r: to_json(student_document(standing(r))), check_json),
    "staff.json": (lambda r: to_json(to_document(r)), check_json),
    "gradebook.csv": (lambda r: render_gradebook([standing(r)], COURSE), check_csv),
    "grader show": (lambda r: printed(standing_view(standing(r), COURSE)), check_terminal),
    "grader grade": (lambda r: printed(summary_view([r], [standing(r)], COURSE)), check_terminal),
    "class view": (lambda r: printed(class_view([standing(r)], COURSE)), check_terminal),
    "junit.xml": (lambda r: render_junit([standing(r)], COURSE), check_xml),
    "results.json": (gradescope, check_json),
    "plain text": (lambda r: exercise_text(r.exercises[0], COURSE), check_lines),
    "nbgrader's output": (notebook_cell, check_cell),
    "nbgrader's comment": (comment, check_comment),
}


def combinations() -> Iterator[tuple[str, str]]:
    return ((product, kind) for product in PRODUCTS for kind in TEXTS)


@pytest.mark.parametrize(("product", "kind"), list(combinations()))
def test_no_text_of_a_student_is_markup(product: str, kind: str) -> None:
    make, check = PRODUCTS[product]
    for report in (hostile(TEXTS[kind]), ungraded(TEXTS[kind])):
        check(make(report))


def test_the_canary_is_in_every_product() -> None:
    """Else the test above would look at nothing."""
    for product, (make, _) in PRODUCTS.items():
        assert CANARY in make(hostile(CANARY)) + make(ungraded(CANARY)), product


def test_gradescope_takes_everything_as_text() -> None:
    """Its formats are text, html, simple_format, md and ansi; what is not said is text."""
    document = gradescope_results(standing(hostile(TEXTS["html"])), COURSE)
    assert document["output_format"] == "text"
    assert {test.get("output_format", "text") for test in document["tests"]} == {"text"}
    assert {test.get("name_format", "text") for test in document["tests"]} == {"text"}
