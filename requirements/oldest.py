"""Print the oldest version of each direct requirement that pyproject.toml allows: the input of oldest.txt."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def oldest(declared: list[str]) -> list[str]:
    """Return `name==version` for each `name>=version`; anything else raises ValueError."""
    requirements = [Requirement(text) for text in declared]
    bounds = {r.name: [s.version for s in r.specifier if s.operator == ">="] for r in requirements}
    return [f"{name}=={version}" for name, (version,) in bounds.items()]


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    print(*oldest(project["dependencies"]), sep="\n")
