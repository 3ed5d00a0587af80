"""What a check of the course says."""

from __future__ import annotations

from dataclasses import dataclass

from grader.selfcheck.kills import Row


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true, and whether it is."""

    name: str
    holds: bool
    detail: str = ""
    row: Row | None = None  # of the kill matrix, where a wrong answer was tried
    note: bool = False  # worth reading, and no fault
