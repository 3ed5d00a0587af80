"""A small class of reports with everything that can happen in it, hostile names included."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.model import (
    Assignment,
    Case,
    Course,
    Exercise,
    ExerciseResult,
    Group,
    Hint,
    LatePolicy,
    Level,
    Notice,
    Outcome,
    Provenance,
    Report,
    Unit,
    Verdict,
)
from grader.standing import Grading, Moment, Standing, compose
from grader.store_schema import covered

SHARES = {Group.ANCHOR: 0.4, Group.EDGE: 0.2, Group.LAW: 0.25, Group.NUMERIC: 0.1, Group.SPEED: 0.05}

INFORMATION = Unit(
    "unit1_information",
    "Events, distributions, information",
    (
        Exercise("self_information", "unit1_information", 3.0, SHARES),
        Exercise("validate_distribution", "unit1_information", 3.0, SHARES, difficulty=2),
    ),
)
ENTROPY = Unit(
    "unit2_entropy",
    "Entropy",
    (
        Exercise("entropy", "unit2_entropy", 5.0, SHARES, difficulty=2),
        Exercise("binary_entropy", "unit2_entropy", 3.0, SHARES, difficulty=2),
        Exercise("perplexity", "unit2_entropy", 2.0, SHARES, difficulty=2, bonus=True),
    ),
)
REGRESSION = Unit(
    "unit6_logistic",
    "Logistic regression: gradients and descent",
    (Exercise("logistic_gradient", "unit6_logistic", 7.0, SHARES, difficulty=3),),
)
COURSE = Course(
    root=Path("course"),
    course_id="cross-entropy",
    title="From one bit to a cat detector",
    language="en",
    units=(INFORMATION, ENTROPY, REGRESSION),
    assignments=(
        Assignment("basics", "Information and entropy", ("unit1_information", "unit2_entropy")),
        Assignment(
            "models",
            "Logistic regression",
            ("unit6_logistic",),
            due=datetime(2026, 3, 1, 23, 59, tzinfo=UTC),
            late=LatePolicy(percent_per_day=10),
        ),
    ),
    gate=0.5,
    seed_version=1,
    digest="c0ffee" + "0" * 58,
)
PROVENANCE = Provenance(
    course_id=COURSE.course_id,
    course_digest=COURSE.digest,
    submission_digest="5ca1ab1e" + "0" * 56,
    grader_version="0.1.0",
    python_version="3.11.2",
    numpy_version="2.4.6",
    seed_version=1,
    secret_fingerprint="beefbeef",
    sandbox_level=Level.L1,
)

TITLES = {
    Group.ANCHOR: (
        "A fair coin holds exactly one bit.",
        "A 99 : 1 match holds 0.0808 bits.",
        "A sure event holds none.",
    ),
    Group.EDGE: ("Entries that do not sum to 1 are refused.", "The argument is left unchanged."),
    Group.LAW: ("Independent parts add.", "Relabelling the outcomes changes nothing."),
    Group.NUMERIC: ("Outcomes of one in a million still count.",),
    Group.SPEED: ("20 000 rows take no longer than they should.",),
}
VISIBLE_MESSAGE = """\
Your value is 0.6931 times the expected one.
  call     entropy([0.99, 0.01])
  expected 0.08079313589591117
  got      0.05600153435484734
  so       0.6931 is ln 2: are these nats where bits are wanted?
  hint     Which logarithm counts yes-or-no questions? Compare np.log(2) with np.log2(2)."""
HIDDEN_MESSAGE = "Your value has the opposite sign."
HOSTILE_MESSAGE = (
    "Your function raised ValueError: <script>alert(1)</script> & \x1b[31mred\x1b[0m \u202eevil\n"
    "  call     entropy(['</pre>', '[bold]x[/bold]', '\ud800'])"
)


def cases(exercise: Exercise) -> tuple[Case, ...]:
    """Return nine cases over all groups; the first of the anchors and of the edges are visible."""
    return tuple(
        Case(
            name=f"test_{exercise.unit}.py::Test_{exercise.name}::test_{group}_{number}",
            exercise=exercise.name,
            title=title,
            group=group,
            visible=number == 0 and group in (Group.ANCHOR, Group.EDGE),
        )
        for group, titles in TITLES.items()
        for number, title in enumerate(titles)
    )


def result(
    exercise: Exercise,
    verdicts: Sequence[Verdict] = (),
    *,
    score: float | None = None,
    gate_open: bool = True,
    message: str = "",
    hint: Hint | None = None,
) -> ExerciseResult:
    """Return a result with `verdicts` for the first cases (the others pass) and `message` on every failure."""
    rest = [Verdict.PASSED] * (9 - len(verdicts))
    outcomes = tuple(
        Outcome(
            case,
            verdict,
            message="" if verdict is Verdict.PASSED else message or _message(case, verdict),
            staff="" if verdict is Verdict.PASSED else "matches wrong version ENT1",
            seconds=0.001,
        )
        for case, verdict in zip(cases(exercise), [*verdicts, *rest], strict=True)
    )
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in outcomes)
    points = round(exercise.points * passed / len(outcomes), 2) if score is None else score
    return ExerciseResult(exercise, outcomes, points, gate_open, hint)


def _message(case: Case, verdict: Verdict) -> str:
    match verdict:
        case Verdict.FAILED:
            return VISIBLE_MESSAGE if case.visible else HIDDEN_MESSAGE
        case Verdict.RAISED:
            return "Your function raised ValueError at line 12."
        case Verdict.TIMED_OUT:
            return "Your function did not answer within 2 seconds.\n  call     entropy([0.5, 0.5])"
        case Verdict.OUT_OF_MEMORY:
            return "Your function needed more than 512 MiB of memory."
        case Verdict.CRASHED:
            return "Your function ended the process that it runs in."
        case Verdict.GRADER_ERROR:
            return "The grader could not judge this case. Your teacher has been told."
        case _:
            return ""


NOW = datetime(2026, 3, 2, tzinfo=UTC)  # everything is due
UNITS = frozenset(unit.name for unit in COURSE.units)


def standing(
    *reports: Report, course: Course = COURSE, now: datetime = NOW, begun: Collection[str] = UNITS
) -> Standing:
    """Return how a student stands whose reports these are, in the order of grading."""
    gradings = [Grading(n, one.student, n, tuple(covered(one))) for n, one in enumerate(reports)]
    return compose(gradings, course, Moment(now, frozenset(begun)), load=lambda number: reports[number])


def standings(reports: Sequence[Report], course: Course = COURSE) -> list[Standing]:
    """Return how students stand of whom there is a report each."""
    return [standing(one, course=course) for one in reports]


def report(student: str, results: Sequence[ExerciseResult], *, seconds: float = 1.25, **fields: object) -> Report:
    """Return a report; `level` and all fields of Report may be given."""
    level = fields.pop("level", Level.L1)
    made = Report(
        student=student,
        exercises=tuple(results),
        provenance=dataclasses.replace(PROVENANCE, sandbox_level=level),  # type: ignore[arg-type]
        graded_at=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
        seconds=seconds,
    )
    return dataclasses.replace(made, **fields)  # type: ignore[arg-type]


def all_passed(exercises: Sequence[Exercise] = COURSE.exercises) -> list[ExerciseResult]:
    """Return full marks."""
    return [result(exercise) for exercise in exercises]


def none_attempted() -> list[ExerciseResult]:
    """Return the results of the untouched stubs."""
    return [result(exercise, [Verdict.NOT_ATTEMPTED] * 9, score=0.0, gate_open=False) for exercise in COURSE.exercises]


def mixed() -> list[ExerciseResult]:
    """Return results in which every verdict but GRADER_ERROR occurs."""
    failed, passed = Verdict.FAILED, Verdict.PASSED
    return [
        result(COURSE.exercise("self_information")),
        result(COURSE.exercise("validate_distribution"), [passed] * 3 + [Verdict.RAISED, passed] + [failed, passed]),
        result(
            COURSE.exercise("entropy"),
            [failed, failed, passed, failed, Verdict.TIMED_OUT],
            gate_open=False,
            score=0.67,
            hint=Hint("EN1", "Natural log instead of base 2", "Try a fair coin. How many questions does it take?"),
        ),
        result(
            COURSE.exercise("binary_entropy"),
            [passed] * 5 + [passed, passed, Verdict.OUT_OF_MEMORY, Verdict.CRASHED],
        ),
        result(COURSE.exercise("perplexity"), [Verdict.NOT_ATTEMPTED] * 9, score=0.0, gate_open=False),
        result(COURSE.exercise("logistic_gradient"), [passed, Verdict.RAISED], message=HOSTILE_MESSAGE),
    ]


IMPORT_ERROR = "unit2_entropy.py could not be imported: SyntaxError at unit2_entropy.py:3: invalid syntax"


def one_file_broken() -> list[ExerciseResult]:
    """Return full marks but for the unit of a file that cannot be imported."""
    broken = {
        exercise.name: result(exercise, [Verdict.RAISED] * 9, score=0.0, gate_open=False, message=IMPORT_ERROR)
        for exercise in ENTROPY.exercises
    }
    return [broken.get(passed.exercise.name, passed) for passed in all_passed()]


ADA = report("ada", all_passed())
BLAISE = report(
    "blaise",
    mixed(),
    penalties=(("models", 1.4),),
    notices=(
        Notice("unit2_entropy.py", "It imports scipy.stats, which this course does not allow; that line was skipped."),
        Notice("", "Two files are not part of the course and were left out: notes.txt, old.py."),
    ),
)
DOE = report("Doe, Jr", none_attempted())
FORMULA = report("=cmd()", mixed()[:3] + all_passed()[3:])
SCRIPT = report("<img src=x onerror=alert(1)>", all_passed(), level=Level.UNCONFINED)
ANSI = report("\x1b[31mred\x1b[0m", mixed())
RIGHT_TO_LEFT = report("\u202eadelaide\u200f", mixed())
FAULT = report(
    "grace",
    [result(COURSE.exercise("self_information"), [Verdict.GRADER_ERROR]), *all_passed()[1:]],
)
PROBLEM = report("kurt", [], problem="The file unit1_information.py is larger than 1 MiB: hand in a smaller one.")
CLASS = (ADA, BLAISE, DOE, FORMULA, SCRIPT, ANSI, RIGHT_TO_LEFT, FAULT, PROBLEM)
STANDINGS = tuple(standings(CLASS))
