"""`grader check`: the course and the machine are graded before any student is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

from grader import __version__
from grader.cases.hints import FILE as HINTS_FILE
from grader.course import manifest_text, schema_text
from grader.engine import Engine, Plan
from grader.errors import CourseError, MachineError
from grader.execution.collection import CaseBook, collect_cases, load_misconceptions
from grader.execution.runner import Runner, TrustedCode
from grader.execution.student_process import StudentCode
from grader.handout import CONFTEST
from grader.model import Course, ExerciseResult, Submission, Verdict
from grader.selfcheck.check import Check
from grader.selfcheck.handout_check import check_handout
from grader.selfcheck.hints import hints_text
from grader.selfcheck.misconception_check import check_misconceptions, grade_answer

TRIVIAL_LIMIT = 0.10  # of an exercise's points, for an answer without any thought in it
SCHEMA_FILE = Path(__file__).resolve().parents[1] / "course.schema.json"

Function = Callable[..., object]


def self_check(engine: Engine, *, mutants: bool = False, matrix: bool = False) -> Iterator[Check]:
    """Yield the result of every check, as they are made. Nothing of it touches a student's work.

    With `matrix`, every wrong answer is tried on every case, so that the rows make a whole kill matrix.
    """
    course, book = engine.plan.course, engine.book
    runner = Runner(course, book, engine.plan.secret)
    yield from check_wall(engine)
    yield from check_generated_files(course, book)
    yield from check_handout(course)
    yield from check_solutions(engine, runner)
    yield from check_trivial_answers(runner)
    yield from check_misconceptions(runner, load_misconceptions(course))
    if mutants:
        yield from _mutation_module().check_mutants(course, book, all_killers=matrix)


def preflight(plan: Plan) -> None:
    """Raise CourseError if the references fail a case of their own course: no student can be graded with that.

    A course that has passed is not tried again until something in it changes.
    """
    stamp = plan.course.root / ".grader" / "preflight"
    key = " ".join((plan.course.digest, __version__, np.__version__))
    with contextlib.suppress(OSError):
        if stamp.read_bytes() == key.encode():
            return
    book = collect_cases(plan.course)
    results = Runner(plan.course, book, plan.secret).run(TrustedCode(book.references), "the references")
    failed = [o for result in results for o in result.outcomes if o.verdict is not Verdict.PASSED]
    if failed:
        lines = [f"{o.case.name}: {(o.staff or o.message).strip().splitlines()[-1]}" for o in failed]
        raise CourseError("\n".join(["The references fail these cases (see `grader check`):", *lines]))
    with contextlib.suppress(OSError):  # a course that cannot be written is tried every time
        stamp.parent.mkdir(mode=0o700, exist_ok=True)
        stamp.write_bytes(key.encode())


def check_wall(engine: Engine) -> Iterator[Check]:
    """Attack the sandbox from within, as a submission would."""
    for canary in engine.sandbox.attestation.checks:
        yield Check(f"sandbox {engine.sandbox.level}: {canary.name}", canary.held, canary.how)


def generated_files(course: Course, book: CaseBook) -> Mapping[Path, str]:
    """Return the files that follow from others, and what they must hold."""
    exercises = course.root / "exercises"
    files = {
        exercises / "conftest.py": CONFTEST,
        exercises / "course.json": manifest_text(course),
        exercises / HINTS_FILE: hints_text(book, load_misconceptions(course)),
    }
    if SCHEMA_FILE.is_relative_to(course.root.resolve()):  # a checkout of the grader itself, not an installed one
        files[SCHEMA_FILE] = schema_text()
    return files


def up_to_date(path: Path, text: str) -> bool:
    """Whether a generated file is what it would be if it were written now."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def check_generated_files(course: Course, book: CaseBook) -> Iterator[Check]:
    """See that every generated file is what it would be if it were written now."""
    for path, text in generated_files(course, book).items():
        in_step = up_to_date(path, text)
        name = path.resolve().relative_to(course.root.resolve())
        yield Check(f"{name} is in step", in_step, "" if in_step else "run `grader check --fix`")


def check_solutions(engine: Engine, runner: Runner) -> Iterator[Check]:
    """Grade the references (each must earn all points) and the stubs (none), behind the wall as students are."""
    for folder, share in (("solutions", 1.0), ("exercises", 0.0)):
        submission = _submission_of(engine.plan.course, folder)
        with StudentCode(engine.sandbox, submission, engine.plan.course) as code:
            for result in runner.run(code, submission.student):
                yield _check_share(f"{folder}/{result.exercise.unit}.py", result, share)


def check_trivial_answers(runner: Runner) -> Iterator[Check]:
    """Grade constants, identity and always-raise."""
    for exercise in runner.course.exercises:
        for name, function in TRIVIAL_ANSWERS.items():
            result = grade_answer(runner, exercise, function, f"trivial: {name}")
            limit = TRIVIAL_LIMIT * exercise.points
            detail = f"{result.score:g} of {exercise.points:g} points (at most {limit:g})"
            yield Check(f"{exercise.name}: {name} earns next to nothing", result.score <= limit, detail)


def _mutation_module() -> ModuleType:
    """Import what needs mutmut only where it is needed: it is no part of the core install."""
    try:
        return import_module("grader.selfcheck.survivors")
    except ModuleNotFoundError as error:
        raise MachineError(f"{error}. Mutants need more: pip install 'course-grader[mutants]'") from error


def _submission_of(course: Course, folder: str) -> Submission:
    files = tuple((unit.filename, (course.root / folder / unit.filename).read_bytes()) for unit in course.units)
    return Submission(student=f"the {folder}", files=files, digest="")


def _check_share(place: str, result: ExerciseResult, share: float) -> Check:
    exercise = result.exercise
    wanted = share * exercise.points
    odd = [o for o in result.outcomes if (o.verdict is Verdict.PASSED) != (share == 1.0)]
    detail = f"{result.score:g} of {exercise.points:g} points, {len(result.outcomes)} cases"
    if odd:
        first = odd[0]
        detail += f"; {first.case.name} {first.verdict}: {first.message or first.staff}\n{first.staff}".rstrip()
    return Check(f"{place}: {exercise.name}", not odd and result.score == wanted, detail)


def _raise(*args: object, **kwargs: object) -> object:
    raise ValueError("always")


TRIVIAL_ANSWERS: Mapping[str, Function] = {
    "always 0": lambda *args, **kwargs: 0.0,
    "always 1": lambda *args, **kwargs: 1.0,
    "always 0.5": lambda *args, **kwargs: 0.5,
    "always nan": lambda *args, **kwargs: float("nan"),
    "always inf": lambda *args, **kwargs: float("inf"),
    "an empty array": lambda *args, **kwargs: np.array([]),
    "the first argument": lambda *args, **kwargs: args[0],
    "always ValueError": _raise,
}
