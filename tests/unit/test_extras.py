"""grader.extras: what is missing is named, with a command that installs it."""

import tomllib
from pathlib import Path

import pytest

from grader.errors import MachineError
from grader.extras import DISTRIBUTION, extra_is_missing, install_command

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_command_names_the_distribution_and_the_extra():
    assert PROJECT["name"] == DISTRIBUTION
    assert install_command("nbgrader") == "pip install 'course-grader[nbgrader]'"


def test_what_is_missing_is_named():
    error = extra_is_missing("nbgrader", "nbgrader is", ModuleNotFoundError("No module named 'x'", name="x"))
    assert isinstance(error, MachineError)
    assert str(error) == (
        "nbgrader is not installed here (No module named 'x'). Install it: pip install 'course-grader[nbgrader]'"
    )


def test_a_missing_module_of_ours_is_no_missing_extra():
    with pytest.raises(ModuleNotFoundError, match=r"grader\.sandbox"):
        extra_is_missing("nbgrader", "nbgrader is", ModuleNotFoundError("grader.sandbox", name="grader.sandbox"))
