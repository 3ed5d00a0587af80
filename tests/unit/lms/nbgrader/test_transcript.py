from __future__ import annotations

import re

import nbformat
import pytest

from grader.lms.nbgrader.cells import cell_metadata, grade_cell_id, grade_id, solution_cell_id
from grader.lms.nbgrader.transcript import MARK, cut, text_of, transcribe, with_results
from tests.unit.report import samples

UNIT = samples.ENTROPY
NAMES = [exercise.name for exercise in UNIT.exercises]
FILE = '''\
"""My solutions."""
import numpy as np

LOG2 = np.log(2)


def entropy(p):
    return -np.sum(p * helper(p))


def helper(p):
    """
def binary_entropy(x): only looks like one
    """
    return np.log(p) / LOG2

@cached
@other(1)
async def perplexity(p):
    class Inner:
        def entropy(self): ...
    return 2 ** entropy(p)


if __name__ == "__main__":
    print(entropy(0.5))
'''


def template() -> nbformat.NotebookNode:
    """Return a source notebook: set-up, imports, and two cells for each exercise."""
    cells = [
        nbformat.v4.new_code_cell("check = ...", metadata=cell_metadata("setup"), id="setup"),
        nbformat.v4.new_code_cell("import numpy as np", id="imports"),
    ]
    for exercise in UNIT.exercises:
        for name, metadata in (
            (solution_cell_id(exercise.name), {"solution": True}),
            (grade_cell_id(exercise.name), {"grade": True, "points": exercise.points}),
        ):
            about = cell_metadata(name, **metadata)  # type: ignore[arg-type]
            cells.append(nbformat.v4.new_code_cell("...", metadata=about, id=name))
    return nbformat.v4.new_notebook(cells=cells)


def sources(content: bytes) -> dict[str, str]:
    notebook = transcribe(template(), UNIT, content, "5ca1ab1e")
    return {grade_id(cell) or cell.id: cell.source for cell in notebook.cells}


def test_each_function_is_in_its_cell_with_its_decorators_and_what_follows_it() -> None:
    rest, pieces = cut(FILE, ["entropy", "perplexity"])
    assert rest.startswith('"""My solutions."""')
    assert rest.rstrip().endswith("LOG2 = np.log(2)")
    assert pieces["entropy"].startswith("def entropy(p):")
    assert "def helper(p):" in pieces["entropy"]
    assert pieces["perplexity"].startswith("@cached\n@other(1)\nasync def perplexity(p):")
    assert pieces["perplexity"].endswith("print(entropy(0.5))")


@pytest.mark.parametrize(
    "text",
    [
        FILE,
        "",
        "def entropy(",
        "x = 1\n" * 3,
        "def entropy(p): 1\ndef entropy(p): 2\n",
        "\x00def entropy(\n",
        '"""\n' + FILE,
    ],
    ids=["file", "empty", "not Python", "no function", "twice", "NUL", "one long string"],
)
def test_every_line_is_kept_in_its_order(text: str) -> None:
    rest, pieces = cut(text, NAMES)
    kept = [
        rest,
        *(pieces[name] for name in sorted(pieces, key=lambda name: re.search(rf"def {name}\(", text).start())),
    ]  # type: ignore[union-attr]
    assert [line for part in kept for line in part.split("\n") if line] == [line for line in text.split("\n") if line]


def test_a_missing_function_is_said_and_the_rest_has_the_cell_of_the_imports() -> None:
    written = sources(FILE.encode())
    assert written["imports"].startswith('"""My solutions."""')
    assert written["entropy_solution"].startswith("def entropy(p):")
    assert written["setup"] == "check = ..."
    assert written["binary_entropy_solution"].startswith("def binary_entropy(x): only looks like one")
    assert sources(b"")["perplexity_solution"] == "# perplexity is not in the file that was handed in."


def test_a_template_without_a_free_cell_gets_one() -> None:
    bare = template()
    del bare.cells[1]
    notebook = transcribe(bare, UNIT, FILE.encode(), "5ca1ab1e")
    assert notebook.cells[1].source.startswith('"""My solutions."""')
    nbformat.validate(notebook)


def test_bytes_that_are_no_text_do_no_harm() -> None:
    assert text_of(b"\xef\xbb\xbfa\r\nb\rc\xff") == "a\nb\nc\ufffd"


def test_results_are_in_the_grade_cells_of_a_copy() -> None:
    notebook = transcribe(template(), UNIT, FILE.encode(), "5ca1ab1e")
    results = {result.exercise.name: result for result in samples.mixed()}
    graded = with_results(notebook, results, samples.COURSE)
    nbformat.validate(graded)
    shown = {grade_id(cell): cell.outputs for cell in graded.cells if cell.outputs}
    assert set(shown) == set(NAMES)
    assert shown["entropy"][1].data["text/plain"] == "0.67"
    assert not any(cell.outputs for cell in notebook.cells)
    assert graded.metadata[MARK] == {"submission": "5ca1ab1e"}
