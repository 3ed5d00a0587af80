"""Trying wrong answers on the cases of their exercise: which cases notice which."""

from __future__ import annotations

import math
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait

import numpy as np

from grader.execution.collection import CaseBook
from grader.execution.runner import Runner, TrustedCode
from grader.model import Case, Course, Exercise, Verdict
from grader.own_memory import bound_memory

SECONDS = 30.0  # for one wrong answer; on an idle machine the slowest needs two
MEMORY_BYTES = 2 << 30  # on top of what this process has

Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one wrong answer."""

    killers: tuple[Case, ...] = ()  # the cases that it does not pass
    lost: bool = False  # it did not end, or took its process with it: noticed, but by no case in particular

    @property
    def killed(self) -> bool:
        """Whether it was noticed."""
        return bool(self.killers) or self.lost


@dataclass(frozen=True, slots=True)
class Bench:
    """Cases one by one, each on an answer of our own, with references for everything else."""

    course: Course
    book: CaseBook
    secret: bytes

    def passes(self, case: Case, function: Function, name: str) -> bool:
        """Whether `function`, handed in by a student called `name`, passes one case."""
        exercise = self.course.exercise(case.exercise)
        (graded,) = (graded for graded in self.book.cases[case.exercise] if graded.case is case)
        runner = Runner(self.course, CaseBook({exercise.name: (graded,)}, self.book.references), self.secret)
        code = TrustedCode({**self.book.references, exercise.name: function})
        with np.errstate(all="ignore"):
            (outcome,) = runner.run_exercise(exercise, code, name).outcomes
        return outcome.verdict is Verdict.PASSED

    def killers(self, exercise: Exercise, function: Function, name: str) -> Iterator[Case]:
        """Yield the cases that `function` does not pass, as they are found."""
        cases = (graded.case for graded in self.book.cases[exercise.name])
        return (case for case in cases if not self.passes(case, function, name))


def try_apart(
    trials: Sequence[Callable[[], Trial]], *, seconds: float = SECONDS, end: float = math.inf
) -> Iterator[tuple[int, Trial]]:
    """Yield (index, outcome) of each trial as it ends, in processes forked from this one, one on each core.

    A trial that never ends, or takes all memory, costs its time limit of `seconds` and its process, and no other
    trial. At `end` (monotonic seconds) nothing more is waited for: what is not done by then is not yielded.
    """
    cores = len(os.sched_getaffinity(0))
    lanes = [_Lane(trials, range(core, len(trials), cores), seconds) for core in range(cores)]
    try:
        while (busy := [lane for lane in lanes if lane.pending]) and time.monotonic() < end:
            for lane in busy:
                lane.start()
            patience = max(0.0, min(end, *(lane.end for lane in busy)) - time.monotonic())
            ready = wait([lane.receiver for lane in busy], timeout=patience)
            for lane in busy:
                if lane.receiver in ready or time.monotonic() > lane.end:
                    yield lane.pending.popleft(), lane.outcome()
    finally:
        for lane in lanes:
            lane.close()


class _Lane:
    """A process that makes some of the trials one after the other; a new one takes the place of one that is lost."""

    def __init__(self, trials: Sequence[Callable[[], Trial]], indices: Iterable[int], seconds: float) -> None:
        self._trials = trials
        self._seconds = seconds
        self.pending = deque(indices)
        self._process: multiprocessing.context.ForkProcess | None = None

    def start(self) -> None:
        """Make sure that a process is at work."""
        if self._process is not None:
            return
        fork = multiprocessing.get_context("fork")  # inherits the collected cases, which cannot be pickled
        self.receiver, sender = fork.Pipe(duplex=False)

        def run() -> None:
            bound_memory(MEMORY_BYTES)
            for index in self.pending:
                sender.send(self._trials[index]())

        self._process = fork.Process(target=run, daemon=True)
        self._process.start()
        sender.close()
        self.end = time.monotonic() + self._seconds

    def outcome(self) -> Trial:
        """Return what the trial at work has come to, and see that the next can begin."""
        trial = self._received()
        self.end = time.monotonic() + self._seconds
        if trial.lost or not self.pending:
            self.close()
        return trial

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None
            self.receiver.close()

    def _received(self) -> Trial:
        try:
            trial = self.receiver.recv() if self.receiver.poll() else Trial(lost=True)
        except EOFError:
            trial = Trial(lost=True)
        assert isinstance(trial, Trial)
        return trial
