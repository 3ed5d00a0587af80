"""Makes packages importable that a course lists, each from its own place: no folder of packages is on `sys.path`.

Runs in the zygote and its workers. It knows nothing else of what is installed where they are, so neither does a
worker, and at L2 nothing but their own folders has to be open.
"""

from __future__ import annotations

import importlib.util
import re
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from importlib.metadata import Distribution, DistributionFinder, PathDistribution
from pathlib import Path


class ListedPackages(DistributionFinder):
    """A finder of modules by name, and of what `importlib.metadata` asks about them."""

    def __init__(self, places: Mapping[str, str], metadata: Iterable[str]) -> None:
        self._places = dict(places)  # what is imported: the file or folder that it is in
        self._metadata = tuple(Path(folder) for folder in metadata)  # folders *.dist-info

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how a listed package, or one that it needs, is loaded; its submodules Python finds by itself."""
        place = self._places.get(fullname)
        if place is None:
            return None
        folder = Path(place)
        if not folder.is_dir():
            return importlib.util.spec_from_file_location(fullname, place)
        start = folder / "__init__.py"
        if start.is_file():
            return importlib.util.spec_from_file_location(fullname, start, submodule_search_locations=[place])
        namespace = ModuleSpec(fullname, None, is_package=True)
        namespace.submodule_search_locations = [place]
        return namespace

    def find_distributions(
        self,
        context: DistributionFinder.Context = DistributionFinder.Context(),  # noqa: B008
    ) -> Iterator[Distribution]:
        """Yield the distributions that were asked for."""
        wanted = context.name and _normal(context.name)
        for folder in self._metadata:
            if not wanted or _normal(folder.name.partition("-")[0]) == wanted:
                yield PathDistribution(folder)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
