"""Mutants on the cases: each must be noticed by a case, or be explained as equivalent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice

from grader.cases.seeds import PUBLIC_KEY
from grader.execution.collection import CaseBook, solution_modules
from grader.model import Course
from grader.selfcheck.check import Check
from grader.selfcheck.equivalent import FILE, as_yaml, load_explanations
from grader.selfcheck.kills import Row
from grader.selfcheck.mutants import Mutant, mutants_of
from grader.selfcheck.trial import Bench, Trial, try_apart


def check_mutants(course: Course, book: CaseBook, *, all_killers: bool) -> Iterator[Check]:
    """Try every mutant of every reference, and compare the survivors with the explanations.

    The random inputs are the same whatever the course's secret, so that a mutant that was noticed yesterday is noticed
    today. With `all_killers` every case is tried on every mutant; otherwise the first that notices it is enough.
    """
    explained = dict(load_explanations(course))
    bench = Bench(course, book, PUBLIC_KEY)
    mutants = [mutant for exercise in course.exercises for mutant in mutants_of(course, exercise)]
    with solution_modules(course):  # what a mutant's unit imports
        trials = [partial(_try, bench, mutant, all_killers) for mutant in mutants]
        for index, trial in try_apart(trials):
            yield _check(mutants[index], trial, explained.pop(mutants[index].identity, None))
    for identity in explained:
        yield Check(f"{FILE}: {identity}", False, "explains a mutant that does not exist (any more): remove it")


def _try(bench: Bench, mutant: Mutant, all_killers: bool) -> Trial:
    """Try one mutant; one that cannot even be defined is lost."""
    try:
        function = mutant.load()
    except Exception:
        return Trial(lost=True)
    killers = bench.killers(mutant.exercise, function, str(mutant.identity))
    return Trial(tuple(killers if all_killers else islice(killers, 1)))


def _check(mutant: Mutant, trial: Trial, reason: str | None) -> Check:
    name = f"mutant of {mutant.identity}"
    row = Row(
        name=str(mutant.identity),
        title="",
        exercise=mutant.exercise.name,
        killers=trial.killers,
        mutant=True,
        equivalent=reason is not None and not trial.killed,
        lost=trial.lost,
    )
    if trial.killed and reason is None:
        return Check(name, True, "noticed", row)
    if trial.killed:
        by = trial.killers[0].name if trial.killers else "nothing in particular: it did not end"
        return Check(name, False, f"is explained in {FILE} as equivalent, but is noticed by {by}", row)
    if reason is None:
        how = f"no case notices it: write one, or explain in {FILE} why none can:"
        return Check(name, False, f"{how}\n{as_yaml(mutant.identity)}", row)
    return Check(name, True, f"equivalent: {reason}", row)
