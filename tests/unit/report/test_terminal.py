from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import Console, RenderableType

from grader.model import Report
from grader.report import clean_text
from grader.report.terminal import class_text, class_view, standing_view, summary_view
from tests.unit.report import samples


def text_of(renderable: RenderableType, *, width: int = 88) -> str:
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as capture:
        console.print(renderable)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


@pytest.mark.parametrize("name", ["blaise", "fault", "problem"])
def test_golden_report(name: str, golden: Callable[[str, str], None]) -> None:
    report: Report = getattr(samples, name.upper())
    golden(f"report/{name}.terminal.txt", text_of(standing_view(samples.standing(report), samples.COURSE)))


def test_golden_class(golden: Callable[[str, str], None]) -> None:
    shown = text_of(class_view(samples.STANDINGS, samples.COURSE))
    summed = text_of(summary_view(samples.CLASS, samples.STANDINGS, samples.COURSE, reused=3, seconds=12.34))
    golden("report/class.terminal.txt", f"{shown}\n{summed}")


@pytest.mark.parametrize("width", [40, 88, 200])
@pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
def test_no_escape_and_no_markup_of_students_reaches_the_terminal(report: Report, width: int) -> None:
    for view in (
        standing_view(samples.standing(report), samples.COURSE),
        class_view([samples.standing(report)], samples.COURSE),
    ):
        shown = text_of(view, width=width)
        assert clean_text(shown) == shown


def test_markup_is_shown_as_it_is() -> None:
    assert "'[bold]x[/bold]'" in text_of(standing_view(samples.standing(samples.BLAISE), samples.COURSE))
    assert "[red]x[/red]" in text_of(
        class_view([samples.standing(samples.report("[red]x[/red]", []))], samples.COURSE)
    )


def test_only_the_first_failure_is_explained() -> None:
    shown = text_of(standing_view(samples.standing(samples.BLAISE), samples.COURSE))
    assert "hint     Which logarithm" in shown
    assert "and 3 more cases" in shown
    assert "Your function did not answer within" not in shown


def test_what_keeps_a_whole_unit_from_running_is_told_once() -> None:
    shown = text_of(standing_view(samples.standing(samples.report("eve", samples.one_file_broken())), samples.COURSE))
    assert shown.count("SyntaxError") == 1
    assert "Every case of this unit fails for one reason:" in shown


@pytest.mark.parametrize("report", [samples.FAULT, samples.PROBLEM], ids=["grader error", "problem"])
def test_ungraded_has_no_points(report: Report) -> None:
    shown = text_of(standing_view(samples.standing(report), samples.COURSE))
    assert "The total is open: there is no mark yet for Information and entropy" in shown
    assert "not graded: Information and entropy" in shown
    assert "points\n" not in shown


class TestSummary:
    def test_names_whoever_has_no_mark(self) -> None:
        shown = text_of(summary_view(samples.CLASS, samples.STANDINGS, samples.COURSE, reused=3, seconds=12.34))
        assert shown.startswith("7 of 9 submissions graded, 3 of them unchanged since the last run, 12.3 s\n")
        assert "not graded  grace  the grader failed on 1 case" in shown
        assert "UNCONFINED" in shown

    def test_one_line_when_all_is_well(self) -> None:
        assert text_of(summary_view([samples.ADA], samples.standings([samples.ADA]), samples.COURSE)).splitlines() == [
            "1 of 1 submission graded",
            "mean 23, median 23, best 23 of 21  0 %          █ 100 %",
        ]

    def test_nobody(self) -> None:
        assert text_of(summary_view([], [], samples.COURSE)) == "0 of 0 submissions graded\n"
        assert class_text([], samples.COURSE).plain == "nobody has a total yet"
