"""A class or a function more at the end of a Python file, with the imports that it needs and all else kept."""

from __future__ import annotations

import ast
from collections.abc import Collection
from pathlib import Path

from grader.errors import CourseError

Definition = ast.FunctionDef | ast.ClassDef


def parsed(text: str, file: Path) -> ast.Module:
    """Return the syntax tree of a file; raises CourseError with the place where it is not Python."""
    try:
        return ast.parse(text)
    except SyntaxError as error:
        place = f"{file}:{error.lineno or 1}:{error.offset or 1}"
        raise CourseError(f"{place} is not Python: {error.msg}. Correct it first. Nothing was written.") from error


def head_of(text: str) -> str:
    """Return what comes before the first function or class: docstring and imports."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[: _start(tail_of(text)[0]) - 1]).rstrip() + "\n"


def tail_of(text: str) -> list[Definition]:
    """Return the functions and classes of a text."""
    return [node for node in ast.parse(text).body if isinstance(node, Definition)]


def without_methods(text: str, marks: Collection[str]) -> str:
    """Return `text` without the methods that carry one of these pytest marks."""
    lines = text.splitlines(keepends=True)
    for method in reversed([node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]):
        if any(isinstance(mark, ast.Attribute) and mark.attr in marks for mark in method.decorator_list):
            start, end = _start(method) - 1, method.end_lineno or 0
            start -= lines[start - 1].isspace()
            del lines[start:end]
    return "".join(lines)


def appended(text: str, new: str) -> str:
    """Return `text` with the functions and classes of `new` at its end, in its own line ends."""
    newline = "\r\n" if "\r\n" in text else "\n"
    text = _with_imports(text.replace("\r\n", "\n"), new)
    body = "".join(new.splitlines(keepends=True)[_start(tail_of(new)[0]) - 1 :])
    return f"{text.rstrip()}\n\n\n{body.rstrip()}\n".replace("\n", newline)


def _with_imports(text: str, new: str) -> str:
    """Return `text` with those imports of `new` that its functions and classes use and `text` lacks."""
    tree = ast.parse(text)
    bound = {name for node in tree.body for name in _bound(node)}
    used = {node.id for part in tail_of(new) for node in ast.walk(part) if isinstance(node, ast.Name)}
    missing = [
        _import(node, alias)
        for node in ast.parse(new).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (name := alias.asname or alias.name) in used and name not in bound
    ]
    if not missing:
        return text
    lines = text.splitlines(keepends=True)
    place, gap = _place_of_imports(tree)
    before = "".join(lines[:place])
    if before and not before.endswith("\n"):
        before += "\n"
    return before + gap + "".join(f"{line}\n" for line in missing) + "".join(lines[place:])


def _place_of_imports(tree: ast.Module) -> tuple[int, str]:
    """Return behind which line imports go, and what comes before them."""
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if imports:
        return imports[-1].end_lineno or 0, ""
    if tree.body and ast.get_docstring(tree) is not None:
        return tree.body[0].end_lineno or 0, "\n"
    return 0, ""


def _import(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> str:
    named = [alias]
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import(named))
    return ast.unparse(ast.ImportFrom(node.module, named, node.level))


def _bound(node: ast.stmt) -> list[str]:
    match node:
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign():
            return [target.id for target in node.targets if isinstance(target, ast.Name)]
        case _:
            return []


def _start(node: Definition) -> int:
    """Return the first line of a function or a class, its decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
