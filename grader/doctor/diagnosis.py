"""What a look at something finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One finding; `advice` says what to do next, where there is something to do."""

    name: str
    well: bool
    finding: str
    advice: str = ""
