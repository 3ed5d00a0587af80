"""grader.submissions.times: nbgrader's timestamps."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submissions import parse_timestamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2015-02-02 14:58:23.948203 America/Los_Angeles", datetime(2015, 2, 2, 22, 58, 23, 948203, UTC)),
        ("2015-02-02 14:58:23.948203", datetime(2015, 2, 2, 14, 58, 23, 948203, UTC)),
        ("2015-02-02 14:58:23 UTC\n", datetime(2015, 2, 2, 14, 58, 23, tzinfo=UTC)),
        ("2015-02-02T14:58:23+08:00", datetime(2015, 2, 2, 6, 58, 23, tzinfo=UTC)),
        ("2015-02-02 14:58:23 +0800", datetime(2015, 2, 2, 6, 58, 23, tzinfo=UTC)),
        ("2015-02-02 14:58:23Z", datetime(2015, 2, 2, 14, 58, 23, tzinfo=UTC)),
    ],
)
def test_timestamps(text: str, expected: datetime) -> None:
    assert parse_timestamp(text) == expected
    assert parse_timestamp(text).tzinfo is UTC


BROKEN = [
    "",
    "yesterday",
    "2015-02-30 00:00:00",
    "2015-02-02",
    "2015-02-02 14:58:23 Mars/Olympus",
    "2015-02-02 14:58:23 ../../etc/passwd",
    "2015-02-02 14:58:23 America",
    "2015-02-02 14:58:23 +99:00",
    "0001-01-01 00:00:00 Asia/Shanghai",
    "9999-12-31 23:59:59 America/Los_Angeles",
    "٢٠١٥-02-02 14:58:23",
    "2015-02-02 14:58:23 UTC UTC",
    "2015-02-02 14:58:23 a\0b",
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_timestamps_raise_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        parse_timestamp(text)


@settings(deadline=None, database=None)
@given(st.text(max_size=60))
def test_any_text_is_a_timestamp_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_timestamp(text).tzinfo is UTC
