"""`solutions/equivalent_mutants.yaml`: mutants that no case can notice, each with the reason why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader.errors import CourseError
from grader.model import Course
from grader.selfcheck.mutants import Identity

FILE = Path("solutions") / "equivalent_mutants.yaml"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    place: str = Field(alias="in")
    was: str
    becomes: str


class _Explanation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1)
    mutants: list[_Entry]


class _File(BaseModel):
    explanations: list[_Explanation]


def load_explanations(course: Course) -> Mapping[Identity, str]:
    """Return the reason of each mutant that is explained as equivalent; raises CourseError."""
    path = course.root / FILE
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        explanations = _File.model_validate({"explanations": data or []}).explanations
    except (yaml.YAMLError, ValidationError) as error:
        raise CourseError(f"{path}: {error}") from error
    reasons: dict[Identity, str] = {}
    for explanation in explanations:
        for entry in explanation.mutants:
            identity = Identity(entry.place, entry.was, entry.becomes)
            if identity in reasons:
                raise CourseError(f"{path}: is explained twice: {identity}")
            reasons[identity] = " ".join(explanation.reason.split())
    return reasons


def as_yaml(identity: Identity) -> str:
    """Return what to write into the file for a mutant that is equivalent."""
    entry = {"in": identity.place, "was": identity.was, "becomes": identity.becomes}
    return yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=10_000).rstrip()
