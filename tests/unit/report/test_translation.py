from __future__ import annotations

import re
from dataclasses import replace
from gettext import NullTranslations
from io import StringIO

import pytest
from rich.console import Console, RenderableType

from grader.cases import relations
from grader.language import Language, Message, joined, load_language, msg
from grader.model import Hint, Notice, Report, Verdict
from grader.report import class_page, student, terminal
from grader.report.document import from_json, to_document, to_json
from grader.report.translation import language_of, translated, translated_course
from tests.unit.report import samples
from tests.unit.report.markup import Page

CHINESE = load_language("zh")
COURSE = replace(samples.COURSE, language="zh")
MESSAGE = joined("\n", [relations.wrong_length(3, 4).kind, msg("  call     {call}", call="entropy([1, 2])")])


@pytest.fixture
def report() -> Report:
    """Return a report with a message, a title with a value in it, a notice and a hint."""
    result = samples.result(samples.COURSE.exercise("entropy"), [Verdict.FAILED] * 9)
    first, *others = result.outcomes
    case = replace(first.case, title=Message("With {n} outcomes.", {"n": 0.5}))
    outcomes = (replace(first, case=case, message=MESSAGE), *others)
    hint = Hint("EN1", "Natural log", "Which unit?")
    notice = Notice("a.txt", msg("Not read: only .py files and notebooks are."))
    return replace(
        samples.report("ada", [replace(result, outcomes=outcomes, hint=hint)]),
        notices=(notice,),
        problem="",
    )


class TestTranslated:
    def test_messages(self, report: Report) -> None:
        said = translated(report, CHINESE)
        assert said.exercises[0].outcomes[0].message == "结果的项数不对。\n  调用  entropy([1, 2])"
        assert said.notices == (Notice("a.txt", "未读取：只读取 .py 文件和笔记本。"),)

    def test_twice_is_once(self, report: Report) -> None:
        said = translated(report, CHINESE)
        assert translated(said, CHINESE) == said

    def test_what_no_catalog_knows_stays(self, report: Report) -> None:
        said = translated(report, CHINESE).exercises[0]
        assert said.hint == report.exercises[0].hint
        assert said.outcomes[0].case.title == "With 0.5 outcomes."

    def test_course(self) -> None:
        assert translated_course(replace(COURSE, title="Scores"), CHINESE).title == "得分分布"
        assert translated_course(COURSE, CHINESE) == COURSE

    def test_a_kept_report_can_be_said_in_any_language(self, report: Report) -> None:
        kept = from_json(to_json(to_document(report)))
        assert translated(kept, CHINESE) == translated(report, CHINESE)
        assert kept == report

    def test_a_report_kept_before_there_were_messages_can_be_read(self, report: Report) -> None:
        document = to_document(report)
        del document["messages"]
        assert from_json(to_json(document)) == report


class Marking(NullTranslations):
    """Says every line in brackets, so that what nobody has said stands outside of them."""

    def gettext(self, message: str) -> str:
        return "\n".join(f"⟦{line}⟧" for line in message.split("\n"))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def unsaid(text: str, known: set[str]) -> set[str]:
    """Return the words of `text` outside of all brackets, but for the `known` ones; digests are no words."""
    while (shorter := re.sub("⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    assert not set("⟦⟧") & set(text)
    return set(re.findall(r"\b[A-Za-z_]{3,}\b", text)) - known


NAMES = {exercise.name for exercise in samples.COURSE.exercises} | {
    word for report in samples.CLASS for word in re.findall(r"\w+", report.student)
}
PROVENANCE = {"grader", "Python", "NumPy", "UTC", "cross", "entropy", "UNCONFINED"}


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the renderers speak a language that marks what is said in it."""
    language = Language("xx", Marking())
    for module in (student, class_page, terminal):
        monkeypatch.setattr(module, "language_of", lambda course: language)


class TestRenderers:
    """The renderers speak the course's language by themselves: nobody who calls one can forget it."""

    @pytest.mark.usefixtures("marked")
    @pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
    def test_all_of_a_students_page_is_said(self, report: Report) -> None:
        page = Page(student.render_student(samples.standing(report), samples.COURSE))
        assert page.first("html")["lang"] == "xx"
        assert not unsaid(page.text, NAMES | PROVENANCE)

    @pytest.mark.usefixtures("marked")
    def test_all_of_the_class_page_is_said(self) -> None:
        page = Page(class_page.render_class(samples.STANDINGS, samples.COURSE))
        assert not unsaid(page.text, NAMES | PROVENANCE)

    @pytest.mark.usefixtures("marked")
    @pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
    def test_all_in_the_terminal_is_said(self, report: Report) -> None:
        views = (
            terminal.standing_view(samples.standing(report), samples.COURSE),
            terminal.class_view(samples.STANDINGS, samples.COURSE),
            terminal.summary_view(samples.CLASS, samples.STANDINGS, samples.COURSE, reused=1, seconds=2.0),
        )
        assert not unsaid(plain(*views), NAMES | PROVENANCE)

    def test_in_chinese(self, report: Report) -> None:
        page = Page(student.render_student(samples.standing(report, course=COURSE), COURSE))
        assert page.first("html")["lang"] == "zh"
        assert "结果的项数不对。" in page.text
        assert "答案错误 · 公开用例 · 定值" in plain(
            terminal.standing_view(samples.standing(report, course=COURSE), COURSE)
        )

    def test_language_of_a_course_without_catalogs(self) -> None:
        assert language_of(samples.COURSE).say(msg("a number")) == "a number"
        assert language_of(COURSE).code == "zh"


def plain(*views: RenderableType) -> str:
    """Return what the terminal shows, wide enough that nothing is broken over two lines."""
    console = Console(width=1000, file=StringIO())
    console.print(*views)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()
