"""What students receive, where it lands: other folders, other environments, other users, and no grader installed."""

from __future__ import annotations

import json
import os
import pickle
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.model import Course
from grader.student_package import student_package
from tests.installed.environment import ROOT
from tests.installed.student_venvs import Desk, Sit
from tests.interpreters import NOBODY

ENVIRONMENTS = ("oldest", "newest", "plugins")
MIXED = "2 passed, 2 not attempted"  # of the tiny course, with unit 1 done
WHERE = """
import json, sys
from pathlib import Path


def test_where():
    modules = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "grader"}
    assert len(modules) > 10
    Path("where.json").write_text(json.dumps([module.__file__ for module in modules.values()]))
"""


@pytest.fixture(params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> str:
    """Return the name of each environment that a student may have."""
    return str(request.param)


@pytest.fixture
def desk(sit: Sit, tiny: Course, environment: str) -> Desk:
    """Return a student's place; the first unit is done."""
    desk = sit(environment, tiny)
    desk.solve(tiny, "unit1_sums")
    return desk


def test_the_environments_are_what_they_say(sit: Sit, tiny: Course, environment: str) -> None:
    program = "import importlib.metadata as m; print(*(f'{d.name}=={d.version}' for d in m.distributions()))"
    installed = sit(environment, tiny).run("python", "-I", "-c", program).text.split()
    names = {line.partition("==")[0] for line in installed}
    assert {"numpy", "pytest"} <= names
    assert not names & {"course-grader", "pydantic", "click", "rich", "pyyaml", "PyYAML"}
    if environment == "oldest":
        assert {"pytest==8.0.0", "pluggy==1.3.0", "numpy==1.26.4"} <= set(installed)
    assert ("pytest-xdist" in names) == (environment == "plugins")


@pytest.mark.parametrize(
    ("arguments", "inside", "summary"),
    [
        ((), "", MIXED),
        ((".",), "", MIXED),
        (("exercises/",), "", MIXED),
        ((), "exercises", MIXED),
        (("exercises/test_unit1_sums.py",), "", "2 passed"),
        (("exercises/test_unit1_sums.py::TestTotal::test_three_numbers",), "", "1 passed"),
        (("test_unit3_spread.py::TestSpread",), "exercises", "1 not attempted"),
        (("-k", "total"), "", "1 passed, 3 deselected"),
        (("--collect-only", "-q"), "", "4 tests collected"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_every_way_to_call_pytest(desk: Desk, arguments: tuple[str, ...], inside: str, summary: str) -> None:
    output = desk.run("pytest", *arguments, cwd=desk.folder / inside)
    assert output.summary == summary, output.text
    assert output.status == (1 if "not attempted" in summary else 0)
    assert not re.search("INTERNALERROR|Traceback|unhashable|[Ww]arning", output.text)


def test_from_another_folder_and_as_a_module(desk: Desk) -> None:
    assert desk.run("python", "-m", "pytest", str(desk.folder), cwd=Path("/")).summary == MIXED
    assert desk.run("python", "-m", "pytest").summary == MIXED


def test_settings_above_the_folder_do_not_matter(desk: Desk) -> None:
    above = desk.folder.parent
    (above / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (above / "conftest.py").write_text("raise RuntimeError('not for this folder')\n")
    assert desk.run("pytest").summary == MIXED


def test_everything_of_the_grader_comes_from_the_handout(desk: Desk) -> None:
    (desk.exercises / "test_where.py").write_text(WHERE)
    assert desk.run("pytest", "-p", "no:randomly").summary == "3 passed, 2 not attempted"
    files = json.loads((desk.folder / "where.json").read_text())
    assert not [file for file in files if not Path(file).is_relative_to(desk.folder / "grader")]


@pytest.mark.parametrize("environment", ["oldest", "newest"], indirect=True)
def test_stubs_are_red_and_references_green_in_the_real_course(sit: Sit, real: Course, environment: str) -> None:
    desk = sit(environment, real)
    cases = re.fullmatch(r"(\d+) not attempted", desk.run("pytest").summary)
    assert cases
    desk.solve(real)
    output = desk.run("pytest")
    assert (output.status, output.summary) == (0, f"{cases[1]} passed")
    assert "106.00 of 100 points so far, by these visible cases alone." in output.table


def test_for_an_ordinary_user(desk: Desk) -> None:
    if os.getuid():
        return  # every other test has just been that
    for path in (desk.folder, *desk.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    assert desk.run("pytest", user=NOBODY).summary == MIXED
    assert desk.run("pytest", "exercises/", user=NOBODY).summary == MIXED


def test_in_chinese_however_it_is_called(desk: Desk) -> None:
    option = "--language zh"
    for arguments, variables in ((option.split(), {}), ((".", *option.split()), {}), ((), {"PYTEST_ADDOPTS": option})):
        assert "通过" in desk.run("pytest", *arguments, variables=variables).text


# With plugins


@pytest.fixture
def spoiled(sit: Sit, real: Course) -> Desk:
    """Return a student's place in the real course: a unit done, a known mistake, a file that cannot be imported."""
    desk = sit("plugins", real)
    desk.solve(real, "unit1_information", "unit2_entropy")
    with (desk.exercises / "unit2_entropy.py").open("a") as file:
        file.write("\n\n_right = entropy\n\n\ndef entropy(p, base=2.0, axis=-1):\n    return -_right(p, base, axis)\n")
    (desk.exercises / "unit5_cat_or_not.py").write_text("def sigmoid(z:\n")
    return desk


def test_several_processes_end_with_the_same_table(spoiled: Desk) -> None:
    alone = spoiled.run("pytest", "-p", "no:randomly")
    together = spoiled.run("pytest", "-n", "2")
    assert together.table == alone.table
    counts = {summary: set(summary.split(", ")) for summary in (alone.summary, together.summary)}  # in any order
    assert counts[together.summary] == counts[alone.summary]
    assert {"failed", "passed", "not attempted", "not run"} <= set(re.findall(r"[a-z]+(?: [a-z]+)?", alone.summary))
    for once in ("unit5_cat_or_not.py cannot be imported", "no surprise is negative"):
        assert alone.text.count(once) == 1
        assert together.text.count(once) == 1


def test_several_processes_give_no_points_for_part_of_the_cases(spoiled: Desk) -> None:
    output = spoiled.run("pytest", "-n", "2", "-k", "TestSelfInformation")
    assert output.table[1:] == [
        "  ✓ self_information                  3 of 3 cases",
        "Not all cases were run this time.",
    ]


def test_other_plugins_on_request(spoiled: Desk) -> None:
    output = spoiled.run("pytest", "--cov=exercises", "--timeout=60", "-k", "TestSelfInformation")
    assert output.summary.startswith("3 passed, ")
    assert "exercises/unit1_information.py" in output.text


def test_a_timeout_is_called_one(spoiled: Desk) -> None:
    with (spoiled.exercises / "unit1_information.py").open("a") as file:
        file.write("\n\ndef self_information(p, base=2.0):\n    while True:\n        pass\n")
    output = spoiled.run("pytest", "--timeout=0.2", "-k", "test_die")
    assert "\nTimeout (>0.2s) from pytest-timeout.\n" in output.text


def test_in_a_terminal_what_is_not_attempted_has_not_failed(sit: Sit, tiny: Course) -> None:
    desk = sit("plugins", tiny)  # pytest-sugar is at work only in a terminal
    ours, theirs = pty.openpty()
    command = [desk.environment / "bin" / "pytest"]
    done = subprocess.Popen(command, cwd=desk.folder, env=desk.variables(), stdin=theirs, stdout=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 65536):
            shown += part
    except OSError:  # Linux says so where a terminal is closed
        pass
    assert done.wait(timeout=60) == 1
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode())
    assert "4 not attempted" in text
    assert "failed" not in text


# The other things that are handed to pytest, with the oldest one


def test_the_grader_collects_cases_with_the_oldest_pytest(sit: Sit, tiny: Course, tmp_path: Path) -> None:
    (tmp_path / "course.pickle").write_bytes(pickle.dumps(tiny))
    program = (
        f"import pickle, sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from grader.execution.collection import collect_cases\n"
        f"course = pickle.load(open({str(tmp_path / 'course.pickle')!r}, 'rb'))\n"
        "print(sorted(map(len, collect_cases(course).cases.values())))"
    )
    output = sit("oldest", tiny).run("python", "-c", program)
    assert output.text == "[2, 2, 3, 5]\n"


def test_a_notebook_checks_with_every_pytest(desk: Desk) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(desk.folder)!r})\n"
        "from grader.cases.notebook import open_unit\n"
        "def total(numbers): return float(sum(numbers))\n"
        "open_unit('unit1_sums')('total')"
    )
    output = desk.run("python", "-c", program, cwd=desk.exercises)
    assert output.text.startswith("total: 1 of 1 visible case passes.")


# Which grader the exercises find


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Return a folder with a grader in it, as an installed one is found in."""
    for name, content in student_package().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_an_instructors_course_uses_the_grader_that_is_installed(sit: Sit, tiny: Course, elsewhere: Path) -> None:
    desk = sit("newest", tiny)
    shutil.rmtree(desk.folder / "grader")
    (desk.folder / "grader").mkdir()  # of something else
    (desk.exercises / "test_where.py").write_text(WHERE)
    output = desk.run("pytest", "exercises/", variables={"PYTHONPATH": str(elsewhere)})
    assert output.summary == "1 passed, 4 not attempted"
    files = json.loads((desk.folder / "where.json").read_text())
    assert not [file for file in files if not Path(file).is_relative_to(elsewhere)]


def test_the_handouts_own_grader_comes_first(sit: Sit, tiny: Course, elsewhere: Path) -> None:
    (elsewhere / "grader" / "__init__.py").write_text("raise RuntimeError('another version')\n")
    assert sit("newest", tiny).run("pytest", variables={"PYTHONPATH": str(elsewhere)}).summary == "4 not attempted"


@pytest.mark.parametrize("strangers", [False, True], ids=["none", "another package of this name"])
def test_a_handout_without_its_grader_says_what_to_do(sit: Sit, tiny: Course, tmp_path: Path, strangers: bool) -> None:
    desk = sit("newest", tiny)
    shutil.rmtree(desk.folder / "grader")
    if strangers:
        (tmp_path / "grader").mkdir()
        (tmp_path / "grader" / "__init__.py").touch()
    output = desk.run("pytest", variables={"PYTHONPATH": str(tmp_path)})
    assert output.status
    assert f"The folder `grader` belongs into {desk.folder}, beside `exercises`: unpack it again." in output.text
    assert "Traceback" not in output.text


def test_a_handout_without_numpy_says_what_to_install(sit: Sit, tiny: Course, tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')\n"
    (tmp_path / "numpy.py").write_text(missing)
    output = sit("newest", tiny).run("pytest", variables={"PYTHONPATH": str(tmp_path)})
    assert output.text.startswith("No module named 'numpy'. Install what the exercises need: python -m pip install -r")
