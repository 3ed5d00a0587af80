"""The grader, started in a student's folder that holds a file for every module there is, imports none of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("grader")
TRAP = """\
import os, sys
with open({caught!r}, "a", encoding="utf-8") as file:
    file.write(f"{{__name__}} from {{__file__}} in {{sys.orig_argv}}\\n")
"""
# Beyond the standard library: what the grader and nbgrader import, and what pytest, Python and Jupyter load unasked.
OTHERS = """
    numpy yaml click rich jinja2 markupsafe pydantic pydantic_core annotated_types typing_extensions greenlet pytest
    _pytest pluggy iniconfig packaging pygments nbgrader nbformat nbconvert traitlets sqlalchemy alembic mako mutmut
    libcst babel sitecustomize usercustomize conftest nbgrader_config jupyter_config jupyter_nbgrader_config
    unit1_sums test_unit1_sums exercises solutions misconceptions tests
""".split()
CONFIGURATION = {
    "pytest.ini": "[pytest]\naddopts = -p conftest\npythonpath = .\n",
    "tox.ini": "[pytest]\naddopts = -p conftest\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p conftest\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p conftest'\n",
    ".pdbrc": "import conftest\n",
    ".env": "PYTHONPATH=.\n",
    ".python-version": "2.7\n",
    "matplotlibrc": "backend: module://conftest\n",
    "alembic.ini": "[alembic]\nprepend_sys_path = .\n",
}


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    """Return a folder with courses, an honest student's work that is graded, and another student's folder of traps."""
    folder = tmp_path_factory.mktemp("room")
    for name in ("arithmetic", "notebooks"):
        shutil.copytree(ROOT / "tests" / "courses" / name, folder / name)
    here = folder / "mallory"
    lay_traps(here, folder / "caught.txt")
    (folder / "submitted" / "honest").mkdir(parents=True)
    shutil.copy(ROOT / "tests/courses/arithmetic/solutions/unit1_sums.py", folder / "submitted" / "honest")
    grade = ["grade", str(folder / "submitted"), "--course", str(folder / "arithmetic"), "--out", str(folder / "out")]
    assert run(folder, here, PROGRAM, *grade, "--jobs", "2") == 0
    return folder


def lay_traps(here: Path, caught: Path) -> None:
    here.mkdir(parents=True)
    trap = TRAP.format(caught=str(caught))
    for name in sorted({*sys.stdlib_module_names, *OTHERS} - {"unit1_sums"}):
        (here / f"{name}.py").write_text(trap, encoding="utf-8")
    (here / "unit1_sums.py").write_text("", encoding="utf-8")
    for package in ("grader", "grader/cli", "grader/execution"):
        (here / package).mkdir()
        (here / package / "__init__.py").write_text(trap, encoding="utf-8")
    for name, text in CONFIGURATION.items():
        (here / name).write_text(text, encoding="utf-8")


def run(room: Path, here: Path, *command: object, **variables: str) -> int:
    """Run a command in `here`; fails if anything of that folder was imported."""
    caught = room / "caught.txt"
    caught.unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"GRADER_SECRET": "a secret for tests only", "HOME": str(room), **variables}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=here,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not caught.exists(), f"{command}:\n{caught.read_text(encoding='utf-8')}"
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


COMMANDS = {
    "grade": "grade {room}/submitted --course {room}/arithmetic --out {room}/again --jobs 2",
    "show": "show honest --course {room}/arithmetic --out {room}/out",
    "check": "check --course {room}/arithmetic",
    "mutants": "check --mutants --matrix --course {room}/arithmetic",
    "demo": "demo --students 3 --course {room}/arithmetic --out {room}/demo",
    "doctor": "doctor --nbgrader {room}/notebooks",
    "attack": "attack --only 45 --jobs 1",
    "csv": "export csv --reports {room}/out --course {room}/arithmetic --out {room}/table.csv",
    "junit": "export junit --reports {room}/out --course {room}/arithmetic --out {room}/junit",
    "gradescope": "export gradescope --reports {room}/out --course {room}/arithmetic --out {room}/gradescope",
    "nbgrader": "nbgrader {room}/class --course {room}/notebooks",
}


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_imports_from_there(room, name):
    words = COMMANDS[name].format(room=room).split()
    status = 2 if name == "doctor" else 0  # the course is not nbgrader's
    assert run(room, room / "mallory", PROGRAM, *words) == status


def test_python_with_a_safe_path_imports_nothing_from_there(room):
    words = COMMANDS["grade"].format(room=room).split()
    assert run(room, room / "mallory", sys.executable, "-P", "-m", "grader.cli", *words) == 0


def test_a_relative_path_in_the_environment_ends_with_us(room, tmp_path):
    """Python itself may import from it as it starts; we and what we start do not."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("multiprocessing", "queue", "difflib", "numpy", "json", "pickle", "sqlite3"):
        (here / f"{name}.py").write_text(TRAP.format(caught=str(room / "caught.txt")), encoding="utf-8")
    words = COMMANDS["grade"].format(room=room).split()
    assert run(room, here, sys.executable, "-P", "-m", "grader.cli", *words, PYTHONPATH=".:") == 0


def test_python_without_a_safe_path_leaves_the_folder_at_our_first_line(room, tmp_path):
    """What `python -m` imports before that, such as pkgutil, is out of reach: see grader/safe_python.py."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("multiprocessing", "random", "queue", "click", "rich", "signal", "traceback", "numpy", "json"):
        (here / f"{name}.py").write_text(TRAP.format(caught=str(room / "caught.txt")), encoding="utf-8")
    words = COMMANDS["grade"].format(room=room).split()
    assert run(room, here, sys.executable, "-m", "grader.cli", *words) == 0


def test_the_traps_are_no_straw_men(room):
    with pytest.raises(AssertionError, match="multiprocessing from "):
        run(room, room / "mallory", sys.executable, "-c", "import multiprocessing")
