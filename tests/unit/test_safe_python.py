"""Nothing that we start imports from the current folder, and each place that starts something is known here."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import grader
from grader import safe_python

PACKAGE = Path(grader.__file__).parent
NOT_OURS = ("attack/corpus", "attack/course", "attack/shared")  # what students submit to the attack's course

# What starts a process, by the module that has it. A name that begins with * is a beginning.
STARTERS = {
    "subprocess": ("*",),
    "multiprocessing": ("*",),
    "concurrent.futures": ("ProcessPoolExecutor",),
    "os": ("*exec", "*spawn", "*posix_spawn", "fork", "forkpty", "system", "popen"),
    "posix": ("*",),
    "_posixsubprocess": ("*",),
    "pty": ("*",),
    "asyncio": ("*create_subprocess",),
    "runpy": ("*",),
}
# Names of these modules that start nothing.
HARMLESS = {
    *(
        "subprocess.DEVNULL",
        "subprocess.PIPE",
        "subprocess.STDOUT",
        "subprocess.TimeoutExpired",
        "multiprocessing.connection.wait",
    ),
    *("multiprocessing.connection.Connection", "multiprocessing.Pipe"),
    *("multiprocessing.context", "multiprocessing.context.ForkProcess"),
}
# Each place, and why it is safe: a fork keeps the path of its parent and starts no Python.
FORK = "fork"
COMMAND = "subprocess with safe_python's command and environment"
PLACES = {
    ("attack/batch.py", "subprocess.run"): COMMAND,
    ("attack/stage.py", "subprocess.Popen"): COMMAND,
    ("sandbox/process.py", "subprocess.Popen"): COMMAND,
    ("authoring/watching.py", "multiprocessing.get_context"): FORK,
    ("process_pool.py", "subprocess.Popen"): COMMAND,
    ("submissions/reader.py", "subprocess.Popen"): COMMAND,
    ("selfcheck/handout_check.py", "subprocess.run"): COMMAND,
    ("sandbox/canary.py", "os.fork"): FORK,  # an attack, which must fail
    ("sandbox/canary.py", "os.execv"): FORK,  # an attack, which must fail
    ("sandbox/lending.py", "os.fork"): FORK,
    ("sandbox/zygote.py", "os.fork"): FORK,
    ("selfcheck/trial.py", "multiprocessing.get_context"): FORK,
}


class Use(NamedTuple):
    """A name that starts processes, where it is used."""

    path: str
    name: str
    node: ast.AST


def uses(path: Path) -> Iterator[Use]:
    """Yield every use of a starter, under whatever name it was imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            known |= {
                a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                for a in node.names
            }
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    for node in ast.walk(tree):
        name = dotted(node, known)
        if name and starts(name) and name not in HARMLESS:
            yield Use(path.relative_to(PACKAGE).as_posix(), name, node)


def dotted(node: ast.AST, known: dict[str, str]) -> str:
    """Return the full name that an expression stands for, as far as imports say."""
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute) and (outer := dotted(node.value, known)):
        return f"{outer}.{node.attr}"
    return ""


def starts(name: str) -> bool:
    for module, starters in STARTERS.items():
        rest = name.removeprefix(f"{module}.")
        if rest != name and any(rest == s or (s[0] == "*" and rest.startswith(s[1:])) for s in starters):
            return True
    return False


def ours() -> list[Path]:
    return [p for p in sorted(PACKAGE.rglob("*.py")) if not p.relative_to(PACKAGE).as_posix().startswith(NOT_OURS)]


ALL_USES = [use for path in ours() for use in uses(path) if use.name.count(".") or use.name in STARTERS]


def test_every_place_that_starts_a_process_is_known() -> None:
    assert {(use.path, use.name) for use in ALL_USES} == set(PLACES)


@pytest.mark.parametrize("place", [place for place, how in PLACES.items() if how == COMMAND], ids="-".join)
def test_a_command_is_started_with_our_options_and_environment(place: tuple[str, str]) -> None:
    """The call names its environment; the module makes that, and the command, with safe_python."""
    source = (PACKAGE / place[0]).read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    started = [call for call in calls if ast.unparse(call.func) == place[1]]
    assert started
    for call in started:
        assert "nvironment(" in ast.unparse(next(k.value for k in call.keywords if k.arg == "env"))
    used = {ast.unparse(call.func) for call in calls}
    assert "safe_python.environment" in used
    assert used & {f"safe_python.{name}command" for name in ("", "isolated_", "module_")}
    assert "sys.executable" not in {ast.unparse(call) for call in calls for call in call.args}


@pytest.mark.parametrize(
    "line",
    [
        "import subprocess\nsubprocess.run(['x'])",
        "from subprocess import Popen as P\nP(['x'])",
        "import os\nos.execvpe('x', [], {})",
        "import os as o\no.posix_spawnp",
        "from os import system\nsystem('x')",
        "import multiprocessing as mp\nmp.Process()",
        "from concurrent.futures import ProcessPoolExecutor\nProcessPoolExecutor()",
        "import asyncio\nasyncio.create_subprocess_exec('x')",
    ],
)
def test_a_new_place_would_be_found(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path)
    (tmp_path / "new.py").write_text(line, encoding="utf-8")
    assert [use.path for use in uses(tmp_path / "new.py")]


def test_relative_entries_and_files_to_run_leave_the_environment() -> None:
    given = {
        "PYTHONPATH": os.pathsep.join(["", ".", "lib", "/opt/lib", "../x"]),
        "LD_LIBRARY_PATH": ":/opt/so",
        "PYTHONSTARTUP": "start.py",
        "PYTHONINSPECT": "1",
        "PYTHONBREAKPOINT": "mallory.hook",
        "PYTHONPYCACHEPREFIX": "cache",
        "PYTHONHOME": "/usr",
        "PATH": "/bin",
    }
    assert safe_python.environment(given) == {
        "PYTHONPATH": "/opt/lib",
        "LD_LIBRARY_PATH": "/opt/so",
        "PYTHONHOME": "/usr",
        "PATH": "/bin",
        "PYTHONSAFEPATH": "1",
        "PYTHONNOUSERSITE": "1",
    }


@pytest.mark.parametrize(
    ("value", "relative"),
    [
        ("/opt", False),
        ("/a:/b", False),
        ("", False),
        (":/opt", True),
        ("/opt:", True),
        ("/a::/b", True),
        ("lib", True),
    ],
)
def test_lists_that_name_the_current_folder(value: str, relative: bool) -> None:
    assert safe_python.lists_with_relative_entries({"LD_LIBRARY_PATH": value}) == ["LD_LIBRARY_PATH"] * relative


def test_lists_without_absolute_entries_leave_whole() -> None:
    """An empty LD_LIBRARY_PATH would be the current folder."""
    assert safe_python.environment({"PYTHONPATH": "", "LD_LIBRARY_PATH": "."}).keys() == {
        "PYTHONSAFEPATH",
        "PYTHONNOUSERSITE",
    }


def test_a_grader_installed_for_one_user_is_still_found(monkeypatch: pytest.MonkeyPatch) -> None:
    home = str(PACKAGE.resolve().parent)
    monkeypatch.setattr(safe_python.site, "getusersitepackages", lambda: home)
    assert safe_python.environment({"PYTHONPATH": "/opt"})["PYTHONPATH"] == f"/opt{os.pathsep}{home}"


def run(code: str, *options: str, folder: Path, **variables: str) -> list[str]:
    """Run code in a folder, with the grader's package importable; return what it prints, by lines."""
    variables = {"PYTHONPATH": str(PACKAGE.parent), **variables}
    done = subprocess.run(
        [sys.executable, *options, "-c", f"import sys\nfrom grader import safe_python\n{code}"],
        cwd=folder, env={"PATH": os.environ["PATH"], **variables}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def mark(folder: Path, name: str) -> None:
    (folder / f"{name}.py").write_text(f"print('{name} of the folder')", encoding="utf-8")


@pytest.mark.parametrize("path", ["", ".", "/nowhere:", "sub/..", "{package}:."])
def test_this_process_leaves_the_current_folder(tmp_path: Path, path: str) -> None:
    mark(tmp_path, "difflib")
    variables = {"PYTHONPATH": os.pathsep.join([path, str(PACKAGE.parent)]).format(package=PACKAGE.parent)}
    assert run("import difflib", folder=tmp_path, **variables) == ["difflib of the folder"]
    assert run("safe_python.leave_current_folder(); import difflib", folder=tmp_path, **variables) == []
    assert run("with safe_python.away_from_here(): import difflib", folder=tmp_path, **variables) == []


def test_what_is_started_in_the_block_does_not_look_there(tmp_path: Path) -> None:
    mark(tmp_path, "difflib")
    start = "import subprocess; subprocess.run([sys.executable, '-c', 'import difflib'], check=True)"
    assert run(start, folder=tmp_path) == ["difflib of the folder"]
    assert run(f"with safe_python.away_from_here(): {start}", folder=tmp_path) == []


def test_an_absolute_entry_that_was_chosen_stays(tmp_path: Path) -> None:
    mark(tmp_path, "chosen")
    path = os.pathsep.join([str(tmp_path), str(PACKAGE.parent)])
    assert run("safe_python.leave_current_folder(); import chosen", folder=tmp_path, PYTHONPATH=path)


def test_compiled_files_are_not_read_from_here(tmp_path: Path) -> None:
    code = "safe_python.leave_current_folder(); print(sys.pycache_prefix)"
    assert run(code, folder=tmp_path, PYTHONPYCACHEPREFIX="cache", PYTHONDONTWRITEBYTECODE="1") == ["None"]


def test_everything_is_as_it_was_after_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ".:/opt")
    monkeypatch.syspath_prepend("")
    before = sys.path[:], dict(os.environ)
    with safe_python.away_from_here():
        assert os.environ["PYTHONPATH"] == "/opt"
        assert os.environ["PYTHONSAFEPATH"] == "1"
        assert "" not in sys.path
        os.environ["SET_WITHIN"] = "stays"
    assert os.environ.pop("SET_WITHIN") == "stays"
    assert (sys.path, dict(os.environ)) == before
