"""What the commands write: to standard output for people and pipes, notes and progress to standard error."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from grader.cli.streams import Stream
from grader.report import clean_text, one_line

NAMES_SHOWN = 10

T = TypeVar("T")

out = Stream(highlight=False)
err = Stream(stderr=True, highlight=False)


def say(text: str) -> None:
    """Say something to standard output, as it is."""
    out.print(escape(clean_text(text)), soft_wrap=True)


def show(renderable: Any) -> None:
    """Print something that Rich renders."""
    out.print(renderable)


def note(text: str) -> None:
    """Say something that does not stop the work, to standard error."""
    err.print(f"[yellow]note:[/] {escape(clean_text(text))}", soft_wrap=True)


def called_as() -> list[str]:
    """Return the words that called this program, for commands that a person may copy."""
    if shutil.which("grader"):
        return ["grader"]
    program = Path(sys.argv[0])
    return [sys.executable, "-P", "-m", "grader.cli"] if program.name == "__main__.py" else [str(program)]


def did_you_mean(name: str, known: Any) -> str:
    """Return a question with the close ones among the `known` names, or what names there are."""
    import difflib  # noqa: PLC0415 — only when somebody mistyped

    close = difflib.get_close_matches(name, list(known), n=3)
    return f"Did you mean {', '.join(close)}?" if close else _named(list(known))


def named(names: Iterable[str]) -> str:
    """Return some names, the first ones in full."""
    listed = [one_line(name) for name in names]
    return "; ".join(listed[:NAMES_SHOWN]) + ("; …" if len(listed) > NAMES_SHOWN else "")


def _named(names: list[str]) -> str:
    shown = ", ".join(sorted(names)[:NAMES_SHOWN])
    return f"There are: {shown}{', …' if len(names) > NAMES_SHOWN else ''}." if names else "There is nobody."


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[], None]]:
    """Show a progress bar; yields what moves it on by one."""
    columns = (TextColumn(f"{what}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda: bar.advance(task)


def with_progress(items: Iterator[T], what: str) -> Iterator[T]:
    """Pass on the items, each moving a progress bar."""
    with progress(what, None) as advance:
        for item in items:
            advance()
            yield item
