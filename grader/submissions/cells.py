"""Makes a module of a notebook's code cells. Runs in the worker, as text in that module (see `notebook.py`).

Imports, functions and classes are taken, and whatever sets or changes a name that they read. What only shows or tries
something is not run: it may take long, or need what is not here. As in Jupyter, a cell that fails leaves the others
alone; whoever calls a function that a failed cell was to define gets that cell's error.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Collection, Sequence

_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_DEF = re.compile(r"^(?:async[ \t]+)?def[ \t]+(\w+)", re.MULTILINE)


def run(cells: Sequence[tuple[int, str]], wanted: Collection[str], file: str, namespace: dict[str, object]) -> None:
    """Execute in `namespace` what is needed of `cells`, given as (line of the file before the first, code).

    `wanted` are the names that will be asked for.
    """
    statements: list[ast.stmt] = []
    failed: dict[str, object] = {}
    for line, code in cells:
        try:
            parsed = ast.parse("\n" * line + code, file)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            place = getattr(error, "lineno", None) or line + 1
            plain = SyntaxError(getattr(error, "msg", str(error)))
            failed |= {name: _stand_in(name, place, plain, file) for name in _DEF.findall(code)}
        else:
            statements += parsed.body
            failed = {name: why for name, why in failed.items() if name not in _defined(parsed.body)}
    for statement in _needed(statements, set(wanted)):
        try:
            exec(compile(ast.Module([statement], []), file, "exec", dont_inherit=True), namespace)
        except Exception as error:
            if isinstance(statement, ast.FunctionDef):
                namespace[statement.name] = _stand_in(statement.name, statement.lineno, error, file)
    namespace.update(failed)


def _defined(statements: Sequence[ast.stmt]) -> set[str]:
    return {statement.name for statement in statements if isinstance(statement, ast.FunctionDef)}


def _needed(statements: Sequence[ast.stmt], wanted: set[str]) -> list[ast.stmt]:
    """Return the statements without which a definition would lack something, in their order."""
    definitions = [statement for statement in statements if isinstance(statement, _DEFINITIONS)]
    defined = {name for statement in definitions for name in _names(statement)[0]}
    read = {name for statement in definitions for name in _names(statement)[1]}
    bound = wanted | read  # a statement that binds one of these counts, and
    data = read - defined  # one that only mentions one of these, for it may change it: TABLE.append(1)
    needed = {id(statement) for statement in definitions}
    others = [(statement, *_names(statement)) for statement in statements if id(statement) not in needed]
    before = -1
    while before < len(needed):
        before = len(needed)
        for statement, binds, reads in others:
            if id(statement) not in needed and (binds & bound or reads & data):
                needed.add(id(statement))
                bound |= reads
                data |= (reads | binds) - defined
    return [statement for statement in statements if id(statement) in needed]


def _names(statement: ast.stmt) -> tuple[set[str], set[str]]:
    """Return the global names that a statement binds, and those that it or a function in it reads."""
    top = symtable.symtable(ast.unparse(statement), "", "exec")
    binds = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    reads = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced()}
    inner = top.get_children()
    while inner:
        table = inner.pop()
        reads |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
        inner += table.get_children()
    return binds, reads


def _stand_in(name: str, line: int, error: Exception, file: str) -> object:
    """Return a function that raises `error`, as from the line that is at fault."""
    code = "\n" * (line - 1) + f"def {name}(*args, **kwargs): raise error.with_traceback(None)"
    scope: dict[str, object] = {"error": error}
    exec(compile(code, file, "exec", dont_inherit=True), scope)
    return scope[name]
