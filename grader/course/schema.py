"""The JSON Schema of course.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from grader.course.entries import CourseFile
from grader.course.sources import FILENAME

SCHEMA_FILE: Final = Path(__file__).resolve().parents[1] / "course.schema.json"  # `schema_text`, as it was committed
SCHEMA_COPY = "course.schema.json"  # beside course.yaml, in courses that name it
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_COPY}"


def course_schema() -> dict[str, object]:
    """Return the JSON Schema of course.yaml, from which editors complete and check."""
    schema = CourseFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FILENAME}


def schema_text() -> str:
    """Return `course_schema` as the text of grader/course.schema.json."""
    return json.dumps(course_schema(), indent=2, ensure_ascii=False) + "\n"
