"""Reports for the terminal, as rich renderables.

Text of students and of cases always travels in `Text`: a plain string in a table would be read as markup.
"""

from __future__ import annotations

import io
import statistics
from collections.abc import Collection, Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.language import Language, Message, counted, msg
from grader.model import Assignment, Course, ExerciseResult, Group, Level, Report, Verdict
from grader.report import clean_text, one_line, summary, wording
from grader.report.translation import language_of, translated_course, translated_standing
from grader.standing import Standing, State

BLOCKS = " ▁▂▃▄▅▆▇█"


def printed(view: RenderableType, *, columns: int = 300) -> str:
    """Return a view as a file would get it: text alone."""
    console = Console(file=io.StringIO(), width=columns, highlight=False)
    with console.capture() as capture:
        console.print(view)
    return capture.get()


def standing_view(standing: Standing, course: Course) -> RenderableType:
    """Return how one student stands, in full: `grader show STUDENT`."""
    language = language_of(course)
    standing, course = translated_standing(standing, language), translated_course(course, language)
    findings = (
        finding for unit in summary.by_unit(standing.exercises, course) for finding in _findings(unit, language)
    )
    return Stack(
        _header(standing, course, language),
        *_banners(standing, language),
        _assignment_table(standing, language),
        _exercise_table(standing, course, language),
        *findings,
        *(_provenance(titles, report, language) for titles, report in summary.provenances(standing)),
    )


def summary_view(
    reports: Sequence[Report],
    standings: Iterable[Standing],
    course: Course,
    *,
    reused: int = 0,
    seconds: float | None = None,
) -> RenderableType:
    """Return what `grader grade` says at its end: counts, figures of the class, and by name whoever has no mark.

    `reused` reports were found in the store; `seconds` is how long the run took.
    """
    language = language_of(course)
    say = language.say
    graded = [report for report in reports if report.graded]
    count = counted(
        "{graded} of {count} submission graded",
        "{graded} of {count} submissions graded",
        len(reports),
        graded=len(graded),
    )
    line = Text(say(count), style="bold")
    if reused:
        line.append(say(msg(", {count} of them unchanged since the last run", count=reused)), style="not bold")
    if seconds is not None:
        line.append(say(msg(", {seconds} s", seconds=f"{seconds:.1f}")), style="not bold dim")
    unconfined = [report for report in reports if report.provenance.sandbox_level is Level.UNCONFINED]
    return Stack(
        line,
        *_scope_lines(graded, course, language),
        *([class_text(standings, course)] if graded else []),
        *([Text(say(wording.UNCONFINED), style="bold red")] if unconfined else []),
        *_ungraded_lines((report for report in reports if not report.graded), language),
    )


def _scope_lines(graded: Sequence[Report], course: Course, language: Language) -> list[Text]:
    """Say of how many students each assignment was graded."""
    course = translated_course(course, language)
    scopes = [report.provenance.scope or () for report in graded]
    numbers = {
        assignment.title: sum(not set(assignment.units).isdisjoint(scope) for scope in scopes)
        for assignment in course.all_assignments
    }
    named = ", ".join(f"{one_line(title)} ({number})" for title, number in numbers.items() if number)
    return [Text(language.say(msg("by assignment: {assignments}", assignments=named)))] if named else []


def class_text(standings: Iterable[Standing], course: Course) -> Text:
    """Return the class in one line: mean, median, best, and a histogram of ten blocks from 0 to 100 %."""
    language = language_of(course)
    standings = list(standings)
    scores = [standing.score for standing in standings if standing.score is not None]
    if not scores:
        return Text(language.say(msg("nobody has a total yet")), style="dim")
    figures = msg(
        "mean {mean}, median {median}, best {best} of {points}",
        mean=wording.number(statistics.fmean(scores)),
        median=wording.number(statistics.median(scores)),
        best=wording.number(max(scores)),
        points=wording.number(summary.class_maximum(standings)),
    )
    counts = summary.histogram(standings)
    return Text.assemble(f"{language.say(figures)}  ", ("0 % ", "dim"), (_blocks(counts), "green"), (" 100 %", "dim"))


def class_view(standings: Sequence[Standing], course: Course) -> RenderableType:
    """Return a table with a line for each student."""
    language = language_of(course)
    course = translated_course(course, language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(language.say(msg("student")), overflow="fold")
    table.add_column(language.say(msg("points")), justify="right")
    table.add_column(language.say(msg("complete")), justify="right")
    table.add_column(language.say(msg("state")), overflow="fold")
    standings = [translated_standing(standing, language) for standing in standings]
    not_due = summary.not_due_for_anyone(standings)
    for standing in sorted(standings, key=lambda standing: standing.student):
        done = sum(result.passed == len(result.outcomes) for result in standing.exercises)
        score = "–" if standing.score is None else wording.number(standing.score)
        table.add_row(
            Text(one_line(standing.student)),
            Text(f"{score}/{wording.number(standing.max_score)}"),
            Text(f"{done}/{len(standing.exercises)}"),
            _state(standing, course, not_due, language),
        )
    rest = [Text(language.say(wording.not_due_sentence(not_due)), style="dim")] if not_due else []
    return Stack(class_text(standings, course), Text(), table, *rest)


def _header(standing: Standing, course: Course, language: Language) -> Text:
    say = language.say
    header = Text.assemble((one_line(standing.student), "bold"), (f"  {one_line(course.title)}", "dim"), "\n")
    style = "bold green" if standing.score is not None else "bold red" if standing.ungraded else "dim"
    header.append(one_line(say(wording.total_sentence(standing))), style=style)
    for report in standing.reports:
        for assignment, lost in report.penalties if report.graded else ():
            if lost:
                penalty = say(wording.penalty_sentence(assignment, lost, course))
                header.append(f"\n{one_line(penalty)}", style="yellow")
    return header


def _banners(standing: Standing, language: Language) -> list[Text]:
    say, banners = language.say, []
    for work in summary.unmarked(standing):
        banners.append(Text(one_line(say(_unmarked_words(work))), style="red"))
    if standing.level is Level.UNCONFINED:
        banners.append(Text(say(wording.UNCONFINED), style="bold red"))
    for notice in standing.notices:
        place = f"{one_line(notice.file)}: " if notice.file else ""
        text = say(msg("notice: {text}", text=f"{place}{clean_text(notice.text)}"))
        banners.append(Text(text, style="yellow"))
    return banners


def _assignment_table(standing: Standing, language: Language) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in (msg("assignment"), msg("points"), msg("state"), msg("submitted"), msg("due")):
        table.add_column(language.say(column), overflow="fold")
    for part in standing.parts:
        times = (part.submitted, part.assignment.due)
        table.add_row(
            Text(one_line(part.assignment.title)),
            Text(language.say(wording.part_points(part))),
            Text(language.say(wording.STATES[part.state])),
            *(Text(wording.time_words(time, part.assignment) if time else "") for time in times),
        )
    return Padding(table, (1, 0, 0, 0))


def _exercise_table(standing: Standing, course: Course, language: Language) -> RenderableType:
    if not standing.exercises:
        return Text()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("")
    table.add_column(language.say(msg("exercise")), overflow="fold")
    table.add_column(language.say(msg("points")), justify="right")
    for group in Group:
        table.add_column(language.say(wording.COLUMNS[group]), justify="right")
    for part, unit in summary.units_of(standing, course):
        table.add_row("", Text(one_line(unit.title), style="dim italic"))
        for result in unit.results:
            table.add_row(*_exercise_row(result, graded=part.state is State.GRADED))
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


def _findings(unit: summary.UnitSummary, language: Language) -> list[RenderableType]:
    """Return what failed in a unit, exercise by exercise; what all its cases have in common is told once."""
    if unit.obstacle is None:
        findings = [_finding(result, language) for result in unit.results if result.attempted]
        return [finding for finding in findings if finding is not None]
    explanation = wording.explain(unit.obstacle)
    heading = Text.assemble((f"{wording.VERDICTS[unit.obstacle.verdict].symbol} {one_line(unit.title)}", "bold red"))
    body: list[RenderableType] = [
        Text(language.say(wording.ONE_REASON), style="bold"),
        Text(language.say(explanation.headline)),
    ]
    if explanation.lines:
        body.append(_line_grid(explanation.lines))
    return [Stack(heading, Padding(Stack(*body), (0, 0, 1, 2)))]


def _finding(result: ExerciseResult, language: Language) -> RenderableType | None:
    """Return the first failing case in full, and how many more there are."""
    failed = summary.failures(result)
    if not failed:
        return None
    first, say = failed[0], language.say
    said = wording.VERDICTS[first.verdict]
    kind = wording.VISIBLE_CASE if first.case.visible else wording.HIDDEN_CASE
    place = f"{say(said.words)} · {say(kind)} · {say(wording.GROUPS[first.case.group])}"
    heading = Text.assemble((f"{said.symbol} {one_line(result.exercise.name)}", "bold red"), (f"  {place}", "dim"))
    explanation = wording.explain(first)
    body: list[RenderableType] = [Text(one_line(first.case.title), style="bold"), Text(say(explanation.headline))]
    if explanation.lines:
        body.append(Padding(_line_grid(explanation.lines), (0, 0, 0, 2)))
    if len(failed) > 1:
        more = counted("and {count} more case", "and {count} more cases", len(failed) - 1)
        body.append(Text(say(more), style="dim"))
    return Stack(heading, Padding(Stack(*body), (0, 0, 1, 2)))


def _line_grid(lines: Iterable[tuple[str, str]]) -> Table:
    grid = Table.grid(padding=(0, 1))
    for label, value in lines:
        grid.add_row(Text(label, style="dim"), Text(value))
    return grid


def _ungraded_lines(reports: Iterable[Report], language: Language) -> list[Text]:
    not_graded = language.say(msg("not graded"))
    return [
        Text.assemble(
            (f"{not_graded}  ", "bold red"),
            one_line(report.student),
            (f"  {one_line(language.say(wording.ungraded_reason_for_staff(report)))}", "red"),
        )
        for report in reports
    ]


def _unmarked_words(work: summary.Unmarked) -> Message:
    words = wording.FAILED_LATER if work.earlier_counts else wording.STATES[State.UNGRADED]
    reason = wording.ungraded_reason_for_staff(work.report)
    return msg("{state}: {assignments}: {reason}", state=words, assignments=work.titles, reason=reason)


def _state(standing: Standing, course: Course, not_due: Collection[Assignment], language: Language) -> Text:
    """Say what there is to know beside the points; with the reason where something could not be graded."""
    say, text = language.say, Text()
    words: list[tuple[str, str]] = [(_unmarked_words(work), "red") for work in summary.unmarked(standing)]
    if standing.level is Level.UNCONFINED:
        words.append(("UNCONFINED", "bold red"))
    if standing.penalty:
        words.append((msg("late, −{points}", points=wording.number(standing.penalty)), ""))
    words += [
        (remark, "") for remark, without_mark in wording.remarks(standing, course, not_due=not_due) if not without_mark
    ]
    for one, style in words:
        text.append("; " if text else "").append(one_line(say(one)), style=style)
    return text


def _provenance(titles: str, report: Report, language: Language) -> Text:
    made = report.provenance
    text = msg(
        "{level} · submission {submission} · course {course} · grader {grader}",
        level=wording.LEVELS[made.sandbox_level],
        submission=made.submission_digest[:12],
        course=made.course_digest[:12],
        grader=made.grader_version,
    )
    return Text(f"{one_line(titles)}: {language.say(text)}".removeprefix(": "), style="dim")


def _blocks(counts: Sequence[int]) -> str:
    tallest = max(counts) or 1
    return "".join(BLOCKS[-(-count * (len(BLOCKS) - 1) // tallest)] for count in counts)
