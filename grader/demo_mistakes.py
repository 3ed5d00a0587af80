"""Known mistakes as a student would have written them: source that replaces functions of a finished unit.

The bank of mistakes builds on the references (`right.total(x)`). In a submission those are the very functions that
are replaced, so the source brings copies of its own, in a scope of their own, and nothing calls itself by accident.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.cases.misconceptions import Misconception
from grader.model import Course, Unit

Definitions = dict[str, ast.stmt]

_TEMPLATE = """\
def _mistaken():
    def _copies():
        pass
    pass
globals().update(_mistaken())
"""


def source_with_mistakes(course: Course, unit: Unit, mistakes: Sequence[Misconception]) -> str:
    """Return source that, put behind the unit's reference, replaces one function by each of `mistakes`."""
    bank = _parse(course.root / "solutions" / "misconceptions" / unit.filename)
    reference = _parse(course.root / "solutions" / unit.filename)
    entries = {_id_of(node): node for node in bank.body if isinstance(node, ast.FunctionDef) and _id_of(node)}
    chosen = {mistake.of: entries[mistake.id] for mistake in mistakes}
    imports, modules = _names_from_the_unit(bank, unit)
    needed = _needed(_definitions(bank, unit), [node.name for node in chosen.values()])
    for node in needed:
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = [d for d in node.decorator_list if not _is_mark(d)]
    asked = {*imports.values(), *_attributes(needed, modules)}
    copies = _needed(_definitions(reference, unit), sorted(asked))
    return _assemble(copies, asked, imports, modules, needed, chosen)


def _assemble(
    copies: Sequence[ast.stmt],
    asked: Iterable[str],
    imports: dict[str, str],
    modules: Iterable[str],
    needed: Sequence[ast.stmt],
    chosen: dict[str, ast.FunctionDef],
) -> str:
    tree = ast.parse(_TEMPLATE)
    outer = tree.body[0]
    assert isinstance(outer, ast.FunctionDef)
    inner = outer.body[0]
    assert isinstance(inner, ast.FunctionDef)
    fields = ", ".join(f"{name}={name}" for name in sorted(asked))
    inner.body = [*copies, *_statements(f"from types import SimpleNamespace\nreturn SimpleNamespace({fields})")]
    outer.body = [
        inner,
        *_statements("copies = _copies()"),
        *_statements("\n".join(f"{name} = copies" for name in sorted(modules))),
        *_statements("\n".join(f"{alias} = copies.{name}" for alias, name in imports.items())),
        *needed,
        *_statements(f"return dict({', '.join(f'{of}={node.name}' for of, node in chosen.items())})"),
    ]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _statements(source: str) -> list[ast.stmt]:
    """Parse statements that may only stand in a function."""
    function = ast.parse("def f():\n    pass\n" + "".join(f"    {line}\n" for line in source.splitlines())).body[0]
    assert isinstance(function, ast.FunctionDef)
    return function.body[1:]


def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _names_from_the_unit(bank: ast.Module, unit: Unit) -> tuple[dict[str, str], set[str]]:
    """Return what the bank imports from the unit's reference, {alias: name}, and what it calls the module itself."""
    imports: dict[str, str] = {}
    modules: set[str] = set()
    for node in bank.body:
        if isinstance(node, ast.ImportFrom) and node.module == unit.name:
            imports |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == unit.name}
    return imports, modules


def _definitions(module: ast.Module, unit: Unit) -> Definitions:
    """Return the statement that binds each name at the top of a module, without what means nothing in a submission."""
    found: Definitions = {}
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            if not _means_nothing_here(node, unit):
                found |= {(alias.asname or alias.name).partition(".")[0]: node for alias in node.names}
        else:
            names = (name for name in ast.walk(node) if isinstance(name, ast.Name))
            found |= {name.id: node for name in names if isinstance(name.ctx, ast.Store)}
    return found


def _needed(definitions: Definitions, names: Iterable[str]) -> list[ast.stmt]:
    """Return the statements that these names need, in the order of their source."""
    waiting, found = list(names), dict[int, ast.stmt]()
    while waiting:
        node = definitions.get(waiting.pop())
        if node is not None and node.lineno not in found:
            found[node.lineno] = node
            waiting += [name.id for name in ast.walk(node) if isinstance(name, ast.Name)]
    return [found[line] for line in sorted(found)]


def _attributes(nodes: Iterable[ast.stmt], modules: Iterable[str]) -> set[str]:
    """Return what is asked of the unit's module: `total` of `right.total(x)`."""
    return {
        part.attr
        for node in nodes
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in modules
    }


def _id_of(node: ast.FunctionDef) -> str:
    first = next((mark.args[0] for mark in node.decorator_list if isinstance(mark, ast.Call) and _is_mark(mark)), None)
    return str(first.value) if isinstance(first, ast.Constant) else ""


def _is_mark(decorator: ast.expr) -> bool:
    """Whether a decorator is `@misconception(…)`."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func).rpartition(".")[2] == "misconception"


def _means_nothing_here(node: ast.Import | ast.ImportFrom, unit: Unit) -> bool:
    """Whether an import is of the unit itself, of the decorator, or one that must stand at the top of a file."""
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return any(module in {"__future__", unit.name} or module.partition(".")[0] == "grader" for module in modules)
