"""What the grader hands to pytest. pluggy before 1.6 keeps plugins in a set, and so needs a hash of each."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from types import ModuleType

import grader


def modules() -> list[ModuleType]:
    names = [
        module.name for module in pkgutil.walk_packages(grader.__path__, "grader.") if "__main__" not in module.name
    ]
    return [importlib.import_module(name) for name in names]


def test_every_plugin_has_a_hash() -> None:
    plugins = {
        kind
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind) and any(name.startswith("pytest_") for name in dir(kind))
    }
    assert {"LocalPlugin", "NotebookPlugin", "_Collector", "Recorder"} <= {kind.__name__ for kind in plugins}
    assert not [kind for kind in plugins if kind.__hash__ is None]
