"""What an author has still to write: the marks that `grader new` leaves, and references that are not written yet."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.model import Course, Exercise
from grader.selfcheck.check import Check

MARK = "TODO(author):"


def check_unfinished(course: Course) -> Iterator[Check]:
    """Yield a check that fails for every mark that is left in the files of a unit, or one that passes."""
    found = False
    for unit in course.units:
        for folder, name in (("exercises", ""), ("exercises", "test_"), ("solutions", ""), ("solutions", "test_")):
            place = f"{folder}/{name}{unit.filename}"
            text = (course.root / place).read_text(encoding="utf-8", errors="replace")
            for number, line in enumerate(text.splitlines(), start=1):
                if MARK in line:
                    found = True
                    rest = line.partition(MARK)[2].strip().removesuffix('"""')
                    yield Check(f"{place}:{number} is to be filled in", False, rest)
    if not found:
        yield Check(f"no {MARK.removesuffix(':')} is left", True)


def unwritten_references(course: Course) -> frozenset[str]:
    """Return the names of the exercises whose reference does nothing but raise NotImplementedError."""
    return frozenset(exercise.name for exercise in course.exercises if _is_unwritten(course, exercise))


def _is_unwritten(course: Course, exercise: Exercise) -> bool:
    tree = ast.parse((course.root / "solutions" / f"{exercise.unit}.py").read_bytes())
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    match [node for node in functions[exercise.name].body if not _is_text(node)]:
        case [ast.Raise(exc=ast.Name(id="NotImplementedError") | ast.Call(func=ast.Name(id="NotImplementedError")))]:
            return True
    return False


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
