from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import grader
from grader.errors import GraderFault
from grader.model import (
    Case,
    Exercise,
    ExerciseResult,
    Group,
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
from grader.report import clean_text
from grader.report.document import from_document, from_json, to_document, to_json
from grader.report.standing_document import student_document
from grader.standing import State
from tests.unit.report import samples

SCHEMA = json.loads((Path(grader.__file__).parent / "report.schema.json").read_text(encoding="utf-8"))

# Lone surrogates and controls too; JSON reads two halves of a pair as the character that they make.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20).map(lambda text: str(json.loads(json.dumps(text))))
POINTS = st.floats(0, 100, allow_nan=False)
SCOPES = st.none() | st.lists(TEXTS, max_size=2).map(tuple)
DATES = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))])) | st.datetimes()


@st.composite
def results(draw: st.DrawFn) -> ExerciseResult:
    name = draw(TEXTS)
    exercise = Exercise(
        name,
        unit=draw(TEXTS),
        points=draw(POINTS),
        shares=draw(st.dictionaries(st.sampled_from(Group), st.floats(0, 1))),
        difficulty=draw(st.integers(1, 3)),
        bonus=draw(st.booleans()),
        limits=Limits(call_seconds=draw(POINTS)),
    )
    cases = st.builds(Case, TEXTS, st.just(name), TEXTS, st.sampled_from(Group), visible=st.booleans())
    outcomes = st.builds(Outcome, cases, st.sampled_from(Verdict), TEXTS, TEXTS, POINTS)
    return ExerciseResult(exercise, tuple(draw(st.lists(outcomes, max_size=3))), draw(POINTS), draw(st.booleans()))


reports = st.builds(
    Report,
    student=TEXTS,
    exercises=st.lists(results(), max_size=3).map(tuple),
    provenance=st.builds(Provenance, *[TEXTS] * 6, st.integers(0, 9), TEXTS, st.sampled_from(Level), SCOPES),
    graded_at=DATES,
    seconds=POINTS,
    notices=st.lists(st.builds(Notice, TEXTS, TEXTS), max_size=2).map(tuple),
    identity=st.builds(Identity, TEXTS, TEXTS, TEXTS),
    problem=TEXTS,
    penalties=st.lists(st.tuples(TEXTS, POINTS), max_size=2).map(tuple),
    work=st.lists(st.builds(Work, TEXTS, TEXTS, st.none() | DATES), max_size=2).map(tuple),
)


FROZEN = settings(max_examples=50, derandomize=True, database=None, deadline=None)


def validate(document: dict[str, Any]) -> None:
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


class TestRoundTrip:
    @pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
    def test_samples(self, report: Report) -> None:
        document = to_document(report)
        assert from_document(document) == report
        assert from_json(to_json(document)) == report

    @FROZEN
    @given(reports)
    def test_anything(self, report: Report) -> None:
        document = to_document(report)
        assert from_json(to_json(document, indent=None).encode().decode()) == report

    @pytest.mark.parametrize("version", [1, 2])
    def test_earlier_versions_are_of_the_whole_course(self, version: int) -> None:
        document = to_document(samples.ADA) | {"schema_version": version}
        del document["work"]
        document["provenance"] = {key: value for key, value in document["provenance"].items() if key != "scope"}
        assert from_document(document) == samples.ADA

    def test_limits_added_later_get_their_defaults(self) -> None:
        document = to_document(samples.ADA)
        del document["exercises"][0]["limits"]["callbacks"]
        assert from_document(document) == samples.ADA

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda document: document.update(schema_version=4),
            lambda document: document.update(exercises=None),
            lambda document: document.update(graded_at=0),
            lambda document: document.pop("student"),
            lambda document: document["provenance"].update(extra=1),
            lambda document: document["exercises"][0]["cases"][0].update(verdict="great"),
        ],
        ids=["version", "exercises", "date", "student", "provenance", "verdict"],
    )
    def test_refuses_what_does_not_fit(self, spoil: Callable[[dict[str, Any]], None]) -> None:
        document = to_document(samples.ADA)
        spoil(document)
        with pytest.raises(ValueError, match=r"not a report|schema version|great"):
            from_document(document)

    def test_refuses_the_students_document(self) -> None:
        with pytest.raises(ValueError, match="not a staff report"):
            from_document(student_document(samples.standing(samples.ADA)))


class TestSchema:
    def test_is_a_schema(self) -> None:
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    @pytest.mark.parametrize("report", samples.CLASS, ids=lambda report: ascii(report.student))
    def test_samples(self, report: Report) -> None:
        validate(json.loads(to_json(to_document(report))))
        validate(json.loads(to_json(student_document(samples.standing(report)))))

    @FROZEN
    @given(reports)
    def test_anything(self, report: Report) -> None:
        validate(to_document(report))
        validate(student_document(samples.standing(report)))

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda document: document.update(audience="student"),
            lambda document: document.update(score=None),
            lambda document: document.update(extra=1),
            lambda document: document["exercises"][0].pop("limits"),
        ],
        ids=["staff texts for a student", "graded without a score", "unknown key", "staff without limits"],
    )
    def test_refuses(self, spoil: Callable[[dict[str, Any]], None]) -> None:
        document = to_document(samples.ADA)
        spoil(document)
        with pytest.raises(jsonschema.ValidationError):
            validate(document)

    def test_knows_every_name_of_the_model(self) -> None:
        definitions = SCHEMA["$defs"]
        assert definitions["group"]["enum"] == [group.value for group in Group]
        assert definitions["case"]["properties"]["verdict"]["enum"] == [verdict.value for verdict in Verdict]
        assert definitions["level"]["enum"] == [level.value for level in Level]
        assert definitions["assignment"]["properties"]["state"]["enum"] == [state.value for state in State]
        assert set(definitions["limits"]["properties"]) == {f.name for f in dataclasses.fields(Limits)}


class TestAudience:
    def test_student_does_not_see_what_is_for_staff(self) -> None:
        text = to_json(student_document(samples.standing(samples.BLAISE)))
        assert "ENT1" not in text
        assert "limits" not in text

    def test_student_does_not_see_how_long_a_case_took(self) -> None:
        document = student_document(samples.standing(samples.BLAISE))
        assert all("seconds" not in case for exercise in document["exercises"] for case in exercise["cases"])

    def test_student_does_not_see_how_long_grading_took(self) -> None:
        """A function that sleeps could write into it; the minute is what people need to know."""
        at = datetime(2027, 1, 1, 12, 34, 56, 789_012, tzinfo=UTC)
        report = dataclasses.replace(samples.BLAISE, graded_at=at, seconds=7.3125)
        text = to_json(student_document(samples.standing(report)))
        assert '"graded_at": "2027-01-01T12:34:00+00:00"' in text
        assert "7.3" not in text
        assert ":56" not in text

    def test_student_does_not_see_a_fingerprint_of_the_secret(self) -> None:
        """Guesses of the secret could be tried on it, at any speed."""
        student = to_json(student_document(samples.standing(samples.BLAISE)))
        staff = to_json(to_document(samples.BLAISE))
        assert "beefbeef" in staff
        assert "beefbeef" not in student
        assert "fingerprint" not in student

    @pytest.mark.parametrize("report", [samples.FAULT, samples.PROBLEM], ids=["grader error", "problem"])
    def test_ungraded_has_no_score(self, report: Report) -> None:
        document = student_document(samples.standing(report))
        assert not document["graded"]
        assert document["score"] is None
        graded = {unit for one in document["assignments"] if one["state"] == "graded" for unit in one["units"]}
        scores = [exercise["score"] for exercise in document["exercises"] if exercise["unit"] not in graded]
        assert set(scores) <= {None}
        assert "unit1_information" not in graded


class TestText:
    def test_golden(self, golden: Callable[[str, str], None]) -> None:
        golden("report/blaise.student.json", to_json(student_document(samples.standing(samples.BLAISE))))
        golden("report/grace.staff.json", to_json(to_document(samples.FAULT)))

    def test_differs_in_time_only(self) -> None:
        later = dataclasses.replace(samples.BLAISE, graded_at=datetime(2027, 1, 1, tzinfo=UTC), seconds=9.0)
        texts = [to_json(student_document(samples.standing(r))).splitlines() for r in (samples.BLAISE, later)]
        changed = [line.split(":")[0].strip() for line, other in zip(*texts, strict=True) if line != other]
        assert set(changed) == {'"graded_at"'}

    @pytest.mark.parametrize("indent", [None, 2])
    def test_holds_no_unsafe_character_and_loses_none(self, indent: int | None) -> None:
        hostile = "".join(map(chr, [*range(32), 0x7F, 0x9B, 0x202E, 0x2069, 0xDFFF, 0xD800, 0xFFFE]))
        report = dataclasses.replace(samples.ADA, problem=hostile, student=f"é漢\\{hostile}")
        text = to_json(to_document(report), indent=indent)
        assert clean_text(text) == text
        assert text.endswith("}\n")
        assert "é漢" in text
        assert from_json(text) == report

    @pytest.mark.parametrize("number", [float("nan"), float("inf")])
    def test_a_number_that_is_not_finite_is_our_fault(self, number: float) -> None:
        broken = dataclasses.replace(samples.ADA, seconds=number)
        with pytest.raises(GraderFault, match="'ada' holds a number that is not finite"):
            to_json(to_document(broken))
