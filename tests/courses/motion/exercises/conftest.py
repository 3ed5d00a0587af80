"""Connects the visible cases with your functions. Do not change it: `grader check --fix` writes it."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXERCISES = HERE if (HERE / "course.json").is_file() else HERE / "exercises"
ROOT = EXERCISES.parent
if (ROOT / "grader" / "cases").is_dir():  # a handout brings its own, which comes before an installed one
    sys.path.insert(0, str(ROOT))

try:
    from grader.cases import pytest_plugin
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] == "grader":
        sys.exit(f"{error}. The folder `grader` belongs into {ROOT}, beside `{EXERCISES.name}`: unpack it again.")
    sys.exit(f"{error}. Install what the exercises need: python -m pip install -r requirements.txt")


def pytest_addoption(parser):
    """Add `--language`."""
    pytest_plugin.add_options(parser)


def pytest_configure(config):
    """Register the fixtures, the explanations and the table at the end."""
    pytest_plugin.install(config, EXERCISES)
