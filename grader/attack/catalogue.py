"""The corpus: each folder of `corpus/` is a submission, and its `attack.yaml` says what must become of it.

The files are a distribution of their own, `course-grader-attacks` (`attacks/` in the repository).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from grader.errors import CallError
from grader.extras import extra_is_missing

RECORD = "attack.yaml"


class Layer(StrEnum):
    """What stops an attack."""

    INTAKE = "intake"  # what of a submission is read at all
    PROCESS = "process"  # answers, cases and verdicts are in another process
    FILES = "files"  # a minimal root (L1), Landlock (L2)
    SYSTEM_CALLS = "system calls"  # the allow-list of system calls, and no capabilities
    LIMITS = "limits"  # of memory and output, the worker's and the grader's own
    WIRE = "wire"  # plain data only, and only so much of it
    PROTOCOL = "protocol"  # the trusted side's checks of what a worker says
    DEADLINE = "deadline"  # a process is killed from outside
    COMPARISON = "comparison"  # kind and shape before values, relative tolerances
    CASES = "cases"  # hidden cases, random inputs, the gate, the rules of follow-through
    FEEDBACK = "feedback"  # a closed set of sentences; clean text
    NONE = "none"  # nothing stops it, and nothing is gained by it


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack. What is not said of an exercise is that it is left as a stub: NOT_ATTEMPTED, no points."""

    name: str  # of its folder
    number: tuple[int, ...]  # in the list of known techniques; () for one that is not in it
    title: str
    aim: str
    layer: Layer
    stopped_by: str
    expect: Mapping[str, tuple[str, ...]]  # unit, exercise or exercise::test_name → the verdicts that it may have
    honest: frozenset[str] = frozenset()  # exercises that are solved, and whose points are kept
    earns: float = 0.0  # points on top, for visible cases that happen to be met
    shows: tuple[str, ...] = ()  # one of these is in a message: proof that the attack ran, and what it met
    notices: tuple[str, ...] = ()  # each of these is in a notice of the report
    ungraded: str = ""  # nothing of it can be graded, and the report's problem says this
    student: str = ""  # the folder's name, where the name is the attack
    known_as: str = ""  # what the grader makes of that name, where it is another
    bare: bool = False  # without the stubs of the units that it leaves alone
    shared: tuple[str, ...] = ()  # files of shared/ that it comes with
    links: Mapping[str, str] = field(default_factory=dict)  # symbolic link → target
    pipes: tuple[str, ...] = ()
    sparse: Mapping[str, int] = field(default_factory=dict)  # file → bytes
    copies: Mapping[str, int] = field(default_factory=dict)  # "name{}.py" → how many
    padded: Mapping[str, int] = field(default_factory=dict)  # file → empty lines at its end
    twins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # file → other names with the same content
    grade_here: bool = False  # the grader is started in this attacker's folder

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return attack_data("corpus") / self.name

    def allowed(self, unit: str, exercise: str, case: str) -> tuple[str, ...]:
        """Return the verdicts that a case may have."""
        test = case.rpartition("::")[2].partition("[")[0]
        for key in (f"{exercise}::{test}", *(() if exercise in self.honest else (exercise, unit))):
            if key in self.expect:
                return self.expect[key]
        return ("passed",) if exercise in self.honest else ("not_attempted",)


def attack_data(name: str) -> Path:
    """Return the folder `corpus`, `course` or `shared`; raises MachineError if the attacks are not installed."""
    try:
        from grader_attacks import FOLDER  # noqa: PLC0415 — the extra may be missing
    except ModuleNotFoundError as error:
        raise extra_is_missing("attacks", "the attacks are", error) from error
    return FOLDER / name


@cache
def attacks() -> tuple[Attack, ...]:
    """Return the corpus in the order of its numbers."""
    found = [read_attack(path) for path in attack_data("corpus").glob(f"*/{RECORD}")]
    return tuple(sorted(found, key=lambda attack: (int(attack.name.split("-")[0]), attack.name)))


def chosen(only: tuple[str, ...]) -> tuple[Attack, ...]:
    """Return the attacks whose number, or a part of whose name, is in `only`; all of them if it is empty."""
    if not only:
        return attacks()
    found = {attack.name for word in only for attack in _matching(word)}
    return tuple(attack for attack in attacks() if attack.name in found)


def _matching(word: str) -> list[Attack]:
    numbered = [attack for attack in attacks() if word.isdecimal() and int(word) in (*attack.number, _number(attack))]
    found = numbered or [attack for attack in attacks() if not word.isdecimal() and word.lower() in attack.name]
    if not found:
        raise CallError(f"no attack has the number, or a name with, {word!r}: `grader attack --list` names them")
    return found


def _number(attack: Attack) -> int:
    return int(attack.name.split("-")[0])


def read_attack(path: Path) -> Attack:
    """Read one `attack.yaml`; raises TypeError for a key that is none."""
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["layer"] = Layer(data["layer"])
    data["expect"] = {key: _words(value) for key, value in data.get("expect", {}).items()}
    data["honest"] = frozenset(data.get("honest", ()))
    data |= {key: tuple(data[key]) for key in ("number", "shared", "pipes") if key in data}
    data |= {key: _words(data[key]) for key in ("shows", "notices") if key in data}
    data["twins"] = {name: tuple(names) for name, names in data.get("twins", {}).items()}
    return Attack(name=path.parent.name, **data)


def _words(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def sources(attack: Attack) -> Iterator[tuple[str, bytes]]:
    """Yield the files that an attack hands in, by path, its shared ones first."""
    for name in attack.shared:
        yield name, (attack_data("shared") / name).read_bytes()
    for path in sorted(attack.folder.rglob("*")):
        if path.is_file() and path.name != RECORD and "__pycache__" not in path.parts:
            name = path.relative_to(attack.folder).as_posix()
            for twin in (name, *attack.twins.get(name, ())):
                yield twin, path.read_bytes()
