"""The models of `course.yaml`. Their docstrings are the descriptions in `course.schema.json`."""

from __future__ import annotations

import keyword
import sys
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypedDict

from grader.course.instant import instant
from grader.course.wording import did_you_mean, shown
from grader.language import CODE, SOURCE, known_languages


def _one_line(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("must be one line of printable text.")
    return text


def _python_name(name: str) -> str:
    if keyword.iskeyword(name):
        raise ValueError(f'"{name}" is a word of the Python language; choose another name.')
    return name


def _unit_name(name: str) -> str:
    if name in sys.stdlib_module_names or name in _IMPORTED_FIRST:
        raise ValueError(f'"{name}" is an installed Python module, which would be imported in its place.')
    if name.startswith("test_"):
        raise ValueError('"test_" begins the files of cases; choose another name.')
    return _python_name(name)


def _exercise_name(name: str) -> str:
    if name in _FIXTURES:
        raise ValueError(f'"{name}" is what a case calls something else; choose another name.')
    return _python_name(name)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as exc:  # unknown, malformed, or the name of a folder
        hint = did_you_mean(name, available_timezones()) or "Write it like Asia/Shanghai or UTC."
        raise ValueError(f"{shown(name)} is not a time zone of this machine. {hint}") from exc
    return name


def _package_name(name: str) -> str:
    if name.lower() == "numpy":
        raise ValueError("NumPy is there in every course. Remove it from this list.")
    return name


def _date_and_time(text: str) -> str:
    try:
        instant(text)
    except ValueError as exc:
        raise ValueError(f"{shown(text)} is not a date with a time. Write it like 2027-01-15 23:59 +08:00.") from exc
    return text


_IMPORTED_FIRST = frozenset({"numpy", "pytest", "conftest", "exercises", "solutions", "grader"})
_FIXTURES = frozenset({"reference", "request", "rng"})

_SLUG = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
UNIT_PATTERN = r"^[a-z][a-z0-9_]*$"
_FUNCTION = r"^[A-Za-z][A-Za-z0-9_]*$"
_MODULE = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$"
_PACKAGE = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"
PATTERNS = {  # in words, for messages
    _SLUG: "made of letters, digits, - and _",
    UNIT_PATTERN: "made of small letters, digits and _, beginning with a letter",
    _FUNCTION: "the name of a function",
    _MODULE: "the name of a module, like scipy.stats",
    _PACKAGE: "the name of a package without a version, like pandas",
    CODE: "a language code, like de or pt_BR",
}


OneLine = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Slug = Annotated[str, Field(pattern=_SLUG, max_length=64)]
UnitName = Annotated[str, Field(pattern=UNIT_PATTERN, max_length=64), AfterValidator(_unit_name)]
ExerciseName = Annotated[str, Field(pattern=_FUNCTION, max_length=64), AfterValidator(_exercise_name)]
ModuleName = Annotated[str, Field(pattern=_MODULE, max_length=200)]
PackageName = Annotated[str, Field(pattern=_PACKAGE, max_length=100), AfterValidator(_package_name)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
LanguageCode = Annotated[str, Field(pattern=CODE, max_length=35, examples=[*known_languages(), "de", "pt_BR"])]
DateAndTime = Annotated[str, AfterValidator(_date_and_time)]
Percent = Annotated[float, Field(ge=0, le=100)]
AttemptsPolicy = Literal["latest", "best"]
Seconds = Annotated[float, Field(gt=0, le=3600)]

_GROUP = ConfigDict(strict=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


@with_config(_GROUP)
class SharesEntry(TypedDict, total=False):
    """Percent of an exercise's points by group of cases. What is left out is inherited; all five sum to 100."""

    anchor: Percent
    """Hand-computed values."""
    law: Percent
    """Identities and invariances on random inputs."""
    edge: Percent
    """Zeros, invalid input, shapes, dtypes."""
    numeric: Percent
    """Extreme magnitudes, no warnings."""
    speed: Percent
    """A vectorised solution passes easily."""


@with_config(_GROUP)
class LimitsEntry(TypedDict, total=False):
    """What student code may use. What is left out is inherited: exercise, unit, defaults, built-in."""

    call_seconds: Seconds
    """Wall time of one call. Built-in: 2."""
    exercise_seconds: Seconds
    """Wall time of all calls of one exercise. Built-in: 10."""
    submission_seconds: Seconds
    """Wall time of one student's work. Built-in: 60."""
    cpu_seconds: Annotated[int, Field(ge=1, le=3600)]
    """CPU time of one worker over its life. Built-in: 60."""
    memory_mib: Annotated[int, Field(ge=1, le=1_048_576)]
    """Memory on top of Python and NumPy. Built-in: 512."""
    reply_mib: Annotated[int, Field(ge=1, le=1024)]
    """Size of one returned value. Built-in: 64."""
    output_kib: Annotated[int, Field(ge=0, le=65_536)]
    """How much of what print() writes is kept, per call. Built-in: 64."""
    callbacks: Annotated[int, Field(ge=0, le=100_000_000)]
    """How often a function given as an argument may be called, per call. Built-in: 100000."""


@with_config(_GROUP)
class LateEntry(TypedDict, total=False):
    """What lateness costs. What is left out is inherited: assignment, course, built-in (nothing)."""

    grace_minutes: Annotated[int, Field(ge=0, le=525_600)]
    """Minutes after the due time that cost nothing. Built-in: 0."""
    percent_per_day: Percent
    """Percent of the earned points, for each day begun. Built-in: 0."""
    max_percent: Percent
    """The most that lateness can cost. Built-in: 100."""


class _Entry(BaseModel):
    model_config = ConfigDict(**_GROUP, frozen=True)


class DefaultsEntry(_Entry):
    """Shares and limits of every exercise that does not set its own."""

    shares: SharesEntry = {}
    limits: LimitsEntry = {}


class ExerciseEntry(_Entry):
    """One function to be written."""

    name: ExerciseName
    """The function's name. No two exercises of a course have the same."""
    points: Annotated[float, Field(gt=0, le=10_000)]
    """What it is worth."""
    difficulty: Annotated[int, Field(ge=1, le=3)] = 1
    """1: one line; 2: one idea or one trap; 3: several traps or a derivation."""
    bonus: bool = False
    """true: counts on top of the maximum, not into it."""
    shares: SharesEntry = {}
    limits: LimitsEntry = {}


class UnitEntry(_Entry):
    """One file of exercises: exercises/NAME.py, with its cases and references."""

    name: UnitName
    """The file's name without .py."""
    title: OneLine
    exercises: Annotated[list[ExerciseEntry], Field(min_length=1)]
    shares: SharesEntry = {}
    limits: LimitsEntry = {}


class AssignmentEntry(_Entry):
    """Units that are handed in together, with one due time."""

    name: Slug
    """What nbgrader calls it, and the name of its folder there."""
    title: OneLine
    units: Annotated[list[str], Field(min_length=1)]
    """Names of units. A unit belongs to one assignment at most."""
    due: DateAndTime | None = None
    """Like 2027-01-15 23:59 +08:00; without a zone, the course's `timezone` is meant."""
    late: LateEntry = {}
    attempts: AttemptsPolicy | None = None
    """Which of a student's submissions counts, if not as the course says."""


class FactorEntry(_Entry):
    """A factor that answers of this subject tend to be off by."""

    value: Annotated[float, Field(gt=0)]
    """With seven digits or more: 3.6, or 0.27777778."""
    means: OneLine
    """What it hints at, like "km/h where m/s are asked for"."""


class FeedbackEntry(_Entry):
    """What feedback says in the words of this subject. What is left out, the grader says in words of its own."""

    factors: list[FactorEntry] = []
    """Named when an answer is that many times the expected value. Add 1/value if both directions occur."""
    inf_expected: OneLine | None = None
    """Completes "Finite where …", like "this course's convention is inf"."""
    one_value_too_many: OneLine | None = None
    """A question, after "The right values, and one too many: …"."""
    transposed: OneLine | None = None
    """A question, after "Right with the first argument transposed: …"."""
    integer_too_large: OneLine | None = None
    """A question, after "An integer too large for a float: …"."""


class CourseFile(_Entry):
    """A course: its units and exercises, what they are worth, and when they are due."""

    course_id: Slug
    """A short name that never changes: it is stored with every mark."""
    title: OneLine
    language: LanguageCode = SOURCE
    """The language of the reports, like zh or pt_BR. Where the grader has no words in it, it speaks English."""
    timezone: ZoneName | None = None
    """The zone of due times that name none, like Asia/Shanghai."""
    seed_version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Raise it to draw new random inputs for everybody, for instance each term."""
    gate: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of an exercise's anchor cases that must pass before its other groups count."""
    forbidden_imports: list[ModuleName] = []
    """Modules that students may not import, like scipy.stats."""
    packages: list[PackageName] = []
    """Further packages that students may use, by the names that pip knows, like pandas or scikit-learn."""
    feedback: FeedbackEntry = FeedbackEntry()
    late: LateEntry = {}
    attempts: AttemptsPolicy = "latest"
    """Which of several submissions of a student to one assignment counts: the latest, or the one with most points."""
    defaults: DefaultsEntry = DefaultsEntry()
    assignments: list[AssignmentEntry] = []
    units: Annotated[list[UnitEntry], Field(min_length=1)]


BUILT_IN_SHARES: SharesEntry = {"anchor": 40, "law": 25, "edge": 20, "numeric": 10, "speed": 5}
