"""Packages that are found by name, each in its own place, without a folder of packages on sys.path."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from grader.sandbox.listed_packages import ListedPackages
from tests.installing import install


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    """Return a folder of packages, of which three are listed."""
    install(
        tmp_path,
        "listed-one",
        {"listed_one/__init__.py": "from listed_one.deep import x", "listed_one/deep.py": "x = 1"},
    )
    install(tmp_path, "listed_single", {"listed_single.py": "y = 2"})
    install(tmp_path, "spaced", {"spaced/inner/__init__.py": "z = 3"})
    install(tmp_path, "unlisted", {"unlisted.py": ""})
    names = ("listed_one", "listed_single.py", "spaced")
    places = {name.removesuffix(".py"): str(tmp_path / name) for name in names}
    folders = [str(path) for path in tmp_path.glob("*.dist-info") if not path.name.startswith("unlisted")]
    finder = ListedPackages(places, folders)
    sys.meta_path.append(finder)
    yield tmp_path
    sys.meta_path.remove(finder)
    for name in [name for name in sys.modules if name.partition(".")[0] in places]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("module", "name", "value"), [("listed_one", "x", 1), ("listed_single", "y", 2), ("spaced.inner", "z", 3)]
)
def test_found(site: Path, module: str, name: str, value: int) -> None:
    assert getattr(importlib.import_module(module), name) == value


def test_others_in_the_same_folder_are_not(site: Path) -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("unlisted")


@pytest.mark.parametrize("name", ["listed-one", "Listed.One", "listed_single"])
def test_packages_that_ask_for_their_version_get_it(site: Path, name: str) -> None:
    assert version(name) == "1.5"


def test_the_version_of_others_is_unknown(site: Path) -> None:
    with pytest.raises(PackageNotFoundError):
        version("unlisted")
