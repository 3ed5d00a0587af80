"""`grader demo`: a synthetic class, made of references, stubs, known wrong answers and a few attacks.

Everything is drawn with a fixed seed, so the same command makes the same class.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from grader.cases.misconceptions import Misconception
from grader.demo_mistakes import source_with_mistakes
from grader.errors import CallError
from grader.execution.collection import load_misconceptions
from grader.model import Course, Unit
from grader.private_folder import keep_out_of_git

SEED = 514843
MARKER = ".made-by-grader-demo"
FIRST_NAMES = (
    "Amara Bo Chiara Dev Elif Farid Grace Hana Ines Jun Kofi Lena Mei Noor Omar Petra Qi Rosa Sami Tala Uma Viktor "
    "Wen Ximena Yara Zofia Aiko Bruno Carmen Dmitri"
).split()
LAST_NAMES = "Adeyemi Bianchi Chen Diaz Eriksen Fischer Garcia Haddad Ito Jansen Kim Lindqvist Mensah Novak".split()

ATTACKS: Mapping[str, str] = {
    "leaves as soon as it is imported": "import os\nos._exit(0)\n",
    "never ends": "while True:\n    pass\n",
    "reads the answers": (
        "import inspect, sys\n\n\ndef {name}(*args, **kwargs):\n"
        "    frame = sys._getframe(1)\n    while frame is not None:\n"
        "        if 'expected' in frame.f_locals:\n            return frame.f_locals['expected']\n"
        "        frame = frame.f_back\n"
        "    return open('{solution}').read()\n"
    ),
    "is equal to everything": (
        "class Yes(float):\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n"
        "    __sub__ = __rsub__ = lambda self, other: 0.0\n    __hash__ = None\n\n\n"
        "def {name}(*args, **kwargs):\n    return Yes(0.0)\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Student:
    """One member of the class: who it is, what kind of work it hands in, and the files."""

    name: str
    kind: str
    files: Mapping[str, str]


def make_class(course: Course, size: int) -> list[Student]:
    """Return `size` students: a few perfect, a few who stopped half-way, most with one to four mistakes, attackers."""
    rng = random.Random(SEED)  # a synthetic class needs no better
    bank = [mistake for mistake, _ in load_misconceptions(course)]
    names = _names(rng, size)
    return [_student(course, bank, rng, name, i) for i, name in enumerate(names)]


def end_of_term(course: Course) -> datetime:
    """Return a time at which everything is due: the class is shown as it stands then."""
    due = [assignment.due for assignment in course.assignments if assignment.due is not None]
    return max(due, default=datetime.now(UTC)) + timedelta(days=1)


def write_class(out: Path, students: Iterable[Student]) -> Path:
    """Write `<out>/submitted/<student>/<file>` for all of them, in place of an earlier synthetic class.

    Returns the folder of submissions. Raises CallError if there is one already that is not of our making.
    """
    submitted, marker = out / "submitted", out / MARKER
    if submitted.exists() and not marker.exists():
        raise CallError(f"{submitted} is there already and was not made by `grader demo`: name another --out")
    shutil.rmtree(submitted, ignore_errors=True)
    new = not out.exists()
    submitted.mkdir(parents=True)
    if new:
        keep_out_of_git(out)  # some of the class submit the references
    marker.write_text("The class in submitted/ is synthetic; `grader demo` replaces it.\n", encoding="utf-8")
    for student in students:
        home = submitted / student.name
        home.mkdir()
        for name, text in student.files.items():
            (home / name).write_text(text, encoding="utf-8")
    return submitted


def _names(rng: random.Random, size: int) -> list[str]:
    everybody = [f"{first}-{last}".lower() for first in FIRST_NAMES for last in LAST_NAMES]
    chosen = rng.sample(everybody, min(size, len(everybody)))
    return chosen + [f"student-{i}" for i in range(len(chosen), size)]


def _student(course: Course, bank: Sequence[Misconception], rng: random.Random, name: str, index: int) -> Student:
    place = index % 15
    if place == 0:
        return Student(name, "perfect", _files(course, "solutions"))
    if place == 1:
        return Student(name, "nothing done", _files(course, "exercises"))
    if place in (2, 3):
        done = rng.randint(1, max(1, len(course.units) - 1))
        return Student(name, f"did {done} units", _half_done(course, done))
    if place == 4:
        kind, attack = list(ATTACKS.items())[index // 15 % len(ATTACKS)]
        return Student(name, kind, _attack(course, attack))
    if place == 5:
        files = _files(course, "solutions")
        unit = rng.choice(course.units)
        return Student(
            name, f"syntax error in {unit.name}", files | {unit.filename: f"def {unit.exercises[0].name}(x:\n"}
        )
    mistakes = rng.sample(bank, min(len(bank), rng.choice([1, 1, 2, 3, 4])))
    return Student(name, "mistakes " + " ".join(m.id for m in mistakes), _with_mistakes(course, mistakes))


def _files(course: Course, folder: str) -> dict[str, str]:
    return {unit.filename: _read(course, folder, unit) for unit in course.units}


def _half_done(course: Course, done: int) -> dict[str, str]:
    folders = ["solutions" if i < done else "exercises" for i in range(len(course.units))]
    return {u.filename: _read(course, folder, u) for u, folder in zip(course.units, folders, strict=True)}


def _attack(course: Course, attack: str) -> dict[str, str]:
    unit = course.units[0]
    solution = course.root / "solutions" / unit.filename
    source = attack.replace("{name}", unit.exercises[0].name).replace("{solution}", str(solution))
    return _files(course, "exercises") | {unit.filename: source}


def _with_mistakes(course: Course, mistakes: Sequence[Misconception]) -> dict[str, str]:
    """Return the references with some functions replaced; of two mistakes in one function, the first counts."""
    files = _files(course, "solutions")
    for unit in course.units:
        names = {exercise.name for exercise in unit.exercises}
        if chosen := {m.of: m for m in reversed(mistakes) if m.of in names}:
            files[unit.filename] += "\n\n" + source_with_mistakes(course, unit, list(chosen.values()))
    return files


def _read(course: Course, folder: str, unit: Unit) -> str:
    return (course.root / folder / unit.filename).read_text(encoding="utf-8")
