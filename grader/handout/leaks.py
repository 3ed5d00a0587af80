"""Whether something of solutions/ is in the files that students receive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.errors import CourseError
from grader.handout.canaries import MIN_COLUMNS, PUBLIC, Canary, find_canaries, squeezed
from grader.handout.source_text import archive_members, json_strings, mo_entries, python_strings
from grader.model import Course

KEY = MIN_COLUMNS // 2  # characters, of two columns each in Chinese: no text is shorter
SHOWN = 10  # leaks in one message
SHOWN_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Leak:
    """A file of a handout, and what of solutions/ is in it."""

    file: str
    canary: Canary

    def __str__(self) -> str:
        """Say what is where."""
        content = self.canary.content
        shown = f": {content[:SHOWN_COLUMNS]}" if isinstance(content, str) else ""
        return f"{self.file} holds {self.canary.what} ({self.canary.place}){shown}"


def require_no_leaks(course: Course, files: Mapping[str, bytes]) -> None:
    """Raise CourseError if something of solutions/, or the course's secret, is in one of these files."""
    leaks = [str(leak) for leak in find_leaks(files, find_canaries(course))]
    if leaks:
        more = [f"… and {len(leaks) - SHOWN} more"] if len(leaks) > SHOWN else []
        advice = (
            f"Students must not receive this. Remove it from these files; or, where students may see a line of code,"
            f" end that line in solutions/ with the comment `{PUBLIC}`."
        )
        raise CourseError("\n".join([*leaks[:SHOWN], *more, advice]))


def find_leaks(files: Mapping[str, bytes], canaries: Iterable[Canary]) -> list[Leak]:
    """Return the leaks in these files, by file and in the order of the canaries; each canary once for a file."""
    texts: defaultdict[str, list[Canary]] = defaultdict(list)
    data: list[tuple[bytes, Canary]] = []
    for canary in canaries:
        if isinstance(canary.content, str):
            texts[canary.content[:KEY]].append(canary)
        else:
            data.append((canary.content, canary))
    leaks = []
    for name, content in files.items():
        found = dict.fromkeys(_in_text(content, name, texts))
        found |= dict.fromkeys(
            canary for secret, canary in data if any(secret in part for part in (content, *archive_members(content)))
        )
        leaks += [Leak(name, canary) for canary in found]
    return leaks


def _in_text(content: bytes, name: str, texts: Mapping[str, list[Canary]]) -> Iterator[Canary]:
    for view in _views(name, content):
        for start in range(len(view) - KEY + 1):
            for canary in texts.get(view[start : start + KEY], ()):
                if view.startswith(str(canary.content), start):
                    yield canary


def _views(name: str, content: bytes) -> Iterator[str]:
    """Yield what can be read in a file, without white space: all of it, its strings, what is packed in it."""
    text = content.decode("utf-8", "replace")
    yield squeezed(text)
    strings = {".py": python_strings, ".json": json_strings, ".ipynb": json_strings}
    for suffix, read in strings.items():
        if name.endswith(suffix):
            yield "\n".join(squeezed(string) for _, string in read(text))
    if name.endswith(".mo"):
        yield "\n".join(squeezed(translation) for _, _, translation in mo_entries(content))
    for member in archive_members(content):
        yield squeezed(member.decode("utf-8", "replace"))
