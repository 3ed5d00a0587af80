"""What no single field can tell. These checks read the plain data, so that a fault elsewhere hides nothing."""

from __future__ import annotations

import ast
import math
import re
import warnings
from collections.abc import Iterator, Mapping, Set
from typing import Any

from grader.course.document import Document
from grader.course.entries import BUILT_IN_SHARES, UNIT_PATTERN
from grader.course.fault import Fault, Location
from grader.course.instant import lacks_zone
from grader.course.wording import bare, did_you_mean, dotted, known_names, shown

CLOSE_RTOL = 1e-3  # what is nearer is "close" in feedback, and not a factor


def name_faults(document: Document) -> Iterator[Fault]:
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
                text = f"there is already {kind} {shown(name)}, in line {first[name]}. Rename one of them."
                yield document.fault(place, text)
            first.setdefault(name, document.values[place][0])


def assignment_faults(document: Document) -> Iterator[Fault]:
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
                yield document.fault(
                    place, f"there is no such unit. {did_you_mean(name, known) or known_names(known)}"
                )
            elif name in taken:
                yield document.fault(place, f"{bare(name)} is already in {taken[name]}; a unit is due once.")
            taken.setdefault(name, dotted(location))
        due = entry.get("due")
        if not zoned and isinstance(due, str) and lacks_zone(due):
            text = "has no time zone. Write it like 2027-01-15 23:59 +08:00, or give the course a `timezone:`."
            yield document.fault((*location, "due"), text)
    yield from _other_units_faults(document, set(known) - taken.keys())


def _other_units_faults(document: Document, others: Set[str]) -> Iterator[Fault]:
    """Check that no assignment is called as the units outside of all assignments are: by the course's id."""
    course = document.data.get("course_id") if isinstance(document.data, dict) else None
    for location, entry in document.entries("assignments"):
        if others and isinstance(course, str) and entry.get("name") == course:
            text = f"the units of no assignment ({', '.join(sorted(others))}) go by this name. Choose another."
            yield document.fault((*location, "name"), text)


def share_faults(document: Document) -> Iterator[Fault]:
    """Check that the five shares sum to 100 wherever some are given."""
    data = document.data if isinstance(document.data, dict) else {}
    defaults = data.get("defaults")
    course, faults = _inherit(document, ("defaults",), defaults, dict(BUILT_IN_SHARES))
    yield from faults
    for unit_location, unit in document.entries("units"):
        of_unit, faults = _inherit(document, unit_location, unit, course)
        yield from faults
        for location, exercise in document.entries("exercises", unit_location):
            yield from _inherit(document, location, exercise, of_unit)[1]


def _inherit(
    document: Document, location: Location, entry: Any, inherited: dict[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
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
        group in BUILT_IN_SHARES
        and isinstance(share, int | float)
        and not isinstance(share, bool)
        and 0 <= share <= 100
    )


def factor_faults(document: Document) -> Iterator[Fault]:
    """Check that no two factors are so close that an answer could be off by either."""
    seen: dict[float, int] = {}
    for location, entry in document.entries("factors", ("feedback",)) if _has_group(document, "feedback") else ():
        value = entry.get("value")
        if not isinstance(value, int | float) or isinstance(value, bool):
            continue
        place = (*location, "value")
        if math.isclose(value, 1, rel_tol=CLOSE_RTOL):
            yield document.fault(place, f"{value:g} is too close to 1: nearly every right answer is off by it.")
        near = next((line for other, line in seen.items() if math.isclose(value, other, rel_tol=CLOSE_RTOL)), None)
        if near is not None:
            yield document.fault(place, f"the factor in line {near} is the same. Remove one of them.")
        seen.setdefault(float(value), document.values[place][0])


def _has_group(document: Document, key: str) -> bool:
    return isinstance(document.data, dict) and isinstance(document.data.get(key), dict)


def source_faults(document: Document, sources: Mapping[str, bytes]) -> Iterator[Fault]:
    """Check that units have their four files, and exercises their function in the stub and the reference."""
    for location, unit in document.entries("units"):
        name = unit.get("name")
        if not isinstance(name, str) or not re.fullmatch(UNIT_PATTERN, name):
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


def _function_faults(document: Document, unit: Location, file: str, source: bytes) -> Iterator[Fault]:
    try:
        functions = _functions(source)
    except SyntaxError as exc:
        yield Fault(file, exc.lineno or 1, exc.offset or 1, "", f"is not Python: {exc.msg}.")
        return
    except (ValueError, RecursionError, MemoryError) as exc:  # null bytes; thousands of brackets
        yield Fault(file, 1, 1, "", f"is not Python: {exc or 'nested too deep'}.")
        return
    for location, exercise in document.entries("exercises", unit):
        name = exercise.get("name")
        if isinstance(name, str) and name not in functions:
            hint = did_you_mean(name, functions) or f"Write `def {bare(name)}(…)` there."
            yield document.fault((*location, "name"), f"{file} has no such function. {hint}")


def _functions(source: bytes) -> set[str]:
    """Return the names of the functions at the top level of a file, without executing it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in a docstring is not ours to report
        tree = ast.parse(source)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
