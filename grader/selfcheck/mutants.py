"""Mutants: references with one thing changed, as a slip of the pen would. The cases have to notice every one.

Unlike the bank of known mistakes, which are few and say what people believe, mutants are many and mean nothing; the
ones that no case notices show where the cases do not look.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import NamedTuple

import libcst as cst

from grader.model import Course, Exercise
from grader.selfcheck.operators import changes

Function = Callable[..., object]


class Identity(NamedTuple):
    """What is changed."""

    place: str  # "mean"; "mean/_checked" for a helper
    was: str
    becomes: str

    def __str__(self) -> str:
        """Say it on one line."""
        return f"{self.place}: {self.was} → {self.becomes}"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One exercise of a unit in which one thing is changed."""

    exercise: Exercise
    function: str  # the changed one: the exercise itself, or a helper that it uses
    was: str
    becomes: str
    source: str  # of the whole unit

    @property
    def place(self) -> str:
        """The exercise, and the helper in it that is changed."""
        return "/".join(dict.fromkeys((self.exercise.name, self.function)))

    @property
    def identity(self) -> Identity:
        """What names this mutant wherever its lines stand and however they are laid out."""
        return Identity(self.place, self.was, self.becomes)

    def load(self) -> Function:
        """Return the changed exercise; what its unit imports must be importable."""
        module = ModuleType(self.exercise.unit)
        exec(compile(self.source, f"<mutant of {self.exercise.unit}>", "exec"), vars(module))
        function: Function = vars(module)[self.exercise.name]
        return function


def mutants_of(course: Course, exercise: Exercise) -> Iterator[Mutant]:
    """Yield every mutant of an exercise: of its own function, and of the helpers in the same file that it uses."""
    source = (course.root / "solutions" / f"{exercise.unit}.py").read_text(encoding="utf-8")
    module = cst.parse_module(source)
    functions = {node.name.value: node for node in module.body if isinstance(node, cst.FunctionDef)}
    others = {other.name for other in course.exercises} - {exercise.name}
    seen = set[Identity]()
    for name in _used_by(exercise.name, functions, others):
        original = module.code_for_node(functions[name])
        for before in _changeable(functions[name]):
            for after in changes(before):
                changed = module.code_for_node(_replaced(functions[name], before, after))
                mutant = _mutant(exercise, name, source, original, changed)
                if mutant is not None and mutant.identity not in seen:
                    seen.add(mutant.identity)
                    yield mutant


def _replaced(function: cst.FunctionDef, before: cst.CSTNode, after: cst.CSTNode) -> cst.CSTNode:
    changed = function.deep_replace(before, after)
    assert isinstance(changed, cst.CSTNode)
    return changed


def _used_by(name: str, functions: dict[str, cst.FunctionDef], others: set[str]) -> list[str]:
    """Return `name` and the helpers that it calls, directly or not; other exercises have cases of their own."""
    found, queue = [name], [name]
    while queue:
        names = {node.value for node in _nodes(functions[queue.pop()]) if isinstance(node, cst.Name)}
        new = [f for f in functions if f in names - others and f not in found]
        found += new
        queue += new
    return found


def _changeable(function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    """Yield the nodes of a function that say what it does: no annotations, no docstring, no text of an exception."""
    yield from (node for part in (function.params, function.body) for node in _nodes(part))


def _nodes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Annotation | cst.BaseParenthesizableWhitespace | cst.TrailingWhitespace):
        return
    yield node
    if not isinstance(node, cst.Raise):
        for child in node.children:
            yield from _nodes(child)


def _mutant(exercise: Exercise, function: str, source: str, original: str, changed: str) -> Mutant | None:
    """Return the mutant, or None where the change makes no other program, or none at all."""
    try:
        tree = ast.parse(changed)
    except SyntaxError:
        return None
    was, becomes = _difference(_lines(ast.parse(original)), _lines(tree))
    return Mutant(exercise, function, was, becomes, source.replace(original, changed, 1)) if was != becomes else None


def _lines(tree: ast.Module) -> list[str]:
    """Return the source with one layout and without comments, whatever it had."""
    return ast.unparse(tree).splitlines()


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """Return the lines that differ, each side as one line."""
    pairs = list(zip(before, after, strict=False))
    head = next((i for i, (a, b) in enumerate(pairs) if a != b), len(pairs))
    rest = list(zip(reversed(before[head:]), reversed(after[head:]), strict=False))
    tail = next((i for i, (a, b) in enumerate(rest) if a != b), len(rest))
    return _one_line(before[head : len(before) - tail]), _one_line(after[head : len(after) - tail])


def _one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
