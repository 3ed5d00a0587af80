"""What can be changed in a reference: mutmut's operators, and the slips of numerical code that it does not know.

An operator takes a node of the syntax tree and yields what may stand in its place. Texts are left alone: what an
exception says is nothing that a case asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import libcst as cst
from mutmut.mutation.mutators import mutation_operators, operator_string

Operator = Callable[[Any], Iterable[cst.CSTNode]]

TWINS = {  # NumPy's functions that are mistaken for one another
    "mean": "sum",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "all": "any",
    "any": "all",
    "log": "log2",
    "log1p": "log",
    "exp": "exp2",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "stack": "concatenate",
    "std": "var",
}


def one_less(node: cst.Integer | cst.Float) -> Iterator[cst.CSTNode]:
    """Count one less: 2 → 1 (mutmut makes it 3)."""
    value = node.evaluated_value - 1
    yield cst.parse_expression(repr(value) if value >= 0 else f"({value!r})")


def drop_term(node: cst.BinaryOperation | cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """Leave out one side: `a + b` → `a`, `b`, whatever the operator."""
    yield node.left
    yield node.right


def drop_sign(node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    """Leave out a minus: `-a` → `a`."""
    if isinstance(node.operator, cst.Minus):
        yield node.expression


def drop_transpose(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    """Leave out a transpose: `X.T` → `X`."""
    if node.attr.value == "T":
        yield node.value


def swap_arguments(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Swap each two neighbours that have no keyword: `f(a, b)` → `f(b, a)`."""
    positional = [arg for arg in node.args if arg.keyword is None and not arg.star]
    for i, (a, b) in enumerate(pairwise(positional)):
        swapped = [*node.args[:i], a.with_changes(value=b.value), b.with_changes(value=a.value), *node.args[i + 2 :]]
        yield node.with_changes(args=swapped)


def mistake_for_twin(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    """Take one function for another: `np.log` → `np.log2`, `x.sum` → `x.mean`."""
    if node.attr.value in TWINS:
        yield node.with_changes(attr=cst.Name(TWINS[node.attr.value]))


def drop_guard(node: cst.Raise) -> Iterator[cst.CSTNode]:
    """Let pass what was refused: `raise …` → `pass`."""
    yield cst.Pass()


OPERATORS: Sequence[tuple[type, Operator]] = (
    *(pair for pair in mutation_operators if pair[1] is not operator_string),
    (cst.Integer, one_less),
    (cst.Float, one_less),
    (cst.BinaryOperation, drop_term),
    (cst.BooleanOperation, drop_term),
    (cst.UnaryOperation, drop_sign),
    (cst.Attribute, drop_transpose),
    (cst.Attribute, mistake_for_twin),
    (cst.Call, swap_arguments),
    (cst.Raise, drop_guard),
)


def changes(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yield everything that may stand in the place of `node`."""
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)
