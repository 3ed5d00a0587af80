"""course.yaml, whatever is in it: a course, or faults with their places."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz import properties
from tests.fuzz.values import FUZZED, damaged

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).with_name("found")
SEEDS = [file.read_bytes() for file in (ROOT / "course.yaml", ROOT / "tests/courses/arithmetic/course.yaml")]

FIELDS = st.sampled_from(
    "course_id title language timezone seed_version gate forbidden_imports late defaults assignments units name "
    "points difficulty bonus shares limits exercises due anchor law edge call_seconds percent_per_day x".split()
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.dates(),
    st.binary(max_size=4),
    st.sampled_from(
        ["unit1_sums", "total", "2027-01-15 23:59 +08:00", "UTC", "en", "1e999", "0x1F", "1:30", "\u2028"]
    ),
)
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS, inner, max_size=6), max_leaves=20
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a course's folder whose course.yaml the tests write."""
    folder = tmp_path_factory.mktemp("fuzzed") / "course"
    shutil.copytree(ROOT / "tests" / "courses" / "arithmetic", folder, ignore=shutil.ignore_patterns(".grader"))
    return folder


@FUZZED
@given(damaged(st.sampled_from(SEEDS)) | st.binary(max_size=100))
def test_any_bytes_are_a_course_or_its_faults(folder: Path, text: bytes) -> None:
    properties.course(text, folder)


@FUZZED
@given(DATA, st.sampled_from([False, None, True]))
def test_any_data_are_a_course_or_its_faults(folder: Path, data: object, flow: bool | None) -> None:
    text = yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True)
    properties.course(text.encode("utf-8", "surrogatepass"), folder)


@pytest.mark.parametrize("file", sorted(FOUND.glob("course-*")), ids=lambda file: file.name)
def test_what_was_found(file: Path, folder: Path) -> None:
    properties.course(file.read_bytes(), folder)
