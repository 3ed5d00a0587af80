"""nbgrader, driven from within: its own `autograde`, formgrader and gradebook, with our engine.

    c.Autograde.autograde_preprocessors = ["grader.lms.nbgrader.SandboxedAutograde", …]

Importing this package imports nothing of nbgrader, which is the extra `[nbgrader]`; the names below do.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.lms.nbgrader.autograde import SandboxedAutograde
    from grader.lms.nbgrader.exporters import CanvasExport, CsvExport, MoodleExport
    from grader.lms.nbgrader.late import CourseLatePolicy
    from grader.lms.nbgrader.markup import sanitized_markdown
    from grader.lms.nbgrader.restore import RestoreCells

__all__ = [
    "CanvasExport",
    "CourseLatePolicy",
    "CsvExport",
    "MoodleExport",
    "RestoreCells",
    "SandboxedAutograde",
    "sanitized_markdown",
]

_HOMES = {
    "CanvasExport": "exporters",
    "CourseLatePolicy": "late",
    "CsvExport": "exporters",
    "MoodleExport": "exporters",
    "RestoreCells": "restore",
    "SandboxedAutograde": "autograde",
    "sanitized_markdown": "markup",
}


def __getattr__(name: str) -> Any:
    """Import what nbgrader's configuration names, when it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
