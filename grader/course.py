"""`course.yaml` and the folders beside it, read once into a `Course`.

text → plain data with a place for every key and value → the models of the file → the types of `model.py`.
No step stops at its first fault: each adds to one list, and the author gets all of them, one line each:

    course.yaml:6:5 units.0.exercises.1.pionts: not a field here. Did you mean "points"?
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import json
import keyword
import math
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, with_config
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict

from grader.errors import CourseError
from grader.model import Assignment, Course, Exercise, Group, LatePolicy, Limits, Unit

FILENAME = "course.yaml"
MAX_FILE_KIB = 256
MAX_DEPTH = 20  # of nested lists and groups; a course needs 7

# --------------------------------------------------------------------------------------------------
# The models of the file. Their docstrings are the descriptions in `course.schema.json`.


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
        hint = _did_you_mean(name, available_timezones()) or "Write it like Asia/Shanghai or UTC."
        raise ValueError(f"{_shown(name)} is not a time zone of this machine. {hint}") from exc
    return name


def _date_and_time(text: str) -> str:
    try:
        _instant(text)
    except ValueError as exc:
        raise ValueError(f"{_shown(text)} is not a date with a time. Write it like 2027-01-15 23:59 +08:00.") from exc
    return text


_IMPORTED_FIRST = frozenset({"numpy", "pytest", "conftest", "exercises", "solutions", "grader"})
_FIXTURES = frozenset({"reference", "request", "rng"})

_SLUG = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
_UNIT = r"^[a-z][a-z0-9_]*$"
_FUNCTION = r"^[A-Za-z][A-Za-z0-9_]*$"
_MODULE = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$"
_PATTERNS = {  # in words, for messages
    _SLUG: "made of letters, digits, - and _",
    _UNIT: "made of small letters, digits and _, beginning with a letter",
    _FUNCTION: "the name of a function",
    _MODULE: "the name of a module, like scipy.stats",
}

OneLine = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Slug = Annotated[str, Field(pattern=_SLUG, max_length=64)]
UnitName = Annotated[str, Field(pattern=_UNIT, max_length=64), AfterValidator(_unit_name)]
ExerciseName = Annotated[str, Field(pattern=_FUNCTION, max_length=64), AfterValidator(_exercise_name)]
ModuleName = Annotated[str, Field(pattern=_MODULE, max_length=200)]
ZoneName = Annotated[str, AfterValidator(_known_zone)]
DateAndTime = Annotated[str, AfterValidator(_date_and_time)]
Percent = Annotated[float, Field(ge=0, le=100)]
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


class CourseFile(_Entry):
    """A course: its units and exercises, what they are worth, and when they are due."""

    course_id: Slug
    """A short name that never changes: it is stored with every mark."""
    title: OneLine
    language: Literal["en", "zh"] = "en"
    """The language of the reports."""
    timezone: ZoneName | None = None
    """The zone of due times that name none, like Asia/Shanghai."""
    seed_version: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Raise it to draw new random inputs for everybody, for instance each term."""
    gate: Annotated[float, Field(ge=0, le=1)] = 0.5
    """Share of an exercise's anchor cases that must pass before its other groups count."""
    forbidden_imports: list[ModuleName] = []
    """Modules that students may not import, like scipy.stats."""
    late: LateEntry = {}
    defaults: DefaultsEntry = DefaultsEntry()
    assignments: list[AssignmentEntry] = []
    units: Annotated[list[UnitEntry], Field(min_length=1)]


_BUILT_IN_SHARES: SharesEntry = {"anchor": 40, "law": 25, "edge": 20, "numeric": 10, "speed": 5}

# --------------------------------------------------------------------------------------------------
# Reading


def load_course(path: Path) -> Course:
    """Read the course in the folder `path`, or the one whose `course.yaml` is `path`.

    Executes nothing: the functions of stubs and references are looked for in their syntax trees.
    Raises CourseError with every fault, one line each, in the order of the file.
    """
    file = path / FILENAME if path.is_dir() else path
    document = _parse(_read_text(file), file.name)
    sources, faults = _read_sources(file.parent)
    faults += document.faults
    entry: CourseFile | None = None
    try:
        entry = CourseFile.model_validate(document.data)
    except ValidationError as exc:
        faults += [document.explained(error) for error in exc.errors(include_url=False)]
    for check in (_name_faults, _assignment_faults, _share_faults, partial(_source_faults, sources=sources)):
        faults += check(document)
    if faults or entry is None:
        raise CourseError("\n".join(str(fault) for fault in sorted(set(faults))))
    course = _course(entry, file.parent)
    return replace(course, digest=_digest(course, sources))


def _read_text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_FILE_KIB * 1024 + 1)
    except FileNotFoundError as exc:
        raise CourseError(f"{file}: there is no such file. Name a folder with a {FILENAME} in it.") from exc
    except (OSError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CourseError(f"{file}: cannot be read ({exc}).") from exc
    if len(content) > MAX_FILE_KIB * 1024:
        raise CourseError(f"{file.name}: larger than {MAX_FILE_KIB} KiB, which no course needs.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        raise CourseError(f"{file.name}:{line}:1 not UTF-8. Save the file as UTF-8.") from exc


def _read_sources(root: Path) -> tuple[dict[str, bytes], list[_Fault]]:
    """Return the files that hold stubs, cases and references, by path relative to `root`."""
    sources: dict[str, bytes] = {}
    faults = []
    for file in (*_files_below(root / "exercises"), *_files_below(root / "solutions")):
        name = file.relative_to(root).as_posix()
        try:
            sources[name] = file.read_bytes()
        except OSError as exc:
            faults.append(_Fault(name, 0, 0, "", f"cannot be read ({exc.strerror})."))
    return sources, faults


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in `folder` and its folders, but no caches and nothing whose name begins with a dot."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and not name.startswith("."))
        for file in (Path(parent, name) for name in sorted(files) if not name.startswith(".")):
            if file.is_file():
                yield file


# --------------------------------------------------------------------------------------------------
# YAML with places

Location = tuple[str | int, ...]  # ("units", 0, "name")
Place = tuple[int, int]  # line, column; from 1


@dataclass(frozen=True, slots=True, order=True)
class _Fault:
    file: str
    line: int  # from 1; 0 where the whole file is meant
    column: int
    where: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place} {self.where}: {self.text}" if self.where else f"{place} {self.text}"


@dataclass(frozen=True, slots=True)
class _Document:
    """Plain data of a YAML text, where each key and value of it stands, and what was wrong with it as YAML."""

    name: str
    data: object
    keys: Mapping[Location, Place]
    values: Mapping[Location, Place]
    faults: tuple[_Fault, ...] = ()

    def fault(self, location: Location, text: str, *, at_key: bool = False) -> _Fault:
        """Return a fault at the value (or the key) at `location`, or at what encloses it if it is missing."""
        places, known = self.keys if at_key else self.values, location
        while known and known not in places:
            places, known = self.values, known[:-1]
        return _Fault(self.name, *places.get(known, (1, 1)), _dotted(location), text)

    def explained(self, error: ErrorDetails) -> _Fault:
        """Return the fault that pydantic found, in words for the author."""
        location = error["loc"]
        return self.fault(location, _explain(error), at_key=error["type"] == "extra_forbidden")

    def entries(self, key: str, within: Location = ()) -> Iterator[tuple[Location, dict[str, Any]]]:
        """Yield each group in the list called `key`; what is no list or no group is not ours to report."""
        holder: Any = self.data
        for part in within:
            holder = holder[part]
        items = holder.get(key) if isinstance(holder, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield (*within, key, index), item


class _Loader(yaml.SafeLoader):
    """Refuses aliases, of which a few lines can stand for gigabytes, and bounds the depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if problem := self._problem(event):
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def _problem(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.AliasEvent):
            return "aliases (*name) are not for this file: write the value out"
        return f"nested more than {MAX_DEPTH} deep" if self.depth >= MAX_DEPTH else ""


def _parse(text: str, name: str) -> _Document:
    """Read YAML into plain data; raises CourseError where the text is not YAML at all."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as exc:
        mark, fault = _explain_syntax(exc)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise CourseError(str(_Fault(name, *place, "", fault))) from exc
    except yaml.reader.ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        column = exc.position - text.rfind("\n", 0, exc.position)
        fault = f"a character that YAML does not allow (U+{exc.character:04X})."
        raise CourseError(str(_Fault(name, line, column, "", fault))) from exc
    except (yaml.YAMLError, ValueError, OverflowError) as exc:  # "\UFFFFFFFF" is an OverflowError in PyYAML
        raise CourseError(f"{name}:1:1 cannot be read as YAML ({exc}).") from exc
    return _Flattening(name).document(root)


class _Flattening:
    """Turns nodes into plain data while it notes places and faults."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._keys: dict[Location, Place] = {}
        self._values: dict[Location, Place] = {}
        self._faults: list[_Fault] = []

    def document(self, root: yaml.Node | None) -> _Document:
        data = None if root is None else self._plain(root, ())
        return _Document(self._name, data, self._keys, self._values, tuple(self._faults))

    def _plain(self, node: yaml.Node, location: Location) -> object:
        self._values[location] = _place(node)
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
            self._fault(node, location, "tags (!name) are not for this file. Write the plain value.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*location, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, location, "a field has a simple name; this is a list or a group.")
            elif key.value in data:
                first = self._keys[(*location, key.value)][0]
                self._fault(key, (*location, key.value), f"given twice; the first is in line {first}.")
            else:
                self._keys[(*location, key.value)] = _place(key)
                data[key.value] = self._plain(value, (*location, key.value))
        return data

    def _fault(self, node: yaml.Node, location: Location, text: str) -> None:
        self._faults.append(_Fault(self._name, *_place(node), _dotted(location), text))


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: yaml.Node) -> object:
    """Return the value of one word; dates stay text, because YAML would drop their zone."""
    text: str = node.value
    try:
        match node.tag.removeprefix("tag:yaml.org,2002:"):
            case "null":
                return None
            case "bool":
                return yaml.SafeLoader.bool_values[text.lower()]
            case "int":
                return int(text)  # YAML 1.1 takes 010 for eight and 1:30 for ninety
            case "float":
                return float(text)
    except (KeyError, ValueError):
        pass
    return text


# --------------------------------------------------------------------------------------------------
# Messages


def _explain_syntax(error: yaml.MarkedYAMLError) -> tuple[yaml.error.Mark | None, str]:
    """Return where YAML's own fault is, and say it in words for a course author."""
    problem = error.problem or error.context or "not YAML"
    here, start = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
    if "'\\t'" in problem:
        return here, "a tab. Indent with spaces."
    if "mapping values are not allowed" in problem:
        return here, 'a ":" where none can be. Put a text that contains ": " in quotes, or check the indentation.'
    if "expected <block end>" in problem:
        return here, "does not line up with the lines above. Check the indentation."
    if "could not find expected ':'" in problem:
        return start, 'a field without ":". Write `name: value`, or check the indentation.'
    if "unexpected end of stream" in problem:
        return start, "a quote that is never closed."
    return here, f"{problem}."


def _explain(error: ErrorDetails) -> str:
    """Say in words for a course author what pydantic found."""
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "extra_forbidden":
        fields = _fields_at(error["loc"][:-1])
        return f"not a field here. {_did_you_mean(str(error['loc'][-1]), fields) or _known(fields)}"
    if kind == "missing":
        return f"missing. Add a line `{error['loc'][-1]}: …` here."
    if kind == "value_error":
        return str(context["error"])
    if kind == "literal_error":
        return f"must be one of {context['expected'].replace(chr(39), '')}, not {_what(value)}."
    if kind in _MUST_BE:
        quotes = " Put it in quotes." if kind == "string_type" and isinstance(value, bool | int | float) else ""
        return f"must be {_MUST_BE[kind](context)}, not {_what(value)}.{quotes}"
    return f"{error['msg']}."


def _at_least_one(context: Mapping[str, Any]) -> str:
    return f"at least {context['min_length']} long"


_MUST_BE: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "string_type": lambda _: "text",
    "string_unicode": lambda _: "printable text",
    "string_too_short": _at_least_one,
    "string_too_long": lambda context: f"at most {context['max_length']} characters long",
    "string_pattern_mismatch": lambda context: _PATTERNS[context["pattern"]],
    "int_type": lambda _: "a whole number",
    "int_from_float": lambda _: "a whole number",
    "int_parsing_size": lambda _: "a smaller number",
    "float_type": lambda _: "a number",
    "finite_number": lambda _: "a finite number",
    "bool_type": lambda _: "true or false",
    "list_type": lambda _: "a list: lines that begin with `- `",
    "model_type": lambda _: "a group of `field: value` lines",
    "dict_type": lambda _: "a group of `field: value` lines",
    "too_short": _at_least_one,
    "greater_than": lambda context: f"more than {context['gt']:g}",
    "greater_than_equal": lambda context: f"at least {context['ge']:g}",
    "less_than_equal": lambda context: f"at most {context['le']:g}",
}


def _fields_at(location: Location) -> list[str]:
    """Return the names of the fields of the group at `location`, read off the models."""
    kind: Any = CourseFile
    for part in location:
        kind = get_args(kind)[0] if isinstance(part, int) else _fields(kind)[part]
    return list(_fields(kind))


def _fields(kind: Any) -> dict[str, Any]:
    if issubclass(kind, BaseModel):
        return {name: field.annotation for name, field in kind.model_fields.items()}
    return get_type_hints(kind)


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word[:80], sorted(known), n=1, cutoff=0.5)
    return f"Did you mean {_shown(close[0])}?" if close else ""


def _known(names: Iterable[str]) -> str:
    return f"Known: {', '.join(map(_bare, names))}."


def _what(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return str(value).lower()
        case int() | float() | str():
            return _shown(value)
        case list():
            return "a list" if value else "an empty list"
        case _:
            return "a group of fields"


def _shown(value: object) -> str:
    """Return one short printable line, whatever the author wrote."""
    match value:
        case str():
            return f'"{_bare(value)}"'
        case float():
            return f"{value:.6g}"
        case _:
            return _bare(str(value))


def _bare(text: str) -> str:
    printable = text if text.isprintable() else ascii(text)[1:-1]
    return printable if len(printable) <= 60 else f"{printable[:59]}…"


def _dotted(location: Location) -> str:
    return ".".join(_bare(str(part)) for part in location)


# --------------------------------------------------------------------------------------------------
# What no single field can tell. These checks read the plain data, so that a fault elsewhere hides nothing.


def _name_faults(document: _Document) -> Iterator[_Fault]:
    """Check that no two units, exercises or assignments have the same name."""
    units = list(document.entries("units"))
    exercises = [entry for location, _ in units for entry in document.entries("exercises", location)]
    assignments = document.entries("assignments")
    for kind, entries in (("a unit", units), ("an exercise", exercises), ("an assignment", assignments)):
        first: dict[str, int] = {}
        for location, entry in entries:
            name, place = entry.get("name"), (*location, "name")
            if not isinstance(name, str):
                continue
            if name in first:
                text = f"there is already {kind} {_shown(name)}, in line {first[name]}. Rename one of them."
                yield document.fault(place, text)
            first.setdefault(name, document.values[place][0])


def _assignment_faults(document: _Document) -> Iterator[_Fault]:
    """Check that assignments name units that exist, each unit once, and that due times have a zone."""
    known = [entry["name"] for _, entry in document.entries("units") if isinstance(entry.get("name"), str)]
    taken: dict[str, str] = {}
    zoned = isinstance(document.data, dict) and document.data.get("timezone") is not None
    for location, entry in document.entries("assignments"):
        names = entry.get("units")
        for index, name in enumerate(names if isinstance(names, list) else ()):
            place = (*location, "units", index)
            if not isinstance(name, str):
                continue
            if name not in known:
                yield document.fault(place, f"there is no such unit. {_did_you_mean(name, known) or _known(known)}")
            elif name in taken:
                yield document.fault(place, f"{_bare(name)} is already in {taken[name]}; a unit is due once.")
            taken.setdefault(name, _dotted(location))
        due = entry.get("due")
        if not zoned and isinstance(due, str) and _lacks_zone(due):
            text = "has no time zone. Write it like 2027-01-15 23:59 +08:00, or give the course a `timezone:`."
            yield document.fault((*location, "due"), text)


def _share_faults(document: _Document) -> Iterator[_Fault]:
    """Check that the five shares sum to 100 wherever some are given."""
    data = document.data if isinstance(document.data, dict) else {}
    defaults = data.get("defaults")
    course, faults = _inherit(document, ("defaults",), defaults, dict(_BUILT_IN_SHARES))
    yield from faults
    for unit_location, unit in document.entries("units"):
        of_unit, faults = _inherit(document, unit_location, unit, course)
        yield from faults
        for location, exercise in document.entries("exercises", unit_location):
            yield from _inherit(document, location, exercise, of_unit)[1]


def _inherit(
    document: _Document, location: Location, entry: Any, inherited: dict[str, Any]
) -> tuple[dict[str, Any], list[_Fault]]:
    """Put the shares of `entry` over the inherited ones; a wrong sum is said once and not inherited."""
    own = entry.get("shares") if isinstance(entry, dict) else None
    if not isinstance(own, dict) or not all(_is_share(*item) for item in own.items()):
        return inherited, []
    shares = {**inherited, **own}
    if math.isclose(sum(shares.values()), 100, abs_tol=1e-6):
        return shares, []
    summed = " + ".join(f"{group} {share:g}" for group, share in shares.items())
    text = f"{summed} is {sum(shares.values()):g}, not 100. A group that is left out is inherited; write 0 for none."
    return inherited, [document.fault((*location, "shares"), text)]


def _is_share(group: str, share: object) -> bool:
    return (
        group in _BUILT_IN_SHARES
        and isinstance(share, int | float)
        and not isinstance(share, bool)
        and 0 <= share <= 100
    )


def _source_faults(document: _Document, sources: Mapping[str, bytes]) -> Iterator[_Fault]:
    """Check that units have their four files, and exercises their function in the stub and the reference."""
    for location, unit in document.entries("units"):
        name = unit.get("name")
        if not isinstance(name, str) or not re.fullmatch(_UNIT, name):
            continue
        for file, purpose in _unit_files(name).items():
            if file not in sources:
                text = f"there is no {file}. Create it, with {purpose}; or correct the name."
                yield document.fault((*location, "name"), text)
            elif purpose in _DEFINING:
                yield from _function_faults(document, location, file, sources[file])


_STUBS, _REFERENCES = "a stub for each exercise", "a reference for each exercise"
_DEFINING = (_STUBS, _REFERENCES)


def _unit_files(unit: str) -> dict[str, str]:
    """Return the files that make a unit, and what is in each."""
    return {
        f"exercises/{unit}.py": _STUBS,
        f"exercises/test_{unit}.py": "the cases that students see",
        f"solutions/{unit}.py": _REFERENCES,
        f"solutions/test_{unit}.py": "the hidden cases",
    }


def _function_faults(document: _Document, unit: Location, file: str, source: bytes) -> Iterator[_Fault]:
    try:
        functions = _functions(source)
    except SyntaxError as exc:
        yield _Fault(file, exc.lineno or 1, exc.offset or 1, "", f"is not Python: {exc.msg}.")
        return
    except (ValueError, RecursionError, MemoryError) as exc:  # null bytes; thousands of brackets
        yield _Fault(file, 1, 1, "", f"is not Python: {exc or 'nested too deep'}.")
        return
    for location, exercise in document.entries("exercises", unit):
        name = exercise.get("name")
        if isinstance(name, str) and name not in functions:
            hint = _did_you_mean(name, functions) or f"Write `def {_bare(name)}(…)` there."
            yield document.fault((*location, "name"), f"{file} has no such function. {hint}")


def _functions(source: bytes) -> set[str]:
    """Return the names of the functions at the top level of a file, without executing it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in a docstring is not ours to report
        tree = ast.parse(source)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# --------------------------------------------------------------------------------------------------
# From the models of the file to those of `model.py`


def _course(entry: CourseFile, root: Path) -> Course:
    return Course(
        root=root,
        course_id=entry.course_id,
        title=entry.title,
        language=entry.language,
        units=tuple(_unit(unit, entry.defaults) for unit in entry.units),
        assignments=tuple(_assignment(assignment, entry) for assignment in entry.assignments),
        gate=entry.gate,
        seed_version=entry.seed_version,
        digest="",
        forbidden_imports=tuple(entry.forbidden_imports),
    )


def _unit(unit: UnitEntry, defaults: DefaultsEntry) -> Unit:
    exercises = tuple(_exercise(exercise, unit, defaults) for exercise in unit.exercises)
    return Unit(unit.name, unit.title, exercises)


def _exercise(entry: ExerciseEntry, unit: UnitEntry, defaults: DefaultsEntry) -> Exercise:
    shares: dict[str, Any] = {**_BUILT_IN_SHARES, **defaults.shares, **unit.shares, **entry.shares}
    limits: dict[str, Any] = {**defaults.limits, **unit.limits, **entry.limits}
    return Exercise(
        name=entry.name,
        unit=unit.name,
        points=entry.points,
        shares={Group(group): percent / 100 for group, percent in shares.items()},
        difficulty=entry.difficulty,
        bonus=entry.bonus,
        limits=Limits(**limits),
    )


def _assignment(entry: AssignmentEntry, course: CourseFile) -> Assignment:
    late: dict[str, Any] = {**course.late, **entry.late}
    due = None if entry.due is None else _instant(entry.due)
    if due is not None and due.tzinfo is None and course.timezone is not None:
        due = due.replace(tzinfo=ZoneInfo(course.timezone))
    return Assignment(entry.name, entry.title, tuple(entry.units), due, LatePolicy(**late))


# A day without a time is refused: it would mean its first minute, and nobody means that.
_INSTANT = re.compile(r"(2\d{3}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?) ?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def _instant(text: str) -> datetime:
    """Read `2027-01-15 23:59 +08:00`; without a zone the result is naive. Raises ValueError."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, time, zone = match.groups()
    return datetime.fromisoformat(f"{day}T{time}{zone or ''}")


def _lacks_zone(text: str) -> bool:
    match = _INSTANT.fullmatch(text)
    return match is not None and match.group(3) is None


# --------------------------------------------------------------------------------------------------
# What is derived from a course


def _digest(course: Course, sources: Mapping[str, bytes]) -> str:
    """Return SHA-256 over all that decides a mark: not the titles, the comments or the stubs.

    Everything under solutions/ and exercises/data/ counts, because a case may read a data file there.
    """
    parts = {
        name: content
        for name, content in sources.items()
        if name.startswith(("solutions/", "exercises/data/", "exercises/test_")) or name == "exercises/conftest.py"
    }
    parts[FILENAME] = json.dumps(_meaning(course), sort_keys=True).encode()
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        for part in (os.fsencode(name), content):  # with lengths, so that no two contents read alike
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _meaning(course: Course) -> dict[str, object]:
    return {
        "course_id": course.course_id,
        "language": course.language,
        "seed_version": course.seed_version,
        "gate": course.gate,
        "forbidden_imports": course.forbidden_imports,
        "exercises": [asdict(exercise) for exercise in course.exercises],
        "assignments": [
            {
                "name": assignment.name,
                "units": assignment.units,
                "due": assignment.due and assignment.due.astimezone(UTC).isoformat(),
                "late": asdict(assignment.late),
            }
            for assignment in course.assignments
        ],
    }


def student_manifest(course: Course) -> dict[str, object]:
    """Return what a student's own run needs to know of the course, as plain JSON data.

    `shares` are parts of 1. Students have no PyYAML, so this is written to exercises/course.json.
    """
    return {
        "title": course.title,
        "gate": course.gate,
        "units": [
            {
                "name": unit.name,
                "title": unit.title,
                "exercises": [
                    {
                        "name": exercise.name,
                        "points": exercise.points,
                        "difficulty": exercise.difficulty,
                        "bonus": exercise.bonus,
                        "shares": {group.value: share for group, share in exercise.shares.items()},
                    }
                    for exercise in unit.exercises
                ],
            }
            for unit in course.units
        ],
    }


def manifest_text(course: Course) -> str:
    """Return `student_manifest` as the text of exercises/course.json: same course, same bytes."""
    return json.dumps(student_manifest(course), indent=2, ensure_ascii=False) + "\n"


def course_schema() -> dict[str, object]:
    """Return the JSON Schema of course.yaml, from which editors complete and check."""
    schema = CourseFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FILENAME}


def schema_text() -> str:
    """Return `course_schema` as the text of grader/course.schema.json."""
    return json.dumps(course_schema(), indent=2, ensure_ascii=False) + "\n"
