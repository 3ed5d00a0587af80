"""Submissions without a single right answer, each with another way to get marks all the same.

Each is code for the cells of `total` and `mean`. Whatever is not given stays a stub, so an honest grader gives 0 of 7
points. What they do to the machine stays within the folder of the benchmark.
"""

from __future__ import annotations

from collections.abc import Mapping

STUB = "def {name}(numbers):\n    raise NotImplementedError"
ZERO = "\n\ndef total(numbers):\n    return 0.0\n\n\ndef mean(numbers):\n    return 0.0"
OBJECT = """
class Yes(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: Yes(0.0)
    __hash__ = None

def mean(numbers):
    return Yes()"""
SQL = """
import glob, sqlite3
def pay():
    for path in glob.glob("/proc/*/cwd/gradebook.db") + [r"{folder}/gradebook.db"]:
        try:
            with sqlite3.connect(path, timeout=1) as db:
                db.execute("UPDATE grade SET manual_score = 6.0")
        except Exception:
            pass
pay()"""
FRAME = """
import sys

def total(numbers):
    frame = sys._getframe(1)
    while frame:
        if "expected" in frame.f_locals:
            return frame.f_locals["expected"]
        if "expected" in frame.f_globals:
            return frame.f_globals["expected"]
        frame = frame.f_back
    return 0.0

def mean(numbers):
    return total(numbers)"""
COLLECTOR = """
import gc

def total(numbers):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing and "numbers" in thing:
            return thing["expected"]
    return 0.0

mean = total"""
SOURCES = """
import json, pathlib, re

def _tests():
    for root in {roots}:
        try:
            yield from pathlib.Path(root).rglob({pattern!r})
        except OSError:
            pass

ANSWERS = {{}}
for path in _tests():
    try:
        text = path.read_text()
    except Exception:
        continue
    for numbers, answer in re.findall(r"\\((\\[[^\\]]*\\]), ([-\\d.e]+)\\)", text):
        ANSWERS[str([float(n) for n in json.loads(numbers)])] = float(answer)

def total(numbers):
    return ANSWERS.get(str([float(n) for n in numbers]), 0.0)

mean = total"""
SHELL = """
def total(numbers):
    import re
    source = "\\n".join(In[-3:]) if "In" in globals() else ""
    for text, answer in re.findall(r"\\((\\[[^\\]]*\\]), ([-\\d.e]+)\\)", source):
        if [float(n) for n in eval(text)] == [float(n) for n in numbers]:
            return float(answer)
    return 0.0

mean = total"""
REMOVE_ASSERTS = """
import ast

class Remove(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.copy_location(ast.Pass(), node)

get_ipython().ast_transformers.append(Remove())"""
TRACE = """
import sys

ANSWER = 0.0
def tracer(frame, event, arg):
    global ANSWER
    ANSWER = frame.f_back.f_globals.get("expected", ANSWER) if frame.f_back else ANSWER
    return None
sys.setprofile(tracer)

def total(numbers):
    return ANSWER

mean = total"""

BAD: Mapping[str, str] = {
    "never ends, in the function": "def total(numbers):\n    while True:\n        pass",
    "never ends, in the cell": "while True:\n    pass" + ZERO,
    "swallows the interrupt and goes on": (
        "def total(numbers):\n    while True:\n        try:\n            while True:\n                pass\n"
        "        except BaseException:\n            pass"
    ),
    "`os._exit(0)` in the function": "import os\ndef total(numbers):\n    os._exit(0)",
    "`os._exit(0)` in the cell": "import os\nos._exit(0)",
    "`sys.exit(0)` in the function": "import sys\ndef total(numbers):\n    sys.exit(0)",
    "segmentation fault": "import ctypes\ndef total(numbers):\n    ctypes.string_at(0)",
    "30 GB of memory": "def total(numbers):\n    return float(len(bytearray(30 << 30)))",
    "prints without end": "def total(numbers):\n    for _ in range(10**6):\n        print('x' * 1000)\n    return 0.0",
    "`kill -9` of the parent": "import os, signal\ndef total(numbers):\n    os.kill(os.getppid(), signal.SIGKILL)",
    "`kill -9` of the parent, in the cell": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)",
    "`math.isclose` is always true": "import math\nmath.isclose = lambda *a, **k: True" + ZERO,
    "`builtins.abs` is always 0": "import builtins\nbuiltins.abs = lambda x: 0.0" + ZERO,
    "`KeyboardInterrupt` in the function": "def total(numbers):\n    raise KeyboardInterrupt",
    "IPython shows no exception": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)" + ZERO,
    "`showtraceback` does nothing": (
        "import types\nip = get_ipython()\nip.showtraceback = lambda *a, **k: None\n"
        "ip._showtraceback = lambda *a, **k: None" + ZERO
    ),
    "a transformer removes `assert`": REMOVE_ASSERTS + ZERO,
    "`exec` of IPython replaced": (
        "ip = get_ipython()\nasync def run_code(*a, **k):\n    return False\nip.run_code = run_code" + ZERO
    ),
    "cells to come are emptied": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['7\\n'] if 'HIDDEN' in str(lines) or"
        " 'expected' in str(lines) else lines)" + ZERO
    ),
    "the answer of a cell is a number": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['3.0\\n'] if 'expected' in str(lines) else"
        " lines)" + ZERO
    ),
    "reads the caller's frame": FRAME,
    "reads the garbage collector's objects": COLLECTOR,
    "a profiler reads the caller": TRACE,
    "reads the test from IPython's history": SHELL,
    "reads `source/`": SOURCES.replace("{roots}", '[r"{folder}/source"]')
    .replace("{pattern!r}", '"*.ipynb"')
    .replace("{{}}", "{}"),
    "reads `gradebook.db`": "import sqlite3\nTEXT = ''\ntry:\n    db = sqlite3.connect(r'{folder}/gradebook.db')\n"
    "    TEXT = str(db.execute('SELECT source FROM source_cell').fetchall())\nexcept Exception:\n    pass\n"
    "import re, json\nANSWERS = {str([float(n) for n in json.loads(a)]): float(b) for a, b in"
    " re.findall(r'\\((\\[[^\\]]*\\]), ([-\\d.e]+)\\)', TEXT)}\n\ndef total(numbers):\n"
    "    return ANSWERS.get(str([float(n) for n in numbers]), 0.0)\n\nmean = total",
    "`UPDATE` of gradebook.db": SQL + ZERO,
    "copies another student's work": (
        "import json, pathlib\nfor path in pathlib.Path(r'{folder}/submitted').glob('honest/*/*.ipynb'):\n"
        "    for cell in json.loads(path.read_text())['cells']:\n"
        "        if cell['cell_type'] == 'code' and 'def ' in str(cell['source']):\n"
        "            try:\n                exec(''.join(cell['source']))\n"
        "            except Exception:\n                pass"
    ),
    "is equal to everything": OBJECT,
    "writes into the tests' module": "import sys\nsys.modules['math'].isclose = sys.modules['math'].hypot" + ZERO,
    "asks the reference on the disk": (
        "import importlib.util, sys\ntry:\n    sys.path.insert(0, r'{course}/solutions')\n"
        "    from unit1_sums import total\n    from unit2_means import mean\nexcept Exception:\n    pass"
    ),
}
