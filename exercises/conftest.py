"""Connects the visible cases with your functions; you need not change anything here."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # `grader/`, which explains failures, lies beside this folder

from grader.cases import local  # noqa: E402


def pytest_addoption(parser):
    """Add `--language`."""
    local.add_options(parser)


def pytest_configure(config):
    """Register the fixtures, the explanations and the table at the end."""
    local.install(config, HERE)
