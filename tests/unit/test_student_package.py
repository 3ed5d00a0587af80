"""grader.student_package: complete by itself, with NumPy, pytest and the standard library."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.student_package import student_package

# What `pip install numpy pytest` brings; colorama on Windows only.
BROUGHT = ("numpy", "pytest", "_pytest", "py", "pluggy", "iniconfig", "packaging", "pygments", "colorama")
PROGRAM = """
import importlib, importlib.abc, importlib.machinery, json, sys
folder, site_packages, brought, modules = json.loads(sys.argv[1])


class OnlyWhatStudentsHave(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        top = name.partition(".")[0]
        if top == "grader":
            spec = importlib.machinery.PathFinder.find_spec(name, path or [folder])
            if spec is None or not (spec.origin or "").startswith(folder):
                raise ImportError(f"{name} is not in what students receive")
            return spec
        if top in brought:
            return importlib.machinery.PathFinder.find_spec(name, path or [site_packages])
        return None  # the standard library's finders come next, and the path has nothing else


sys.meta_path.insert(0, OnlyWhatStudentsHave())
for module in modules:
    importlib.import_module(module)
print(json.dumps(sorted({name for name in sys.modules if name.partition(".")[0] == "grader"})))
"""


def module_names(files: Mapping[str, bytes]) -> list[str]:
    paths = [Path(name).with_suffix("") for name in files if name.endswith(".py")]
    return sorted({".".join(path.parts).removesuffix(".__init__") for path in paths})


def import_all(files: Mapping[str, bytes], folder: Path) -> subprocess.CompletedProcess[str]:
    """Import every module of a student's package, in a Python that finds nothing else of ours, and no `.pth` file."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    given = json.dumps([str(folder), sysconfig.get_path("purelib"), BROUGHT, module_names(files)])
    command = [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, given]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


def test_every_module_is_imported_with_numpy_and_pytest_alone(tmp_path: Path) -> None:
    files = student_package("en")
    done = import_all(files, tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == module_names(files)
    assert {"grader.cases.notebook", "grader.cases.pytest_plugin"} <= set(module_names(files))


@pytest.mark.parametrize("missing", ["grader/language.py", "grader/cases/show.py", "grader/model.py"])
def test_a_module_that_is_left_behind_is_not_supplied_from_elsewhere(missing: str, tmp_path: Path) -> None:
    """The test of the test: on an editable install, a hook would supply it."""
    files = dict(student_package("en"))
    del files[missing]
    done = import_all(files, tmp_path)
    assert done.returncode != 0
    assert "is not in what students receive" in done.stderr


@pytest.mark.parametrize("statement", ["import yaml", "from rich import print", "import grader.sandbox.client"])
def test_a_module_that_students_do_not_have_is_not_found(statement: str, tmp_path: Path) -> None:
    files = dict(student_package("en"))
    done = import_all({**files, "grader/cases/new.py": f"{statement}\n".encode()}, tmp_path)
    assert done.returncode != 0
    assert "ModuleNotFoundError" in done.stderr or "is not in what students receive" in done.stderr


def test_imports_inside_functions_travel_too() -> None:
    """Imported only when they are needed, these are missed by a test that imports modules."""
    files = student_package("en")
    names = set(module_names(files))
    for name, content in files.items():
        for node in ast.walk(ast.parse(content)) if name.endswith(".py") else ():
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "grader":
                assert node.module in names, (name, node.module)


def test_catalogs_are_those_of_the_language() -> None:
    assert "grader/locale/zh/LC_MESSAGES/grader.mo" in student_package("zh")
    assert not [name for name in student_package("en") if "locale" in name]
