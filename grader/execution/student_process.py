"""One submission behind the wall: a confined worker, replaced whenever it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from grader.cases.call_proxy import Arguments, Call, Invoke, InvokeEach, NoAnswer, NotAttempted, Opaque
from grader.errors import GraderFault
from grader.language import msg
from grader.model import Course, Exercise, Limits, Submission, Unit, Verdict
from grader.sandbox import client
from grader.sandbox.client import (
    ANSWERS_AT_ONCE,
    Holdings,
    Loss,
    Missing,
    Raised,
    Returned,
    Sandbox,
    Worker,
    WorkerLost,
)

LOSSES: Mapping[Loss, tuple[Verdict, str]] = {
    Loss.TIMED_OUT: (Verdict.TIMED_OUT, msg("Your function did not answer in time: is there a loop that never ends?")),
    Loss.OUT_OF_MEMORY: (Verdict.OUT_OF_MEMORY, msg("Your function asked for more memory than is allowed.")),
    Loss.TOO_MUCH: (
        Verdict.OUT_OF_MEMORY,
        msg("Your function's answers to this case take more memory than is allowed."),
    ),
    Loss.CRASHED: (Verdict.CRASHED, msg("Your code ended the process that it ran in, instead of returning.")),
    Loss.PROTOCOL: (Verdict.CRASHED, msg("Your code interfered with the process that it ran in.")),
}
# What a hidden case says of them: one sentence for each verdict.
HIDDEN_LOSSES: Mapping[Verdict, str] = dict(reversed([*LOSSES.values()]))

MAX_LINE = 999  # of a place that is named; stubs and solutions have a few hundred lines


class CallLost(NoAnswer):
    """The worker died during a call."""

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.verdict, self.message = LOSSES[loss]
        self.hidden_message = HIDDEN_LOSSES[self.verdict]


class UnitUnusable(NoAnswer):
    """The file of a unit is missing or cannot be imported; none of its functions can be called."""

    def __init__(self, verdict: Verdict, message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.message = message


IMPORT_LOSSES: Mapping[Loss, str] = {
    Loss.TIMED_OUT: msg("it, or a file that it imports, did not end in time. Is there a loop outside of a function?"),
    Loss.OUT_OF_MEMORY: msg("it asked for more memory than is allowed."),
    Loss.TOO_MUCH: msg("it asked for more memory than is allowed."),
    Loss.CRASHED: msg("it ended the process that it ran in."),
    Loss.PROTOCOL: msg("it interfered with the process that it ran in."),
}


@dataclass(eq=False)
class StudentCode:
    """Calls functions of one submission.

    A worker imports all units before the first call, so that what an import says (its exception is shown to the
    student) cannot hold inputs of hidden cases. A lost worker is replaced by a fresh one at the next call.

    The exercises in `corrected` are not the student's: calls of them, also from the student's other functions, are
    answered by functions of this process (which never enter the worker). A unit whose file cannot be imported is then
    replaced as a whole, if all of its exercises are corrected.
    """

    sandbox: Sandbox
    submission: Submission
    course: Course
    corrected: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    broken: frozenset[str] = frozenset()  # units whose file cannot be imported
    _holdings: Holdings = field(default_factory=lambda: Holdings(0))
    _worker: Worker | None = None
    _limits: tuple[int, ...] = ()  # of that worker
    _unusable: dict[str, UnitUnusable] = field(default_factory=dict)
    _imported: set[str] = field(default_factory=set)  # units that have been, before any function was called
    _loops: dict[tuple[str, frozenset[str]], UnitUnusable] = field(default_factory=dict)  # unit, and units replaced

    def __enter__(self) -> StudentCode:
        """Return itself; the worker is made when first needed."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Kill the worker."""
        self._drop_worker()

    def invoke(self, exercise: Exercise, end: float) -> Invoke:
        """Return how a call of `exercise` is made; no call goes on past `end` (monotonic seconds)."""

        def invoke(args: tuple[object, ...], kwargs: Mapping[str, object]) -> Call:
            with self._calling(exercise, end) as (worker, seconds):
                reply = worker.call(exercise.unit, exercise.name, args, kwargs, seconds=seconds)
            return _as_call(exercise.name, args, kwargs, reply, self._place)

        return invoke

    def invoke_each(self, exercise: Exercise, end: float) -> InvokeEach:
        """Return how several calls of `exercise` are made at once; CallLost says nothing of which of them it was."""

        def invoke_each(arguments: Sequence[Arguments]) -> list[Call]:
            with self._calling(exercise, end) as (worker, seconds):
                replies = worker.call_each(exercise.unit, exercise.name, arguments, seconds=seconds)
            return [
                _as_call(exercise.name, args, kwargs, reply, self._place)
                for (args, kwargs), reply in zip(arguments, replies, strict=True)
            ]

        return invoke_each

    @contextmanager
    def _calling(self, exercise: Exercise, end: float) -> Iterator[tuple[Worker, float]]:
        """Give a worker and the seconds that a call may take; it does not outlive a call that fails."""
        worker = self.require(exercise, end)
        try:
            yield worker, _seconds_left(exercise.limits, end)
        except WorkerLost as lost:
            self._drop_worker()
            raise CallLost(lost.kind) from None
        except BaseException:  # ours, from a callback; the next case needs a worker
            self._drop_worker()
            raise

    def require(self, exercise: Exercise, end: float) -> Worker:
        """Return a worker that has imported the unit of `exercise`; raises UnitUnusable if that cannot be."""
        while self._worker is None or self._limits != _of_a_worker(exercise.limits):
            self._drop_worker()
            self._start_worker(exercise, end)
        if exercise.unit in self._unusable:
            why = self._unusable[exercise.unit]
            raise UnitUnusable(why.verdict, why.message)  # a kept exception would keep the frames that it passes
        return self._worker

    def _start_worker(self, exercise: Exercise, end: float) -> None:
        """Start a worker and import every usable unit; if one kills it, the caller starts another without that one."""
        self._holdings.most_bytes = ANSWERS_AT_ONCE * exercise.limits.reply_mib << 20
        self._worker = self.sandbox.spawn(exercise.limits, self._holdings)
        self._limits = _of_a_worker(exercise.limits)
        try:
            units = [unit.name for unit in self.course.units]
            self._worker.load(self._files(), forbidden=self.course.forbidden_imports, units=units)
        except WorkerLost as lost:  # nothing of the student's has run: a machine out of breath
            self._drop_worker()
            raise GraderFault(f"a worker was lost before it had begun: {lost}") from lost
        for unit in self.course.units:
            if unit.name not in self._unusable and not self._import(self._worker, unit, exercise.limits, end):
                return

    def _import(self, worker: Worker, unit: Unit, limits: Limits, end: float) -> bool:
        """Import one unit and put corrected functions in place; False if the worker did not survive it."""
        seconds = _seconds_left(limits, end)
        try:
            reply = worker.import_unit(unit.name, seconds=seconds)
            for exercise in unit.exercises:
                if exercise.name in self.corrected and isinstance(reply, Returned):
                    function = self.corrected[exercise.name]
                    worker.replace(unit.name, exercise.name, function, seconds=_seconds_left(limits, end))
        except WorkerLost as lost:
            self._drop_worker()
            if lost.kind is Loss.TIMED_OUT and seconds < limits.call_seconds:
                raise CallLost(lost.kind) from None  # too little time was left for it: that says nothing of the file
            text = msg("{file} could not be imported: {why}", file=unit.filename, why=IMPORT_LOSSES[lost.kind])
            self._unusable[unit.name] = UnitUnusable(LOSSES[lost.kind][0], text)
            if lost.kind is Loss.TIMED_OUT:
                self._loops[unit.name, self._whole()] = self._unusable[unit.name]
            return False
        if isinstance(reply, Raised):
            again = unit.name in self._imported
            self._unusable[unit.name] = (
                _import_failed_again(unit, reply) if again else _import_failed(unit, reply, self.submission)
            )
        elif isinstance(reply, Returned):
            self._imported.add(unit.name)
        elif isinstance(reply, Missing):
            text = msg("There is no file {file} in your submission.", file=unit.filename)
            self._unusable[unit.name] = UnitUnusable(Verdict.NOT_ATTEMPTED, text)
        return True

    def renew(self) -> None:
        """Let the next call meet a fresh worker."""
        self._drop_worker()

    def release(self) -> int:
        """Count what the functions have returned as given back; return how many bytes of memory that was."""
        return self._holdings.release()

    def _files(self) -> dict[str, bytes]:
        """Return the student's files, with a placeholder for each unit that is replaced as a whole."""
        files = dict(self.submission.files)
        for unit in self.course.units:
            if self._replaced_whole(unit):
                files[unit.filename] = b""
        return files

    def _whole(self) -> frozenset[str]:
        """Return the units that are replaced as a whole."""
        return frozenset(unit.name for unit in self.course.units if self._replaced_whole(unit))

    def _replaced_whole(self, unit: Unit) -> bool:
        return unit.name in self.broken and all(exercise.name in self.corrected for exercise in unit.exercises)

    def with_corrected(self, functions: Mapping[str, Callable[..., object]]) -> StudentCode:
        """Return the same submission with some exercises answered by `functions`."""
        helped = StudentCode(self.sandbox, self.submission, self.course, dict(functions), frozenset(self._unusable))
        helped._loops = self._loops  # an import that did not end costs its time once, and not in every exercise
        helped._unusable = {unit: why for (unit, whole), why in self._loops.items() if whole == helped._whole()}
        return helped

    def is_broken(self, exercise: Exercise) -> bool:
        """Whether the file of `exercise` cannot be imported (known once it has been tried)."""
        return exercise.unit in self._unusable

    def _place(self, reply: Raised) -> str:
        """Say where it was raised, if that is somewhere in the course's own files.

        Hidden cases show it, too: one of many files, or one of very many lines, would spell out an input.
        """
        told = 0 < reply.line <= MAX_LINE and any(reply.file == unit.filename for unit in self.course.units)
        return self.submission.place(reply.file, reply.line) if told else ""

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.close()
        self._worker = None


def _of_a_worker(limits: Limits) -> tuple[int, ...]:
    """Return the limits that a worker has for its whole life; the others belong to each call."""
    return limits.memory_mib, limits.cpu_seconds, limits.reply_mib, limits.output_kib, limits.callbacks


def _seconds_left(limits: Limits, end: float) -> float:
    return max(0.001, min(limits.call_seconds, end - time.monotonic()))


def _import_failed(unit: Unit, reply: Raised, submission: Submission) -> UnitUnusable:
    """Explain a failed import, with its text: no case has run in this worker yet."""
    verdict = Verdict.OUT_OF_MEMORY if isinstance(reply.exception, MemoryError) else Verdict.RAISED
    text = str(reply.exception).partition(f" ({reply.file}, line")[0]  # a SyntaxError repeats its place
    text = " ".join(text.split())  # a line of its own would look like a line of ours
    said = {"file": unit.filename, "error": reply.name, "text": text}
    if not reply.line:
        return UnitUnusable(verdict, msg("{file} could not be imported: {error}: {text}", **said))
    place = submission.place(reply.file, reply.line)
    return UnitUnusable(verdict, msg("{file} could not be imported: {error} at {place}: {text}", place=place, **said))


def _import_failed_again(unit: Unit, reply: Raised) -> UnitUnusable:
    """Explain that a unit fails in a later worker, without its text: the clock, for one, says what has happened since.

    A function could otherwise sleep for as long as a hidden input says and end its process, and the import of the next
    one tell the time.
    """
    verdict = Verdict.OUT_OF_MEMORY if isinstance(reply.exception, MemoryError) else Verdict.RAISED
    return UnitUnusable(verdict, msg("{file} could be imported once, and then not again.", file=unit.filename))


def _as_call(
    name: str,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
    reply: client.Result,
    place: Callable[[Raised], str],
) -> Call:
    if isinstance(reply, Missing):
        raise NotAttempted(msg("There is no function {name} in {file}.", name=name, file=f"{reply.module}.py"))
    raised = reply.exception if isinstance(reply, Raised) else None
    return Call(
        function=name,
        args=args,
        kwargs=kwargs,
        result=_value(reply) if isinstance(reply, Returned) else None,
        raised=raised,
        place=place(reply) if isinstance(reply, Raised) else "",
        nested=isinstance(reply, Raised) and reply.depth > 1,
        warnings=reply.notes.warnings,
        changed=reply.notes.changed,
        shared=reply.notes.shared,
        cpu_seconds=reply.notes.cpu_seconds,
    )


def _value(reply: Returned) -> object:
    return Opaque(reply.value.what) if isinstance(reply.value, client.Opaque) else reply.value
