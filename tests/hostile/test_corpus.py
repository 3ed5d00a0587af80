"""Every attack of the corpus, graded beside honest neighbours: it earns nothing, leaves nothing, disturbs nobody."""

from __future__ import annotations

import json
import os
import random
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from grader import demo
from grader.course import load_course
from grader.model import Course, Unit

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TABLE = ROOT / "docs" / "attacks.md"

SECRET = "canary-secret-7f3a91c2e05b"
NOBODY = 65_534
BATCH_SECONDS = 900  # a minute on an idle machine
NEIGHBOUR = "honest-"
NEIGHBOURS_OF_15 = (0, 1, 2, 5, 6, 7, 8, 9)  # of a demo class: all right, stubs, half done, a syntax error, mistakes
NOT_FOR_GRADING = ("scipy*", "sklearn*", "scikit*", "matplotlib*", "mypy*", "PIL", "fontTools*", "hypothesis*", "pip*")
VOLATILE = {"graded_at", "seconds"}
# Attacks on time are written against exercises in which time is short: a whole unit, and one that gets a function.
SHORT = "limits: { call_seconds: 0.5, exercise_seconds: 2 }"
SHORTENED = {
    "  - name: unit1_information\n": f"  - name: unit1_information\n    {SHORT}\n",
    "{ name: gradient_descent,": f"{{ name: gradient_descent, {SHORT},",
}
# What a browser or a terminal would execute.
ACTIVE = ("<script>alert", "<img src=x", "\x1b", "\x07", "\u202e", "\x00", 'javascript:alert(1)"')

Document = dict[str, object]


@dataclass(frozen=True)
class Attack:
    """One folder of the corpus."""

    name: str
    numbers: tuple[int, ...]  # in the list of known attacks; () for one that is not in it
    title: str
    aim: str
    stopped_by: str
    expect: Mapping[str, tuple[str, ...]]  # unit, exercise or exercise::test_name → the verdicts that it may have
    honest: frozenset[str]  # exercises that are solved, and whose points are kept
    earns: float  # points on top, for a visible case that happens to be met

    @classmethod
    def read(cls, folder: Path) -> Attack:
        """Read `attack.yaml`."""
        data = yaml.safe_load((folder / "attack.yaml").read_text(encoding="utf-8"))
        expect = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in data["expect"].items()}
        return cls(
            folder.name,
            tuple(data["number"]),
            data["title"],
            data["aim"],
            data["stopped_by"],
            expect,
            frozenset(data.get("honest", ())),
            data.get("earns", 0.0),
        )

    def allowed(self, unit: str, exercise: str, case: str) -> tuple[str, ...]:
        """Return the verdicts that a case may have."""
        otherwise = ("passed",) if exercise in self.honest else ("not_attempted",)
        test = case.rpartition("::")[2].partition("[")[0]
        for key in (f"{exercise}::{test}", exercise, unit):
            if key in self.expect and not (key != f"{exercise}::{test}" and exercise in self.honest):
                return self.expect[key]
        return otherwise


@cache
def attacks() -> tuple[Attack, ...]:
    """Return the corpus in the order of its numbers."""
    folders = [path.parent for path in (HERE / "corpus").glob("*/attack.yaml")]
    return tuple(Attack.read(folder) for folder in sorted(folders, key=lambda f: (int(f.name.split("-")[0]), f.name)))


# --- the batch -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """Where and as whom a batch is graded."""

    folder: Path
    level: str
    user: int | None = None

    def path(self, name: str) -> Path:
        """Return one of the stage's folders: course, submitted, out, home, work, tmp."""
        return self.folder / name

    def set_up(self) -> None:
        """Write the course, and everybody's work; readable for whoever grades."""
        for name in ("submitted", "out", "home", "work", "tmp"):
            self.path(name).mkdir()
        course = copy_course(self.path("course"))
        for name, files in neighbours(course).items():
            _write(self.path("submitted") / name, files)
        for attack in attacks():
            _write(self.path("submitted") / attack.name, self.files_of(attack, course))
        shutil.copytree(ROOT / "grader", self.path("lib") / "grader", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "batch.py", self.path("lib"))
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
            if self.user is not None:
                os.chown(path, self.user, self.user)

    def files_of(self, attack: Attack, course: Course) -> dict[str, bytes]:
        """Return the files of an attacker: the corpus's, the references of honest units, and stubs."""
        folders = {u.filename: "solutions" if _names(u) <= attack.honest else "exercises" for u in course.units}
        files = {name: (ROOT / folder / name).read_bytes() for name, folder in folders.items()}
        places = {
            b"{{COURSE}}": self.path("course"),
            b"{{SUBMITTED}}": self.path("submitted"),
            b"{{OUT}}": self.path("out") / "mixed",
            b"{{HOME}}": self.path("home"),
            b"{{SITE}}": site.getsitepackages()[0],
        }
        for path in (HERE / "corpus" / attack.name).glob("*.py"):
            source = path.read_bytes()
            for mark, place in places.items():
                source = source.replace(mark, str(place).encode())
            files[path.name] = source
        return files

    def grade(self, seed: int) -> subprocess.CompletedProcess[str]:
        """Run `batch.py`."""
        environment = {
            "GRADER_SECRET": SECRET,
            "HOME": str(self.path("home")),
            "TMPDIR": str(self.path("tmp")),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.path("lib")),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        places = [str(self.path(name)) for name in ("lib/batch.py", "course", "submitted", "out")]
        return subprocess.run(
            [interpreter_for(self.user, self.folder), *places, self.level, str(seed)],
            cwd=self.path("work"),
            env=environment,
            user=self.user,
            group=self.user,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            timeout=BATCH_SECONDS,
            check=False,
            start_new_session=True,
        )

    def report(self, batch: str, student: str) -> Document:
        """Return a student's report."""
        return json.loads((self.path("out") / batch / student / "report.json").read_text(encoding="utf-8"))

    def produced(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file that grading has written."""
        for path in self.path("out").rglob("*"):
            if path.is_file():
                yield str(path.relative_to(self.path("out"))), path.read_bytes()


def interpreter_for(user: int | None, folder: Path) -> str:
    """Return a Python with the grader's requirements that `user` can run.

    Root's own Python may lie where nobody else can enter, and so may the checkout with its environment. Then the
    system's Python of the same version gets a copy of the packages, in `folder`.
    """
    if user is None or _can_run(sys.executable, user):
        return sys.executable
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    bases = [path for place in ("/usr/bin", "/usr/local/bin") if _can_run(path := f"{place}/{version}", user, "math")]
    assert bases, (
        f"uid {user} can run neither {sys.executable} nor a {version} of the system: apt-get install {version}"
    )
    subprocess.run([bases[0], "-m", "venv", "--without-pip", folder / "venv"], check=True)
    unneeded = shutil.ignore_patterns(*NOT_FOR_GRADING, "__pycache__")
    packages = folder / "venv" / "lib" / version / "site-packages"
    shutil.copytree(site.getsitepackages()[0], packages, ignore=unneeded, dirs_exist_ok=True)
    python = str(folder / "venv" / "bin" / "python")
    assert _can_run(python, user)
    return python


def _can_run(python: str, user: int, module: str = "numpy") -> bool:
    try:
        done = subprocess.run(
            [python, "-c", f"import {module}"], cwd="/", user=user, group=user, extra_groups=[], check=False,
            capture_output=True,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def copy_course(folder: Path) -> Course:
    """Return the course, with exercises in which time is short."""
    folder.mkdir()
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    text = (ROOT / "course.yaml").read_text(encoding="utf-8")
    for long, short in SHORTENED.items():
        assert text.count(long) == 1
        text = text.replace(long, short)
    (folder / "course.yaml").write_text(text, encoding="utf-8")
    return load_course(folder)


def neighbours(course: Course) -> dict[str, dict[str, bytes]]:
    """Return honest students, with a name that says what they hand in."""
    members = demo.make_class(course, 15)
    chosen = [members[place] for place in NEIGHBOURS_OF_15]
    assert not {student.kind for student in chosen} & set(demo.ATTACKS)
    return {
        f"{NEIGHBOUR}{i}": {name: text.encode() for name, text in student.files.items()}
        for i, student in enumerate(chosen)
    }


def _names(unit: Unit) -> frozenset[str]:
    return frozenset(exercise.name for exercise in unit.exercises)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


# --- what must be true of it -----------------------------------------------------------------------------------------


def wrong_verdicts(stage: Stage) -> Iterator[str]:
    """Yield every exercise of an attacker with cases that did not end as the corpus says."""
    for attack in attacks():
        report = stage.report("mixed", attack.name)
        if not report["graded"]:
            yield f"{attack.name}: ungraded: {report['problem']}"
        for exercise in report["exercises"]:
            wrong = [case for case in exercise["cases"] if case["verdict"] not in _allowed(attack, exercise, case)]
            for verdict in sorted({case["verdict"] for case in wrong}):
                example, *others = (case for case in wrong if case["verdict"] == verdict)
                allowed = " or ".join(_allowed(attack, exercise, example))
                more = f" and {len(others)} more" if others else ""
                yield f"{attack.name}: {example['name']}{more}: {verdict}, not {allowed}: {example['message']!r}"


def _allowed(attack: Attack, exercise: Document, case: Document) -> tuple[str, ...]:
    """Return the verdicts that a case may have. Behind a closed gate a pass earns nothing: it is no gain."""
    for_nothing = not exercise["gate_open"] and case["group"] != "anchor"
    allowed = attack.allowed(exercise["unit"], exercise["name"], case["name"])
    return (*allowed, "passed") if for_nothing and allowed != ("not_attempted",) else allowed


def gains(stage: Stage) -> Iterator[str]:
    """Yield every attacker with more points than a stub and the honest parts have."""
    for attack in attacks():
        report = stage.report("mixed", attack.name)
        honest = sum(e["max_score"] for e in report["exercises"] if e["name"] in attack.honest)
        spoilt = {key.partition("::")[0] for key in attack.expect if "::" in key}
        kept = sum(e["max_score"] for e in report["exercises"] if e["name"] in attack.honest - spoilt)
        score = sum(e["score"] or 0 for e in report["exercises"])
        if not kept <= score <= honest + attack.earns:
            yield f"{attack.name}: {score:g} points, not {kept:g} to {honest + attack.earns:g}"


def disturbed_neighbours(stage: Stage) -> Iterator[str]:
    """Yield every neighbour whose report is not byte for byte what it is without attackers."""
    for home in sorted((stage.path("out") / "calm").glob(f"{NEIGHBOUR}*")):
        calm, mixed = (_comparable(stage.report(batch, home.name)) for batch in ("calm", "mixed"))
        if calm != mixed:
            yield f"{home.name}: another report than without attackers: {_first_difference(calm, mixed)}"
    if len(list((stage.path("out") / "calm").glob(f"{NEIGHBOUR}*"))) < 6:
        yield "fewer than six neighbours"


def _comparable(report: Document) -> str:
    return json.dumps({key: value for key, value in report.items() if key not in VOLATILE}, indent=1)


def _first_difference(one: str, other: str) -> str:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{a.strip()} / {b.strip()}" for a, b in pairs if a != b), "the length")


def traces(stage: Stage) -> Iterator[str]:
    """Yield everything outside of `out` that is not as it was."""
    found = json.loads((stage.path("out") / "traces.json").read_text(encoding="utf-8"))
    for what, before in found["before"].items():
        after = found["after"][what]
        if before != after:
            changed = [item for item in after if item not in before] if isinstance(after, list) else after
            yield f"{what} changed: {changed!r}"


def leaks(stage: Stage, done: subprocess.CompletedProcess[str]) -> Iterator[str]:
    """Yield every product that holds the secret, or that a browser or a terminal would execute."""
    for name, content in [("stdout", done.stdout.encode()), ("stderr", done.stderr.encode()), *stage.produced()]:
        if SECRET.encode() in content and name != "traces.json":
            yield f"{name}: holds the grader's secret"
        if name.endswith((".html", ".csv", "stdout", "stderr")):
            text = content.decode("utf-8")
            yield from (f"{name}: holds {active!r}" for active in ACTIVE if active in text)


def stages() -> list[tuple[str, int | None]]:
    """Return (level, user): both levels, and the better one also as an ordinary user if we are none."""
    return [("L1", None), ("L1", NOBODY), ("L2", None)] if os.geteuid() == 0 else [("L1", None), ("L2", None)]


@pytest.mark.parametrize(("level", "user"), stages(), ids=lambda value: str(value or "self"))
def test_attacks_gain_nothing_leave_nothing_and_disturb_nobody(level, user):
    seed = random.SystemRandom().randrange(10_000)
    print(f"order of the batch: seed {seed}")
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        stage = Stage(Path(folder) / "stage", level, user)
        Path(folder).chmod(0o755)
        stage.folder.mkdir()
        stage.set_up()
        done = stage.grade(seed)
        assert done.returncode == 0, done.stderr + done.stdout
        checks = (wrong_verdicts(stage), gains(stage), disturbed_neighbours(stage), traces(stage), leaks(stage, done))
        faults = [fault for check in checks for fault in check]
    assert not faults, "\n".join(faults)


# --- the corpus itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", attacks(), ids=lambda attack: attack.name)
def test_expectations_name_what_exists(attack):
    course = load_course(ROOT)
    units = {unit.name for unit in course.units}
    exercises = {exercise.name for exercise in course.exercises}
    assert {key.partition("::")[0] for key in attack.expect} <= units | exercises
    assert attack.honest <= exercises
    assert (
        attack.numbers in {(), (int(attack.name.split("-")[0]),)} or int(attack.name.split("-")[0]) in attack.numbers
    )


def test_the_table_in_the_docs_is_in_step(request):
    text = table()
    if request.config.getoption("--update-golden"):
        TABLE.write_text(text, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == text, "run this test with --update-golden, and read what it wrote"


def table() -> str:
    """Return docs/attacks.md."""
    rows = [
        f"| {', '.join(map(str, attack.numbers)) or 'new'} | {_cell(attack.title)} | {_cell(attack.aim)} "
        f"| {_cell(attack.stopped_by)} | {_verdicts(attack)} | [`{attack.name}`]({CORPUS}/{attack.name}) |"
        for attack in attacks()
    ]
    return "\n".join([*HEAD, *rows, ""])


CORPUS = "../tests/hostile/corpus"
HEAD = (
    "# Attacks, and what stops them",
    "",
    "Written by `tests/hostile/test_corpus.py --update-golden` from `tests/hostile/corpus/`: do not edit it here.",
    "Each is a submission that `make test` grades in the real sandbox, at both levels, beside honest neighbours,",
    "whose reports must not change by a byte. Numbers are those of the list of known techniques; the others were",
    "found here.",
    "",
    "| Number | Attack | Aim | Stopped by | Verdict | Corpus |",
    "| --- | --- | --- | --- | --- | --- |",
)


def _verdicts(attack: Attack) -> str:
    verdicts = dict.fromkeys(verdict for allowed in attack.expect.values() for verdict in allowed)
    return _cell(" or ".join(verdicts) or "passed")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
