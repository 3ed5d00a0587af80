"""Extraction methods for Babel: the texts of a course that people read, for its catalogs of messages.

`pybabel extract` finds them by the names that pyproject.toml gives them; nothing that grades imports this.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

import yaml

Found = tuple[int, None, str, list[str]]  # line, no function to look up, message, comments for the translator


def extract_cases(fileobj: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Found]:
    """Yield the titles of cases, the reasons that they give, and the titles and hints of known mistakes."""
    del keywords, comment_tags, options
    found = (text for node in ast.walk(ast.parse(fileobj.read())) for text in _texts(node))
    return iter(sorted(found, key=lambda text: text[0]))


def extract_course(fileobj: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Found]:
    """Yield the texts in a `course.yaml`: titles of the course, its units and assignments, and its `feedback:`."""
    del keywords, comment_tags, options
    root: Any = yaml.compose(fileobj.read(), Loader=yaml.SafeLoader)
    yield from _titles(root)
    for key, value in root.value:
        if key.value == "feedback":
            yield from _feedback_texts(value)


def extract_hints(fileobj: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Found]:
    """Yield the hints in `exercises/hints.json`, which students receive."""
    del keywords, comment_tags, options
    for name, entry in json.load(fileobj).items():
        for mistake in entry["mistakes"]:
            yield 1, None, mistake["hint"], [name]


def _texts(node: ast.AST) -> Iterable[Found]:
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
        doc = ast.get_docstring(node)
        if doc:
            yield node.body[0].lineno, None, doc.splitlines()[0].strip(), []
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        names = {"assert_raises": ("because",), "misconception": ("title", "hint")}.get(node.func.id, ())
        about = [str(node.args[0].value)] if node.args and isinstance(node.args[0], ast.Constant) else []
        for keyword in node.keywords:
            if keyword.arg in names and isinstance(keyword.value, ast.Constant):
                yield keyword.value.lineno, None, str(keyword.value.value), about


def _feedback_texts(node: Any) -> Iterator[Found]:
    """Yield every text below `feedback:`; what is a number there has another tag."""
    if isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _feedback_texts(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _feedback_texts(item)
    elif node.tag == "tag:yaml.org,2002:str":
        yield node.start_mark.line + 1, None, node.value, []


def _titles(node: Any) -> Iterator[Found]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == "title" and isinstance(value, yaml.ScalarNode):
                yield value.start_mark.line + 1, None, value.value, []
            yield from _titles(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _titles(item)
