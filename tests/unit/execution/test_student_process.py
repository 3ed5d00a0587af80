from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from grader.cases.call_proxy import NoAnswer, NotAttempted, Opaque
from grader.execution.student_process import CallLost, StudentCode, UnitUnusable
from grader.model import CodeCells, Course, Exercise, Limits, Submission, Unit, Verdict
from grader.sandbox import client
from grader.sandbox.client import CallNotes, Holdings, Loss, Missing, Raised, Returned, Sandbox, WorkerLost

Reply = Returned | Raised | Missing | WorkerLost
IMPORTED = Returned(None, CallNotes())
FAR = float("inf")
LIMITS = Limits(call_seconds=2.0)


def lost(kind: Loss) -> WorkerLost:
    return WorkerLost(kind, "detail")


def raised(exception: Exception, *, file: str = "unit1.py", line: int = 7) -> Raised:
    return Raised(exception, type(exception).__name__, file, line, "traceback", CallNotes(warnings=("W: w",)))


@dataclass
class FakeWorker:
    """Answers from a script, and notes what was asked."""

    limits: Limits
    imports: Mapping[str, Reply]
    calls: Mapping[str, Reply]
    asked: list[tuple[object, ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    closed: bool = False

    def load(self, files: Mapping[str, bytes], *, forbidden: Sequence[str] = (), units: Sequence[str] = ()) -> None:
        self.asked.append(("load", dict(files), tuple(forbidden)))

    def import_unit(self, module: str, *, seconds: float) -> Reply:
        return self.answer(("import", module), self.imports.get(module, IMPORTED), seconds)

    def replace(self, module: str, name: str, function: Callable[..., object], *, seconds: float) -> Reply:
        return self.answer(("replace", module, name), IMPORTED, seconds)

    def call(self, module: str, function: str, args: object, kwargs: object, *, seconds: float) -> Reply:
        return self.answer(("call", module, function, args, kwargs), self.calls.get(function, IMPORTED), seconds)

    def call_each(
        self, module: str, function: str, arguments: Sequence[tuple[object, object]], *, seconds: float
    ) -> list[Reply]:
        return [self.call(module, function, args, kwargs, seconds=seconds) for args, kwargs in arguments]

    def answer(self, request: tuple[object, ...], reply: Reply, seconds: float) -> Reply:
        assert not self.closed, "a dead worker is not asked"
        self.asked.append(request)
        self.seconds.append(seconds)
        if isinstance(reply, WorkerLost):
            raise reply
        return reply

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeSandbox:
    imports: dict[str, Reply] = field(default_factory=dict)
    calls: dict[str, Reply] = field(default_factory=dict)
    workers: list[FakeWorker] = field(default_factory=list)

    def spawn(self, limits: Limits, holdings: Holdings | None = None) -> FakeWorker:
        self.workers.append(FakeWorker(limits, self.imports, self.calls))
        return self.workers[-1]


def exercise(name: str, unit: str, limits: Limits = LIMITS) -> Exercise:
    return Exercise(name, unit, 1.0, {}, limits=limits)


DOUBLE, HALF, SLOW = (
    exercise("double", "unit1"),
    exercise("half", "unit2"),
    exercise("slow", "unit3", Limits(call_seconds=9.0)),
)
COURSE = Course(
    Path(),
    "c",
    "C",
    "en",
    tuple(Unit(f"unit{i}", "T", (e,)) for i, e in enumerate((DOUBLE, HALF, SLOW), 1)),
    (),
    0.5,
    1,
    "",
    ("scipy",),
)
FILES = tuple((f"unit{i}.py", b"source") for i in (1, 2, 3))


def code_of(sandbox: FakeSandbox) -> StudentCode:
    return StudentCode(cast(Sandbox, sandbox), Submission("grace", FILES, "digest"), COURSE)


def unusable(code: StudentCode, exercise: Exercise, end: float = FAR) -> UnitUnusable:
    with pytest.raises(UnitUnusable) as caught:
        code.require(exercise, end)
    return caught.value


class TestCallsTogether:
    def test_as_the_cases_see_them(self) -> None:
        sandbox = FakeSandbox(calls={"double": Returned(8.0, CallNotes(("W: w",), (0,)))})
        first, second = code_of(sandbox).invoke_each(DOUBLE, FAR)([((1,), {}), ((2,), {"k": 3})])
        assert (first.args, first.result, first.warnings, first.changed) == ((1,), 8.0, ("W: w",), (0,))
        assert (second.args, second.kwargs, second.result) == ((2,), {"k": 3}, 8.0)

    def test_a_lost_worker_is_replaced(self) -> None:
        sandbox = FakeSandbox(calls={"double": lost(Loss.CRASHED)})
        code = code_of(sandbox)
        with pytest.raises(CallLost):
            code.invoke_each(DOUBLE, FAR)([((1,), {}), ((2,), {})])
        sandbox.calls["double"] = Returned(8.0, CallNotes())
        assert len(code.invoke_each(DOUBLE, FAR)([((1,), {})])) == 1
        assert [worker.closed for worker in sandbox.workers] == [True, False]

    def test_a_missing_function(self) -> None:
        sandbox = FakeSandbox(calls={"double": Missing("unit1", "double")})
        with pytest.raises(NotAttempted, match="There is no function double"):
            code_of(sandbox).invoke_each(DOUBLE, FAR)([((1,), {})])


class TestCall:
    def test_as_the_case_sees_it(self) -> None:
        notes = CallNotes(("W: w",), (0, "k"), (1,), "printed", 0.25)
        sandbox = FakeSandbox(calls={"double": Returned(8.0, notes)})
        args = (np.ones(3),)
        call = code_of(sandbox).invoke(DOUBLE, FAR)(args, {"k": 1})
        assert (call.function, call.result, call.raised) == ("double", 8.0, None)
        assert call.args is args
        assert (call.warnings, call.changed, call.shared, call.cpu_seconds) == (("W: w",), (0, "k"), (1,), 0.25)
        assert sandbox.workers[0].asked[-1] == ("call", "unit1", "double", args, {"k": 1})

    def test_raised(self) -> None:
        error = ValueError("no")
        call = code_of(FakeSandbox(calls={"double": raised(error)})).invoke(DOUBLE, FAR)((), {})
        assert (call.raised, call.place, call.warnings) == (error, "unit1.py:7", ("W: w",))

    def test_raised_nowhere_in_the_files(self) -> None:
        sandbox = FakeSandbox(calls={"double": raised(ValueError(), file="", line=0)})
        assert code_of(sandbox).invoke(DOUBLE, FAR)((), {}).place == ""

    @pytest.mark.parametrize(
        ("file", "line", "place"),
        [
            ("unit1.py", 999, "unit1.py:999"),
            ("unit1.py", 1000, ""),
            ("unit1.py", 918273645, ""),
            ("spells_0_99.py", 7, ""),
        ],
    )
    def test_a_place_that_could_spell_an_input_is_not_told(self, file: str, line: int, place: str) -> None:
        sandbox = FakeSandbox(calls={"double": raised(ValueError(), file=file, line=line)})
        assert code_of(sandbox).invoke(DOUBLE, FAR)((), {}).place == place

    def test_a_place_in_a_notebook_is_told_by_its_cell(self) -> None:
        cells = (("unit1.py", CodeCells("unit1.ipynb", (2, 5))),)
        submission = Submission("grace", FILES, "digest", cells=cells)
        sandbox = FakeSandbox(calls={"double": raised(ValueError("no"))})
        code = StudentCode(cast(Sandbox, sandbox), submission, COURSE)
        assert code.invoke(DOUBLE, FAR)((), {}).place == "unit1.ipynb, code cell 2, line 2"

    def test_what_a_callback_of_ours_raises_costs_the_worker(self) -> None:
        class Overtime(BaseException):
            pass

        class Interrupted(FakeWorker):
            def call(self, *args: object, **kwargs: object) -> Reply:
                raise Overtime

        sandbox = FakeSandbox()
        code = code_of(sandbox)
        code.require(DOUBLE, FAR)
        sandbox.workers[0].__class__ = Interrupted
        with pytest.raises(Overtime):
            code.invoke(DOUBLE, FAR)((), {})
        assert sandbox.workers[0].closed
        assert code.invoke(DOUBLE, FAR)((), {}).raised is None

    def test_what_did_not_come_through_the_wall(self) -> None:
        sandbox = FakeSandbox(calls={"double": Returned(client.Opaque("a set"), CallNotes())})
        result = code_of(sandbox).invoke(DOUBLE, FAR)((), {}).result
        assert isinstance(result, Opaque)
        assert result.what == "a set"

    def test_a_missing_function_is_not_attempted_and_named(self) -> None:
        sandbox = FakeSandbox(calls={"double": Missing("unit1", "double")})
        with pytest.raises(NotAttempted, match=r"^There is no function double in unit1\.py\.$"):
            code_of(sandbox).invoke(DOUBLE, FAR)((), {})

    @pytest.mark.parametrize("loss", Loss)
    def test_lost_and_replaced_at_the_next_call(self, loss: Loss) -> None:
        sandbox = FakeSandbox(calls={"double": lost(loss)})
        code = code_of(sandbox)
        with pytest.raises(CallLost) as caught:
            code.invoke(DOUBLE, FAR)((), {})
        assert caught.value.message.startswith("Your ")
        assert "detail" not in caught.value.message
        assert [worker.closed for worker in sandbox.workers] == [True]
        sandbox.calls["double"] = Returned(1.0, CallNotes())
        assert code.invoke(DOUBLE, FAR)((), {}).result == 1.0
        assert [worker.closed for worker in sandbox.workers] == [True, False]

    def test_no_case_can_swallow_a_loss(self) -> None:
        assert issubclass(NoAnswer, BaseException)
        assert not issubclass(NoAnswer, Exception)
        assert issubclass(CallLost, NoAnswer)
        assert issubclass(UnitUnusable, NoAnswer)

    @pytest.mark.parametrize(
        ("left", "seconds"), [(60.0, 2.0), (1.0, 1.0), (-5.0, 0.001)], ids=["limit", "rest", "late"]
    )
    def test_no_call_goes_on_past_the_end(self, left: float, seconds: float) -> None:
        sandbox = FakeSandbox()
        code = code_of(sandbox)
        code.require(DOUBLE, FAR)
        code.invoke(DOUBLE, time.monotonic() + left)((), {})
        assert sandbox.workers[0].seconds[-1] == pytest.approx(seconds, abs=0.1)
        assert sandbox.workers[0].seconds[-1] > 0


class TestImports:
    def test_all_units_before_the_first_call(self) -> None:
        sandbox = FakeSandbox()
        code_of(sandbox).invoke(HALF, FAR)((), {})
        assert sandbox.workers[0].asked == [
            ("load", dict(FILES), ("scipy",)),
            ("import", "unit1"),
            ("import", "unit2"),
            ("import", "unit3"),
            ("call", "unit2", "half", (), {}),
        ]

    def test_one_worker_for_all_calls_of_an_exercise(self) -> None:
        sandbox = FakeSandbox()
        code = code_of(sandbox)
        for _ in range(3):
            code.invoke(DOUBLE, FAR)((), {})
        assert len(sandbox.workers) == 1

    def test_the_next_exercise_uses_it_too(self) -> None:
        sandbox = FakeSandbox()
        code = code_of(sandbox)
        for each in (DOUBLE, HALF, SLOW):  # the time of a call is no limit of the worker
            code.invoke(each, FAR)((), {})
        assert len(sandbox.workers) == 1

    def test_another_one_where_the_worker_is_limited_otherwise(self) -> None:
        sandbox = FakeSandbox()
        code = code_of(sandbox)
        for each in (DOUBLE, exercise("half", "unit2", Limits(memory_mib=64))):
            code.invoke(each, FAR)((), {})
        assert [(worker.limits.memory_mib, worker.closed) for worker in sandbox.workers] == [(512, True), (64, False)]

    @pytest.mark.parametrize(
        ("reply", "verdict", "message"),
        [
            (Missing("unit1", ""), Verdict.NOT_ATTEMPTED, "There is no file unit1.py in your submission."),
            (
                raised(SyntaxError("invalid syntax")),
                Verdict.RAISED,
                "unit1.py could not be imported: SyntaxError at unit1.py:7: invalid syntax",
            ),
            (
                raised(ImportError("no scipy"), file="", line=0),
                Verdict.RAISED,
                "unit1.py could not be imported: ImportError: no scipy",
            ),
            (
                raised(MemoryError()),
                Verdict.OUT_OF_MEMORY,
                "unit1.py could not be imported: MemoryError at unit1.py:7: ",
            ),
            (
                lost(Loss.TIMED_OUT),
                Verdict.TIMED_OUT,
                "unit1.py could not be imported: it, or a file that it imports, did not end in time. "
                "Is there a loop outside of a function?",
            ),
            (
                lost(Loss.CRASHED),
                Verdict.CRASHED,
                "unit1.py could not be imported: it ended the process that it ran in.",
            ),
            (
                lost(Loss.OUT_OF_MEMORY),
                Verdict.OUT_OF_MEMORY,
                "unit1.py could not be imported: it asked for more memory than is allowed.",
            ),
            (
                lost(Loss.PROTOCOL),
                Verdict.CRASHED,
                "unit1.py could not be imported: it interfered with the process that it ran in.",
            ),
        ],
        ids=["missing", "syntax", "forbidden", "memory error", "time", "crash", "memory", "protocol"],
    )
    def test_a_file_that_cannot_be_imported_costs_only_itself(
        self, reply: Reply, verdict: Verdict, message: str
    ) -> None:
        sandbox = FakeSandbox(imports={"unit1": reply}, calls={"half": Returned(1.0, CallNotes())})
        code = code_of(sandbox)
        found = unusable(code, DOUBLE)
        assert (found.verdict, found.message) == (verdict, message)
        assert code.is_broken(DOUBLE)
        assert not code.is_broken(HALF)
        assert code.invoke(HALF, FAR)((), {}).result == 1.0

    def test_a_file_that_kills_its_worker_is_not_imported_again(self) -> None:
        sandbox = FakeSandbox(imports={"unit2": lost(Loss.CRASHED)})
        code = code_of(sandbox)
        code.require(DOUBLE, FAR)
        assert [[request[1] for request in worker.asked[1:]] for worker in sandbox.workers] == [
            ["unit1", "unit2"],
            ["unit1", "unit3"],
        ]
        unusable(code, HALF)
        assert not any(("import", "unit2") in worker.asked for worker in sandbox.workers[1:])

    def test_a_file_that_had_no_time_left_gets_another_chance(self) -> None:
        """That an earlier exercise used up its time says nothing of the files that a new worker must import."""
        sandbox = FakeSandbox(imports={"unit3": lost(Loss.TIMED_OUT)})
        code = code_of(sandbox)
        with pytest.raises(CallLost) as caught:
            code.require(DOUBLE, time.monotonic() + 0.5)
        assert caught.value.verdict is Verdict.TIMED_OUT
        sandbox.imports.clear()
        assert code.require(SLOW, FAR) is not None

    def test_the_text_of_an_import_is_told_only_before_any_function_was_called(self) -> None:
        """Later it could tell the time, and the time could tell a hidden input."""
        sandbox = FakeSandbox(calls={"double": lost(Loss.CRASHED)})
        code = code_of(sandbox)
        with pytest.raises(CallLost):
            code.invoke(DOUBLE, FAR)((1,), {})
        sandbox.imports["unit1"] = raised(ImportError("it is 23:59:58.731251"))
        found = unusable(code, DOUBLE)
        assert (found.verdict, found.message) == (
            Verdict.RAISED,
            "unit1.py could be imported once, and then not again.",
        )

    def test_a_renewed_function_lives_in_a_fresh_worker(self) -> None:
        sandbox = FakeSandbox(calls={"double": Returned(8.0, CallNotes())})
        code = code_of(sandbox)
        code.invoke(DOUBLE, FAR)((1,), {})
        code.renew()
        code.invoke(DOUBLE, FAR)((1,), {})
        assert [worker.closed for worker in sandbox.workers] == [True, False]

    def test_all_files_broken(self) -> None:
        sandbox = FakeSandbox(imports=dict.fromkeys(("unit1", "unit2", "unit3"), lost(Loss.CRASHED)))
        code = code_of(sandbox)
        for each in (DOUBLE, HALF, SLOW):
            unusable(code, each)
        assert sum(request[0] == "import" for worker in sandbox.workers for request in worker.asked) == 3


class TestCorrected:
    def test_functions_are_put_in_after_the_import_of_their_unit(self) -> None:
        sandbox = FakeSandbox()
        with code_of(sandbox).with_corrected({"double": lambda x: 2 * x}) as code:
            code.require(HALF, FAR)
        assert sandbox.workers[0].asked[1:3] == [("import", "unit1"), ("replace", "unit1", "double")]
        assert ("replace", "unit2", "half") not in sandbox.workers[0].asked

    def test_a_broken_file_is_replaced_as_a_whole(self) -> None:
        sandbox = FakeSandbox(imports={"unit1": raised(SyntaxError())})
        code = code_of(sandbox)
        unusable(code, DOUBLE)
        sandbox.imports.clear()
        with code.with_corrected({"double": abs}) as helped:
            helped.require(HALF, FAR)
        assert sandbox.workers[-1].asked[0] == ("load", {**dict(FILES), "unit1.py": b""}, ("scipy",))

    def test_a_file_that_never_ends_is_not_waited_for_again(self) -> None:
        sandbox = FakeSandbox(imports={"unit1": lost(Loss.TIMED_OUT)})
        code = code_of(sandbox)
        unusable(code, DOUBLE)
        before = len(sandbox.workers)
        with code.with_corrected({"half": abs}) as helped:
            unusable(helped, DOUBLE)
        assert not any(("import", "unit1") in worker.asked for worker in sandbox.workers[before:])


def test_leaving_the_block_kills_the_worker() -> None:
    sandbox = FakeSandbox()
    with code_of(sandbox) as code:
        code.require(DOUBLE, FAR)
    assert sandbox.workers[0].closed


def test_nothing_is_started_before_it_is_needed() -> None:
    sandbox = FakeSandbox()
    with code_of(sandbox):
        pass
    assert sandbox.workers == []
