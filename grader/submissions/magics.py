"""What IPython understands and Python does not, taken out of a cell: `%magic`, `!shell`, `name?`.

Such a line becomes a comment (or `pass`, where a block needs a statement), so that the other lines keep their numbers.
Only the start of a statement is looked at: `%` and `!` elsewhere are Python, or text in a string.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|\r|\n")  # as Python counts lines, not as str.splitlines does

_CELL_MAGIC = re.compile(r"\s*%%(\w+)")
_PYTHON_INSIDE = frozenset({"time", "capture", "prun"})  # cell magics whose cell is Python that runs in the notebook

_MAGIC = re.compile(
    r"""[%!?]                         # no statement of Python begins so
    | [\w.,\[\]"'\ ]+ = \ ? [%!]     # files = !ls
    | [\w.*\[\]]+ \?{1,2} [\ ;]* \Z  # np.exp?
    """,
    re.VERBOSE,
)

# Each is found in one step, however long a line is: a pattern like (a|b)* would keep every step in memory.
_NEXT = re.compile(r"""#|'''|\"\"\"|'|\"|[(\[{]+|[)\]}]+|\\\Z""")
_IN_STRING = {quotes: re.compile(rf"\\.|\\\Z|{quotes}", re.DOTALL) for quotes in ("'", '"', "'''", '"""')}


@dataclass(slots=True)
class _Position:
    """Where in a statement the next line begins."""

    depth: int = 0  # of brackets
    quotes: str = ""  # of a string over several lines
    continued: bool = False  # by a backslash

    @property
    def at_start(self) -> bool:
        return not (self.depth or self.quotes or self.continued)

    def advance(self, line: str) -> None:
        """Go through one line."""
        self.continued = False
        at = self._after_string(line, 0) if self.quotes else 0
        while at < len(line) and (token := _NEXT.search(line, at)):
            at = token.end()
            text = token[0]
            if text == "#":
                return
            if text[0] in "'\"":
                self.quotes = text
                at = self._after_string(line, at)
            elif text[0] in "([{":
                self.depth += len(text)
            elif text[0] in ")]}":
                self.depth = max(0, self.depth - len(text))
            else:
                self.continued = True

    def _after_string(self, line: str, at: int) -> int:
        """Return where the string that is open ends; it stays open at the end of a line only with three quotes."""
        quotes = self.quotes
        if len(quotes) == 1:
            self.quotes = ""
        for found in _IN_STRING[quotes].finditer(line, at):
            if found[0] == quotes:
                self.quotes = ""
                return found.end()
            self.continued = len(quotes) == 1 and found[0] == "\\"
        return len(line)


@dataclass(slots=True)
class Cleaned:
    """A cell as Python, line by line, and the lines that were taken out."""

    lines: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def without_magics(text: str) -> Cleaned:
    """Return the Python in a cell; as many lines as the cell has, unless the whole cell is for another program."""
    lines = _LINE_END.split(text)
    cleaned = Cleaned()
    magic = _CELL_MAGIC.match(text)
    if magic and magic[1] not in _PYTHON_INSIDE:
        return Cleaned([], [text.strip().split("\n")[0]])
    position = _Position()
    taken_out = False  # the line before, and a backslash carries it on
    for line in lines:
        if taken_out or (position.at_start and _MAGIC.match(line.strip())):
            if not taken_out:
                cleaned.left_out.append(line.strip())
            taken_out = line.endswith("\\")
            cleaned.lines.append(f"{line[: len(line) - len(line.lstrip())]}pass  # {line.strip().rstrip(chr(92))}")
        else:
            position.advance(line)
            cleaned.lines.append(line)
    return cleaned
