"""`grader check`: the course and the machine are graded before any student is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np

from grader.cases.hints import FILE as HINTS_FILE
from grader.course import SCHEMA_COPY, SCHEMA_FILE, SCHEMA_LINE, manifest_text, schema_text
from grader.course.sources import FILENAME
from grader.execution.collection import CaseBook, load_misconceptions
from grader.execution.runner import Runner
from grader.execution.student_process import StudentCode
from grader.extras import extra_is_missing
from grader.handout import CONFTEST
from grader.language import codes_of, has_catalog
from grader.model import Course, ExerciseResult, Submission, Verdict
from grader.selfcheck.check import Check
from grader.selfcheck.handout_check import check_handout
from grader.selfcheck.hints import hints_text
from grader.selfcheck.misconception_check import check_misconceptions, grade_answer
from grader.selfcheck.unfinished import check_unfinished, unwritten_references
from grader.session import Session

TRIVIAL_LIMIT = 0.10  # of an exercise's points, for an answer without any thought in it

Function = Callable[..., object]


def self_check(session: Session, *, mutants: bool = False, matrix: bool = False) -> Iterator[Check]:
    """Yield the result of every check, as they are made. Nothing of it touches a student's work.

    With `matrix`, every wrong answer is tried on every case, so that the rows make a whole kill matrix.
    """
    course, book = session.plan.course, session.book
    runner = Runner(course, book, session.plan.secret)
    unwritten = unwritten_references(course)
    yield from check_wall(session)
    yield from check_generated_files(course, book)
    yield from note_languages(course)
    yield from check_unfinished(course)
    yield from check_handout(course, references=not unwritten)
    yield from check_solutions(session, runner, unwritten)
    yield from check_trivial_answers(runner, unwritten)
    bank = [(mistake, function) for mistake, function in load_misconceptions(course) if mistake.of not in unwritten]
    yield from check_misconceptions(runner, bank)
    if mutants:
        yield from mutation_module("survivors").check_mutants(course, book, all_killers=matrix)


def check_wall(session: Session) -> Iterator[Check]:
    """Attack the sandbox from within, as a submission would."""
    for canary in session.sandbox.attestation.checks:
        yield Check(f"sandbox {session.sandbox.level}: {canary.name}", canary.held, canary.how)


def generated_files(course: Course, book: CaseBook) -> Mapping[Path, str]:
    """Return the files that follow from others, and what they must hold."""
    exercises = course.root / "exercises"
    files = {
        exercises / "conftest.py": CONFTEST,
        exercises / "course.json": manifest_text(course),
        exercises / HINTS_FILE: hints_text(book, load_misconceptions(course)),
    }
    if course.root.resolve() == SCHEMA_FILE.parents[1]:  # the grader's own checkout; not an environment in the folder
        files[SCHEMA_FILE] = schema_text()
    if _names_the_copy_of_the_schema(course):
        # The file, not what this pydantic would make of it: each version words a schema in its own way.
        files[course.root / SCHEMA_COPY] = SCHEMA_FILE.read_text(encoding="utf-8")
    return files


def up_to_date(path: Path, text: str) -> bool:
    """Whether a generated file is what it would be if it were written now."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def _names_the_copy_of_the_schema(course: Course) -> bool:
    """Whether editors take the schema from the course's own folder.

    That works for everyone who opens the course, wherever the grader is installed; a path into an installation would
    be another one on every machine.
    """
    file = course.root / FILENAME
    return file.is_file() and SCHEMA_LINE in file.read_text(encoding="utf-8-sig").splitlines()


def check_generated_files(course: Course, book: CaseBook) -> Iterator[Check]:
    """See that every generated file is what it would be if it were written now."""
    for path, text in generated_files(course, book).items():
        in_step = up_to_date(path, text)
        name = path.resolve().relative_to(course.root.resolve())
        yield Check(f"{name} is in step", in_step, "" if in_step else "run `grader check --fix`")


def note_languages(course: Course) -> Iterator[Check]:
    """Say which texts stay as they are written, where there is no catalog of the course's language."""
    if not has_catalog(course.language):
        text = f"The grader's own words are in English: it has none in {course.language!r}."
        yield Check("language", holds=True, detail=text, note=True)
        for domain in ("exercises", "solutions"):
            folder = course.root / domain / "locale"
            if not has_catalog(course.language, domain, folder):
                text = f"Texts of {domain}/ stay as they are written: no {folder}/{codes_of(course.language)[0]}."
                yield Check("language", holds=True, detail=text, note=True)


def check_solutions(session: Session, runner: Runner, unwritten: Collection[str] = ()) -> Iterator[Check]:
    """Grade the references (each must earn all points) and the stubs (none), behind the wall as students are."""
    for folder, share in (("solutions", 1.0), ("exercises", 0.0)):
        submission = _submission_of(session.plan.course, folder)
        with StudentCode(session.sandbox, submission, session.plan.course) as code:
            for result in runner.run(code, submission.student):
                place, name = f"{folder}/{result.exercise.unit}.py", result.exercise.name
                if share and name in unwritten:
                    yield Check(
                        f"{place}: {name}", False, "the reference is not written: it raises NotImplementedError"
                    )
                else:
                    yield _check_share(place, result, share)


def check_trivial_answers(runner: Runner, unwritten: Collection[str] = ()) -> Iterator[Check]:
    """Grade constants, identity and always-raise; not where the cases cannot be right without a reference."""
    for exercise in (exercise for exercise in runner.course.exercises if exercise.name not in unwritten):
        for name, function in TRIVIAL_ANSWERS.items():
            result = grade_answer(runner, exercise, function, f"trivial: {name}")
            limit = TRIVIAL_LIMIT * exercise.points
            detail = f"{result.score:g} of {exercise.points:g} points (at most {limit:g})"
            yield Check(f"{exercise.name}: {name} earns next to nothing", result.score <= limit, detail)


def mutation_module(name: str) -> ModuleType:
    """Import what needs mutmut only where it is needed: it is no part of the core install."""
    try:
        return import_module(f"grader.selfcheck.{name}")
    except ModuleNotFoundError as error:
        raise extra_is_missing("mutants", "mutmut is", error) from error


def _submission_of(course: Course, folder: str) -> Submission:
    files = tuple((unit.filename, (course.root / folder / unit.filename).read_bytes()) for unit in course.units)
    return Submission(student=f"the {folder}", files=files, digest="")


def _check_share(place: str, result: ExerciseResult, share: float) -> Check:
    exercise = result.exercise
    wanted = share * exercise.points
    odd = [o for o in result.outcomes if (o.verdict is Verdict.PASSED) != (share == 1.0)]
    detail = f"{result.score:g} of {exercise.points:g} points, {len(result.outcomes)} cases"
    if odd and not share:
        detail += f"; the stub passes {odd[0].case.name}: leave only `raise NotImplementedError` in it"
    elif odd:
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
