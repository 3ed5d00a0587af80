"""Check, without the network, that the pinned requirements are in step with pyproject.toml.

Holds what `make lock` makes true: every declared requirement is pinned to a version that it allows, everything pinned
is needed, everything pinned runs on the oldest Python that is supported, every pin has hashes and no line names an
index, dev.txt pins what core.txt pins, and oldest.txt pins the oldest versions that are declared.

Needs the environment of dev.txt, whose metadata say what needs what.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

from oldest import oldest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"([A-Za-z0-9._-]+)==(\S+) \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
IGNORED = re.compile(r"\s*(#.*)?")


def read_pins(path: Path) -> tuple[dict[str, tuple[str, frozenset[str]]], list[str]]:
    """Return {name: (version, hashes)} and the faults of the lines that are neither."""
    pins: dict[str, tuple[str, frozenset[str]]] = {}
    faults, name = [], ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if pin := PIN.fullmatch(line):
            name = canonicalize_name(pin[1])
            pins[name] = pin[2], frozenset()
        elif name and HASH.fullmatch(line):
            version, hashes = pins[name]
            pins[name] = version, hashes | {line.strip(" \\")}
        elif not IGNORED.fullmatch(line):
            faults.append(f"{path.name}:{number}: neither a pin nor a hash: {line.strip()}")
    faults += [f"{path.name}: {name} has no hash" for name, (_, hashes) in pins.items() if not hashes]
    return pins, faults


def needed(declared: Sequence[str]) -> dict[str, list[Requirement]]:
    """Return every requirement that follows from `declared`, by name, as this environment's metadata have it."""
    found: dict[str, list[Requirement]] = {}
    followed: set[tuple[str, str]] = set()  # (name, extra)
    queue = [(Requirement(text), "") for text in declared]
    while queue:
        requirement, extra = queue.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        found.setdefault(name, []).append(requirement)
        for wanted in {(name, ""), *((name, extra) for extra in requirement.extras)} - followed:
            followed.add(wanted)
            queue += [(Requirement(text), wanted[1]) for text in _requires(name)]
    return found


def check(file: str, declared: Sequence[str], pins: Mapping[str, tuple[str, frozenset[str]]]) -> Iterator[str]:
    """Yield what keeps the pins of `file` from being exactly what `declared` needs."""
    found = needed(declared)
    for name in sorted(found.keys() - pins.keys()):
        yield f"{file}: {name} is needed and not pinned"
    for name in sorted(pins.keys() - found.keys()):
        yield f"{file}: {name} is pinned and nothing needs it"
    for name in sorted(found.keys() & pins.keys()):
        version = pins[name][0]
        for requirement in found[name]:
            if not requirement.specifier.contains(version, prereleases=True):
                yield f"{file}: {name}=={version} is not what is asked for: {requirement}"


def check_python(file: str, python: str, pins: Mapping[str, tuple[str, frozenset[str]]]) -> Iterator[str]:
    """Yield which pins need a newer Python than the oldest that is supported, in the versions that are installed."""
    for name, (version, _) in pins.items():
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue
        if found["Version"] == version and not SpecifierSet(found["Requires-Python"] or "").contains(python):
            wanted = found["Requires-Python"]
            yield f"{file}: {name}=={version} needs Python {wanted}; bound it in constraints.in"


def check_oldest(declared: Sequence[str], pins: Mapping[str, tuple[str, frozenset[str]]]) -> Iterator[str]:
    """Yield which pins of oldest.txt are not the oldest versions that `declared` allows."""
    for text in oldest(list(declared)):
        requirement = Requirement(text)
        version = pins.get(canonicalize_name(requirement.name), ("nothing", frozenset()))[0]
        if version == "nothing" or version not in requirement.specifier:
            yield f"oldest.txt: pins {requirement.name} to {version}; pyproject.toml allows {text}"


def main() -> int:
    """Print the faults, and return an exit status."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["project"]["dependencies"]
    python = project["project"]["requires-python"].removeprefix(">=")
    build = project["build-system"]["requires"]
    dev = project["project"]["optional-dependencies"]["dev"]
    core_pins, core_faults = read_pins(ROOT / "requirements" / "core.txt")
    dev_pins, dev_faults = read_pins(ROOT / "requirements" / "dev.txt")
    oldest_pins, oldest_faults = read_pins(ROOT / "requirements" / "oldest.txt")
    faults = [*core_faults, *dev_faults, *oldest_faults, *check_oldest(run, oldest_pins)]
    faults += check("core.txt", [*run, *build], core_pins)
    faults += check("dev.txt", [*run, *build, *dev], dev_pins)
    faults += check_python("dev.txt", python, dev_pins)
    faults += [f"dev.txt: {name} differs from core.txt" for name in core_pins if core_pins[name] != dev_pins.get(name)]
    for fault in faults:
        print(fault, file=sys.stderr)
    print("Requirements are in step." if not faults else "Run `make lock`, and look at what it changed.")
    return bool(faults)


def _requires(name: str) -> list[str]:
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


if __name__ == "__main__":
    sys.exit(main())
