"""Executes notebooks as a student does, a few at a time, each in a kernel of the student's own environment.

Runs in an environment that has nbclient: `python -I execute_notebooks.py`. Reads {"python": …, "variables": {…},
"at_a_time": …, "notebooks": [path, …]} as JSON from standard input. Writes the outputs into each notebook, and to
standard output, for each one, {"outputs": {grade id: text}, "errors": {grade id: name of the exception}, "modules":
{name: file}}. Cells that nbgrader does not know go by their place.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

SECONDS = 120  # for one cell
NAME = "bare"
TERMINAL_CODES = re.compile(r"\x1b\[[0-9;]*m")
PROBE = """\
import json, sys
print(json.dumps({name: str(getattr(module, "__file__", None) or "") for name, module in sys.modules.items()}))"""


def main() -> None:
    """Execute what is asked for."""
    request = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / NAME / "kernel.json"
        spec.parent.mkdir()
        command = [request.pop("python"), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec.write_text(json.dumps({"argv": command, "display_name": NAME, "language": "python"}))
        results = asyncio.run(_all(Path(folder), **request))
    json.dump(results, sys.stdout)


async def _all(
    kernels: Path, *, notebooks: list[str], variables: dict[str, str], at_a_time: int
) -> list[dict[str, Any]]:
    turn = asyncio.Semaphore(at_a_time)

    async def execute(path: str) -> dict[str, Any]:
        async with turn:
            return await _execute(kernels, Path(path), variables)

    return await asyncio.gather(*(execute(path) for path in notebooks))


async def _execute(kernels: Path, path: Path, variables: dict[str, str]) -> dict[str, Any]:
    notebook = nbformat.read(path, as_version=4)
    manager = AsyncKernelManager(
        kernel_name=NAME,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(kernels)], ensure_native_kernel=False),
        connection_file=str(kernels / f"{path.parent.name}-{path.stem}.json"),
    )
    notebook.cells.append(nbformat.v4.new_code_cell(PROBE))
    client = NotebookClient(
        notebook, km=manager, timeout=SECONDS, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )
    await client.async_execute(env=variables)
    modules = json.loads(_text(notebook.cells.pop()))
    nbformat.write(notebook, path)
    code = [(str(place), cell) for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    named = {cell.metadata.get("nbgrader", {}).get("grade_id", place): cell for place, cell in code}
    errors = {name: output.ename for name, cell in named.items() for output in cell.outputs if "ename" in output}
    return {"outputs": {name: _text(cell) for name, cell in named.items()}, "errors": errors, "modules": modules}


def _text(cell: Any) -> str:
    texts = (output.get("text") or "\n".join(output.get("traceback", ())) for output in cell.outputs)
    return TERMINAL_CODES.sub("", "\n".join(texts))


if __name__ == "__main__":
    main()
