"""What the core install leaves out, and what to install where it is missing."""

from __future__ import annotations

from grader.errors import MachineError

DISTRIBUTION = "course-grader"  # the name on the package index; `grader` is another project's there


def install_command(extra: str) -> str:
    """Return the command that installs what one extra names. It also works where only a checkout is installed."""
    return f"pip install '{DISTRIBUTION}[{extra}]'"


def extra_is_missing(extra: str, what: str, error: ModuleNotFoundError) -> MachineError:
    """Return the error for `what` that cannot be imported; raises `error` itself if a module of ours is missing."""
    if (error.name or "").partition(".")[0] == __package__:
        raise error
    return MachineError(f"{what} not installed here ({error}). Install it: {install_command(extra)}")
