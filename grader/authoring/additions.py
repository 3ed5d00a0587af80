"""`grader new`: a unit or an exercise more, prepared whole before anything is written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from grader.authoring.course_text import with_entry
from grader.authoring.python_text import appended, head_of, parsed, tail_of, without_methods
from grader.authoring.templates import SKELETON, template_files
from grader.course.document import Document, parse
from grader.course.entries import BUILT_IN_SHARES, ExerciseEntry, OneLine, UnitName
from grader.course.explanation import explain
from grader.course.fault import Location
from grader.course.sources import FILENAME, read_text
from grader.course.wording import did_you_mean, known_names
from grader.errors import CallError, CourseError

STEM = "unit_name"
STARS = "★"
BYTE_ORDER_MARK = "\ufeff"

Texts = dict[Path, str]


@dataclass(frozen=True, slots=True)
class _CourseText:
    """`course.yaml` as its author wrote it, which need not be a complete course yet."""

    file: Path
    text: str
    document: Document
    mark: str  # the byte order mark that some editors begin a file with

    @classmethod
    def read(cls, path: Path) -> _CourseText:
        file = path / FILENAME if path.is_dir() else path
        text = read_text(file)
        mark = BYTE_ORDER_MARK if file.read_bytes().startswith(BYTE_ORDER_MARK.encode()) else ""
        return cls(file, text, parse(text, file.name), mark)

    def with_entry(self, location: Location, entry: Mapping[str, Any]) -> str:
        return self.mark + with_entry(self.text, location, entry)

    @property
    def root(self) -> Path:
        return self.file.parent

    def units(self) -> dict[str, tuple[Location, dict[str, Any]]]:
        entries = self.document.entries("units")
        return {entry["name"]: (at, entry) for at, entry in entries if isinstance(entry.get("name"), str)}

    def exercises(self) -> Iterator[tuple[str, str]]:
        """Yield (exercise, unit) for each exercise."""
        for unit, (at, _) in self.units().items():
            for _, entry in self.document.entries("exercises", at):
                if isinstance(entry.get("name"), str):
                    yield entry["name"], unit


def unit_files(path: Path, name: str, title: str | None) -> Texts:
    """Return the files of a course that has one unit more, without exercises; raises CallError and CourseError."""
    course = _CourseText.read(path)
    title = title or _title_of(name)
    _require(TypeAdapter(UnitName), name, "NAME")
    _require(TypeAdapter(OneLine), title, "--title")
    if name in course.units():
        raise CallError(f"{course.file} already has a unit {name!r}. Choose another name. Nothing was written.")
    targets = {course.root / file: text for file, text in _skeleton(name, title).items()}
    if there := [str(target) for target in targets if target.exists()]:
        raise CallError(f"already there: {', '.join(there)}. Choose another name, or move them. Nothing was written.")
    entry = {"name": name, "title": title, "exercises": []}
    texts = {target: head_of(text) for target, text in targets.items()}
    return texts | {course.file: course.with_entry(("units",), entry)}


def exercise_files(path: Path, name: str, unit: str, points: float, difficulty: int) -> Texts:
    """Return the files of a course with one exercise more in `unit`; raises CallError and CourseError."""
    course = _CourseText.read(path)
    entry = _exercise_entry(name, points, difficulty)
    units = course.units()
    if unit not in units:
        hint = did_you_mean(unit, units) or (known_names(units) if units else "")
        raise CallError(
            f"--unit: {course.file} has no unit {unit!r}. {hint} `grader new unit {unit}` creates it. "
            "Nothing was written."
        )
    for other, its_unit in course.exercises():
        if other == name:
            raise CallError(f"{its_unit} already has an exercise {name!r}. Choose another name. Nothing was written.")
    location, fields = units[unit]
    if "exercises" not in fields:
        raise CourseError(f"{course.document.fault(location, 'has no `exercises:`. Add `exercises: []`.')}")
    texts = {course.root / file: _added(course.root / file, text, name, entry, course, fields)
             for file, text in _skeleton(unit, str(fields.get("title", unit))).items()}  # fmt: skip
    return texts | {course.file: course.with_entry((*location, "exercises"), entry)}


def _added(
    file: Path, skeleton: str, name: str, entry: Mapping[str, Any], course: _CourseText, unit: Mapping[str, Any]
) -> str:
    """Return the text of a file with what belongs to the new exercise at its end."""
    new = _named(skeleton, name, entry)
    if file.name.startswith("test_"):
        new = without_methods(new, _groups_without_share(course, unit))
    text = _read(file) if file.is_file() else head_of(new)
    defined = {node.name for node in parsed(text, file).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if taken := defined & {node.name for node in tail_of(new)}:
        raise CallError(f"{file} already defines {', '.join(taken)}. Choose another name. Nothing was written.")
    return appended(text, new)


def _skeleton(unit: str, title: str) -> dict[str, str]:
    """Return the files of a unit with one exercise, by path, named and titled like the unit."""
    safe = title.replace("\\", "/").replace('"', "'")  # it goes into a docstring
    return {
        file.replace(STEM, unit): text.replace("UNIT TITLE", safe.rstrip("."))
        for file, text in template_files(SKELETON).items()
    }


def _named(skeleton: str, name: str, entry: Mapping[str, Any]) -> str:
    points = entry["points"]
    worth = f"{points:g} point{'' if points == 1 else 's'}"
    names = {
        "TestExerciseName": class_name(name),
        "exercise_name": name,
        "STARS": STARS * entry["difficulty"],
        "POINTS": worth,
    }
    return re.sub("|".join(names), lambda match: names[match[0]], skeleton)


def class_name(exercise: str) -> str:
    """Return the name of the class of an exercise's cases, with which students run it: `pytest -k TestEntropy`."""
    return "Test" + "".join(word[:1].upper() + word[1:] for word in exercise.split("_"))


def _title_of(unit: str) -> str:
    """Return a title made of the unit's name: unit3_mean_values → Mean values."""
    words = re.sub(r"^unit\d+_", "", unit).replace("_", " ").strip() or unit
    return words[:1].upper() + words[1:]


def _groups_without_share(course: _CourseText, unit: Mapping[str, Any]) -> frozenset[str]:
    """Return the groups of cases that are worth nothing in this unit."""
    data: Any = course.document.data
    defaults = data.get("defaults") if isinstance(data, dict) else None
    shares: dict[str, Any] = dict(BUILT_IN_SHARES)
    for holder in (defaults, unit):
        own = holder.get("shares") if isinstance(holder, dict) else None
        shares |= own if isinstance(own, dict) else {}
    return frozenset(group for group, share in shares.items() if share == 0)


def _exercise_entry(name: str, points: float, difficulty: int) -> dict[str, Any]:
    entry = {"name": name, "points": int(points) if points == int(points) else points, "difficulty": difficulty}
    try:
        ExerciseEntry.model_validate({**entry, "points": float(points)})
    except ValidationError as error:
        options = {"name": "NAME", "points": "--points", "difficulty": "--difficulty"}
        raise _refused({options[str(e["loc"][0])]: explain(e) for e in error.errors(include_url=False)}) from error
    return entry


def _require(kind: TypeAdapter[Any], value: str, option: str) -> None:
    try:
        kind.validate_python(value, strict=True)
    except ValidationError as error:
        raise _refused({option: explain(error.errors(include_url=False)[0])}) from error


def _refused(problems: Mapping[str, str]) -> CallError:
    lines = [f"{option}: {problem}" for option, problem in problems.items()]
    return CallError("\n".join([*lines, "Nothing was written."]))


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(f"{file}: not UTF-8. Save the file as UTF-8. Nothing was written.") from error
