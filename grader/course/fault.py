"""A fault of the course, and where it is."""

from __future__ import annotations

from dataclasses import dataclass

Location = tuple[str | int, ...]  # ("units", 0, "name")
Place = tuple[int, int]  # line, column; from 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong, and where; sorts in the order of the files. Its text is one line of a CourseError."""

    file: str
    line: int  # from 1; 0 where the whole file is meant
    column: int
    where: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place} {self.where}: {self.text}" if self.where else f"{place} {self.text}"
