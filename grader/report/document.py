"""A report as versioned plain data, as the store keeps it (`grader/report.schema.json`, audience "staff").

`from_document(to_document(report)) == report`, exactly. Values that follow from others (`score`, `passed`, `groups` …)
are written for readers and never read back. What students get is in `standing_document`.

All texts are in English. The document ends with the messages among them, in parts, so that a kept report can be shown
in other languages: what is read back are `Message`s again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from grader.errors import GraderFault
from grader.language import Message
from grader.model import (
    NOBODY_KNOWN,
    Case,
    Exercise,
    ExerciseResult,
    Group,
    Hint,
    Identity,
    Level,
    Limits,
    Notice,
    Outcome,
    Provenance,
    Report,
    Verdict,
    Work,
)
from grader.report import UNSAFE
from grader.report.summary import tally

SCHEMA_VERSION: Final = 3
READABLE_VERSIONS: Final = (1, 2, 3)  # before 3: of the whole course, without a scope

Document = dict[str, Any]


class Audience(StrEnum):
    """Who reads a document."""

    STUDENT = "student"
    STAFF = "staff"


def to_document(report: Report) -> Document:
    """Return `report` as plain data for staff. Keys stand in a fixed order. An ungraded report has the score None."""
    return {
        "schema_version": SCHEMA_VERSION,
        "audience": Audience.STAFF.value,
        "student": report.student,
        **identity_document(report.identity),
        "graded": report.graded,
        "problem": report.problem,
        "score": report.score if report.graded else None,
        "max_score": report.max_score,
        "sandbox_level": report.provenance.sandbox_level.value,
        "graded_at": report.graded_at.isoformat(),
        "seconds": report.seconds,
        "penalties": [{"assignment": assignment, "points": points} for assignment, points in report.penalties],
        "notices": [asdict(notice) for notice in report.notices],
        "provenance": provenance_document(report.provenance, Audience.STAFF),
        "work": [_work(work) for work in report.work],
        "exercises": [exercise_document(result, Audience.STAFF, graded=report.graded) for result in report.exercises],
        "messages": _messages(report),
    }


def from_document(document: Mapping[str, Any]) -> Report:
    """Return the report of which `document` is the document; earlier versions can be read, too.

    Raises ValueError when it is none: another version, a student's document, a key or a value that does not fit.
    """
    version, audience = document.get("schema_version"), document.get("audience")
    if version not in READABLE_VERSIONS or audience != Audience.STAFF:
        raise ValueError(f"not a staff report of schema version {SCHEMA_VERSION}: {version!r}, {audience!r}")
    try:
        said = _Said(document.get("messages", ()))
        return Report(
            student=document["student"],
            exercises=tuple(_read_exercise(data, said) for data in document["exercises"]),
            provenance=_read_provenance(document),
            graded_at=datetime.fromisoformat(document["graded_at"]),
            seconds=document["seconds"],
            notices=tuple(Notice(notice["file"], said[notice["text"]]) for notice in document["notices"]),
            problem=said[document["problem"]],
            penalties=tuple((penalty["assignment"], penalty["points"]) for penalty in document["penalties"]),
            identity=Identity(**document.get("identity", {})),
            work=tuple(map(_read_work, document.get("work", ()))),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a report: {error!r}") from error


def to_json(document: Document, *, indent: int | None = 2) -> str:
    """Return the text of a document: same report, same text, one newline at its end.

    Unsafe characters (see `clean_text`) are written as JSON escapes, so that the file can always be encoded and read
    in a terminal, and nothing is lost. Raises GraderFault for a number that is not finite: our fault, never a zero.
    """
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    except ValueError as error:
        raise GraderFault(f"the report of {document['student']!r} holds a number that is not finite") from error
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def from_json(text: str) -> Report:
    """Return the report of a staff document's text; raises ValueError when it is none."""
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("not a report: the text holds no JSON object")
    return from_document(document)


def _messages(report: Report) -> list[Document]:
    """Return the messages of a report, in parts; those without values are their own template."""
    texts = dict.fromkeys(text for text in _texts(report) if isinstance(text, Message) and text.values)
    return [_parts(message) for message in texts]


def _texts(report: Report) -> Iterator[str]:
    yield report.problem
    yield from (notice.text for notice in report.notices)
    for result in report.exercises:
        for outcome in result.outcomes:
            yield from (outcome.case.title, outcome.message)


def _parts(message: Message) -> Document:
    values = {name: _parts(v) if isinstance(v, Message) else v for name, v in message.values.items()}
    return {"template": message.template, "plural": message.plural, "values": values}


def _whole(parts: Mapping[str, Any]) -> Message:
    values = {name: _whole(v) if isinstance(v, dict) else v for name, v in parts["values"].items()}
    return Message(parts["template"], values, parts["plural"])


class _Said(dict[str, str]):
    """The messages of a document by their English text; any other text is itself."""

    def __init__(self, messages: Iterable[Mapping[str, Any]]) -> None:
        super().__init__((message, message) for message in map(_whole, messages))

    def __missing__(self, text: str) -> str:
        return text


def identity_document(identity: Identity) -> Document:
    """Return who the student is to the LMS, as an entry of a document; nothing where that is not known."""
    return {} if identity == NOBODY_KNOWN else {"identity": asdict(identity)}


def provenance_document(provenance: Provenance, audience: Audience) -> Document:
    """Return what an auditor needs. A student could try guesses of the secret on its fingerprint, at any speed."""
    fields = asdict(provenance)
    del fields["sandbox_level"]  # is where nobody overlooks it
    if audience is Audience.STUDENT:
        del fields["secret_fingerprint"]
    return fields | {"scope": None if provenance.scope is None else list(provenance.scope)}


def _read_provenance(document: Mapping[str, Any]) -> Provenance:
    fields = dict(document["provenance"])
    scope = fields.pop("scope", None)
    level = Level(document["sandbox_level"])
    return Provenance(sandbox_level=level, scope=None if scope is None else tuple(scope), **fields)


def _work(work: Work) -> Document:
    return {"unit": work.unit, "digest": work.digest, "submitted_at": work.submitted and work.submitted.isoformat()}


def _read_work(data: Mapping[str, Any]) -> Work:
    time = data["submitted_at"]
    return Work(data["unit"], data["digest"], None if time is None else datetime.fromisoformat(time))


def exercise_document(result: ExerciseResult, audience: Audience, *, graded: bool) -> Document:
    """Return one exercise; what only staff may read is left out for others. There is no default: it would leak."""
    exercise = result.exercise
    document: Document = {
        "name": exercise.name,
        "unit": exercise.unit,
        "score": result.score if graded or audience is Audience.STAFF else None,
        "max_score": exercise.points,
        "bonus": exercise.bonus,
        "difficulty": exercise.difficulty,
        "attempted": result.attempted,
        "gate_open": result.gate_open,
        "shares": {group.value: exercise.shares[group] for group in Group if group in exercise.shares},
        "groups": [
            {"group": counted.group.value, "passed": counted.passed, "cases": counted.cases}
            for counted in tally(result.outcomes)
        ],
        "hint": _hint(result.hint, audience),
        "cases": [_case(outcome, audience) for outcome in result.outcomes],
    }
    if audience is Audience.STAFF:
        document["limits"] = asdict(exercise.limits)
    return document


def _hint(hint: Hint | None, audience: Audience) -> Document | None:
    """Return a hint; the name of the mistake would give the fix away, so only staff get it."""
    if hint is None:
        return None
    return asdict(hint) if audience is Audience.STAFF else {"text": hint.text}


def _case(outcome: Outcome, audience: Audience) -> Document:
    document: Document = {
        "name": outcome.case.name,
        "title": outcome.case.title,
        "group": outcome.case.group.value,
        "visible": outcome.case.visible,
        "verdict": outcome.verdict.value,
        "message": outcome.message,
    }
    if audience is Audience.STAFF:
        # A function that sleeps can write hidden inputs into its seconds, so students do not see them.
        document |= {"staff": outcome.staff, "seconds": outcome.seconds}
    return document


def _read_exercise(data: Mapping[str, Any], said: _Said) -> ExerciseResult:
    exercise = Exercise(
        name=data["name"],
        unit=data["unit"],
        points=data["max_score"],
        shares={Group(group): share for group, share in data["shares"].items()},
        difficulty=data["difficulty"],
        bonus=data["bonus"],
        limits=Limits(**data["limits"]),
    )
    outcomes = tuple(_read_case(case, exercise.name, said) for case in data["cases"])
    hint = Hint(**data["hint"]) if data["hint"] else None
    return ExerciseResult(exercise, outcomes, score=data["score"], gate_open=data["gate_open"], hint=hint)


def _read_case(data: Mapping[str, Any], exercise: str, said: _Said) -> Outcome:
    case = Case(data["name"], exercise, said[data["title"]], Group(data["group"]), visible=data["visible"])
    return Outcome(case, Verdict(data["verdict"]), said[data["message"]], data["staff"], data["seconds"])
