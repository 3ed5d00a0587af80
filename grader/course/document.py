"""YAML as plain data, with a place for every key and value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic_core import ErrorDetails

from grader.course.explanation import explain, explain_syntax
from grader.course.fault import Fault, Location, Place
from grader.course.wording import dotted
from grader.errors import CourseError

MAX_DEPTH = 20  # of nested lists and groups; a course needs 7


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data of a YAML text, where each key and value of it stands, and what was wrong with it as YAML."""

    name: str
    data: object
    keys: Mapping[Location, Place]
    values: Mapping[Location, Place]
    faults: tuple[Fault, ...] = ()

    def fault(self, location: Location, text: str, *, at_key: bool = False) -> Fault:
        """Return a fault at the value (or the key) at `location`, or at what encloses it if it is missing."""
        places, known = self.keys if at_key else self.values, location
        while known and known not in places:
            places, known = self.values, known[:-1]
        return Fault(self.name, *places.get(known, (1, 1)), dotted(location), text)

    def explained(self, error: ErrorDetails) -> Fault:
        """Return the fault that pydantic found, in words for the author."""
        location = error["loc"]
        return self.fault(location, explain(error), at_key=error["type"] == "extra_forbidden")

    def entries(self, key: str, within: Location = ()) -> Iterator[tuple[Location, dict[str, Any]]]:
        """Yield each group in the list called `key`; what is no list or no group is not ours to report."""
        holder: Any = self.data
        for part in within:
            holder = holder[part]
        items = holder.get(key) if isinstance(holder, dict) else None
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if isinstance(item, dict):
                yield (*within, key, index), item


class _Loader(yaml.SafeLoader):
    """Refuses aliases, of which a few lines can stand for gigabytes, and bounds the depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if problem := self._problem(event):
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1

    def _problem(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.AliasEvent):
            return "aliases (*name) are not for this file: write the value out"
        return f"nested more than {MAX_DEPTH} deep" if self.depth >= MAX_DEPTH else ""


def parse(text: str, name: str) -> Document:
    """Read YAML into plain data; raises CourseError where the text is not YAML at all."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as exc:
        mark, fault = explain_syntax(exc)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise CourseError(str(Fault(name, *place, "", fault))) from exc
    except yaml.reader.ReaderError as exc:
        line = text.count("\n", 0, exc.position) + 1
        column = exc.position - text.rfind("\n", 0, exc.position)
        fault = f"a character that YAML does not allow (U+{exc.character:04X})."
        raise CourseError(str(Fault(name, line, column, "", fault))) from exc
    except (yaml.YAMLError, ValueError, OverflowError) as exc:  # "\UFFFFFFFF" is an OverflowError in PyYAML
        raise CourseError(f"{name}:1:1 cannot be read as YAML ({exc}).") from exc
    return _Flattening(name).document(root)


class _Flattening:
    """Turns nodes into plain data while it notes places and faults."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._keys: dict[Location, Place] = {}
        self._values: dict[Location, Place] = {}
        self._faults: list[Fault] = []

    def document(self, root: yaml.Node | None) -> Document:
        data = None if root is None else self._plain(root, ())
        return Document(self._name, data, self._keys, self._values, tuple(self._faults))

    def _plain(self, node: yaml.Node, location: Location) -> object:
        self._values[location] = _place(node)
        if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
            self._fault(node, location, "tags (!name) are not for this file. Write the plain value.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, location)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*location, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, location: Location) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, location, "a field has a simple name; this is a list or a group.")
            elif key.value in data:
                first = self._keys[(*location, key.value)][0]
                self._fault(key, (*location, key.value), f"given twice; the first is in line {first}.")
            else:
                self._keys[(*location, key.value)] = _place(key)
                data[key.value] = self._plain(value, (*location, key.value))
        return data

    def _fault(self, node: yaml.Node, location: Location, text: str) -> None:
        self._faults.append(Fault(self._name, *_place(node), dotted(location), text))


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _scalar(node: yaml.Node) -> object:
    """Return the value of one word; dates stay text, because YAML would drop their zone."""
    text: str = node.value
    try:
        match node.tag.removeprefix("tag:yaml.org,2002:"):
            case "null":
                return None
            case "bool":
                return yaml.SafeLoader.bool_values[text.lower()]
            case "int":
                return int(text)  # YAML 1.1 takes 010 for eight and 1:30 for ninety
            case "float":
                return float(text)
    except (KeyError, ValueError):
        pass
    return text
