"""As many mutants of one exercise as there is time for. Needs mutmut, as all that makes mutants does."""

from __future__ import annotations

import random
import time
from functools import partial

from grader.execution.collection import CaseBook, solution_modules
from grader.model import Course, Exercise
from grader.selfcheck.equivalent import load_explanations
from grader.selfcheck.kills import Row
from grader.selfcheck.mutants import Mutant, mutants_of
from grader.selfcheck.single import MutantTrials, killers
from grader.selfcheck.trial import Trial, try_apart

LEAST_SECONDS = 0.3  # for all mutants together, however long everything else took


def try_some_mutants(
    course: Course, book: CaseBook, exercise: Exercise, *, seconds: float, end: float
) -> MutantTrials:
    """Try mutants that are not explained as equivalent until `end`, in a shuffled order that is always the same.

    Those that there is time for thus come from the whole function.
    """
    explained = load_explanations(course)
    mutants = [mutant for mutant in mutants_of(course, exercise) if mutant.identity not in explained]
    random.Random(exercise.name).shuffle(mutants)
    with solution_modules(course):  # what a mutant's unit imports
        trials = [partial(_trial, course, book, mutant) for mutant in mutants]
        end = max(end, time.monotonic() + LEAST_SECONDS)
        tried = [(mutants[index], trial) for index, trial in try_apart(trials, seconds=seconds, end=end)]
    return MutantTrials(tuple(_row(mutant, trial) for mutant, trial in tried), len(mutants))


def _trial(course: Course, book: CaseBook, mutant: Mutant) -> Trial:
    """Try one mutant; one that cannot even be defined is lost."""
    try:
        function = mutant.load()
    except Exception:
        return Trial(lost=True)
    return Trial(killers(course, book, mutant.exercise, function))


def _row(mutant: Mutant, trial: Trial) -> Row:
    return Row(str(mutant.identity), "", mutant.exercise.name, trial.killers, mutant=True, lost=trial.lost)
