"""An entry more in a list of `course.yaml`, with every other character of the file kept.

The entry is inserted as text, at the places that the YAML parser reports. Loading and dumping, even with a parser that
keeps comments, would lay out anew what the author laid out: flow groups, quotes, indentation, line ends, blank lines.
Whatever was inserted is read again and compared, so that a layout that is not understood here is refused, not spoilt.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import yaml

from grader.course.document import parse
from grader.course.fault import Location
from grader.course.sources import FILENAME
from grader.errors import CourseError

Entry = Mapping[str, object]

INDENT = 2
LAST_ITEM_ALONE = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?:#[^\r\n]*)?")


def with_entry(text: str, location: Location, entry: Entry) -> str:
    """Return `text` with `entry` at the end of the list at `location`, which may be empty; raises CourseError."""
    before = parse(text, FILENAME)
    expected: Any = deepcopy(before.data)
    holder = expected
    for part in location[:-1]:
        holder = holder[part]
    holder[location[-1]] = [*(holder.get(location[-1]) or []), dict(entry)]
    inserted = _Text(text).with_entry(location, entry)
    try:
        as_expected = parse(inserted, FILENAME).data == expected
    except CourseError:
        as_expected = False
    if not as_expected:
        place = before.fault(location, f"the layout of this list is not understood. Add by hand: {_flow(entry)}")
        raise CourseError(f"{place}\nNothing was written.")
    return inserted


class _Text:
    """The text of a file, and the lists in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        assert root is not None
        self._root = root

    def with_entry(self, location: Location, entry: Entry) -> str:
        parent, node = _found(self._root, location)
        if isinstance(node, yaml.SequenceNode) and node.value:
            if node.flow_style:
                return self._in_flow(node, entry)
            return self._in_block(parent, node, entry)
        return self._in_empty(parent, node, entry)

    def _in_block(self, parent: yaml.MappingNode, node: yaml.SequenceNode, entry: Entry) -> str:
        """Put the entry on lines of its own, behind the last item and the comments that belong to it."""
        column = self._column(self._text.rfind("-", 0, node.value[0].start_mark.index))
        last = node.value[-1]
        lines = [_flow(entry)] if last.flow_style else [*_fields(entry)]
        lines = [" " * column + ("  " if i else "- ") + line for i, line in enumerate(lines)]
        if self._is_spaced(node, alone=any(isinstance(value, list) for value in entry.values())):
            lines.insert(0, "")
        end = self._end_of_comments(_end(self._text, last), column, parent.start_mark.column)
        return self._with_lines(self._text, end, lines)

    def _in_flow(self, node: yaml.SequenceNode, entry: Entry) -> str:
        """Put the entry behind the last item: on a line of its own if that has one."""
        last = node.value[-1]
        start, end = last.start_mark.index, _end(self._text, last)
        line_end = self._line_end(end)
        indent = self._text[self._line_start(start) : start]
        rest = LAST_ITEM_ALONE.fullmatch(self._text, end, line_end)
        if indent.strip() or rest is None:
            return f"{self._text[:end]}, {_flow(entry)}{self._text[end:]}"
        comma = rest["comma"]
        first, line = self._text[end:line_end], f"{indent}{_flow(entry)}{comma}"
        return f"{self._text[:end]}{'' if comma else ','}{first}{self._newline}{line}{self._text[line_end:]}"

    def _in_empty(self, parent: yaml.MappingNode, node: yaml.Node, entry: Entry) -> str:
        """Replace `[]` or nothing by a list of one."""
        start, end = node.start_mark.index, node.end_mark.index
        if parent.flow_style:
            space = "" if self._text[start - 1].isspace() else " "
            return f"{self._text[:start]}{space}[{_flow(entry)}]{self._text[end:]}"
        kept = self._text[:start].rstrip(" ")
        column = parent.start_mark.column + self._list_indent()
        line = f"{' ' * column}- {_flow(entry)}"
        return self._with_lines(kept + self._text[end:], len(kept), [line])

    def _list_indent(self) -> int:
        """Return how far the lists of this file are indented: some authors write `- ` below the key's first letter."""
        for parent, node in _block_lists(self._root):
            return self._column(self._text.rfind("-", 0, node.value[0].start_mark.index)) - parent.start_mark.column
        return INDENT

    def _is_spaced(self, node: yaml.SequenceNode, *, alone: bool) -> bool:
        """Whether blank lines stand between the items; `alone` answers for a list of one."""
        if len(node.value) < 2:
            return alone
        between = self._text[_end(self._text, node.value[-2]) : node.value[-1].start_mark.index]
        return any(not line.strip() for line in between.splitlines()[1:-1])

    def _end_of_comments(self, end: int, column: int, parent_column: int) -> int:
        """Return the end of the line of `end`, or of the comments right below that are indented as the list is."""
        line_end = self._line_end(end)
        while line_end < len(self._text):
            start = self._next_line(line_end)
            following = self._line_end(start)
            line = self._text[start:following]
            indent = len(line) - len(line.lstrip(" "))
            if not line.lstrip(" ").startswith("#") or indent < column or indent <= parent_column:
                break
            line_end = following
        return line_end

    def _with_lines(self, text: str, index: int, lines: list[str]) -> str:
        line_end = _line_end(text, index)
        return text[:line_end] + "".join(self._newline + line for line in lines) + text[line_end:]

    def _line_start(self, index: int) -> int:
        return max(self._text.rfind("\n", 0, index), self._text.rfind("\r", 0, index)) + 1

    def _line_end(self, index: int) -> int:
        return _line_end(self._text, index)

    def _next_line(self, line_end: int) -> int:
        return line_end + (2 if self._text.startswith("\r\n", line_end) else 1)

    def _column(self, index: int) -> int:
        return index - self._line_start(index)


def _found(root: yaml.Node, location: Location) -> tuple[yaml.MappingNode, yaml.Node]:
    parent, node = root, root
    for part in location:
        parent = node
        if isinstance(part, int):
            node = node.value[part]
        else:
            node = next(value for key, value in node.value if key.value == part)
    assert isinstance(parent, yaml.MappingNode)
    return parent, node


def _block_lists(node: yaml.Node) -> Iterator[tuple[yaml.MappingNode, yaml.SequenceNode]]:
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            if isinstance(value, yaml.SequenceNode) and value.value and not value.flow_style:
                yield node, value
            yield from _block_lists(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _block_lists(item)


def _end(text: str, node: yaml.Node) -> int:
    """Return where a node ends; the parser's own mark of a block lies behind the blank lines and comments after it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(node, yaml.MappingNode) else last)
    end: int = node.end_mark.index
    return len(text[:end].rstrip()) if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"} else end


def _line_end(text: str, index: int) -> int:
    found = re.compile(r"[\r\n]").search(text, index)
    return found.start() if found else len(text)


def _flow(entry: Entry) -> str:
    return f"{{ {', '.join(_fields(entry))} }}"


def _fields(entry: Entry) -> Iterator[str]:
    return (f"{key}: {_value(value)}" for key, value in entry.items())


def _value(value: object) -> str:
    """Return a value as YAML, without quotes where it is the same text without them."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = re.fullmatch(r"\w[\w .()'–-]*(?<! )", value) is not None
    return value if plain and yaml.safe_load(value) == value else json.dumps(value, ensure_ascii=False)
