"""An nbgrader course in a folder, driven by the real programs, with notebooks made as students make them."""

from __future__ import annotations

import ast
import json
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

Cell = dict[str, Any]
Notebook = dict[str, Any]
PROGRAMS = sysconfig.get_path("scripts")


COURSE = Path(__file__).parents[1] / "courses" / "notebooks"


@dataclass(frozen=True)
class Classroom:
    """A course of ours, and the nbgrader course made of it."""

    base: Path

    @property
    def course(self) -> Path:
        """Return the folder of course.yaml."""
        return self.base / "course"

    @property
    def folder(self) -> Path:
        """Return the folder of nbgrader_config.py."""
        return self.base / "class"

    @property
    def exchange(self) -> Path:
        return self.base / "exchange"

    def prepare(self) -> None:
        """Make the homes of what is no part of a course."""
        (self.base / "home").mkdir()
        self.exchange.mkdir(mode=0o777)
        self.exchange.chmod(0o777)
        # jsonschema uses it where it is installed, and it builds a grammar for two seconds at each start of a program.
        (self.base / "home" / "rfc3987_syntax.py").write_text("raise ImportError('slow, and not needed')\n")

    def copied(self, name: str) -> Classroom:
        """Return a copy of all of it, which nobody else uses."""
        copy = Classroom(self.base / name)
        for folder in ("course", "class", "home", "exchange"):
            shutil.copytree(self.base / folder, copy.base / folder)
        return copy

    @property
    def environment(self) -> dict[str, str]:
        """Return an environment in which nothing of the tester's own is read or written."""
        home = str(self.base / "home")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "JUPYTER"))}
        return kept | {
            "HOME": home,
            "PATH": os.pathsep.join([PROGRAMS, os.environ["PATH"]]),
            "PYTHONPATH": home,
            "OPENBLAS_NUM_THREADS": "1",
        }

    def run(self, *command: str, cwd: Path | None = None, given: str = "", status: int = 0) -> str:
        """Run a program, as a person would; return what it printed."""
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == status, f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}"
        return done.stdout

    def grader(self, *arguments: str, status: int = 0) -> str:
        return self.run(sys.executable, "-m", "grader.cli", *arguments, cwd=self.course, status=status)

    def nbgrader(self, *arguments: str, cwd: Path | None = None, status: int = 0) -> str:
        return self.run("nbgrader", *arguments, cwd=cwd, status=status)

    def several(self, *commands: tuple[Path, str], status: int = 0) -> list[str]:
        """Run `nbgrader` once for each (folder, arguments); return what each printed."""
        given = json.dumps([[shlex.split(arguments), str(folder)] for folder, arguments in commands])
        answer = self.run(sys.executable, str(Path(__file__).with_name("several.py")), given=given)
        results = json.loads(answer.splitlines()[-1])
        for (_, arguments), (ended, text) in zip(commands, results, strict=True):
            assert ended == status, f"nbgrader {arguments}: exit status {ended}\n{text}"
        return [text for _, text in results]

    @property
    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "tiny")

    def released(self, assignment: str, unit: str) -> Notebook:
        return json.loads((self.folder / "release" / assignment / f"{unit}.ipynb").read_text())

    def hand_in(
        self, student: str, assignment: str, notebooks: Mapping[str, Notebook], *, folder: Path | None = None
    ) -> Path:
        """Lay work where `nbgrader collect` would, in the course's folder."""
        place = (folder or self.folder) / "submitted" / student / assignment
        place.mkdir(parents=True, exist_ok=True)
        for unit, notebook in notebooks.items():
            (place / f"{unit}.ipynb").write_text(json.dumps(notebook))
        (place / "timestamp.txt").write_text("2027-01-10 12:00:00.000000 UTC")
        return place

    def outputs(self, student: str, assignment: str, unit: str) -> dict[str, str]:
        """Return the text that each grade cell shows."""
        path = self.folder / "autograded" / student / assignment / f"{unit}.ipynb"
        cells = json.loads(path.read_text())["cells"]
        return {grade_id(cell): text_of(cell) for cell in cells if cell.get("outputs")}

    def scores(self, student: str, assignment: str) -> dict[str, float | None]:
        with self.gradebook as gradebook:
            notebooks = gradebook.find_submission(assignment, student).notebooks
            return {grade.name: grade.auto_score for notebook in notebooks for grade in notebook.grades}


def user() -> str:
    """Return who nbgrader takes a student of this machine to be."""
    return pwd.getpwuid(os.getuid()).pw_name


def grade_id(cell: Cell) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def text_of(cell: Cell) -> str:
    return "".join("".join(o["text"] if "text" in o else o["data"]["text/plain"]) for o in cell["outputs"])


def code(source: str) -> Cell:
    return {"cell_type": "code", "id": "x", "source": source, "metadata": {}, "outputs": [], "execution_count": None}


def functions(path: Path) -> dict[str, str]:
    """Return the source of each function of a file."""
    source = path.read_text()
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    return {node.name: ast.get_source_segment(source, node) or "" for node in found}


def solved(
    notebook: Notebook, answers: Mapping[str, str], edit: Callable[[list[Cell]], None] | None = None
) -> Notebook:
    """Return a released notebook with answers written into its solution cells, and then edited."""
    notebook = json.loads(json.dumps(notebook))
    for cell in notebook["cells"]:
        name = grade_id(cell).removesuffix("_solution")
        if cell["metadata"].get("nbgrader", {}).get("solution") and name in answers:
            cell["source"] = answers[name]
    if edit:
        edit(notebook["cells"])
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{cell['id'][:40]}-{number}"
    return notebook
