"""Reports for the terminal, as rich renderables.

Text of students and of cases always travels in `Text`: a plain string in a table would be read as markup.
"""

from __future__ import annotations

import io
import statistics
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model import Course, ExerciseResult, Group, Level, Report, Verdict
from grader.report import clean_text, one_line, summary, wording

BLOCKS = " ▁▂▃▄▅▆▇█"


def printed(view: RenderableType, *, columns: int = 300) -> str:
    """Return a view as a file would get it: text alone."""
    console = Console(file=io.StringIO(), width=columns, highlight=False)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def report_view(report: Report, course: Course) -> RenderableType:
    """Return one report in full: `grader show STUDENT`."""
    return Stack(
        _header(report, course),
        *_banners(report),
        _exercise_table(report, course),
        *(finding for unit in summary.by_unit(report, course) for finding in _findings(unit)),
        _provenance(report),
    )


def summary_view(
    reports: Sequence[Report], course: Course, *, reused: int = 0, seconds: float | None = None
) -> RenderableType:
    """Return what `grader grade` says at its end: counts, figures, and by name whoever has no mark.

    `reused` reports were found in the store; `seconds` is how long the run took.
    """
    graded = [report for report in reports if report.graded]
    line = Text(f"{len(graded)} of {wording.plural(len(reports), 'submission')} graded", style="bold")
    if reused:
        line.append(f", {reused} of them unchanged since the last run", style="not bold")
    if seconds is not None:
        line.append(f", {seconds:.1f} s", style="not bold dim")
    unconfined = [report for report in reports if report.provenance.sandbox_level is Level.UNCONFINED]
    return Stack(
        line,
        *([class_text(graded, course)] if graded else []),
        *([Text(wording.UNCONFINED, style="bold red")] if unconfined else []),
        *_ungraded_lines(report for report in reports if not report.graded),
    )


def class_text(reports: Iterable[Report], course: Course) -> Text:
    """Return the class in one line: mean, median, best, and a histogram of ten blocks from 0 to 100 %."""
    graded = [report for report in reports if report.graded]
    if not graded:
        return Text("nobody is graded yet", style="dim")
    scores = [report.score for report in graded]
    figures = (
        f"mean {wording.number(statistics.fmean(scores))}, median {wording.number(statistics.median(scores))}, "
        f"best {wording.number(max(scores))} of {wording.number(course.points)}  "
    )
    counts = summary.histogram(graded)
    return Text.assemble(figures, ("0 % ", "dim"), (_blocks(counts), "green"), (" 100 %", "dim"))


def class_view(reports: Sequence[Report], course: Course) -> RenderableType:
    """Return a table with a line for each student."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("student", overflow="fold")
    table.add_column("points", justify="right")
    table.add_column("complete", justify="right")
    table.add_column("state", overflow="fold")
    for report in sorted(reports, key=lambda report: report.student):
        done = sum(result.passed == len(result.outcomes) for result in report.exercises)
        table.add_row(
            Text(one_line(report.student)),
            Text(wording.number(report.score) if report.graded else "–"),
            Text(f"{done}/{len(report.exercises)}"),
            _state(report),
        )
    return Stack(class_text(reports, course), Text(), table)


def _header(report: Report, course: Course) -> Text:
    header = Text.assemble((one_line(report.student), "bold"), (f"  {one_line(course.title)}", "dim"), "\n")
    if not report.graded:
        return header.append(wording.UNGRADED, style="bold red")
    header.append(f"{wording.number(report.score)} of {wording.number(report.max_score)} points", style="bold green")
    for assignment, points in report.penalties:
        if points:
            header.append(f"\n{one_line(wording.penalty_sentence(assignment, points, course))}", style="yellow")
    return header


def _banners(report: Report) -> list[Text]:
    banners = []
    if not report.graded:
        banners.append(Text(clean_text(wording.ungraded_reason_for_staff(report)), style="red"))
    if report.provenance.sandbox_level is Level.UNCONFINED:
        banners.append(Text(wording.UNCONFINED, style="bold red"))
    for notice in report.notices:
        place = f"{one_line(notice.file)}: " if notice.file else ""
        banners.append(Text(f"notice: {place}{clean_text(notice.text)}", style="yellow"))
    return banners


def _exercise_table(report: Report, course: Course) -> RenderableType:
    if not report.exercises:
        return Text()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("")
    table.add_column("exercise", overflow="fold")
    table.add_column("points", justify="right")
    for group in Group:
        table.add_column(group.value, justify="right")
    for unit in summary.by_unit(report, course):
        table.add_row("", Text(one_line(unit.title), style="dim italic"))
        for result in unit.results:
            table.add_row(*_exercise_row(result, graded=report.graded))
    return Padding(table, (1, 0))


def _exercise_row(result: ExerciseResult, *, graded: bool) -> list[Text]:
    counts = {counted.group: counted for counted in summary.tally(result.outcomes)}
    failed = summary.failures(result)
    symbol = wording.VERDICTS[failed[0].verdict if failed else Verdict.PASSED].symbol
    points = f"{wording.number(result.score)}/{wording.number(result.exercise.points)}" if graded else "–"
    return [
        Text(symbol, style="red" if failed and result.attempted else "dim" if failed else "green"),
        Text(one_line(result.exercise.name) + (" +" if result.exercise.bonus else "")),
        Text(points),
        *(Text(f"{counts[group].passed}/{counts[group].cases}" if group in counts else "") for group in Group),
    ]


def _findings(unit: summary.UnitSummary) -> list[RenderableType]:
    """Return what failed in a unit, exercise by exercise; what all its cases have in common is told once."""
    if unit.obstacle is None:
        findings = [_finding(result) for result in unit.results if result.attempted]
        return [finding for finding in findings if finding is not None]
    explanation = wording.explain(unit.obstacle)
    heading = Text.assemble((f"{wording.VERDICTS[unit.obstacle.verdict].symbol} {one_line(unit.title)}", "bold red"))
    body: list[RenderableType] = [Text(wording.ONE_REASON, style="bold"), Text(explanation.headline)]
    if explanation.lines:
        body.append(_line_grid(explanation.lines))
    return [Stack(heading, Padding(Stack(*body), (0, 0, 1, 2)))]


def _finding(result: ExerciseResult) -> RenderableType | None:
    """Return the first failing case in full, and how many more there are."""
    failed = summary.failures(result)
    if not failed:
        return None
    first = failed[0]
    said = wording.VERDICTS[first.verdict]
    place = f"{'visible' if first.case.visible else 'hidden'} case, {wording.GROUPS[first.case.group]}"
    heading = Text.assemble(
        (f"{said.symbol} {one_line(result.exercise.name)}", "bold red"), (f"  {said.words} · {place}", "dim")
    )
    explanation = wording.explain(first)
    body: list[RenderableType] = [Text(one_line(first.case.title), style="bold"), Text(explanation.headline)]
    if explanation.lines:
        body.append(Padding(_line_grid(explanation.lines), (0, 0, 0, 2)))
    if len(failed) > 1:
        body.append(Text(f"and {wording.plural(len(failed) - 1, 'more case')}", style="dim"))
    return Stack(heading, Padding(Stack(*body), (0, 0, 1, 2)))


def _line_grid(lines: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for label, value in lines:
        grid.add_row(Text(label, style="dim"), Text(value))
    return grid


def _ungraded_lines(reports: Iterable[Report]) -> list[Text]:
    return [
        Text.assemble(
            ("not graded  ", "bold red"),
            one_line(report.student),
            (f"  {one_line(wording.ungraded_reason_for_staff(report))}", "red"),
        )
        for report in reports
    ]


def _state(report: Report) -> Text:
    if not report.graded:
        return Text(f"not graded: {one_line(wording.ungraded_reason_for_staff(report))}", style="red")
    if report.provenance.sandbox_level is Level.UNCONFINED:
        return Text("UNCONFINED", style="bold red")
    late = sum(points for _, points in report.penalties)
    return Text(f"late, −{wording.number(late)}" if late else "")


def _provenance(report: Report) -> Text:
    made = report.provenance
    return Text(
        f"{wording.LEVELS[made.sandbox_level]} · submission {made.submission_digest[:12]} · "
        f"course {made.course_digest[:12]} · grader {made.grader_version}",
        style="dim",
    )


def _blocks(counts: Sequence[int]) -> str:
    tallest = max(counts) or 1
    return "".join(BLOCKS[-(-count * (len(BLOCKS) - 1) // tallest)] for count in counts)
