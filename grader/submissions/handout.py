"""What the students were given: work that is no more than that has not been begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.model import Course, Unit

HANDOUT = "exercises"  # students hand in the folder that they were given


@dataclass(frozen=True, slots=True)
class Handout:
    """The names in the folder of the handout, and the lines of its stubs."""

    names: frozenset[str] = frozenset()
    lines: Mapping[str, frozenset[bytes]] = field(default_factory=dict)

    def is_untouched(self, filename: str, code: bytes) -> bool:
        """Whether `code` has no line that the stub called `filename` does not have."""
        return filename in self.lines and _lines(code) <= self.lines[filename]


NO_HANDOUT = Handout()


def read_handout(course: Course) -> Handout:
    """Return the handout of `course`; what is not there is nothing."""
    folder = course.root / HANDOUT
    try:
        names = frozenset(path.name for path in folder.iterdir())
    except OSError:
        return NO_HANDOUT
    return Handout(names, {unit.filename: _read(folder / unit.filename, unit) for unit in course.units})


def _read(stub: Path, unit: Unit) -> frozenset[bytes]:
    try:
        return _lines(stub.read_bytes()) | _released(unit)
    except OSError:
        return frozenset()


def _released(unit: Unit) -> frozenset[bytes]:
    """Return the lines of code that a released notebook has on top of its stub's (`lms.nbgrader.notebooks`)."""
    lines = (
        "from grader.cases.notebook import open_unit",
        f'check = open_unit("{unit.name}")',
        "raise NotImplementedError()",  # nbgrader's own, in the place of a solution
    )
    return frozenset(line.encode() for line in lines)


def _lines(code: bytes) -> frozenset[bytes]:
    lines = (line.strip() for line in code.splitlines())
    return frozenset(line for line in lines if line and not line.startswith(b"#"))
