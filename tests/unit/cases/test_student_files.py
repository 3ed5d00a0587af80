"""What students' files may import at home: the same as when they are graded."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.cases.student_files import StudentFiles

Module = Callable[..., None]
MANIFEST = {"forbidden_imports": ["scipy.special"], "packages": ["scipy"]}
NOT_PROVIDED = "This course does not provide yaml: use the standard library, NumPy and scipy."


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Module]:
    """Return a function that executes text as a file of the exercises, under its name."""
    files = StudentFiles(tmp_path, ("unit1", "unit2"))
    (tmp_path / "helper.py").write_text("")
    (tmp_path / "pictures").mkdir()
    guard = files.guard(MANIFEST)
    guard.obey(guard.rule)
    guard.install()

    def run(source: str, name: str = "unit1", folder: Path = tmp_path) -> None:
        exec(source, {"__name__": name, "__file__": str(folder / f"{name}.py")})

    yield run
    guard.remove()


@pytest.mark.parametrize("name", ["unit1", "unit2", "helper", "anything"])
def test_what_is_not_provided_is_refused_to_every_file_of_a_student(run: Module, name: str) -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        run("import yaml", name)
    assert str(caught.value) == NOT_PROVIDED
    with pytest.raises(ImportError, match=r"This course does not allow scipy\.special: write the function yourself\."):
        run("from scipy.special import expit", name)


@pytest.mark.parametrize("name", ["test_unit1", "conftest"])
def test_cases_import_what_they_like(run: Module, name: str) -> None:
    run("import yaml, pytest, grader.cases", name)


def test_files_elsewhere_import_what_they_like(run: Module, tmp_path: Path) -> None:
    run("import yaml", "library", tmp_path / "site-packages")


def test_what_is_provided_and_what_lies_there(run: Module, tmp_path: Path) -> None:
    run("import math, numpy, scipy.optimize")
    for name in ("helper", "unit2", "pictures"):
        with pytest.raises(
            ModuleNotFoundError, match=f"No module named '{name}'"
        ):  # the folder is not on sys.path here
            run(f"import {name}")


def test_helpers_of_cases_may_import_the_assertions_and_units_may_not(run: Module) -> None:
    run("import pytest\nfrom grader.cases import assert_close", "helper")
    for module in ("pytest", "grader"):
        with pytest.raises(ModuleNotFoundError, match=f"This course does not provide {module}"):
            run(f"import {module}", "unit1")


def test_a_link_to_the_folder_makes_no_difference(
    run: Module, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="does not provide yaml"):
        run("import yaml", "helper", link)


def test_the_process_is_left_as_it_was(tmp_path: Path) -> None:
    before = builtins.__import__, list(sys.meta_path)
    guard = StudentFiles(tmp_path, ()).guard({})
    guard.install()
    guard.remove()
    guard.remove()
    assert (builtins.__import__, list(sys.meta_path)) == before
