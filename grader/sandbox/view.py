"""What a worker can see of the file system: the standard library, NumPy, packages that the course lists, no more.

Never all of site-packages: the grader itself, and with it the answers, may be installed there. Paths come from the
running interpreter, so that a distribution's Python, one in a private home folder and one in /usr/local all work.
Shared objects are not needed: the zygote has loaded them.

At L1 it is a private copy in memory. Of a file that others read, too, a worker could learn whether somebody has read
it before, by the time that reading takes, or leave such a trace for the next submission. At L2 it is the files
themselves.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

from grader.sandbox import confine

# Folders of third-party packages that may lie inside the standard library's own folder.
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_MOUNT_POINTS = ("/tmp", "/mnt", "/run")

# Of the standard library and of NumPy: what no exercise needs and takes most of the room.
_NOT_COPIED = frozenset(
    ("test", "tests", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3", "lib-dynload", *_PACKAGE_FOLDERS)
)
_COPIED = (".py", f".{sys.implementation.cache_tag}.pyc")
_COPY_MEBIBYTES = 512  # at most; some 27 are used, and as much by a package such as pandas
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class View:
    """Absolute paths; what is `shown` appears at its own place, what is `masked` does not."""

    shown: tuple[str, ...]  # folders, outer ones before inner ones
    masked: tuple[str, ...]  # folders inside what is shown
    packages: tuple[str, ...] = ()  # files and folders of further packages, shown too, with their data

    def is_open_to_all(self) -> bool:
        """Return whether every user can get at it; not so when Python lives in a private home folder."""
        folders = {parent for path in (*self.shown, *self.packages) for parent in Path(path).resolve().parents}
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


def of_this_process(numpy_folder: str, packages: tuple[str, ...] = ()) -> View:
    """Return the view for the interpreter that is running, with NumPy imported from `numpy_folder`."""
    library_folders = [path for path in sys.path if os.path.isdir(path)]  # noqa: PTH112 (as the importer sees it)
    return interpreter_view(library_folders=library_folders, numpy_folder=numpy_folder, packages=packages)


def interpreter_view(*, library_folders: Sequence[str], numpy_folder: str, packages: tuple[str, ...] = ()) -> View:
    """Return what must be shown, given where the standard library, NumPy and further packages lie."""
    around = os.path.dirname(numpy_folder)  # noqa: PTH120 (text, as the importer sees it)
    folders = _outermost(library_folders)
    masked = sorted({f"{folder}/{name}" for folder in library_folders for name in _PACKAGE_FOLDERS} | {around})
    return View(
        shown=(*folders, numpy_folder),
        masked=tuple(path for path in masked if Path(path).is_dir() and _is_inside(path, folders)),
        packages=packages,
    )


def read_what_is_mapped(maps: str) -> None:
    """Bring the program and its shared objects into memory as a whole, given the text of /proc/self/maps.

    Then no worker can be the first to touch a page of them, or notice that another has touched it.
    """
    paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if len(line.split(maxsplit=5)) == 6}
    buffer = bytearray(_READ_BYTES)
    for path in sorted(path for path in paths if path.startswith("/")):
        with contextlib.suppress(OSError), open(path, "rb", buffering=0) as file:  # noqa: PTH123
            while file.readinto(buffer):
                pass


def _is_inside(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _outermost(paths: Iterable[str]) -> list[str]:
    result: list[str] = []
    for path in sorted(set(paths)):
        if not _is_inside(path, result):
            result.append(path)
    return result


def enter_root(view: View) -> None:
    """Make a read-only root that holds only a copy of the view; the caller has its own mount namespace."""
    root = next(folder for folder in _MOUNT_POINTS if Path(folder).is_dir())
    confine.make_mounts_private()
    # Opened before the new root may cover them.
    sources = [(path, os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)) for path in view.shown]
    packages = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in view.packages]
    confine.mount_empty(root, mebibytes=_COPY_MEBIBYTES)
    for path, fd in sources:
        copy_folder(f"/proc/self/fd/{fd}", root + path)
        os.close(fd)
    for path, fd in packages:
        copy_package(f"/proc/self/fd/{fd}", root + path)
        os.close(fd)
    confine.change_root(root)


def copy_package(source: str, target: str) -> None:
    """Copy a module, or a folder with its data; not shared objects, which the zygote has loaded."""
    if os.path.isdir(source):  # noqa: PTH112 (a descriptor)
        copy_folder(source, target, _is_of_a_package)
    elif _is_of_a_package(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
        _copy_file(source, target)


def _is_python(name: str) -> bool:
    return name.endswith(_COPIED)


def _is_of_a_package(name: str) -> bool:
    return name.endswith(_COPIED) or not name.endswith((".pyc", ".so", *EXTENSION_SUFFIXES))


def copy_folder(source: str, target: str, wanted: Callable[[str], bool] = _is_python) -> None:
    """Copy Python files, or those that are `wanted`, with the times by which their compiled files are known."""
    os.makedirs(target, exist_ok=True)  # noqa: PTH103
    for entry in os.scandir(source):
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _NOT_COPIED:
                copy_folder(entry.path, f"{target}/{entry.name}", wanted)
        elif wanted(entry.name):
            with contextlib.suppress(FileNotFoundError, PermissionError):  # a dangling link, a file for root alone
                _copy_file(entry.path, f"{target}/{entry.name}")


def _copy_file(source: str, target: str) -> None:
    with _opened(source, os.O_RDONLY) as fd_in, _opened(target, os.O_WRONLY | os.O_CREAT) as fd_out:
        about = os.fstat(fd_in)
        while os.sendfile(fd_out, fd_in, None, max(about.st_size, 1)):
            pass
        os.utime(fd_out, ns=(about.st_atime_ns, about.st_mtime_ns))


@contextlib.contextmanager
def _opened(path: str, flags: int) -> Iterator[int]:
    fd = os.open(path, flags | os.O_CLOEXEC, 0o444)
    try:
        yield fd
    finally:
        os.close(fd)


def landlock_ruleset(view: View) -> int:
    """Return a Landlock ruleset of the view, for a worker that sees the real root.

    Rules cannot make exceptions, so a folder with a masked part is allowed entry by entry. It can still be listed,
    masked part included, because the importer lists it: names, no contents.
    """
    whole: list[str] = []
    listed: list[str] = []
    for path in view.shown:
        _split(path, view.masked, whole, listed)
    whole += view.packages
    readable = [path for path in whole if Path(path).exists()]  # not: dangling links
    return confine.landlock_ruleset(
        files=[path for path in readable if not Path(path).is_dir()],
        folders=[path for path in readable if Path(path).is_dir()],
        listed=listed,
    )


def _split(path: str, masked: Sequence[str], whole: list[str], listed: list[str]) -> None:
    if path in masked:
        return
    if not _is_masking(path, masked):
        whole.append(path)
        return
    listed.append(path)
    for entry in os.scandir(path):
        _split(entry.path, masked, whole, listed)


def _is_masking(folder: str, masked: Iterable[str]) -> bool:
    return any(path != folder and _is_inside(path, [folder]) for path in masked)
