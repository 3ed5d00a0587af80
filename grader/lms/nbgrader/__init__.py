"""nbgrader, driven from within: its own `autograde`, formgrader and gradebook, with our engine.

    c.Autograde.autograde_preprocessors = ["grader.lms.nbgrader.SandboxedAutograde", …]

Importing this package imports nothing of nbgrader, which is the extra `[nbgrader]`; the names below do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.lms.nbgrader.autograde import SandboxedAutograde
    from grader.lms.nbgrader.restore import RestoreCells

__all__ = ["RestoreCells", "SandboxedAutograde"]


def __getattr__(name: str) -> Any:
    """Import what nbgrader's configuration names, when it is asked for."""
    if name == "SandboxedAutograde":
        from grader.lms.nbgrader.autograde import SandboxedAutograde  # noqa: PLC0415

        return SandboxedAutograde
    if name == "RestoreCells":
        from grader.lms.nbgrader.restore import RestoreCells  # noqa: PLC0415

        return RestoreCells
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
