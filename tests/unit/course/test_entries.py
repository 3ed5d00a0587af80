"""grader.course.entries: the models of the file follow those of `model.py`."""

from __future__ import annotations

import dataclasses

import pytest

from grader.course import course_schema
from grader.course.entries import LateEntry, LimitsEntry, SharesEntry
from grader.model import Group, LatePolicy, Limits


def test_the_file_has_the_fields_of_the_model() -> None:
    assert set(LimitsEntry.__annotations__) == {field.name for field in dataclasses.fields(Limits)}
    assert set(LateEntry.__annotations__) == {field.name for field in dataclasses.fields(LatePolicy)}
    assert set(SharesEntry.__annotations__) == set(Group)


@pytest.mark.parametrize("name", list(LimitsEntry.__annotations__))
def test_the_documented_default_of_a_limit_is_the_real_one(name: str) -> None:
    properties = course_schema()["$defs"]["LimitsEntry"]["properties"]  # type: ignore[index]
    assert properties[name]["description"].endswith(
        f"Built-in: {getattr(Limits(), name):g}.".replace("1e+05", "100000")
    )
