"""When something was handed in, as nbgrader writes it into `timestamp.txt`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

TIMESTAMP = "timestamp.txt"

_FORMAT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: ?(Z|[+-]\d\d:?\d\d)| (\S+))?", re.ASCII)


def parse_timestamp(text: str) -> datetime:
    """Read nbgrader's `2015-02-02 14:58:23.948203 America/Los_Angeles` as UTC; without a zone it is UTC already.

    Raises ValueError if it is no such time.
    """
    match = _FORMAT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a timestamp: {text[:80]!r}")
    day, time, offset, zone = match.groups()
    if offset:
        return _as_utc(datetime.fromisoformat(f"{day}T{time}{offset}"))
    try:
        return _as_utc(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone or "UTC")))
    except (KeyError, OSError) as exc:
        raise ValueError(f"not a time zone: {zone[:80]!r}") from exc


def _as_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as exc:  # the first day of the year 1, or the last of 9999
        raise ValueError(f"not a usable time: {time}") from exc
