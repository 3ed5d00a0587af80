"""`grader check`: the course and the machine are graded before any student is."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader import __version__
from grader.cases.casebook import CaseBook, collect_cases, load_misconceptions
from grader.cases.misconceptions import Misconception
from grader.cases.runner import Runner, TrustedCode
from grader.cases.student_code import StudentCode
from grader.course import manifest_text, schema_text
from grader.engine import Engine, Plan
from grader.errors import CourseError
from grader.model import Course, Exercise, ExerciseResult, Group, Submission, Verdict

TRIVIAL_LIMIT = 0.10  # of an exercise's points, for an answer without any thought in it
SCHEMA_FILE = Path(__file__).with_name("course.schema.json")

Function = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true, and whether it is."""

    name: str
    holds: bool
    detail: str = ""


def self_check(engine: Engine) -> Iterator[Check]:
    """Yield the result of every check, as they are made. Nothing of it touches a student's work."""
    course, book = engine.plan.course, engine.book
    runner = Runner(course, book, engine.plan.secret)
    yield from check_wall(engine)
    yield from check_generated_files(course)
    yield from check_solutions(engine, runner)
    yield from check_trivial_answers(runner, book)
    yield from check_misconceptions(runner, book, load_misconceptions(course))


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


def generated_files(course: Course) -> Mapping[Path, str]:
    """Return the files that follow from others, and what they must hold."""
    files = {course.root / "exercises" / "course.json": manifest_text(course)}
    if SCHEMA_FILE.is_relative_to(course.root):  # a checkout of the grader itself, not an installed one
        files[SCHEMA_FILE] = schema_text()
    return files


def check_generated_files(course: Course) -> Iterator[Check]:
    """See that every generated file is what it would be if it were written now."""
    for path, text in generated_files(course).items():
        in_step = path.is_file() and path.read_text(encoding="utf-8") == text
        yield Check(
            f"{path.relative_to(course.root)} is in step", in_step, "" if in_step else "run `grader check --fix`"
        )


def check_solutions(engine: Engine, runner: Runner) -> Iterator[Check]:
    """Grade the references (each must earn all points) and the stubs (none), behind the wall as students are."""
    for folder, share in (("solutions", 1.0), ("exercises", 0.0)):
        submission = _submission_of(engine.plan.course, folder)
        with StudentCode(engine.sandbox, submission, engine.plan.course) as code:
            for result in runner.run(code, submission.student):
                yield _check_share(f"{folder}/{result.exercise.unit}.py", result, share)


def check_trivial_answers(runner: Runner, book: CaseBook) -> Iterator[Check]:
    """Grade constants, identity and always-raise."""
    for exercise in runner.course.exercises:
        for name, function in TRIVIAL_ANSWERS.items():
            result = _grade_trusted(runner, book, exercise, function, f"trivial: {name}")
            limit = TRIVIAL_LIMIT * exercise.points
            detail = f"{result.score:g} of {exercise.points:g} points (at most {limit:g})"
            yield Check(f"{exercise.name}: {name} earns next to nothing", result.score <= limit, detail)


def check_misconceptions(
    runner: Runner, book: CaseBook, bank: list[tuple[Misconception, Function]]
) -> Iterator[Check]:
    """Grade every known wrong answer: it must lose points in the exercise that it belongs to."""
    for mistake, function in bank:
        exercise = _exercise_of(runner.course, mistake)
        result = _grade_trusted(runner, book, exercise, function, mistake.id)
        killers = [outcome for outcome in result.outcomes if outcome.verdict is not Verdict.PASSED]
        groups = ", ".join(group for group in Group if any(k.case.group is group for k in killers))
        detail = f"{result.score:g} of {exercise.points:g} points; lost in {len(killers)} cases ({groups or 'none'})"
        yield Check(f"{mistake.id} {exercise.name}: {mistake.title}", result.score < exercise.points, detail)


def _exercise_of(course: Course, mistake: Misconception) -> Exercise:
    try:
        return course.exercise(mistake.of)
    except KeyError:
        raise CourseError(f"solutions/misconceptions: {mistake.id} is of {mistake.of}, which is no exercise") from None


def _grade_trusted(
    runner: Runner, book: CaseBook, exercise: Exercise, function: Function, student: str
) -> ExerciseResult:
    code = TrustedCode({**book.references, exercise.name: function})
    with np.errstate(all="ignore"):
        return runner.run_exercise(exercise, code, student)


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
