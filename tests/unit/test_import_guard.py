"""Imports that are refused, in the words that students read; and all others, which are not touched."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.import_guard import ImportGuard, ImportRule

STUDENT: dict[str, Any] = {"__name__": "unit1"}
OTHER: dict[str, Any] = {"__name__": "library"}
Run = Callable[..., None]


@pytest.mark.parametrize(
    ("rule", "module", "text"),
    [
        (ImportRule(), "pandas", "This course does not provide pandas: use the standard library and NumPy."),
        (ImportRule(), "pandas.io", "This course does not provide pandas: use the standard library and NumPy."),
        (
            ImportRule(provided=("scipy", "yaml")),
            "pandas",
            "This course does not provide pandas: use the standard library, NumPy, scipy and yaml.",
        ),
        (
            ImportRule(("scipy.special",), ("scipy",)),
            "scipy.special",
            "This course does not allow scipy.special: write the function yourself.",
        ),
        (
            ImportRule(("scipy.special",)),
            "scipy.special.cython_special",
            "This course does not allow scipy.special.cython_special: write the function yourself.",
        ),
        (
            ImportRule(("statistics",)),
            "statistics",
            "This course does not allow statistics: write the function yourself.",
        ),
    ],
)
def test_refused(rule: ImportRule, module: str, text: str) -> None:
    refusal = rule.refusal(module)
    assert isinstance(refusal, ImportError)
    assert str(refusal) == text
    assert refusal.name == module
    assert isinstance(refusal, ModuleNotFoundError) == ("provide" in text)


@pytest.mark.parametrize(
    "module", ["math", "numpy", "numpy.linalg", "collections.abc", "scipy", "scipy.optimize", "unit2"]
)
def test_not_refused(module: str) -> None:
    assert ImportRule(("scipy.special", "scip"), ("scipy",), ("unit1", "unit2")).refusal(module) is None


@pytest.fixture
def guard() -> Iterator[ImportGuard]:
    """Return a guard that is installed, of a student who has a file `helper`."""
    guard = ImportGuard(
        lambda importer: importer.get("__name__") == "unit1", lambda importer, module: module == "helper"
    )
    before = builtins.__import__
    guard.install()
    yield guard
    guard.remove()
    assert builtins.__import__ is before
    assert guard not in sys.meta_path


def run(statement: str, importer: dict[str, Any]) -> None:
    exec(statement, dict(importer))


@pytest.mark.parametrize(
    "statement", ["import pytest", "from pytest import mark", "import _pytest.config as c", "import yaml"]
)
def test_what_is_imported_already_is_refused_to_students_alone(guard: ImportGuard, statement: str) -> None:
    with pytest.raises(ModuleNotFoundError, match="This course does not provide"):
        run(statement, STUDENT)
    run(statement, OTHER)
    exec(statement, {})  # of nobody knows whom


@pytest.mark.parametrize(
    "statement", ["import math", "import numpy.linalg", "from numpy import linalg", "from math import pi"]
)
def test_the_rest_is_left_alone(guard: ImportGuard, statement: str) -> None:
    run(statement, STUDENT)


def test_the_students_own_files_are_left_to_python(guard: ImportGuard) -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'helper'"):
        run("import helper", STUDENT)


def test_a_part_of_a_provided_package_is_refused_to_students_and_not_to_the_package(guard: ImportGuard) -> None:
    guard.obey(ImportRule(("scipy.special", "scipy.stats"), ("scipy",)))
    run("import scipy.special", OTHER)  # scipy.optimize needs it
    run("import scipy.optimize", STUDENT)
    for statement in ("import scipy.special", "from scipy import special", "from scipy.special import expit"):
        with pytest.raises(ImportError, match=r"This course does not allow scipy\.special"):
            run(statement, STUDENT)


def test_what_no_package_needs_is_refused_however_it_is_imported(guard: ImportGuard) -> None:
    import statistics  # noqa: F401, PLC0415 (it is in sys.modules now)

    kept = sys.modules["statistics"]
    guard.obey(ImportRule(("statistics",)))
    try:
        for statement in ("import statistics", "import importlib; importlib.import_module('statistics')"):
            with pytest.raises(ImportError, match="This course does not allow statistics"):
                run(statement, OTHER)
    finally:
        guard.obey(ImportRule())
        sys.modules["statistics"] = kept
