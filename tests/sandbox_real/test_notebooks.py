"""Modules made of notebooks, in a real worker: what they need is in the jail, and errors keep their place."""

from __future__ import annotations

from collections.abc import Callable

from grader.model import Submission
from grader.sandbox.client import Missing, Raised, Returned, Worker
from grader.submissions.notebook import notebook_module
from tests.unit.submissions.planting import notebook

MODULE = notebook_module(
    notebook(
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport numpy as np",
        "def f(x):\n    \"\"\"One's half,\n\\n in '''quotes'''\"\"\"\n    return np.asarray(x) / HALF",
        "HALF = 2.0\nplt.plot([1, 2])\nf(3)\nwhile True: pass",
        "def g(x:\n    return 1",
        "def h(x):\n    y = x\n    return 1 / y",
    ),
    "unit1.ipynb",
    wanted=("f", "g", "h"),
)


def test_a_notebook_answers_like_a_file(student: Callable[..., Worker]) -> None:
    worker = student(unit1=MODULE.source.decode())
    submission = Submission("ada", (), "", cells=(("unit1.py", MODULE.cells),))

    def call(name: str, *args: object) -> object:
        return worker.call("unit1", name, args, {}, seconds=10.0)

    half = call("f", 3)
    assert isinstance(half, Returned)
    assert half.value == 1.5
    assert isinstance(call("print"), Missing)
    for name, error, place in (
        ("g", "SyntaxError", "unit1.ipynb, code cell 4, line 1"),
        ("h", "ZeroDivisionError", "unit1.ipynb, code cell 5, line 3"),
    ):
        raised = call(name, 0)
        assert isinstance(raised, Raised)
        assert (raised.name, submission.place(raised.file, raised.line)) == (error, place)
        assert (
            f"line {raised.line}, in {name}\n    {'def g(x:' if name == 'g' else 'return 1 / y'}" in raised.traceback
        )
