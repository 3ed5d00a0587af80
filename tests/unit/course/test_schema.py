"""grader.course.schema: in step with the models, and followed by the courses."""

from __future__ import annotations

from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from grader.course import course_schema, schema_text
from tests.unit.course.authored import ARITHMETIC, PROJECT


def test_the_committed_schema_is_in_step() -> None:
    committed = (PROJECT / "grader" / "course.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "write grader.course.schema_text() to grader/course.schema.json"


@pytest.mark.parametrize("folder", [PROJECT, ARITHMETIC], ids=["cross-entropy", "arithmetic"])
def test_the_committed_courses_follow_the_schema(folder: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(course_schema())
    data = yaml.safe_load((folder / "course.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(data, course_schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_describes_every_limit() -> None:
    properties = course_schema()["$defs"]["LimitsEntry"]["properties"]  # type: ignore[index]
    assert all(field.get("description") for field in properties.values())


def test_the_course_names_its_schema_in_its_first_line() -> None:
    first = (PROJECT / "course.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=grader/course.schema.json"
