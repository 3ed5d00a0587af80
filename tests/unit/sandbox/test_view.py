"""What a worker may see, for the ways in which Python is installed."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from grader.sandbox.view import View, copy_folder, copy_package, interpreter_view, read_what_is_mapped


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A Python like pyenv's: its packages lie inside the standard library's folder."""
    for folder in ("lib/python3.11/lib-dynload", "lib/python3.11/site-packages/numpy", "lib/python3.11/json"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "lib/python3.11/site-packages/grader").mkdir()
    return tmp_path


def test_packages_inside_the_standard_library_are_masked(home: Path) -> None:
    library = f"{home}/lib/python3.11"
    view = interpreter_view(
        library_folders=[library, f"{library}/lib-dynload"], numpy_folder=f"{library}/site-packages/numpy"
    )
    assert view.masked == (f"{library}/site-packages",)
    assert view.shown == (library, f"{library}/site-packages/numpy")  # not all of site-packages


def test_a_virtual_environment_shows_only_numpy_of_its_packages(tmp_path: Path) -> None:
    (tmp_path / "site-packages/numpy").mkdir(parents=True)
    (tmp_path / "usr/lib/python3.11").mkdir(parents=True)
    view = interpreter_view(
        library_folders=[f"{tmp_path}/usr/lib/python3.11"], numpy_folder=f"{tmp_path}/site-packages/numpy"
    )
    assert view.shown == (f"{tmp_path}/usr/lib/python3.11", f"{tmp_path}/site-packages/numpy")
    assert view.masked == ()


def test_the_copy_has_modules_and_their_compiled_files_only(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    library, target = home / "lib/python3.11", tmp_path_factory.mktemp("root") / "library"
    tag = sys.implementation.cache_tag
    for name in (
        *("json/decoder.py", f"json/__pycache__/decoder.{tag}.pyc", f"json/__pycache__/decoder.{tag}.opt-1.pyc"),
        *("json/tests/test_decode.py", "test/regrtest.py", "lib-dynload/_ctypes.so", "site-packages/grader/cli.py"),
        *("json/secret.txt", "site-packages/numpy/matrix.py"),
    ):
        (library / name).parent.mkdir(parents=True, exist_ok=True)
        (library / name).write_text("x = 1\n", encoding="utf-8")
    (library / "json/decoder.py").chmod(0o600)
    (library / "loop").symlink_to(library)
    (library / "dangling.py").symlink_to("nowhere")
    os.utime(library / "json/decoder.py", (1, 1_000_000_000.25))
    copy_folder(str(library), str(target))
    assert {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()} == {
        "json/decoder.py",
        f"json/__pycache__/decoder.{tag}.pyc",
    }
    copied = (target / "json/decoder.py").stat()
    assert (copied.st_mtime, stat.S_IMODE(copied.st_mode)) == (1_000_000_000.25, 0o444)


def test_what_is_mapped_is_read_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    opened = open
    monkeypatch.setattr(
        "builtins.open", lambda path, *args, **kwargs: read.append(path) or opened(path, *args, **kwargs)
    )
    library = tmp_path / "a library.so"
    library.write_bytes(bytes(3 << 20))
    read_what_is_mapped(
        f"7f0-7f1 r--p 00000000 fe:00 12   {library}\n"
        f"7f1-7f2 r-xp 00001000 fe:00 12   {library}\n"
        "7f2-7f3 rw-p 00000000 00:00 0    [heap]\n"
        "7f3-7f4 rw-p 00000000 00:00 0 \n"
        "7f4-7f5 r--p 00000000 fe:00 13   /gone/lib.so (deleted)\n"
    )
    assert read == ["/gone/lib.so (deleted)", str(library)]


def test_a_private_home_is_not_open_to_all(tmp_path: Path) -> None:
    inside = tmp_path / "private" / "python"
    inside.mkdir(parents=True)
    (tmp_path / "private").chmod(0o700)
    assert not View(shown=(str(inside),), masked=()).is_open_to_all()


def test_of_the_folders_of_further_packages_only_these_are_shown(home: Path) -> None:
    library = f"{home}/lib/python3.11"
    for package in ("site-packages/pandas", "dist-packages/other"):
        Path(f"{library}/{package}").mkdir(parents=True)
    packages = (f"{library}/site-packages/pandas", f"{library}/dist-packages/six.py")
    view = interpreter_view(
        library_folders=[library], numpy_folder=f"{library}/site-packages/numpy", packages=packages
    )
    assert view.shown == (library, f"{library}/site-packages/numpy")
    assert view.packages == packages
    assert view.masked == (f"{library}/dist-packages", f"{library}/site-packages")


def test_the_copy_of_a_package_has_its_data_and_no_shared_objects(tmp_path: Path) -> None:
    source, target = tmp_path / "soups", tmp_path / "root" / "soups"
    tag = sys.implementation.cache_tag
    for name in (
        "__init__.py",
        "peas.txt",
        "data/more.csv",
        "fast.so",
        f"fast.{tag}-x86_64-linux-gnu.so",
        "tests/test_x.py",
    ):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text("x = 1\n", encoding="utf-8")
    copy_package(str(source), str(target))
    copied = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert copied == {"__init__.py", "peas.txt", "data/more.csv"}
    copy_package(str(source / "__init__.py"), str(tmp_path / "root" / "single" / "single.py"))
    assert (tmp_path / "root" / "single" / "single.py").read_text() == "x = 1\n"
