"""The page of the class, for the instructor: who stands where, and what the class has not understood."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from grader.language import counted, joined, msg
from grader.model import (
    Assignment,
    Case,
    Course,
    Exercise,
    ExerciseResult,
    Hint,
    Level,
    Outcome,
    Report,
    Unit,
    Verdict,
)
from grader.report import STUDENT_HTML, clean_text, student_folder, summary, wording
from grader.report.pages import render
from grader.report.translation import language_of, translated_course, translated_standing
from grader.standing import Part, Standing, State

FEW_STUDENTS: Final = 30  # below it, one student moves every figure
MOST_FAILED: Final = 15
EASY, HARD = 0.8, 0.2  # facility outside of these tells students apart poorly


@dataclass(frozen=True, slots=True)
class Row:
    """One student in the table."""

    standing: Standing
    href: str
    units: tuple[Cell, ...]  # in course order
    status: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one student has in one unit: points, or None and why there are none."""

    points: float | None
    state: State


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """How the class did in one exercise."""

    exercise: Exercise
    unit: Unit
    facility: float  # mean score over maximum
    attempted: float  # share of the students
    full_marks: float  # share of the students

    @property
    def remark(self) -> str:
        """Say when the exercise tells students apart poorly."""
        if not self.attempted:
            return msg("not attempted")
        return msg("easy") if self.facility > EASY else msg("hard") if self.facility < HARD else ""


@dataclass(frozen=True, slots=True)
class FailedCase:
    """One case that students failed, with what they read most often about it."""

    case: Case
    failed: int
    attempted: int
    headline: str
    headline_count: int


@dataclass(frozen=True, slots=True)
class RecognisedMistake:
    """A known mistake and how many students make it."""

    exercise: str
    hint: Hint
    students: int


def render_class(standings: Iterable[Standing], course: Course) -> str:
    """Return the page of all `standings`; every figure is of what is graded alone."""
    language = language_of(course)
    course = translated_course(course, language)
    everyone = [translated_standing(standing, language) for standing in sorted(standings, key=_place)]
    totals = [standing for standing in everyone if standing.score is not None]
    scores = [standing.score for standing in totals if standing.score is not None]
    graded = [part.report for one in everyone for part in one.parts if part.state is State.GRADED and part.report]
    not_due = summary.not_due_for_anyone(everyone)
    return render(
        "class.html",
        language,
        course=course,
        everyone=everyone,
        totals=totals,
        maximum=summary.class_maximum(everyone),
        unmarked=[(standing, work) for standing in everyone for work in summary.unmarked(standing)],
        unconfined=[standing for standing in everyone if standing.level is Level.UNCONFINED],
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        best=max(totals, key=lambda standing: standing.score or 0.0, default=None),
        few=len(totals) < FEW_STUDENTS,
        few_students=FEW_STUDENTS,
        bins=summary.histogram(everyone),
        rows=[_row(standing, course, not_due) for standing in everyone],
        not_due=not_due,
        exercises=exercise_rows(graded, course),
        failed=most_failed(graded),
        mistakes=recognised_mistakes(graded),
        states=wording.STATES,
        State=State,
    )


def _place(standing: Standing) -> tuple[str, str]:
    return standing.student.casefold(), standing.student


def student_href(student: str) -> str:
    """Return the relative address of a student's page."""
    return f"{quote(student_folder(student), errors='surrogateescape')}/{STUDENT_HTML}"


def exercise_rows(graded: Sequence[Report], course: Course) -> tuple[ExerciseRow, ...]:
    """Return the facility of every exercise, in course order; none without a graded report."""
    results: dict[str, list[ExerciseResult]] = defaultdict(list)
    for report in graded:
        for result in report.exercises:
            results[result.exercise.name].append(result)
    return tuple(
        _exercise_row(exercise, unit, results[exercise.name])
        for unit in course.units
        for exercise in unit.exercises
        if results[exercise.name]
    )


def most_failed(graded: Sequence[Report]) -> tuple[FailedCase, ...]:
    """Return the cases that most students failed of those who attempted the exercise, the worst first."""
    outcomes: dict[str, list[Outcome]] = defaultdict(list)
    for report in graded:
        for result in report.exercises:
            if result.attempted:
                for outcome in result.outcomes:
                    outcomes[outcome.case.name].append(outcome)
    cases = (_failed_case(same) for same in outcomes.values())
    ordered = sorted((case for case in cases if case.failed), key=lambda case: (-case.failed, case.case.name))
    return tuple(ordered[:MOST_FAILED])


def recognised_mistakes(graded: Sequence[Report]) -> tuple[RecognisedMistake, ...]:
    """Return the known mistakes that the class makes, the most frequent first."""
    made = Counter((r.exercise.name, r.hint) for report in graded for r in report.exercises if r.hint)
    rows = (RecognisedMistake(exercise, hint, count) for (exercise, hint), count in made.items())
    return tuple(sorted(rows, key=lambda row: (-row.students, row.exercise, row.hint.id)))


def _row(standing: Standing, course: Course, not_due: Collection[Assignment]) -> Row:
    parts = {unit: part for part in standing.parts for unit in part.assignment.units}
    return Row(
        standing=standing,
        href=student_href(standing.student),
        units=tuple(_cell(parts[unit.name], unit) for unit in course.units),
        status=_status(standing, course, not_due),
    )


def _cell(part: Part, unit: Unit) -> Cell:
    if part.state is State.NOT_SUBMITTED:
        return Cell(0.0, part.state)
    if part.state is not State.GRADED or part.report is None:
        return Cell(None, part.state)
    return Cell(sum(r.score for r in part.report.exercises if r.exercise.unit == unit.name), part.state)


def _status(standing: Standing, course: Course, not_due: Collection[Assignment]) -> str:
    if standing.level is Level.UNCONFINED:
        return msg("UNCONFINED: not a grade")
    remarks = [remark for remark, _ in wording.remarks(standing, course, not_due=not_due)] or [msg("graded")]
    if standing.reports and not any(result.attempted for result in standing.exercises) and standing.graded:
        remarks.append(msg("nothing attempted"))
    if standing.notices:
        remarks.append(counted("{count} notice", "{count} notices", len(standing.notices)))
    return joined("; ", remarks)


def _exercise_row(exercise: Exercise, unit: Unit, results: Sequence[ExerciseResult]) -> ExerciseRow:
    count = len(results)
    return ExerciseRow(
        exercise=exercise,
        unit=unit,
        facility=statistics.fmean(result.score for result in results) / exercise.points if exercise.points else 0.0,
        attempted=sum(result.attempted for result in results) / count,
        full_marks=sum(result.score >= exercise.points for result in results) / count,
    )


def _failed_case(outcomes: Sequence[Outcome]) -> FailedCase:
    failed = [outcome for outcome in outcomes if outcome.verdict is not Verdict.PASSED]
    headlines = Counter(clean_text(outcome.message).partition("\n")[0] for outcome in failed)
    headline, count = headlines.most_common(1)[0] if headlines else ("", 0)
    return FailedCase(outcomes[0].case, len(failed), len(outcomes), headline, count)
