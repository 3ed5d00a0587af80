"""nbgrader's own feedback pages, of hostile work: nothing that a student wrote is markup in them."""

from __future__ import annotations

import dataclasses
import shutil
from html.parser import HTMLParser
from pathlib import Path

from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from grader.model import Verdict
from tests.nbgrader.classroom import Cell, Classroom, solved
from tests.nbgrader.exported import Class
from tests.unit.lms.nbgrader.test_markup import MARKUP

CANARY = "canary-8kq2"
TEXT = " ".join([CANARY, *MARKUP])
RAISES = f"def total(values):\n    raise ValueError({TEXT!r})"
RETURNS = f"def mean(values):\n    print({TEXT!r})\n    return {TEXT!r}"


class Page(HTMLParser):
    """Collects what a browser would run or load, and links, and for each text with the canary its innermost tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        for name, value in attrs:
            if name == "href" and "evil.example" in (value or "") and tag == "a":
                self.links.append(value or "")
            elif name.startswith("on") or any(bad in (value or "") for bad in ("alert(1)", "evil.example")):
                self.active.append(f"<{tag} {name}={value!r}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if "script" in self._open and "alert(1)" in data:
            self.active.append(data)
        if CANARY in data:
            self.texts.append(self._open[-1])


def _essay(cells: list[Cell]) -> None:
    """Markdown and raw cells full of HTML, and outputs that no kernel made."""
    markdown = {"cell_type": "markdown", "metadata": {}, "source": "\n\n".join([CANARY, *MARKUP])}
    raw = {"cell_type": "raw", "metadata": {"raw_mimetype": "text/html"}, "source": TEXT}
    cells += [markdown | {"id": "m"}, raw | {"id": "r"}]
    for cell in cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": TEXT}}]


def test_feedback_of_a_hostile_notebook(classroom: Classroom, tmp_path: Path) -> None:
    room = classroom.copied("markup")
    notebooks = {
        unit: solved(room.released("averages", unit), {"total": RAISES, "mean": RETURNS}, _essay)
        for unit in ("unit1_sums", "unit2_means")
    }
    room.hand_in("mallory", "averages", notebooks)
    room.nbgrader("autograde", "averages")
    room.nbgrader("generate_feedback", "averages")
    for unit in notebooks:
        page = Page((room.folder / "feedback/mallory/averages" / f"{unit}.html").read_text(encoding="utf-8"))
        assert page.active == []
        assert len(page.texts) >= 3  # the code, its output, the essay
    shutil.rmtree(room.base)


def test_feedback_of_exported_marks_in_a_course_without_our_configuration(room: Class) -> None:
    code = f"{RAISES}\n\n\ndef apply_twice(f, x):\n    raise ValueError({TEXT!r})\n"
    report = room.hand_in("mallory", 0.0, 0.0, code=code)
    said = f"Your function raised ValueError at unit1_sums.py:2: {' '.join(TEXT.split())}"
    failed = [
        dataclasses.replace(
            result,
            outcomes=tuple(dataclasses.replace(o, verdict=Verdict.RAISED, message=said) for o in result.outcomes),
        )
        for result in report.exercises
    ]
    room.reports["mallory"] = dataclasses.replace(report, exercises=tuple(failed))
    room.export()
    assert all(CANARY in comment for comment in room.entered("mallory").comments.values())
    config = Config()
    config.CourseDirectory.root = str(room.target)
    config.CourseDirectory.course_id = "arithmetic"
    assert NbGraderAPI(CourseDirectory(config=config), config=config).generate_feedback("sums", force=True)["success"]
    page = Page((room.target / "feedback/mallory/sums/unit1_sums.html").read_text(encoding="utf-8"))
    assert page.active == page.links == []
    assert page.texts.count("code") >= 2  # the comments
