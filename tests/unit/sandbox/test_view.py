"""What a worker may see, for the ways in which Python is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.sandbox.view import View, interpreter_view


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A Python like pyenv's: its packages lie inside the standard library's folder."""
    for folder in ("lib/python3.11/lib-dynload", "lib/python3.11/site-packages/numpy", "lib/python3.11/json"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "lib/python3.11/site-packages/grader").mkdir()
    (tmp_path / "lib/libpython3.11.so.1.0").touch()
    return tmp_path


def test_packages_inside_the_standard_library_are_masked(home: Path) -> None:
    library = f"{home}/lib/python3.11"
    view = interpreter_view(
        library_folders=[library, f"{library}/lib-dynload"],
        numpy_folder=f"{library}/site-packages/numpy",
        loaded=[f"{home}/lib/libpython3.11.so.1.0", f"{library}/lib-dynload/_ctypes.so"],
    )
    assert view.masked == (f"{library}/site-packages",)
    assert view.shown == (
        f"{home}/lib/libpython3.11.so.1.0",  # the file, not its folder: that holds all packages
        library,
        f"{library}/site-packages/numpy",
    )


def test_bundled_libraries_of_numpy_are_shown(home: Path) -> None:
    packages = f"{home}/lib/python3.11/site-packages"
    Path(f"{packages}/numpy.libs").mkdir()
    view = interpreter_view(
        library_folders=[f"{home}/lib/python3.11"],
        numpy_folder=f"{packages}/numpy",
        loaded=[f"{packages}/numpy.libs/libopenblas.so", f"{packages}/numpy/_core/_multiarray_umath.so"],
    )
    assert view.shown == (f"{home}/lib/python3.11", f"{packages}/numpy", f"{packages}/numpy.libs")


def test_a_virtual_environment_shows_only_numpy_of_its_packages(tmp_path: Path) -> None:
    (tmp_path / "site-packages/numpy").mkdir(parents=True)
    (tmp_path / "usr/lib/python3.11").mkdir(parents=True)
    view = interpreter_view(
        library_folders=[f"{tmp_path}/usr/lib/python3.11"],
        numpy_folder=f"{tmp_path}/site-packages/numpy",
        loaded=["/usr/lib/some-linux-gnu/libc.so.6", "/usr/lib/some-linux-gnu/libm.so.6"],
    )
    assert set(view.shown) == {
        "/usr/lib/some-linux-gnu",
        f"{tmp_path}/usr/lib/python3.11",
        f"{tmp_path}/site-packages/numpy",
    }
    assert view.masked == ()


def test_a_library_folder_that_holds_python_is_not_shown(tmp_path: Path) -> None:
    view = interpreter_view(
        library_folders=["/usr/local/lib/python3.11"],
        numpy_folder="/usr/local/lib/python3.11/site-packages/numpy",
        loaded=["/usr/local/lib/libpython3.11.so.1.0", "/usr/lib64/libc.so.6"],
    )
    assert "/usr/local/lib" not in view.shown
    assert "/usr/local/lib/libpython3.11.so.1.0" in view.shown
    assert "/usr/lib64" in view.shown


def test_a_library_from_anywhere_else_is_shown_alone(tmp_path: Path) -> None:
    view = interpreter_view(
        library_folders=["/usr/lib/python3.11"],
        numpy_folder="/usr/lib/python3/dist-packages/numpy",
        loaded=["/home/teacher/course/libfast.so"],
    )
    assert "/home/teacher/course/libfast.so" in view.shown
    assert "/home/teacher/course" not in view.shown


def test_a_private_home_is_not_open_to_all(tmp_path: Path) -> None:
    inside = tmp_path / "private" / "python"
    inside.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    assert not View(shown=(str(inside),), masked=()).is_open_to_all()


def test_of_the_folders_of_further_packages_only_these_are_shown(home: Path) -> None:
    library = f"{home}/lib/python3.11"
    for package in ("site-packages/pandas", "dist-packages/other"):
        Path(f"{library}/{package}").mkdir(parents=True)
    packages = [f"{library}/site-packages/pandas", f"{library}/dist-packages/six.py"]
    view = interpreter_view(
        library_folders=[library],
        numpy_folder=f"{library}/site-packages/numpy",
        loaded=[f"{library}/site-packages/pandas/fast.so"],
        packages=packages,
    )
    assert view.shown == (library, f"{library}/site-packages/numpy", *packages)
    assert view.masked == (f"{library}/dist-packages", f"{library}/site-packages")
