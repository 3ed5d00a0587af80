"""An nbgrader course in a folder, driven by the real programs, with notebooks made as students make them."""

from __future__ import annotations

import ast
import json
import os
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


@dataclass(frozen=True)
class Classroom:
    """A course of ours, and the nbgrader course made of it."""

    course: Path  # course.yaml
    folder: Path  # nbgrader_config.py
    home: Path  # of the user who runs everything; nothing of the tester's own is read or written

    @property
    def environment(self) -> dict[str, str]:
        path = os.pathsep.join([PROGRAMS, os.environ["PATH"]])
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "JUPYTER"))}
        return kept | {"HOME": str(self.home), "PATH": path, "OPENBLAS_NUM_THREADS": "1"}

    def run(self, *command: str, cwd: Path | None = None, status: int = 0) -> str:
        """Run a program, as a person would; return what it printed."""
        done = subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == status, f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}"
        return done.stdout

    def grader(self, *arguments: str, status: int = 0) -> str:
        return self.run(sys.executable, "-m", "grader.cli", *arguments, cwd=self.course, status=status)

    def nbgrader(self, *arguments: str, cwd: Path | None = None, status: int = 0) -> str:
        return self.run("nbgrader", *arguments, cwd=cwd, status=status)

    @property
    def gradebook(self) -> Gradebook:
        return Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}", "tiny")

    def released(self, assignment: str, unit: str) -> Notebook:
        return json.loads((self.folder / "release" / assignment / f"{unit}.ipynb").read_text())

    def hand_in(self, student: str, assignment: str, notebooks: Mapping[str, Notebook], time: str = "") -> Path:
        """Lay work where `nbgrader collect` would."""
        folder = self.folder / "submitted" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        for unit, notebook in notebooks.items():
            (folder / f"{unit}.ipynb").write_text(json.dumps(notebook))
        (folder / "timestamp.txt").write_text(time or "2027-01-10 12:00:00.000000 UTC")
        return folder

    def outputs(self, student: str, assignment: str, unit: str) -> dict[str, str]:
        """Return the text that each grade cell shows."""
        path = self.folder / "autograded" / student / assignment / f"{unit}.ipynb"
        cells = json.loads(path.read_text())["cells"]
        return {grade_id(cell): text_of(cell) for cell in cells if cell.get("outputs")}

    def scores(self, student: str, assignment: str) -> dict[str, float | None]:
        with self.gradebook as gradebook:
            notebooks = gradebook.find_submission(assignment, student).notebooks
            return {grade.name: grade.auto_score for notebook in notebooks for grade in notebook.grades}


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
