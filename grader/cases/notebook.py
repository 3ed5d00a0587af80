"""The students' side in a notebook: visible cases on the functions of this kernel, and imports of earlier notebooks.

    check = open_unit("unit2_means")
    check("mean")

Needs NumPy and pytest alone, like `local`, whose explanations it shows.
"""

from __future__ import annotations

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from grader.cases.call_proxy import NotAttempted
from grader.cases.pytest_plugin import LocalPlugin
from grader.cases.student_files import StudentFiles
from grader.import_guard import ImportRule
from grader.language import counted, msg
from grader.model import Group, Verdict

DEFINING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
QUIET = ("--capture=no", "-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--noconftest")


class CasesFailed(Exception):
    """Some visible cases do not pass; `str()` explains them. Jupyter shows the text, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


def open_unit(unit: str, folder: Path | None = None) -> Callable[[str], None]:
    """Return `check`, for the notebook of `unit` in `folder` (default: this one), and let it import other units."""
    folder = (folder or Path()).resolve()
    manifest = LocalPlugin.for_folder(folder).manifest
    finder = NotebookFinder(folder, {entry["name"]: _exercises(entry) for entry in manifest["units"]})
    sys.meta_path[:] = [known for known in sys.meta_path if not isinstance(known, NotebookFinder)] + [finder]

    def check(exercise: str) -> None:
        """Run the visible cases of one exercise; raises CasesFailed."""
        if exercise not in finder.units.get(unit, ()):
            raise ValueError(f"{unit} has no exercise {exercise!r}; it has {', '.join(finder.units.get(unit, ()))}")
        print(run_cases(folder, unit, exercise))

    return check


def run_cases(folder: Path, unit: str, exercise: str) -> str:
    """Run the visible cases of an exercise on the function in `__main__`; return how it went, or raise CasesFailed."""
    plugin = NotebookPlugin.for_folder(folder)
    assert isinstance(plugin, NotebookPlugin)
    plugin.unit, plugin.exercise = unit, exercise
    with _no_other_plugins():
        pytest.main([*QUIET, f"--rootdir={folder}", "-c", os.devnull, str(folder / f"test_{unit}.py")], [plugin])
    outcomes = plugin.outcomes.get(exercise, [])
    passed = sum(outcome.verdict is Verdict.PASSED for outcome in outcomes)
    say = plugin.language.say
    if not outcomes:
        none = msg("{exercise}: no visible case was found in {file}.", exercise=exercise, file=f"test_{unit}.py")
        raise CasesFailed("\n".join(plugin.texts) or say(none))
    standing = say(
        counted(
            "{exercise}: {passed} of {count} visible case passes.",
            "{exercise}: {passed} of {count} visible cases pass.",
            len(outcomes),
            exercise=exercise,
            passed=passed,
        )
    )
    if plugin.texts:
        raise CasesFailed("\n\n".join([standing, *plugin.texts]))
    more = msg("Hidden cases decide the mark: they ask more of the same function.")
    return f"{standing} {say(more)}"


@dataclass(eq=False)
class NotebookPlugin(LocalPlugin):
    """pytest plugin for one exercise of the notebook that this kernel runs."""

    unit: str = ""
    exercise: str = ""
    texts: list[str] = field(default_factory=list)  # of the cases that do not pass, each once

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the groups of cases."""
        super().pytest_configure(config)
        for group in Group:
            config.addinivalue_line("markers", f"{group}: a group of cases")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave only the cases of the one exercise."""
        items[:] = [item for item in items if self._exercise_of(item) == self.exercise]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what is wrong with the file of cases itself."""
        if report.failed:
            self.texts.append(str(report.longrepr))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the explanation of a case that does not pass."""
        super().pytest_runtest_logreport(report)
        text = str(report.longrepr).strip() if report.failed else ""
        if text not in self.texts and report.failed:
            stub = msg("Not attempted yet: the function still raises NotImplementedError.")
            self.texts.append(text or self.language.say(stub))

    def _function(self, unit: str, name: str) -> Callable[..., object]:
        """Return the function of this notebook."""
        function = getattr(sys.modules["__main__"], name, None)
        if not callable(function):
            text = msg("There is no function {name} in this notebook: run the cell that defines it.", name=name)
            raise NotAttempted(text)
        refused = _refused_use(function, self.guard.rule)
        return _raising(refused) if refused else function

    def _files(self) -> StudentFiles:
        return StudentFiles(self.folder, tuple(unit["name"] for unit in self.manifest["units"]), in_notebook=True)

    def _place_of(self, error: BaseException) -> str:
        return place_in_notebook(error)


def _refused_use(function: object, rule: ImportRule) -> ImportError | None:
    """Return what the grader raises because a function, or one that it calls, uses what another cell has imported.

    A cell may import what it likes, to draw a plot for instance: nothing of that is graded.
    """
    waiting, seen = [function], set[int]()
    while waiting:
        used = waiting.pop()
        if not isinstance(used, FunctionType) or used.__module__ != "__main__" or id(used) in seen:
            continue
        seen.add(id(used))
        for value in [used.__globals__[name] for name in _names(used.__code__) if name in used.__globals__]:
            module = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
            if isinstance(module, str) and module != "__main__" and (refusal := rule.refusal(module)):
                return refusal
            waiting.append(value)
    return None


def _names(code: CodeType) -> Iterator[str]:
    """Yield the names that a function's code, and the functions in it, look up in the notebook."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _raising(error: Exception) -> Callable[..., object]:
    def refused(*args: object, **kwargs: object) -> object:
        raise error

    return refused


def place_in_notebook(error: BaseException) -> str:
    """Say where in the notebook an exception came from: "line 3 of the cell of mean"."""
    place: str = ""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == "__main__":
            function = trace.tb_frame.f_code.co_name
            place = msg("line {line} of the cell of {function}", line=trace.tb_lineno, function=function)
        trace = trace.tb_next
    return place


@contextlib.contextmanager
def _no_other_plugins() -> Iterator[None]:
    """Keep pytest from loading whatever else is installed beside Jupyter."""
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _exercises(unit: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(exercise["name"] for exercise in unit["exercises"])


# --------------------------------------------------------------------------------------------------
# `from unit1_sums import total`, where unit 1 is a notebook


@dataclass(eq=False)
class NotebookFinder(importlib.abc.MetaPathFinder):
    """Finds the notebook of another unit: beside this one, or in the folder of another assignment."""

    folder: Path
    units: Mapping[str, tuple[str, ...]]  # exercises by unit

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return a spec for a unit of this course that lies there as a notebook."""
        if fullname not in self.units:
            return None
        places = [self.folder, *sorted(self.folder.parent.iterdir())]
        notebook = next((file for place in places if (file := place / f"{fullname}.ipynb").is_file()), None)
        loader = notebook and _NotebookLoader(notebook)
        return importlib.util.spec_from_loader(fullname, loader, origin=str(notebook)) if loader else None


@dataclass(eq=False)
class _NotebookLoader(importlib.abc.Loader):
    notebook: Path

    def exec_module(self, module: ModuleType) -> None:
        """Run what the notebook imports, defines and assigns; as in Jupyter, one failure leaves the rest alone."""
        for number, code in enumerate(_own_code(self.notebook), 1):
            place = f"{self.notebook.name}, code cell {number}"
            with contextlib.suppress(SyntaxError):  # nothing of that cell has ever run
                for statement in ast.parse(code).body:
                    if isinstance(statement, DEFINING):
                        program = compile(ast.Module([statement], []), place, "exec")
                        with contextlib.suppress(Exception):
                            exec(program, module.__dict__)


def _own_code(notebook: Path) -> Iterator[str]:
    """Yield the student's code cells, in Python; Jupyter brings what translates `%magic`."""
    from IPython.core.inputtransformer2 import TransformerManager  # noqa: PLC0415 — this runs in its kernel

    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and (about.get("solution") or not about.get("locked")):
            yield TransformerManager().transform_cell("".join(cell["source"]))
