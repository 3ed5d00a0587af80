"""What must be true of a batch. Every check yields what is wrong in words, by the attack that brought it about."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from grader.attack.batch import CALM, EXPORTS, MIXED
from grader.attack.canaries import Canaries
from grader.attack.catalogue import Attack
from grader.attack.stage import NEIGHBOURS, SECRET, Document, Stage
from grader.course import load_course
from grader.model import Course
from grader.report import GRADEBOOK_FILE, STUDENT_HTML, STUDENT_JSON
from grader.report.document import to_document, to_json
from grader.report.gradebook import starts_formula
from grader.report.terminal import printed, standing_view
from grader.store import Store

VOLATILE: Final = {"graded_at"}
SLACK_SECONDS: Final = 5.0  # what grading one submission may take on top of its limit
# What a browser would execute, and what a terminal would.
ACTIVE: Final = ("<script>alert", "<img src=x", 'javascript:alert(1)"')
CONTROLS: Final = ("\x1b", "\x07", "\u202e", "\x00")
_DATABASE: Final = (".sqlite", ".sqlite-wal", ".sqlite-shm")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one attack."""

    attack: Attack
    level: str
    verdicts: tuple[str, ...]  # of the exercises that it attacks, the most frequent first
    score: float
    allowed: float  # what its honest parts earn
    faults: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether everything is as the catalogue says."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Findings:
    """What became of a batch."""

    results: tuple[Result, ...]
    faults: tuple[str, ...]  # of the batch as a whole: a disturbed neighbour, something left behind

    @property
    def held(self) -> bool:
        """Whether nothing got through."""
        return not self.faults and all(result.held for result in self.results)


def findings(stage: Stage) -> Findings:
    """Hold a stage that has been graded against the catalogue."""
    students = stage.students()
    course = load_course(stage.path("course"))
    limit = max(exercise.limits.submission_seconds for exercise in course.exercises) + SLACK_SECONDS
    leaks = Leaks.among(stage, course)
    with Store(stage.path(MIXED) / "results.sqlite") as store:
        seconds = {report.student: report.seconds for report in store.latest()}
    late = {student: tuple(too_late(seconds.get(student, 0.0), limit)) for student in students}
    results = tuple(_result(stage, student, attack, leaks, late[student]) for student, attack in students.items())
    faults = (
        *unexpected_statuses(stage),
        *disturbed_neighbours(stage),
        *json.loads(stage.said("traces.json")),
        *gradebook_faults(stage),
        *leaks.of_the_class(),
    )
    return Findings(results, tuple(faults))


def _result(stage: Stage, student: str, attack: Attack, leaks: Leaks, late: tuple[str, ...]) -> Result:
    report = stage.report(MIXED, student)
    if report is None:
        return Result(attack, "", (), 0.0, 0.0, ("there is no report of it",))
    faults = (
        *wrong_verdicts(attack, report),
        *gains(attack, report),
        *unproved(attack, report),
        *late,
    )
    return Result(
        attack=attack,
        level=report["sandbox_level"],
        verdicts=_verdicts(attack, report),
        score=_points(report),
        allowed=_honest_points(attack, report) + attack.earns,
        faults=(*faults, *leaks.of(student)),
    )


def _verdicts(attack: Attack, report: Document) -> tuple[str, ...]:
    """Return the verdicts of what is attacked, or of everything where it is attacked as a whole."""
    attacked = {key.partition("::")[0] for key in attack.expect}
    exercises = [e for e in report["exercises"] if not attacked or attacked & {e["name"], e["unit"]}]
    counted = Counter(
        case["verdict"]
        for exercise in exercises
        for case in exercise["cases"]
        if exercise["name"] not in attack.honest or case["verdict"] != "passed" or not attacked
    )
    return tuple(verdict for verdict, _ in counted.most_common()) if report["graded"] else ("ungraded",)


# --- one attack ------------------------------------------------------------------------------------------------------


def wrong_verdicts(attack: Attack, report: Document) -> Iterator[str]:
    """Yield every exercise with cases that did not end as the catalogue says."""
    if attack.ungraded:
        if report["graded"] or attack.ungraded not in report["problem"]:
            yield f"graded, or for another reason not: {report['problem']!r}, not {attack.ungraded!r}"
        return
    if not report["graded"]:
        yield f"ungraded: {report['problem'] or 'a fault of the grader in a case'}"
    for exercise in report["exercises"]:
        wrong = [case for case in exercise["cases"] if case["verdict"] not in _allowed(attack, exercise, case)]
        for verdict in sorted({case["verdict"] for case in wrong}):
            example, *others = (case for case in wrong if case["verdict"] == verdict)
            allowed = " or ".join(_allowed(attack, exercise, example))
            more = f" and {len(others)} more" if others else ""
            yield f"{example['name']}{more}: {verdict}, not {allowed}: {example['message']!r}"


def _allowed(attack: Attack, exercise: Document, case: Document) -> tuple[str, ...]:
    """Return the verdicts that a case may have. Behind a closed gate a pass earns nothing: it is no gain."""
    for_nothing = not exercise["gate_open"] and case["group"] != "anchor"
    allowed = attack.allowed(exercise["unit"], exercise["name"], case["name"])
    return (*allowed, "passed") if for_nothing and allowed != ("not_attempted",) else allowed


def gains(attack: Attack, report: Document) -> Iterator[str]:
    """Yield an attacker with more points than a stub and the honest parts have, or with less than the latter."""
    honest = _honest_points(attack, report)
    spoilt = {key.partition("::")[0] for key in attack.expect if "::" in key}
    kept = sum(e["max_score"] for e in report["exercises"] if e["name"] in attack.honest - spoilt)
    if not kept <= _points(report) <= honest + attack.earns:
        yield f"{_points(report):g} points, not {kept:g} to {honest + attack.earns:g}"


def _points(report: Document) -> float:
    return round(sum(float(exercise["score"] or 0.0) for exercise in report["exercises"]), 2)


def _honest_points(attack: Attack, report: Document) -> float:
    return sum(float(e["max_score"]) for e in report["exercises"] if e["name"] in attack.honest)


def unproved(attack: Attack, report: Document) -> Iterator[str]:
    """Yield an attack that did not show what it must have met: it may have failed for a reason of its own."""
    messages = "\n".join(case["message"] for exercise in report["exercises"] for case in exercise["cases"])
    if attack.shows and not any(text in messages for text in attack.shows):
        yield f"no message shows {' or '.join(map(repr, attack.shows))}: was it tried at all?"
    notices = "\n".join(f"{notice['file']}: {notice['text']}" for notice in report["notices"])
    yield from (f"no notice says {text!r}, only {notices!r}" for text in attack.notices if text not in notices)


def too_late(seconds: float, limit_seconds: float) -> Iterator[str]:
    """Yield a submission that took longer than it is allowed to."""
    if seconds > limit_seconds:
        yield f"took {seconds:.1f} s, and {limit_seconds:g} s are allowed"


# --- the batch -------------------------------------------------------------------------------------------------------


def unexpected_statuses(stage: Stage) -> Iterator[str]:
    """Yield a command that did not end as it should: 1 if somebody could not be graded, else 0."""
    ungraded = any(attack.ungraded for attack in stage.attacks)
    for name, status in ((CALM, 0), (MIXED, int(ungraded)), ("show", 0), *((name, int(ungraded)) for name in EXPORTS)):
        got = int(stage.said(f"{name}.status"))
        if got != status:
            said = stage.said(f"{name}.stderr").decode("utf-8", "replace").strip()
            yield f"the command `{name}` ended with {got}, not {status}: {said[-2000:]}"


def disturbed_neighbours(stage: Stage) -> Iterator[str]:
    """Yield every neighbour whose report is not byte for byte what it is without attackers."""
    for name in NEIGHBOURS:
        calm, mixed = stage.report(CALM, name), stage.report(MIXED, name)
        if calm is None or mixed is None:
            yield f"{name}: an honest student without a report"
        elif _comparable(calm) != _comparable(mixed):
            difference = _first_difference(_comparable(calm), _comparable(mixed))
            yield f"{name}: another report than without attackers: {difference}"


def _comparable(report: Document) -> str:
    return json.dumps(_without_volatile(report), indent=1)


def _without_volatile(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_volatile(item) for key, item in value.items() if key not in VOLATILE}
    return [_without_volatile(item) for item in value] if isinstance(value, list) else value


def _first_difference(one: str, other: str) -> str:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{a.strip()} / {b.strip()}" for a, b in pairs if a != b), "the length")


def gradebook_faults(stage: Stage) -> Iterator[str]:
    """Yield every row that a spreadsheet would run, that is not one row, or that has another score than its report."""
    text = (stage.path(MIXED) / GRADEBOOK_FILE).read_bytes().decode("utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    students = [*stage.students(), *NEIGHBOURS]
    if len(rows) != len(students):
        yield f"{GRADEBOOK_FILE}: {len(rows)} rows for {len(students)} students"
    for row in rows:
        if len(row) != len(header):
            yield f"{GRADEBOOK_FILE}: a row that a spreadsheet misreads: {row!r}"
    scores = Counter(row[header.index("score")] for row in rows)
    reports = [stage.report(MIXED, student) for student in students]
    if scores != Counter("" if r is None or r["score"] is None else f"{r['score']:g}" for r in reports):
        yield f"{GRADEBOOK_FILE}: other scores than in the reports"


@dataclass(frozen=True, slots=True)
class Leaks:
    """Every product that holds a canary or the secret, or that a browser or a terminal would execute."""

    found: tuple[tuple[str, str], ...]  # (path of the product, what is in it)
    folders: tuple[str, ...]

    @classmethod
    def among(cls, stage: Stage, course: Course) -> Leaks:
        """Look through every byte that has left the grader."""
        canaries = Canaries.planted_in(course.root)
        products = [*stage.products(), *_shown(stage, course)]
        found = [(name, leak) for name, content in products for leak in leaks_in(name, content, canaries)]
        marks = [mark.encode() for mark in _fingerprints(stage)]
        for name, content in products:
            if name.endswith((STUDENT_JSON, STUDENT_HTML)) and any(mark in content for mark in marks):
                found.append((name, "a fingerprint of the grader's secret"))
        return cls(tuple(found), tuple(stage.students()))

    def of(self, student: str) -> Iterator[str]:
        """Yield what is in the products of one student."""
        yield from (f"{name} holds {leak}" for name, leak in self.found if student in name.split("/"))

    def of_the_class(self) -> Iterator[str]:
        """Yield what is in other products."""
        for name, leak in self.found:
            if not set(self.folders) & set(name.split("/")):
                yield f"{name} holds {leak}"


def leaks_in(name: str, content: bytes, canaries: Canaries) -> Iterator[str]:
    """Yield what one product must not hold."""
    if SECRET.encode() in content:
        yield "the grader's secret"
    yield from canaries.found_in(content)
    if name.endswith(".csv"):
        yield from formulas_in(content.decode("utf-8-sig"))
    active = ACTIVE if name.endswith(".html") else ()
    if not name.endswith(_DATABASE):
        text = content.decode("utf-8", "replace")
        yield from (f"{part!r}" for part in (*active, *CONTROLS) if part in text)


def formulas_in(text: str) -> Iterator[str]:
    """Yield each row of a table that a spreadsheet would run."""
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        yield from (f"the formula {cell!r}" for cell in row if starts_formula(cell))


def _fingerprints(stage: Stage) -> frozenset[str]:
    """Return what would let students try guesses of the grader's secret."""
    with Store(stage.path(MIXED) / "results.sqlite") as store:
        return frozenset(report.provenance.secret_fingerprint for report in store.latest())


def _shown(stage: Stage, course: Course) -> Iterator[tuple[str, bytes]]:
    """Yield what `grader show` says of each student, and what the store keeps for the staff."""
    with Store(stage.path(MIXED) / "results.sqlite") as store:
        for standing in store.standings(course, datetime.now(UTC)):
            student = standing.student
            yield f"show/{student}/show.txt", printed(standing_view(standing, course)).encode()
            for number, report in enumerate(store.history(student)):
                yield f"store/{student}/staff-{number}.json", to_json(to_document(report)).encode()
