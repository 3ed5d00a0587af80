"""What a worker can see of the file system: the standard library, NumPy, listed packages and the C library, no more.

Never all of site-packages: the grader itself, and with it the answers, may be installed there. Paths come from the
running interpreter, so that a distribution's Python, one in a private home folder and one in /usr/local all work.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import confine

# Folders of third-party packages that may lie inside the standard library's own folder.
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_SYSTEM_FOLDERS = ("/usr/", "/lib/", "/lib64/", "/lib32/")
_MOUNT_POINTS = ("/tmp", "/mnt", "/run")


@dataclass(frozen=True, slots=True)
class View:
    """Absolute paths; what is `shown` appears at its own place, what is `masked` appears empty."""

    shown: tuple[str, ...]  # outer folders before inner ones
    masked: tuple[str, ...]  # folders inside what is shown

    def is_open_to_all(self) -> bool:
        """Return whether every user can get at it; not so when Python lives in a private home folder."""
        folders = {parent for path in self.shown for parent in Path(path).resolve().parents}
        return all(folder.stat().st_mode & stat.S_IXOTH for folder in folders)


def of_this_process(numpy_folder: str, packages: Sequence[str] = ()) -> View:
    """Return the view for the interpreter that is running, with NumPy imported from `numpy_folder`.

    `packages` are files and folders of further packages.
    """
    return interpreter_view(
        library_folders=[path for path in sys.path if os.path.isdir(path)],  # noqa: PTH112 (as the importer sees it)
        numpy_folder=numpy_folder,
        loaded=_loaded_libraries(Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape")),
        packages=packages,
    )


def interpreter_view(
    *, library_folders: Sequence[str], numpy_folder: str, loaded: Iterable[str], packages: Sequence[str] = ()
) -> View:
    """Return what must be shown, given where the standard library, NumPy and the loaded shared objects lie.

    Of the folders that packages are in, nothing is shown but these packages.
    """
    numpy_libraries = f"{numpy_folder}.libs"
    bundled = [numpy_folder, *([numpy_libraries] if Path(numpy_libraries).is_dir() else []), *packages]
    folders_of_packages = {os.path.dirname(path) for path in (numpy_folder, *packages)}  # noqa: PTH120 (text, as the importer sees it)
    private = [*library_folders, *folders_of_packages]
    libraries = {
        _library_place(path, private) for path in loaded if not _is_inside(path, [*library_folders, *bundled])
    }
    folders = _outermost([*library_folders, *libraries])
    masked = sorted(
        {f"{folder}/{name}" for folder in library_folders for name in _PACKAGE_FOLDERS} | folders_of_packages
    )
    return View(
        shown=(*folders, *bundled),
        masked=tuple(path for path in masked if Path(path).is_dir() and _is_inside(path, folders)),
    )


def _loaded_libraries(maps: str) -> set[str]:
    paths = {line.split(maxsplit=5)[5] for line in maps.splitlines() if len(line.split(maxsplit=5)) == 6}
    return {path for path in paths if path.startswith("/") and ".so" in Path(path).name and Path(path).is_file()}


def _library_place(path: str, private: Sequence[str]) -> str:
    """Return the folder of a shared object, for what is loaded later; or only the file.

    Only the file, when its folder is not the system's, or when Python's folders lie inside it, with other packages.
    """
    folder = os.path.dirname(path)  # noqa: PTH120
    inside = any(_is_inside(os.path.realpath(place), [folder]) for place in private)
    return folder if folder.startswith(_SYSTEM_FOLDERS) and not inside else path


def _is_inside(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _outermost(paths: Iterable[str]) -> list[str]:
    result: list[str] = []
    for path in sorted(set(paths)):
        if not _is_inside(path, result):
            result.append(path)
    return result


def enter_root(view: View) -> None:
    """Make a read-only root that holds only the view; the caller has its own mount namespace."""
    root = next(folder for folder in _MOUNT_POINTS if Path(folder).is_dir())
    confine.make_mounts_private()
    # Opened before the new root may cover them.
    sources = [(path, os.open(path, os.O_PATH | os.O_CLOEXEC)) for path in view.shown]
    links = [(link, os.readlink(link)) for link in ("/lib", "/lib64") if os.path.islink(link)]  # noqa: PTH114, PTH115
    outer = [source for source in sources if not _is_inside(source[0], view.masked)]
    inner = [source for source in sources if _is_inside(source[0], view.masked)]
    confine.mount_empty(root, mebibytes=1)
    for link, target in links:  # where the dynamic loader looks
        os.symlink(target, root + link)  # noqa: PTH211
    _show(outer, root)
    for path in view.masked:
        confine.mount_empty(root + path, mebibytes=1)
    _show(inner, root)
    for path in view.masked:
        confine.seal(root + path)
    confine.change_root(root)


def _show(sources: Sequence[tuple[str, int]], root: str) -> None:
    for path, fd in sources:
        target = Path(root + path)
        if Path(f"/proc/self/fd/{fd}").is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        confine.bind_read_only(fd, str(target))
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
