"""The three standard streams: closed, broken or poor in characters, none of them may cost a grade."""

from __future__ import annotations

import os
import sys

from rich.console import Console


class Stream(Console):
    """Writes to a standard stream as it is at that moment; when nobody reads it any more, to nowhere."""

    def on_broken_pipe(self) -> None:
        """Go on without a reader: `grader grade … | head -1` still grades, and its exit status still tells."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.file.fileno())  # what is in its buffer would raise again at exit
        os.close(nowhere)


def complete_standard_streams() -> None:
    """Open what the caller has closed (`>&-`), and let no character be an error.

    A file that was opened as number 1 or 2 would get what was meant for the terminal; a store would be damaged. The
    same is true of every process that we start, so they inherit what is opened here.
    """
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # takes the lowest number that is free
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
