"""The traps of nbgrader, looked for in the folder of a course: each has cost somebody marks or an evening.

Nothing is imported or executed: the extra `[nbgrader]` may be missing, and a configuration is a program.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import sqlite3
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from grader.doctor.diagnosis import Diagnosis
from grader.extras import install_command

CONFIG = "nbgrader_config.py"
OURS = "grader.lms.nbgrader.SandboxedAutograde"
OLDEST = (0, 9, 5)
MARKERS = (b"BEGIN HIDDEN TESTS", b"BEGIN SOLUTION", b"BEGIN MARK SCHEME")  # nbgrader strips them from notebooks alone
MAX_NAMED = 3


def is_nbgrader_course(folder: Path) -> bool:
    """Whether `folder` is that of an nbgrader course."""
    return (folder / CONFIG).is_file()


def diagnose_nbgrader(folder: Path, solutions: Path) -> Iterator[Diagnosis]:
    """Look at the nbgrader course in `folder`; none of what lies in `solutions` may be among the students' files."""
    yield _installed()
    yield _alembic()
    yield _gradebook(folder / "gradebook.db")
    yield from _configuration(folder / CONFIG)
    notebooks = dict(_notebooks(folder))
    yield _task_cells(notebooks)
    yield _kernels(notebooks)
    yield _leaks(folder, solutions)
    yield _overwritten(folder)


# --------------------------------------------------------------------------------------------------
# The machine


def _installed() -> Diagnosis:
    try:
        found = version("nbgrader")
    except PackageNotFoundError:
        return Diagnosis("nbgrader", False, "not installed", install_command("nbgrader"))
    numbers = tuple(int(part) for part in found.split(".")[:3] if part.isdigit())
    return Diagnosis("nbgrader", numbers >= OLDEST, found, "" if numbers >= OLDEST else "0.9.5 or newer is needed")


def _alembic() -> Diagnosis:
    """Look for what nbgrader runs by its bare name when it makes a gradebook, which is broken where that fails."""
    found = shutil.which("alembic")
    if found:
        return Diagnosis("alembic", True, found)
    advice = f'nbgrader cannot make a gradebook. export PATH="{sysconfig.get_path("scripts")}:$PATH"'
    return Diagnosis("alembic", False, "not on PATH", advice)


def _kernels(notebooks: Mapping[str, Any]) -> Diagnosis:
    """Kernels are for students and `nbgrader validate`; our autograding needs none."""
    named = {name: _kernel_of(notebook) for name, notebook in notebooks.items()}
    missing = sorted({kernel for kernel in named.values() if kernel and not _has_kernel(kernel)})
    if missing:
        example = next(name for name, kernel in named.items() if kernel == missing[0])
        advice = f"`nbgrader validate` cannot run {example}. For Python: {sys.executable} -m ipykernel install --user"
        return Diagnosis("kernels", False, f"not installed here: {_named(missing)}", advice)
    return Diagnosis("kernels", True, _named(sorted({kernel for kernel in named.values() if kernel})) or "none named")


def _kernel_of(notebook: Any) -> str:
    kernel = notebook.get("metadata", {}).get("kernelspec", {}) if isinstance(notebook, dict) else {}
    return str(kernel.get("name", "")) if isinstance(kernel, dict) else ""


def _has_kernel(name: str) -> bool:
    folders = [Path(sys.prefix, "share/jupyter"), Path.home() / ".local/share/jupyter"]
    folders += [Path(folder) for folder in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if folder]
    folders += [Path("/usr/local/share/jupyter"), Path("/usr/share/jupyter")]
    return any((folder / "kernels" / name / "kernel.json").is_file() for folder in folders)


# --------------------------------------------------------------------------------------------------
# The course


def _gradebook(path: Path) -> Diagnosis:
    if not path.exists():
        return Diagnosis("gradebook", True, "none yet; nbgrader makes one, or uses the `db_url` of its configuration")
    broken = "move it away and let nbgrader make another; a copy from before has the marks"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            versions = (
                database.execute("SELECT * FROM alembic_version").fetchall() if "alembic_version" in tables else []
            )
    except sqlite3.Error as error:
        return Diagnosis("gradebook", False, f"{path}: {error}", f"Broken: {broken}")
    if sound != "ok":
        return Diagnosis("gradebook", False, f"{path}: {sound}", f"Broken: {broken}")
    if len(versions) != 1:
        return Diagnosis(
            "gradebook", False, f"{path}: has no version", f"alembic was missing when it was made: {broken}"
        )
    return Diagnosis("gradebook", True, f"{path}, version {versions[0][0]}")


def _configuration(path: Path) -> Iterator[Diagnosis]:
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    ours = OURS in text
    found = "behind the sandbox" if ours else "in nbgrader's own kernel, with your rights, beside the answers"
    how = f"c.Autograde.autograde_preprocessors = [{OURS!r}, …]: docs/lms.md has the whole list"
    yield Diagnosis("students' code", ours, f"runs {found}", "" if ours else how)
    said = "no warning costs marks" if ours else "a right answer with a NumPy warning gets 0: anything on stderr does"
    yield Diagnosis(
        "stderr", ours, said, "" if ours else "Grade behind the sandbox, or tell students to filter warnings"
    )


def _notebooks(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in sorted((folder / "source").glob("*/*.ipynb")):
        try:
            yield path.relative_to(folder).as_posix(), json.loads(path.read_bytes())
        except (OSError, ValueError):
            yield path.relative_to(folder).as_posix(), None


def _task_cells(notebooks: Mapping[str, Any]) -> Diagnosis:
    """Find unlocked task cells: a student can edit them away, and their points with them."""
    unreadable = [name for name, notebook in notebooks.items() if not isinstance(notebook, dict)]
    if unreadable:
        return Diagnosis("source notebooks", False, f"no JSON: {_named(unreadable)}", "Save them again from Jupyter")
    unlocked = [
        f"{name}: {about.get('grade_id')}"
        for name, notebook in notebooks.items()
        for about in _abouts(notebook)
        if about.get("task") and not about.get("locked")
    ]
    if unlocked:
        return Diagnosis(
            "task cells", False, f"unlocked: {_named(unlocked)}", "Lock them: nbgrader's schema 3 asks for it"
        )
    return Diagnosis("task cells", True, f"none is unlocked, in {len(notebooks)} notebooks")


def _abouts(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.get("cells", []):
        about = cell.get("metadata", {}).get("nbgrader") if isinstance(cell, dict) else None
        if isinstance(about, dict):
            yield about


def _leaks(folder: Path, solutions: Path) -> Diagnosis:
    """Every file beside a source notebook goes to the students as it is."""
    secret = {content for path in _files(solutions) if len(content := path.read_bytes()) > 0}
    leaks = [
        path.relative_to(folder).as_posix()
        for path in _files(folder / "source")
        if path.suffix != ".ipynb" and _is_secret(path.read_bytes(), secret)
    ]
    if leaks:
        return Diagnosis("released files", False, f"for teachers only: {_named(leaks)}", "Move them out of source/")
    return Diagnosis("released files", True, "nothing for teachers only was found beside the source notebooks")


def _is_secret(content: bytes, secret: set[bytes]) -> bool:
    return content in secret or any(marker in content for marker in MARKERS)


def _overwritten(folder: Path) -> Diagnosis:
    """`nbgrader autograde` puts the released version over what a student changed."""
    excluded = _excluded(folder / CONFIG)
    lost = [
        path.relative_to(folder).as_posix()
        for path in _files(folder / "submitted")
        if path.suffix == ".py" and _is_lost(path.relative_to(folder / "submitted"), path, folder, excluded)
    ]
    if lost:
        advice = "c.Autograde.exclude_overwriting = {assignment: [file, …]} keeps what students wrote"
        return Diagnosis("students' files", False, f"will be overwritten: {_named(lost)}", advice)
    return Diagnosis("students' files", True, "none that was changed will be overwritten")


def _is_lost(name: Path, path: Path, folder: Path, excluded: Mapping[str, Iterable[str]]) -> bool:
    if len(name.parts) < 3 or name.parts[2] == "grader":  # what we released, of which nothing is the student's
        return False
    _, assignment, *rest = name.parts
    released = folder / "source" / assignment / Path(*rest)
    changed = released.is_file() and released.read_bytes() != path.read_bytes()
    return changed and Path(*rest).as_posix() not in excluded.get(assignment, ())


def _excluded(config: Path) -> Mapping[str, Iterable[str]]:
    """Return what `c.Autograde.exclude_overwriting` is set to, if it is written out."""
    try:
        tree = ast.parse(config.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "c.Autograde.exclude_overwriting":
            try:
                value = ast.literal_eval(node.value)
            except ValueError:
                return {}
            return value if isinstance(value, dict) else {}
    return {}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(names[:MAX_NAMED]) + more
