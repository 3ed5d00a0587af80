"""One exercise, tried in a moment: reference, stub, known mistakes, and as many mutants as there is time for.

Everything runs in this process or in forks of it, without a sandbox: it is the author's own code. Random inputs are
the same each time, whatever the course's secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from grader.cases.seeds import PUBLIC_KEY
from grader.errors import MachineError
from grader.execution.collection import CaseBook, GradedCase, collect_cases, load_misconceptions, load_stubs
from grader.execution.runner import Runner, TrustedCode
from grader.model import Case, Course, Exercise, ExerciseResult, Group, Verdict
from grader.selfcheck import mutation_module
from grader.selfcheck.kills import KillMatrix, Row
from grader.selfcheck.trial import Trial, try_apart
from grader.selfcheck.unfinished import unwritten_references

MUTANT_SECONDS = 0.3  # for one of them, at least
TIMES_LONGER = 5

Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class MutantTrials:
    """What became of the mutants that there was time for."""

    rows: tuple[Row, ...] = ()
    total: int = 0
    obstacle: str = ""  # why none could be made

    @property
    def survivors(self) -> tuple[Row, ...]:
        """Return those that no case noticed."""
        return tuple(row for row in self.rows if not row.noticed)


@dataclass(frozen=True, slots=True)
class ExerciseTrial:
    """What the cases of one exercise say about answers that are known."""

    exercise: Exercise
    cases: tuple[Case, ...]
    written: bool  # the reference does more than raise NotImplementedError
    reference: ExerciseResult
    stub: ExerciseResult
    mistakes: tuple[Row, ...] = ()
    mutants: MutantTrials = MutantTrials()

    @property
    def reference_passes(self) -> bool:
        """Whether the reference passes all cases, of which there are some; otherwise nothing more is tried."""
        passed = [outcome.verdict is Verdict.PASSED for outcome in self.reference.outcomes]
        return bool(passed) and all(passed)

    @property
    def passed_by_stub(self) -> tuple[Case, ...]:
        """Return the cases that the stub passes."""
        return tuple(outcome.case for outcome in self.stub.outcomes if outcome.verdict is Verdict.PASSED)

    @property
    def needed(self) -> tuple[Case, ...]:
        """Return the cases that alone notice something of what was tried."""
        redundant = KillMatrix((*self.mistakes, *self.mutants.rows)).redundant(self.cases)
        return tuple(case for case in self.cases if case not in redundant)

    @property
    def idle(self) -> tuple[Case, ...]:
        """Return the cases that notice nothing of what was tried; speed cases aside, which ask for something else."""
        rows = (*self.mistakes, *self.mutants.rows)
        busy = {case.name for row in rows for case in row.killers}
        return tuple(case for case in self.cases if case.name not in busy and case.group is not Group.SPEED)

    @property
    def holds(self) -> bool:
        """Whether nothing of this is left to do."""
        noticed = all(row.noticed for row in (*self.mistakes, *self.mutants.rows))
        return self.reference_passes and not self.passed_by_stub and noticed


def try_exercise(course: Course, exercise: Exercise, *, seconds: float) -> ExerciseTrial:
    """Try everything on the cases of `exercise`; no mutant is begun after `seconds`. Raises CourseError."""
    end = time.monotonic() + seconds
    book = collect_cases(course, units=[exercise.unit])
    cases = book.cases[exercise.name]
    trial = ExerciseTrial(
        exercise=exercise,
        cases=tuple(graded.case for graded in cases),
        written=exercise.name not in unwritten_references(course),
        reference=graded(course, book, exercise, _explained(cases), book.references[exercise.name]),
        stub=graded(course, book, exercise, cases, getattr(load_stubs(course, exercise.unit), exercise.name)),
    )
    if not trial.reference_passes:
        return trial
    trial = replace(trial, mistakes=tuple(_mistakes(course, book, exercise)))
    return replace(trial, mutants=_mutants(course, book, trial, end))


def _explained(cases: Iterable[GradedCase]) -> list[GradedCase]:
    """Return cases whose failures show call and values, as visible ones do: hidden ones hide them from students."""
    return [replace(graded_case, case=replace(graded_case.case, visible=True)) for graded_case in cases]


def graded(
    course: Course, book: CaseBook, exercise: Exercise, cases: Iterable[GradedCase], function: Function
) -> ExerciseResult:
    """Grade one function of our own on some cases of its exercise, with references for everything else."""
    some = CaseBook({exercise.name: tuple(cases)}, book.references)
    code = TrustedCode({**book.references, exercise.name: function})
    with np.errstate(all="ignore"):
        return Runner(course, some, PUBLIC_KEY).run_exercise(exercise, code, "the author")


def killers(course: Course, book: CaseBook, exercise: Exercise, function: Function) -> tuple[Case, ...]:
    """Return the cases that notice a wrong answer. Speed cases, which cost most, are tried only if no other does."""
    cases = book.cases[exercise.name]
    for speed in (False, True):
        some = [graded_case for graded_case in cases if (graded_case.case.group is Group.SPEED) is speed]
        result = graded(course, book, exercise, some, function)
        if noticed := [outcome.case for outcome in result.outcomes if outcome.verdict is not Verdict.PASSED]:
            return tuple(noticed)
    return ()


def _mistakes(course: Course, book: CaseBook, exercise: Exercise) -> Iterator[Row]:
    """Yield what the cases notice of each known mistake, in the order of the bank."""

    def trial(function: Function) -> Trial:
        return Trial(killers(course, book, exercise, function))

    bank = [(mistake, function) for mistake, function in load_misconceptions(course) if mistake.of == exercise.name]
    done = dict(try_apart([partial(trial, function) for _, function in bank]))
    for index, (mistake, _) in enumerate(bank):
        yield Row(mistake.id, mistake.title, exercise.name, done[index].killers, lost=done[index].lost)


def _mutants(course: Course, book: CaseBook, trial: ExerciseTrial, end: float) -> MutantTrials:
    """Try mutants until `end`. One that takes far longer than the reference did is taken to never end."""
    seconds = max(MUTANT_SECONDS, TIMES_LONGER * sum(outcome.seconds for outcome in trial.reference.outcomes))
    try:
        module = mutation_module("some_mutants")
        some = module.try_some_mutants(course, book, trial.exercise, seconds=seconds, end=end)
    except MachineError as error:
        return MutantTrials(obstacle=str(error))
    assert isinstance(some, MutantTrials)
    return some
