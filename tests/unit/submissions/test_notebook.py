"""grader.submissions.notebook and cells: what a notebook amounts to, and what becomes of its cells when they run."""

from __future__ import annotations

import json
import traceback
from typing import Any

import pytest

from grader.errors import SubmissionError
from grader.model import Submission
from grader.submissions import notebook as notebooks
from grader.submissions.magics import Cleaned, without_magics
from grader.submissions.notebook import NotebookModule, notebook_module
from tests.unit.submissions.planting import notebook


def run(module: NotebookModule) -> dict[str, Any]:
    """Execute the module as a worker does, and return what is in it."""
    namespace: dict[str, Any] = {"__name__": "unit1", "__file__": "unit1.py"}
    exec(compile(module.source, "unit1.py", "exec", dont_inherit=True), namespace)
    return namespace


def made(*cells: str, wanted: tuple[str, ...] = ()) -> dict[str, Any]:
    return run(notebook_module(notebook(*cells), "unit1.ipynb", wanted=wanted))


def place(module: NotebookModule, error: BaseException) -> str:
    """Say where an error was raised, as feedback does."""
    line = next(f.lineno for f in reversed(traceback.extract_tb(error.__traceback__)) if f.filename == "unit1.py")
    assert line is not None
    return Submission("ada", (), "", cells=(("unit1.py", module.cells),)).place("unit1.py", line)


# What is run


def test_functions_of_several_cells_know_each_other_whatever_their_order() -> None:
    assert made("def f(x):\n    return g(x) + K", "def g(x):\n    return 2 * x", "K = 1")["f"](3) == 7


def test_what_only_tries_something_is_not_run() -> None:
    module = made("def f(x): return x", "print(f(1))", "while True: pass", "w = f(10)", "assert False", "exit()")
    assert "f" in module
    assert "w" not in module


def test_whatever_sets_or_changes_what_a_function_reads_is_run() -> None:
    cells = ("N = 3", "TABLE = []", "for i in range(N):\n    TABLE.append(i)", "TABLE[0] = 5", "if N > 2:\n    M = N")
    assert made(*cells, "def f(x=M):\n    return TABLE, x")["f"]() == ([5, 1, 2], 3)


def test_a_wanted_name_may_be_bound_in_any_way() -> None:
    module = made("f = lambda x: g(x)", "g = abs", "print(f(2))", wanted=("f",))
    assert module["f"](-2) == 2


def test_the_last_definition_counts() -> None:
    assert made("def f(): return 1", "def f(): return 2")["f"]() == 2


def test_imports_that_fail_leave_the_others_alone() -> None:
    assert made("import no_such_module as plt\nimport math", "def f(x): return math.sqrt(x)")["f"](4) == 2


def test_a_cell_that_fails_leaves_the_others_alone_and_tells_why_when_its_function_is_called() -> None:
    module = notebook_module(
        notebook("def f(): return 1", "x = 1\ndef g(x:\n    return 1", "def h(x=nope): pass"), "u"
    )
    namespace = run(module)
    assert namespace["f"]() == 1
    with pytest.raises(SyntaxError, match=r"^'\(' was never closed$") as syntax:
        namespace["g"](1)
    assert place(module, syntax.value) == "u, code cell 2, line 2"
    with pytest.raises(NameError, match="nope") as name:
        namespace["h"]()
    assert place(module, name.value) == "u, code cell 3, line 1"


def test_a_broken_cell_that_was_mended_in_a_later_one_is_mended() -> None:
    assert made("def f(x: return", "def f(): return 1")["f"]() == 1


def test_errors_are_told_by_cell_and_line() -> None:
    module = notebook_module(notebook("import math", "%magic\n\ndef f(x):\n    return 1 / x"), "unit1.ipynb")
    with pytest.raises(ZeroDivisionError) as caught:
        run(module)["f"](0)
    assert place(module, caught.value) == "unit1.ipynb, code cell 2, line 4"


def test_lines_of_the_module_are_those_of_the_cells() -> None:
    """So that a line of source beside an error is the right one."""
    cells = ("a = 1\nb = '''x'''\r\nc = r'\\d'", 'def f():\n    return "it\'s\\n"')
    module = notebook_module(notebook(*cells), "u")
    lines = module.source.decode().split("\n")
    assert lines[module.cells.before[0] : module.cells.before[0] + 3] == [
        "a = 1",
        "b = \\'\\'\\'x\\'\\'\\'",
        "c = r'\\\\d'",
    ]
    assert lines[module.cells.before[1]] == "def f():"


@pytest.mark.parametrize("text", ["'''", '"""', "\\", "\\'", "'", "\0", "\ud800", "\x0c", "\u2028", "é", "a\rb", "%"])
def test_any_text_in_a_string_comes_through(text: str) -> None:
    assert made(f"def f():\n    return {text!r}")["f"]() == text


def test_raw_text_of_any_kind_breaks_its_own_cell_only() -> None:
    for text in ("'''", '"""', "\\", "\0", "\ud800", "'", "(" * 300, "x = " + "-" * 5000 + "1"):
        assert made(text, "def f(): return 1")["f"]() == 1, repr(text)


# What is read


def test_nbformat_3_has_worksheets() -> None:
    old = {"nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "code", "language": "python", "input": ["def f():\n", "    return 3"]},
        {"cell_type": "heading", "source": "x"},
    ]}]}  # fmt: skip
    assert run(notebook_module(json.dumps(old).encode(), "u"))["f"]() == 3


def test_lines_and_a_byte_order_mark_are_put_together() -> None:
    content = b"\xef\xbb\xbf" + notebook(["def f():\n", "    return 1"])
    assert run(notebook_module(content, "u"))["f"]() == 1


def test_huge_outputs_do_not_matter() -> None:
    document = json.loads(notebook("def f(): return 1"))
    document["cells"][1]["outputs"] = [{"data": {"image/png": "A" * 100_000}}] * 100
    module = notebook_module(json.dumps(document).encode(), "u")
    assert len(module.source) < 10_000


def test_nbgraders_own_tests_are_not_the_students() -> None:
    document = json.loads(notebook("def f(): return 1", "assert f() == 1", "def g(): return 2"))
    document["cells"][2]["metadata"] = {"nbgrader": {"grade": True, "solution": False}}
    document["cells"][3]["metadata"] = {"nbgrader": {"grade": True, "solution": True}}
    assert "assert" not in notebook_module(json.dumps(document).encode(), "u").code


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(b"", "it is not JSON in UTF-8", id="empty"),
        pytest.param(b"{", "it is not JSON in UTF-8", id="cut off"),
        pytest.param(b"\xff\xfe{\0}\0", "it is not JSON in UTF-8", id="UTF-16"),
        pytest.param(b"[" * 100_000, "it is not JSON in UTF-8", id="deep"),
        pytest.param(b"[]", "it has no cells", id="list"),
        pytest.param(b"{}", "it has no cells", id="object"),
        pytest.param(b'{"cells": 3}', "it has no cells", id="number"),
        pytest.param(b'{"worksheets": {}}', "its worksheets are no list", id="worksheets"),
        pytest.param(b'{"worksheets": [3]}', "it has no cells", id="worksheet"),
        pytest.param(b'{"cells": [3]}', "a cell is no object", id="cell"),
        pytest.param(b'{"cells": [{"cell_type": "code"}]}', "a code cell has no text", id="no source"),
        pytest.param(b'{"cells": [{"cell_type": "code", "source": [1]}]}', "a code cell has no text", id="lines"),
    ],
)
def test_what_is_no_notebook_is_said(content: bytes, text: str) -> None:
    with pytest.raises(SubmissionError) as caught:
        notebook_module(content, "u")
    said = f"Not read: no notebook that Jupyter could open: {text}. Save it again, or as a .py file."
    assert str(caught.value) == said


@pytest.mark.parametrize("metadata", [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}])
def test_a_notebook_of_another_language_is_refused(metadata: dict[str, Any]) -> None:
    document = json.loads(notebook("x <- 1")) | {"metadata": metadata}
    with pytest.raises(SubmissionError, match="not for Python"):
        notebook_module(json.dumps(document).encode(), "u")


@pytest.mark.parametrize("metadata", [None, 3, {"kernelspec": 3}, {"kernelspec": {"language": {}}}, {"x": []}])
def test_strange_metadata_do_no_harm(metadata: object) -> None:
    document = json.loads(notebook("x = 1")) | {"metadata": metadata}
    assert notebook_module(json.dumps(document).encode(), "u").code == "x = 1"


def test_too_many_parts_are_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "MAX_NOTEBOOK_PARTS", 100)
    with pytest.raises(SubmissionError, match="Clear its outputs, save it, and hand it in again"):
        notebook_module(b"[" + b"{}," * 101, "u")


def test_a_mebibyte_of_code_is_too_much() -> None:
    with pytest.raises(SubmissionError, match="more than 1024 KiB of code"):
        notebook_module(notebook("#" * (1 << 20)), "u")


def test_too_much_code_is_not_even_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[int] = []

    def search(text: str) -> Cleaned:
        searched.append(len(text))
        return without_magics(text)

    monkeypatch.setattr(notebooks, "without_magics", search)
    with pytest.raises(SubmissionError, match="more than 1024 KiB of code"):
        notebook_module(notebook("x = 1", "#" * 600_000, "#" * 600_000, "y = 2"), "u")
    assert searched == [5, 600_000]


def test_what_is_left_out_is_named_with_its_cell() -> None:
    module = notebook_module(notebook("%matplotlib inline\nx = 1", "%%bash\nls", "!pip"), "u")
    assert module.left_out == ("%matplotlib inline (code cell 1)", "%%bash (code cell 2)", "!pip (code cell 3)")
