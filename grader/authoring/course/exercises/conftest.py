"""Connects the visible cases with your functions; you need not change anything here."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # `grader/`, which explains failures, lies beside this folder

try:
    from grader.cases import pytest_plugin
except ModuleNotFoundError as error:
    if error.name != "grader":
        raise
    sys.exit(f"The folder `grader` is missing: put it back into {HERE.parent}, beside `{HERE.name}`.")


def pytest_addoption(parser):
    """Add `--language`."""
    pytest_plugin.add_options(parser)


def pytest_configure(config):
    """Register the fixtures, the explanations and the table at the end."""
    pytest_plugin.install(config, HERE)
