"""How the grader starts Python: never with the current folder, a user's own packages or PYTHON* variables on its path.

An instructor may stand in a student's folder, and a `multiprocessing.py` there must not run with the instructor's
rights. A new process gets the import path of this one, without the places that depend on where it was started.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

# -I is -E -P -s: no PYTHON* variables, no script's or current folder, no user site. -B: no bytecode beside sources.
OPTIONS = ("-I", "-B")
SINGLE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

_BOOTSTRAP = """\
import json, runpy, sys
sys.path[:] = json.loads(sys.argv.pop(1))
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""


def python_command(module: str, *arguments: str) -> list[str]:
    """Return the command that runs `module` as `python -m` does, with a path on which nothing of a student lies."""
    return [sys.executable, *OPTIONS, "-c", _BOOTSTRAP.format(module=module), json.dumps(safe_path()), *arguments]


def safe_path() -> list[str]:
    """Return this process's import path without relative entries and without the current folder.

    The folder that the grader itself was imported from stays: it is trusted wherever it lies.
    """
    here, home = _current_folder(), Path(__file__).resolve().parent.parent
    absolute = [entry for entry in sys.path if os.path.isabs(entry)]  # noqa: PTH117 (text, as the importer sees it)
    path = [entry for entry in absolute if Path(entry).resolve() != here]
    return path if any(Path(entry).resolve() == home for entry in path) else [*path, str(home)]


def _current_folder() -> Path | None:
    try:
        return Path.cwd().resolve()
    except OSError:  # it was removed
        return None


def safe_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this process's environment without PYTHON* variables, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, **(more or {})}
