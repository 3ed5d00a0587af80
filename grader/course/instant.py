"""Due times, with or without a zone."""

from __future__ import annotations

import re
from datetime import datetime

# A day without a time is refused: it would mean its first minute, and nobody means that.
_FORMAT = re.compile(r"(2\d{3}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?) ?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def instant(text: str) -> datetime:
    """Read `2027-01-15 23:59 +08:00`; without a zone the result is naive. Raises ValueError."""
    match = _FORMAT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    day, time, zone = match.groups()
    return datetime.fromisoformat(f"{day}T{time}{zone or ''}")


def lacks_zone(text: str) -> bool:
    """Whether a text is a due time without a zone."""
    match = _FORMAT.fullmatch(text)
    return match is not None and match.group(3) is None
