"""All domain types. Almost a leaf: of the grader it knows what a message is, and else only the standard library.

Data flows one way: Submission → (Case × worker) → Outcome → ExerciseResult → Report.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from grader.language import msg


class Verdict(StrEnum):
    """How one case ended. Silence is never a pass: every case has exactly one of these."""

    PASSED = "passed"
    FAILED = "failed"  # the function answered, and the answer is wrong
    RAISED = "raised"  # the function raised where it should have answered
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"  # the worker died or broke the protocol
    NOT_ATTEMPTED = "not_attempted"  # NotImplementedError, or no such function
    GRADER_ERROR = "grader_error"  # our fault: the report is ungraded


class Group(StrEnum):
    """What a case asks for; the order is the order in which failures are explained."""

    ANCHOR = "anchor"  # hand-computed values
    EDGE = "edge"  # zeros, invalid input, shapes, dtypes
    LAW = "law"  # identities on random inputs
    NUMERIC = "numeric"  # extreme magnitudes, no warnings
    SPEED = "speed"  # a vectorised solution passes easily


class Level(StrEnum):
    """How student code was confined; stamped on every report."""

    L1 = "L1"  # namespaces, minimal root, seccomp, rlimits, Landlock where there is one
    L2 = "L2"  # no user namespaces: Landlock, seccomp, rlimits
    UNCONFINED = "UNCONFINED"  # for code that the caller wrote; never exported as grades


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what student code may use. The unit is part of each name."""

    call_seconds: float = 2.0
    exercise_seconds: float = 10.0
    submission_seconds: float = 60.0
    cpu_seconds: int = 60  # of one worker, over its life
    memory_mib: int = 512  # on top of Python and NumPy
    reply_mib: int = 64  # one returned value
    output_kib: int = 64  # what print() may keep, per call
    callbacks: int = 100_000  # calls back into the grader, per call


@dataclass(frozen=True, slots=True)
class Exercise:
    """One function to be written, worth `points`."""

    name: str
    unit: str
    points: float
    shares: Mapping[Group, float]  # of the points; sums to 1
    difficulty: int = 1  # 1 one line, 2 one idea or trap, 3 several traps or a derivation
    bonus: bool = False  # counts on top, not into the maximum
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Unit:
    """One file of stubs: `exercises/<name>.py`."""

    name: str
    title: str
    exercises: tuple[Exercise, ...]

    @property
    def filename(self) -> str:
        """The name of the file in which the functions of this unit are written."""
        return f"{self.name}.py"

    @property
    def points(self) -> float:
        """The unit's maximum, bonus exercises left out."""
        return sum(exercise.points for exercise in self.exercises if not exercise.bonus)


@dataclass(frozen=True, slots=True)
class LatePolicy:
    """What lateness costs: `percent_per_day` of the earned points for each day begun."""

    grace_minutes: int = 0
    percent_per_day: float = 0.0
    max_percent: float = 100.0


class Attempts(StrEnum):
    """Which of several submissions of one student to one assignment counts."""

    LATEST = "latest"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Units that are handed in together; nbgrader's *assignment*."""

    name: str
    title: str
    units: tuple[str, ...]  # unit names
    due: datetime | None = None  # with a time zone
    late: LatePolicy = field(default_factory=LatePolicy)
    attempts: Attempts = Attempts.LATEST


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor that answers of this subject tend to be off by: 3.6 where km/h are given for m/s."""

    value: float
    means: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What feedback says in the words of a course; where a text is "", the framework has words of its own."""

    factors: tuple[Factor, ...] = ()
    inf_expected: str = ""  # completes "Finite where …"
    one_value_too_many: str = ""  # a question, after "The right values, and one too many: …"
    transposed: str = ""  # a question, after "Right with the first argument transposed: …"
    integer_too_large: str = ""  # a question, after "An integer too large for a float: …"


NEUTRAL = Wording()


@dataclass(frozen=True)
class Course:
    """A course as read from `course.yaml` and the folders beside it."""

    root: Path
    course_id: str
    title: str
    language: str
    units: tuple[Unit, ...]
    assignments: tuple[Assignment, ...]
    gate: float  # share of an exercise's anchors below which its other points do not count
    seed_version: int
    digest: str  # of everything that decides a mark: course.yaml, cases, references
    forbidden_imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()  # for students' code, beside the standard library and NumPy
    feedback: Wording = NEUTRAL
    attempts: Attempts = Attempts.LATEST

    @cached_property
    def all_assignments(self) -> tuple[Assignment, ...]:
        """The assignments, and one more of the units that are in none: the whole course, where it has no others."""
        taken = {unit for assignment in self.assignments for unit in assignment.units}
        rest = tuple(unit.name for unit in self.units if unit.name not in taken)
        title = msg("Other units") if self.assignments else self.title
        other = Assignment(self.course_id, title, rest, attempts=self.attempts)
        return (*self.assignments, *([other] if rest else []))

    def covering(self, units: Container[str]) -> tuple[str, ...]:
        """Return the names of all units of each assignment that has one of `units` in it, in course order."""
        covered = {
            unit
            for assignment in self.all_assignments
            if any(map(units.__contains__, assignment.units))
            for unit in assignment.units
        }
        return tuple(unit.name for unit in self.units if unit.name in covered)

    def points_of(self, assignment: Assignment) -> float:
        """Return the maximum of one assignment, bonus exercises left out."""
        return round(sum(unit.points for unit in self.units if unit.name in assignment.units), 2)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises, in course order."""
        return tuple(exercise for unit in self.units for exercise in unit.exercises)

    @property
    def points(self) -> float:
        """The maximum score, bonus exercises left out."""
        return sum(unit.points for unit in self.units)

    def exercise(self, name: str) -> Exercise:
        """Return the exercise called `name`; raises KeyError."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about a submission that its student must know; nothing was lost silently."""

    file: str  # relative to the student's folder; "" for the folder itself
    text: str


@dataclass(frozen=True, slots=True)
class CodeCells:
    """Where the code cells of a notebook lie in the file that was made of it."""

    notebook: str
    before: tuple[int, ...]  # for each cell, the line of the file before its first


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a student is to the LMS that the work came from; "" is what the LMS did not say there."""

    name: str = ""  # as the LMS writes it
    number: str = ""  # Canvas: user; Moodle: participant in the assignment; Gradescope: SID
    email: str = ""


NOBODY_KNOWN = Identity()


@dataclass(frozen=True, slots=True)
class Submission:
    """What one student handed in, as bytes; nothing has been executed or even decoded."""

    student: str
    files: tuple[tuple[str, bytes], ...]  # (name of a .py file, content), sorted by name
    digest: str  # of student, files, submission times and notices
    submitted: tuple[tuple[str, datetime], ...] = ()  # (assignment, time)
    notices: tuple[Notice, ...] = ()
    problem: str = ""  # why nothing of it can be graded; "" when it can
    cells: tuple[tuple[str, CodeCells], ...] = ()  # for each file that was made of a notebook
    identity: Identity = NOBODY_KNOWN
    scope: tuple[str, ...] | None = None  # units that it is graded in; None: not known, so all of the course

    def file(self, name: str) -> bytes | None:
        """Return the content of the file called `name`, or None."""
        return dict(self.files).get(name)

    def place(self, file: str, line: int) -> str:
        """Say where a line of a file is, in terms of what its student wrote: a file, or a notebook and its cell."""
        cells = dict(self.cells).get(file)
        if cells is None:
            return f"{file}:{line}"
        number = bisect_left(cells.before, line)
        if not number:
            return cells.notebook
        here = line - cells.before[number - 1]
        return msg("{notebook}, code cell {cell}, line {line}", notebook=cells.notebook, cell=number, line=here)


@dataclass(frozen=True, slots=True)
class Case:
    """One graded pytest function (with its parameters)."""

    name: str  # unique in the course: "test_unit1.py::TestMean::test_two_numbers[...]"
    exercise: str
    title: str  # what students read
    group: Group
    visible: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one case."""

    case: Case
    verdict: Verdict
    message: str = ""  # for the student: safe to show to them
    staff: str = ""  # for instructors only; still free of text chosen by hidden-case attackers
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Hint:
    """A recognised mistake. Students read `text`, a question; `id` and `title` name the mistake for staff."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One exercise of one student. `scoring.score_exercise` makes it."""

    exercise: Exercise
    outcomes: tuple[Outcome, ...]
    score: float  # rounded to 0.01 points
    gate_open: bool  # enough anchors passed for the other groups to count
    hint: Hint | None = None  # where the function makes exactly one known mistake

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(outcome.verdict is Verdict.PASSED for outcome in self.outcomes)

    @property
    def attempted(self) -> bool:
        """Whether the student has written anything for this exercise."""
        return any(outcome.verdict is not Verdict.NOT_ATTEMPTED for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an auditor needs to repeat a grade a year later."""

    course_id: str
    course_digest: str
    submission_digest: str
    grader_version: str
    python_version: str
    numpy_version: str
    seed_version: int
    secret_fingerprint: str
    sandbox_level: Level
    scope: tuple[str, ...] | None = None  # units that were graded; None: not known, or all of the course


@dataclass(frozen=True, slots=True)
class Work:
    """What was submitted of one unit. The same digest is the same work, whenever and with whatever it came."""

    unit: str
    digest: str  # of the unit's file; "" where there was none
    submitted: datetime | None = None


@dataclass(frozen=True)
class Report:
    """Everything about one graded (or ungradable) submission."""

    student: str
    exercises: tuple[ExerciseResult, ...]
    provenance: Provenance
    graded_at: datetime
    seconds: float
    notices: tuple[Notice, ...] = ()
    problem: str = ""  # why the report is ungraded; "" when it is graded
    penalties: tuple[tuple[str, float], ...] = ()  # (assignment, points taken off for lateness)
    identity: Identity = NOBODY_KNOWN
    work: tuple[Work, ...] = ()  # one for each unit of its scope, where that is known

    def of_assignment(self, assignment: Assignment) -> Report:
        """Return what it says of one assignment."""
        return replace(
            self,
            exercises=tuple(result for result in self.exercises if result.exercise.unit in assignment.units),
            penalties=tuple((name, points) for name, points in self.penalties if name == assignment.name),
            work=tuple(work for work in self.work if work.unit in assignment.units),
        )

    @cached_property
    def graded(self) -> bool:
        """Whether the score means anything: no problem, and no case ended in our own fault."""
        return not self.problem and not any(
            outcome.verdict is Verdict.GRADER_ERROR for result in self.exercises for outcome in result.outcomes
        )

    @property
    def score(self) -> float:
        """Points after late penalties; 0 or more."""
        earned = sum(result.score for result in self.exercises)
        return max(0.0, round(earned - sum(points for _, points in self.penalties), 2))

    @property
    def max_score(self) -> float:
        """The maximum, bonus exercises left out."""
        return round(sum(r.exercise.points for r in self.exercises if not r.exercise.bonus), 2)
