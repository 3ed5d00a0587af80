"""pytest plugin of the other side: the same cases, the functions imported into pytest's own process.

What a teacher without this grader would write. $SUBMISSION is the student's folder, with the course's manifest in it;
$REFERENCES is the folder of the reference solutions.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.cases import pytest_plugin


def pytest_configure(config: pytest.Config) -> None:
    submission = Path(os.environ["SUBMISSION"])
    pytest_plugin.install(config, submission)
    config.pluginmanager.register(References(import_references(submission / pytest_plugin.MANIFEST)), "references")


class References:
    """Provides the fixture `reference`."""

    def __init__(self, functions: SimpleNamespace) -> None:
        self.functions = functions

    @pytest.fixture
    def reference(self) -> SimpleNamespace:
        return self.functions


def import_references(manifest: Path) -> SimpleNamespace:
    """Import the references, then forget their modules: the student's have the same names."""
    folder = Path(os.environ["REFERENCES"])
    units = [unit["name"] for unit in json.loads(manifest.read_text(encoding="utf-8"))["units"]]
    sys.path.insert(0, str(folder))
    functions = {name: value for unit in units for name, value in vars(importlib.import_module(unit)).items()}
    sys.path.remove(str(folder))
    for unit in units:
        del sys.modules[unit]
    return SimpleNamespace(**functions)
