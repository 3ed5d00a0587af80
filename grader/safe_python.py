"""How Python is started and where it imports from: never from the folder that it happens to be started in.

An instructor may work in a student's folder. `python -m` and `python -c`, and with them every process that
`multiprocessing` spawns, put that folder first on the import path: a student's `random.py` would run with the
instructor's rights. So does an empty or relative entry of PYTHONPATH, and of LD_LIBRARY_PATH for shared objects.

Everything in this package that starts a process uses this module (tests/unit/test_safe_python.py finds the places):

    command        the words that start Python: `[*command("-m", "grader.cli"), …]`
    environment    the environment of such a process
    away_from_here the same for this process and for what other libraries start, as long as a block lasts

What Python imports before our first line is out of reach: `python -m grader.cli`, without -P, in a student's folder
runs that student's `pkgutil.py`. The `grader` command and `python -P -m grader.cli` do not.
"""

from __future__ import annotations

import os
import site
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

# -P: neither the current folder nor the script's is on the import path. -s: no site-packages of the user.
OPTIONS = ("-P", "-s")
SINGLE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

_RUN_MODULE = """\
import json, runpy, sys
sys.path[:] = json.loads(sys.argv.pop(1))
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""
_SETTINGS = {"PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1"}  # the same for processes that others start
_DROPPED = ("PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT")  # name a file or a module to run
_SINGLE_PATHS = ("PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONUSERBASE")
_PATH_LISTS = ("PYTHONPATH", "LD_LIBRARY_PATH")


def command(*arguments: str, python: str = sys.executable) -> list[str]:
    """Return the words that start Python with `arguments`; use them together with `environment`."""
    return [python, *OPTIONS, *arguments]


def isolated_command(*arguments: str) -> list[str]:
    """Return the words that start a Python that ignores PYTHON* variables and writes no bytecode; for our own code."""
    return [sys.executable, "-I", "-B", *arguments]


def module_command(module: str, *arguments: str) -> list[str]:
    """Return the words that run a module of the grader, on this process's import path without the current folder."""
    import json  # noqa: PLC0415 — not before the current folder has left the path: this module is what takes it off

    home = str(Path(__file__).resolve().parents[1])
    path = safe_path()
    path += [] if home in path else [home]  # a checkout that is not installed: its code is trusted wherever it lies
    return isolated_command("-c", _RUN_MODULE.format(module=module), json.dumps(path), *arguments)


def environment(inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return `inherited` without what makes Python, or the dynamic loader, look into the current folder.

    Absolute entries of PYTHONPATH stay: somebody chose them. Where the grader itself is installed for one user only
    (`pip install --user`), its folder joins them, since the user's site-packages are switched off.
    """
    kept = {name: value for name, value in inherited.items() if name not in _DROPPED}
    for name in _SINGLE_PATHS:
        if not Path(kept.get(name, "/")).is_absolute():
            del kept[name]
    for name in _PATH_LISTS:
        if entries := absolute_entries(kept.pop(name, "")):
            kept[name] = os.pathsep.join(entries)
    own = str(Path(__file__).resolve().parents[1])
    if own == site.getusersitepackages():
        kept["PYTHONPATH"] = os.pathsep.join([*absolute_entries(kept.get("PYTHONPATH", "")), own])
    return kept | _SETTINGS


def absolute_entries(path_list: str) -> list[str]:
    """Return the entries of a list like PYTHONPATH that name a folder wherever one is; an empty one means here."""
    return [entry for entry in path_list.split(os.pathsep) if os.path.isabs(entry)]  # noqa: PTH117 (text)


def lists_with_relative_entries(variables: Mapping[str, str] = os.environ) -> list[str]:
    """Return the variables by which any program that is started loads files of the current folder."""
    lists = {name: variables.get(name, "") for name in _PATH_LISTS}
    return [name for name, value in lists.items() if value and absolute_entries(value) != value.split(os.pathsep)]


RELATIVE_AT_START = tuple(lists_with_relative_entries())  # before anybody changes them


@contextmanager
def away_from_here() -> Iterator[None]:
    """Import nothing from the current folder in the block, and let nothing that is started in it do so."""
    path, pycache = sys.path[:], sys.pycache_prefix
    before, safe = dict(os.environ), environment()
    changed = [name for name in before.keys() | safe.keys() if before.get(name) != safe.get(name)]
    leave_current_folder()
    _set_variables(changed, safe)
    try:
        yield
    finally:
        sys.path[:], sys.pycache_prefix = path, pycache
        _set_variables(changed, before)


def leave_current_folder() -> None:
    """Take the current folder, and everything that is relative to it, off this process's import path for good."""
    sys.path[:] = safe_path()
    if sys.pycache_prefix is not None and not Path(sys.pycache_prefix).is_absolute():
        sys.pycache_prefix = None


def safe_path() -> list[str]:
    """Return this process's import path without the current folder and everything that is relative to it."""
    listed = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    chosen = absolute_entries(os.pathsep.join(listed))
    relative = {os.path.abspath(entry) for entry in listed} - set(chosen)  # noqa: PTH100 (`site` writes them so)
    library = os.path.dirname(os.__file__)  # noqa: PTH120 (text, as the importer sees it)
    end = sys.path.index(library) if library in sys.path else len(sys.path)
    here = {"", os.path.abspath(".")} | relative  # noqa: PTH100
    # Behind the standard library are the folders that `site` was told of, such as a developer's checkout.
    front = [entry for entry in sys.path[:end] if entry in chosen or entry not in here]
    return [entry for entry in front + sys.path[end:] if os.path.isabs(entry)]  # noqa: PTH117


def _set_variables(names: Iterable[str], values: Mapping[str, str]) -> None:
    for name in names:
        if name in values:
            os.environ[name] = values[name]
        else:
            os.environ.pop(name, None)
