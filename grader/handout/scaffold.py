"""The files around the exercises, which make them work wherever a student unpacks them."""

from __future__ import annotations

import json

from grader.model import Course

CONFTEST = '''\
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
'''

REQUIREMENTS = ("numpy>=1.26", "pytest>=8")  # as in pyproject.toml, which a test compares

PYTEST_INI = """\
# Lets `pytest` find the cases from anywhere in this folder, whatever the folders above it configure.
[pytest]
minversion = 8.0
testpaths = exercises
# If pytest-sugar is installed: it would count what is not attempted as failed.
addopts = -p no:sugar
"""

EDITOR_SETTINGS = {
    "python.testing.pytestEnabled": True,
    "python.testing.unittestEnabled": False,
    "python.testing.pytestArgs": ["exercises"],
    "python.analysis.extraPaths": ["exercises"],
}


def scaffold(course: Course) -> dict[str, bytes]:
    """Return the files beside `exercises/` and `grader/`, by path."""
    container = {
        "name": course.title,
        "image": "mcr.microsoft.com/devcontainers/python:3",
        "postCreateCommand": "python -m pip install --user -r requirements.txt",
        "customizations": {"vscode": {"extensions": ["ms-python.python"]}},
    }
    texts = {
        "conftest.py": CONFTEST,  # the same as in exercises/: `pytest .` reads the options of this one only
        "pytest.ini": PYTEST_INI,
        "requirements.txt": "".join(f"{line}\n" for line in (*REQUIREMENTS, *course.packages)),
        ".vscode/settings.json": _json(EDITOR_SETTINGS),
        ".devcontainer/devcontainer.json": _json(container),
    }
    return {name: text.encode() for name, text in texts.items()}


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
