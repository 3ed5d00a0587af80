"""Packages as pip installs them, made by hand: their files, their metadata, and the list of their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def install(
    folder: Path, name: str, files: Mapping[str, str], *, needs: tuple[str, ...] = (), record: bool = True
) -> None:
    """Put a package of this name into a folder of packages."""
    info = f"{name.replace('-', '_')}-1.5.dist-info"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.5", *(f"Requires-Dist: {need}" for need in needs)]
    written = {**files, f"{info}/METADATA": "\n".join(lines) + "\n", f"{info}/INSTALLER": "by hand\n"}
    if record:
        names = [*written, f"{info}/RECORD", "../../../bin/tool", "__pycache__/x.pyc"]
        written[f"{info}/RECORD"] = "".join(f"{file},,\n" for file in names)
    else:
        written[f"{info}/top_level.txt"] = "\n".join({file.partition("/")[0].removesuffix(".py") for file in files})
    for file, text in written.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
