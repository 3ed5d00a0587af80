"""How much memory one student's answers take in this process, and how much they may.

Counted in what a decoded value takes, not in what came over the wire: a text with one emoji takes four bytes for each
character. The bound is far below what this process may have in all, so that an answer that is too large costs its own
student a case, and nobody else anything.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass

from grader.own_size import address_space_bytes

ANSWERS_AT_ONCE = 4  # of the largest size that a course allows: what the answers to one case may take together
NEAR_BYTES = 128 << 20  # more than any one allocation for an answer, frame and all


@dataclass(slots=True)
class Holdings:
    """What the answers of the cases that are running take; the runner releases them when a case has ended."""

    most_bytes: int
    held_bytes: int = 0

    @property
    def room_bytes(self) -> int:
        """How much further answers may take."""
        return max(0, self.most_bytes - self.held_bytes)

    def hold(self, count: int) -> None:
        """Count an answer."""
        self.held_bytes += count

    def release(self) -> int:
        """Count from zero again; return what was held."""
        held, self.held_bytes = self.held_bytes, 0
        return held


def own_bound_is_near() -> bool:
    """Whether a MemoryError just now is due to the limit of this process, and not to a machine that has no more."""
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return False
    try:
        return address_space_bytes() + NEAR_BYTES > limit
    except MemoryError:
        return True
