"""Packages that a course provides beside the standard library and NumPy (`packages:` in course.yaml).

What is installed of them, and of all that they need, is read from their own metadata. Students' code sees these files
and no others: the folder that they are in may hold the grader, and with it the answers.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.errors import CourseError, MachineError

SEEN_ANYWAY = "numpy"  # the sandbox shows it to every course
OWN_FOLDER = Path(__file__).resolve().parent
METADATA_FOLDERS = (".dist-info", ".egg-info")


@dataclass(frozen=True, slots=True)
class Packages:
    """What students' code may use, and what of the file system that takes. All paths are absolute."""

    modules: tuple[str, ...] = ()  # that students may import: those of the listed packages
    places: tuple[tuple[str, str], ...] = ()  # every module at the top, those of dependencies too, and where it is
    metadata: tuple[str, ...] = ()  # files METADATA
    versions: tuple[str, ...] = ()  # "pandas 2.2.3", dependencies too

    @property
    def shown(self) -> tuple[str, ...]:
        """What a worker must be able to read."""
        return (*(place for _, place in self.places), *self.metadata)


NO_PACKAGES = Packages()


@cache
def find_packages(names: tuple[str, ...]) -> Packages:
    """Return what is installed of the packages with these names; raises MachineError and CourseError."""
    distributions = _with_dependencies(names)
    listed = {canonicalize_name(name) for name in names}
    modules: set[str] = set()
    places: dict[str, str] = {}
    descriptions: list[str] = []
    for name, installed in distributions.items():
        contents = _Contents.of(name, installed)
        places |= contents.places
        descriptions += contents.metadata
        modules |= {module for module in contents.places if name in listed and not module.startswith("_")}
    found = Packages(
        tuple(sorted(modules)),
        tuple(sorted(places.items())),
        tuple(sorted(descriptions)),
        tuple(sorted(f"{name} {installed.version}" for name, installed in distributions.items())),
    )
    _require_no_answers(found, OWN_FOLDER, "the grader")
    return found


def packages_of(root: Path, names: Sequence[str]) -> Packages:
    """Return the packages of the course in `root`; raises CourseError too if they would show its solutions."""
    found = find_packages(tuple(names))
    _require_no_answers(found, root.resolve() / "solutions", "the solutions")
    return found


def _require_no_answers(found: Packages, folder: Path, what: str) -> None:
    for place in map(Path, found.shown):
        if place.resolve() == folder or place.resolve() in folder.parents or folder in place.resolve().parents:
            raise CourseError(f"packages: {place} holds {what}, which students' code must not see.")


def _with_dependencies(names: Sequence[str]) -> dict[str, Distribution]:
    """Return the distributions by their normal names: these, and all that they need."""
    found: dict[str, Distribution] = {}
    waiting = [(Requirement(name), "course.yaml lists") for name in names]
    while waiting:
        requirement, wanted = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name == SEEN_ANYWAY or name in found:
            continue
        try:
            found[name] = distribution(requirement.name)
        except PackageNotFoundError as error:
            raise MachineError(
                f"{wanted} {requirement.name}, which is not installed here: pip install {requirement.name}"
            ) from error
        waiting += [
            (needed, f"{requirement.name} needs") for needed in _needed(found[name], requirement.extras or {""})
        ]
    return found


def _needed(installed: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for text in installed.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            yield requirement


@dataclass(frozen=True, slots=True)
class _Contents:
    """What one distribution has at the top of a folder of packages."""

    places: dict[str, str]
    metadata: list[str]

    @classmethod
    def of(cls, name: str, installed: Distribution) -> _Contents:
        places: dict[str, str] = {}
        descriptions: list[str] = []
        for file in _files(installed):
            top = file.parts[0]
            place = os.path.abspath(str(installed.locate_file(top)))  # noqa: PTH100 (links stay: the importer's path)
            if top.endswith(METADATA_FOLDERS):
                if file.name in {"METADATA", "PKG-INFO"} and len(file.parts) == 2:
                    descriptions.append(os.path.join(place, file.name))  # noqa: PTH118
            elif len(file.parts) == 1:
                module = inspect.getmodulename(top)
                if module and module.isidentifier():
                    places[module] = place
            elif top.isidentifier() and _is_code(file):
                places[top] = place
        if not places:
            raise MachineError(
                f"{name} is installed, but nothing says which files it has, as with `pip install -e`. "
                f"Install it again: pip install --force-reinstall {name}"
            )
        return cls(places, descriptions)


def _files(installed: Distribution) -> Iterator[Path]:
    """Yield the files of a distribution inside of its folder of packages, by path relative to that."""
    for file in installed.files or _top_level(installed):
        path = Path(str(file))
        top = path.parts[0] if path.parts and not path.is_absolute() else ".."
        if top not in {"..", "__pycache__"} and not top.startswith("__editable_") and path.suffix != ".pth":
            yield path


def _top_level(installed: Distribution) -> list[Path]:
    """Return what a distribution without a list of its files (Debian's, conda's) says that it has at the top."""
    found = []
    for name in (installed.read_text("top_level.txt") or "").split():
        folder = Path(str(installed.locate_file(name)))
        found += (
            [Path(name, "__init__.py")] if folder.is_dir() else [Path(p.name) for p in folder.parent.glob(f"{name}.*")]
        )
    return found


def _is_code(file: Path) -> bool:
    return file.suffix == ".py" or ".so" in file.name
