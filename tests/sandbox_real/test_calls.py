"""Calls of honest functions: values, notes, imports, callbacks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.model import Limits
from grader.sandbox.client import (
    Missing,
    Opaque,
    Raised,
    Result,
    Returned,
    Sandbox,
    Untransmittable,
    Worker,
    WorkerLost,
)

Student = Callable[..., Worker]


def call(worker: Worker, name: str, *args: object, **kwargs: object) -> Result:
    return worker.call("unit1", name, args, kwargs, seconds=10.0)


def value(worker: Worker, name: str, *args: object, **kwargs: object) -> Any:
    result = call(worker, name, *args, **kwargs)
    assert isinstance(result, Returned), result
    return result.value


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argument",
    [None, True, 7, 2**100, -0.5, math.inf, 1j, "é中", b"\x00", [1, [2.5]], (1, "a"), {"k": [1], 2: None}],
    ids=repr,
)
def test_plain_values_go_and_come_back(student: Student, argument: object) -> None:
    got = value(student(unit1="def same(x): return x"), "same", argument)
    assert got == argument
    assert type(got) is type(argument)


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "i8", "i1", "u2", "?", "c16"])
def test_arrays_go_and_come_back(student: Student, dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    got = value(student(unit1="def same(x): return x"), "same", array)
    assert got.dtype == array.dtype
    np.testing.assert_array_equal(got, array)


def test_a_numpy_scalar_arrives_as_such_and_comes_back_as_a_python_number(student: Student) -> None:
    worker = student(unit1="def name(x): return type(x).__name__\ndef same(x): return x")
    assert value(worker, "name", np.float64(0.5)) == "float64"
    assert type(value(worker, "same", np.float64(0.5))) is float
    assert type(value(worker, "same", np.bool_(True))) is bool


@pytest.mark.parametrize(
    "given",
    [set(), {1, "a", None}, {(1, 2), (3, "b")}, frozenset({2.5}), {(0, 1): {"x"}}],
    ids=["empty", "mixed", "tuples", "frozen", "in a dict"],
)
def test_sets_travel_both_ways_and_are_not_taken_for_changed(student: Student, given: object) -> None:
    result = call(student(unit1="def same(x): return x"), "same", given)
    assert isinstance(result, Returned)
    assert result.value == given
    assert type(result.value) is type(given)
    assert result.notes.changed == ()


def test_a_set_that_was_changed_is_noticed(student: Student) -> None:
    result = call(student(unit1="def grow(x): x.add(3)"), "grow", {1, 2})
    assert isinstance(result, Returned)
    assert result.notes.changed == (0,)


def test_subclasses_come_back_as_their_base(student: Student) -> None:
    worker = student(
        unit1="""
        import numpy as np
        class Always(float):
            def __eq__(self, other): return True
            def __rsub__(self, other): return 0.0
        class Equal(np.ndarray):
            def __array_function__(self, *args): return True
        def f(): return Always(3.0)
        def g(): return np.arange(2.0).view(Equal)
        """
    )
    assert type(value(worker, "f")) is float
    assert type(value(worker, "g")) is np.ndarray


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("{1: {2}}.keys()", "an object of type dict_keys"),
        ("(x for x in [])", "an object of type generator"),
        ("np.array([1, 'a'], dtype=object)", "an array of dtype object"),
        ("f", "a function"),
        ("'\\ud800'", "text with lone surrogates"),
        ("np.zeros(1 << 21)", "a value of 16 MiB; 8 MiB are allowed"),
        ("[0] * 300_000", "more than 200000 items outside of arrays"),
    ],
)
def test_a_value_that_cannot_travel_is_opaque(student: Student, expression: str, what: str) -> None:
    worker = student(unit1=f"import numpy as np\ndef f(): return {expression}")
    got = value(worker, "f")
    assert isinstance(got, Opaque)
    assert got.what == what
    assert got != Opaque(what)
    assert worker.alive


def test_a_container_that_raises_while_it_is_read(student: Student) -> None:
    worker = student(
        unit1="""
        class Trap(list):
            def __iter__(self): raise SystemExit(3)
        def f(): return Trap([1])
        """
    )
    result = call(worker, "f")
    assert isinstance(result, Raised)
    assert str(result.exception) == "SystemExit: 3"


def test_what_cannot_be_passed_is_not_the_workers_fault(student: Student) -> None:
    worker = student(unit1="def same(x): return x")
    with pytest.raises(Untransmittable, match="type object"):
        call(worker, "same", object())
    assert value(worker, "same", 1) == 1


def test_keywords(student: Student) -> None:
    assert value(student(unit1="def f(a, *, base=2): return [a, base]"), "f", 1, base=10) == [1, 10]


# --- notes -----------------------------------------------------------------------------------------------------------


def notes_of(worker: Worker, name: str, *args: object, **kwargs: object) -> Any:
    result = call(worker, name, *args, **kwargs)
    assert not isinstance(result, Missing)
    return result.notes


def test_a_silent_call_has_no_notes(student: Student) -> None:
    notes = notes_of(student(unit1="def f(x): return x"), "f", [1])
    assert (notes.warnings, notes.changed, notes.printed) == ((), (), "")


def test_warnings_are_noted_every_time(student: Student) -> None:
    worker = student(unit1="import numpy as np\ndef f(): return np.log(np.zeros(1))")
    for _ in range(2):
        assert notes_of(worker, "f").warnings == ("RuntimeWarning: divide by zero encountered in log",)


def test_warnings_are_bounded(student: Student) -> None:
    worker = student(unit1="import warnings\ndef f():\n    for i in range(99): warnings.warn('w' * 999)")
    assert notes_of(worker, "f").warnings == (("UserWarning: " + "w" * 999)[:200],) * 8


def test_silencing_at_import_has_no_effect_on_calls(student: Student) -> None:
    worker = student(
        unit1="""
        import sys, warnings
        import numpy as np
        np.seterr(all="ignore")
        warnings.filterwarnings("ignore")
        warnings.showwarning = lambda *args: None
        sys.stdout = sys.stderr = None
        sys.setrecursionlimit(10**8)
        def f(x):
            print("here")
            return 1 / x
        """
    )
    assert worker.import_unit("unit1", seconds=5.0).__class__ is Returned
    notes = notes_of(worker, "f", np.zeros(1))
    assert notes.warnings == ("RuntimeWarning: divide by zero encountered in divide",)
    assert notes.printed == "here\n"


def test_silencing_inside_a_call_is_respected(student: Student) -> None:
    worker = student(unit1="import numpy as np\ndef f():\n    with np.errstate(all='ignore'): np.log(np.zeros(1))")
    assert notes_of(worker, "f").warnings == ()


def test_an_error_state_of_one_call_does_not_reach_the_next(student: Student) -> None:
    worker = student(
        unit1="""
        import numpy as np
        def strict(): np.seterr(all="raise")
        def f(): return float(np.log(np.zeros(1))[0])
        """
    )
    call(worker, "strict")
    assert value(worker, "f") == -math.inf


def test_underflow_is_not_worth_a_warning(student: Student) -> None:
    assert notes_of(student(unit1="import numpy as np\ndef f(): return np.exp(-1e4)"), "f").warnings == ()


def test_changed_arguments_are_noted(student: Student) -> None:
    worker = student(unit1="def f(a, b, *, c, d):\n    b.sort()\n    d['x'] = 1\n    return 0")
    assert notes_of(worker, "f", [3, 1], np.array([3, 1]), c=[1], d={}).changed == (1, "d")


def test_an_argument_that_can_no_longer_travel_is_noted(student: Student) -> None:
    assert notes_of(student(unit1="def f(a, b): b.append({1})"), "f", [1], [1]).changed == (1,)


def test_nan_and_functions_count_as_unchanged(student: Student) -> None:
    worker = student(unit1="def f(a, g): return 1")
    assert notes_of(worker, "f", [math.nan, np.array([math.nan])], [abs]).changed == ()


def test_arguments_changed_by_a_call_that_raises_are_noted(student: Student) -> None:
    result = call(student(unit1="def f(a):\n    a.clear()\n    raise ValueError"), "f", [1])
    assert isinstance(result, Raised)
    assert result.notes.changed == (0,)


def test_a_returned_argument_is_noted(student: Student) -> None:
    worker = student(unit1="def f(a, b, *, c):\n    return b[1:] if a else c")
    assert notes_of(worker, "f", [1], np.zeros(3), c=np.zeros(2)).shared == (1,)
    assert notes_of(worker, "f", [], np.zeros(3), c=np.zeros(2)).shared == ("c",)
    assert notes_of(student(unit1="def f(a): return a.copy()"), "f", np.zeros(3)).shared == ()
    assert notes_of(student(unit1="def f(a): return a"), "f", [1.0]).shared == ()  # no array


def test_the_callers_own_arguments_stay_intact(student: Student) -> None:
    array = np.array([3.0, 1.0])
    call(student(unit1="def f(a): a.sort()"), "f", array)
    np.testing.assert_array_equal(array, [3.0, 1.0])


def test_printed_text_is_noted_cleaned_and_bounded(student: Student) -> None:
    worker = student(
        unit1="""
        import sys
        def f(): print("a\\x1b[31m"); print("b\\ud800", file=sys.stderr)
        def flood():
            sys.stdout.close()
            for _ in range(10_000): print("x" * 1000)
        def bytes_(): sys.stdout.write(b"no")
        """
    )
    assert notes_of(worker, "f").printed == "a\ufffd[31m\nb?\n"
    assert len(notes_of(worker, "flood").printed) == 4096
    assert notes_of(worker, "f").printed.startswith("a")
    call(worker, "bytes_")
    assert worker.alive


def test_cpu_time_is_measured_here(student: Student) -> None:
    worker = student(
        unit1="""
        import time
        def work():
            end = time.process_time() + 0.2
            while time.process_time() < end: pass
        def sleep(): time.sleep(0.2)
        """
    )
    assert 0.15 < notes_of(worker, "work").cpu_seconds < 2.0
    assert notes_of(worker, "sleep").cpu_seconds < 0.1


# --- files and imports -----------------------------------------------------------------------------------------------


def test_loading_executes_nothing(student: Student) -> None:
    worker = student(unit1="raise RuntimeError('executed')")
    assert worker.alive
    assert isinstance(worker.import_unit("unit1", seconds=5.0), Raised)


def test_a_file_is_executed_once(student: Student) -> None:
    worker = student(unit1="print('once')\ndef f(): pass")
    first = worker.import_unit("unit1", seconds=5.0)
    assert isinstance(first, Returned)
    assert first.notes.printed == "once\n"
    assert notes_of(worker, "f").printed == ""


def test_what_is_not_there_is_missing(student: Student) -> None:
    worker = student(unit1="x = 1\ndef f(): pass")
    assert call(worker, "g") == Missing("unit1", "g")
    assert call(worker, "x") == Missing("unit1", "x")
    assert worker.import_unit("unit2", seconds=5.0) == Missing("unit2", "")
    assert worker.call("unit2", "f", (), {}, seconds=5.0) == Missing("unit2", "f")
    assert worker.call("os", "getpid", (), {}, seconds=5.0) == Missing("os", "getpid")


def test_functions_lists_public_callables(student: Student) -> None:
    worker = student(unit1="from math import log\nx = 1\ndef f(): pass\ndef _g(): pass")
    result = worker.functions("unit1", seconds=5.0)
    assert isinstance(result, Returned)
    assert result.value == ("log", "f")


def test_both_names_of_a_file_are_one_module(student: Student) -> None:
    worker = student(
        unit1="def f(): return 1",
        unit2="""
        import exercises.unit1
        import unit1
        from exercises import unit1 as third
        from exercises.unit1 import f
        def g(): return unit1 is exercises.unit1 is third and f is unit1.f
        """,
        unit3="import unit1, exercises.unit1\ndef g(): return unit1 is exercises.unit1",
    )
    assert isinstance(worker.import_unit("unit1", seconds=5.0), Returned)
    for module in ("unit2", "unit3"):
        result = worker.call(module, "g", (), {}, seconds=5.0)
        assert isinstance(result, Returned)
        assert result.value is True


def test_files_may_import_each_other_in_a_circle(student: Student) -> None:
    worker = student(
        unit1="import exercises.unit2\ndef f(): return exercises.unit2.g()",
        unit2="import unit1\ndef g(): return unit1.__name__",
    )
    assert value(worker, "f") == "unit1"


def test_a_file_that_failed_can_be_tried_again(student: Student) -> None:
    worker = student(unit1="import unit2", unit2="1 / 0")
    for _ in range(2):
        result = worker.import_unit("unit1", seconds=5.0)
        assert isinstance(result, Raised)
        assert (result.file, result.line) == ("unit2.py", 1)


@pytest.mark.parametrize("name", ["numpy", "random", "math", "textwrap", "sitecustomize", "conftest"])
def test_a_file_does_not_shadow_an_installed_module(student: Student, name: str) -> None:
    worker = student(
        unit1="import numpy, random, math, textwrap\ndef f(): return [numpy.pi, math.pi, textwrap.dedent(' x')]",
        **{name: "raise RuntimeError('shadowed')"},
    )
    assert value(worker, "f") == [math.pi, math.pi, "x"]


@pytest.mark.parametrize(
    "statement",
    ["import statistics", "from numpy.fft import fft", "import json.decoder", "__import__('statistics')"],
)
def test_forbidden_modules(student: Student, statement: str) -> None:
    worker = student(unit1=f"def f():\n    {statement}", forbidden=("statistics", "numpy.fft", "json"))
    result = call(worker, "f")
    assert isinstance(result, Raised)
    assert isinstance(result.exception, ImportError)
    assert "This course does not allow " in str(result.exception)
    assert str(result.exception).endswith(": write the function yourself.")


def test_other_libraries_are_not_there(student: Student) -> None:
    for module in ("scipy", "pytest", "grader", "pydantic"):
        result = call(student(unit1=f"def f():\n    import {module}"), "f")
        assert isinstance(result, Raised)
        assert result.name == "ModuleNotFoundError"
        text = f"This course does not provide {module}: use the standard library and NumPy."
        assert str(result.exception) == text


def test_a_library_that_is_optional_may_be_missing(student: Student) -> None:
    source = (
        "try:\n    import matplotlib\nexcept ImportError:\n    matplotlib = None\ndef f(): return matplotlib is None"
    )
    assert value(student(unit1=source), "f") is True


def test_a_unit_that_is_missing_is_not_a_package(sandbox: Sandbox) -> None:
    with sandbox.spawn(Limits()) as worker:
        worker.load({"unit1.py": b"def f():\n    import unit2\ndef g():\n    import unit3"}, units=["unit1", "unit2"])
        result = call(worker, "f")
        assert isinstance(result, Raised)
        assert str(result.exception) == "No module named 'unit2'"
        result = call(worker, "g")
        assert isinstance(result, Raised)
        assert str(result.exception).startswith("This course does not provide unit3: ")


@pytest.mark.parametrize("module", ["asyncio", "csv", "email", "hashlib", "sqlite3", "unittest", "zoneinfo"])
def test_the_standard_library_is_there(student: Student, module: str) -> None:
    assert value(student(unit1=f"def f():\n    import {module}\n    return {module}.__name__"), "f") == module


def test_numpy_can_still_load_its_parts(student: Student) -> None:
    source = "def f():\n    import numpy.lib.recfunctions, numpy.polynomial.hermite, numpy.testing\n    return 1"
    assert value(student(unit1=source), "f") == 1


def test_random_numbers_repeat(sandbox: Sandbox, student: Student) -> None:
    source = (
        "import random\nimport numpy as np\ndef f(): return [random.random(), np.random.rand(), list({*'abcdef'})]"
    )
    first, second = (value(student(unit1=source), "f") for _ in range(2))
    assert first == second
    with Sandbox.start(level=sandbox.level) as other, other.spawn(Limits()) as worker:
        worker.load({"unit1.py": source.encode()})
        assert value(worker, "f") == first


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("s = 'é中'\ndef f(): return s".encode(), id="UTF-8"),
        pytest.param(b"\xef\xbb\xbfs = '\xc3\xa9\xe4\xb8\xad'\ndef f(): return s", id="BOM"),
        pytest.param("# coding: gb18030\ns = 'é中'\ndef f(): return s".encode("gb18030"), id="declared encoding"),
        pytest.param("s = 'é中'\r\ndef f(): return s\r\n".encode(), id="Windows line ends"),
    ],
)
def test_sources_are_decoded_as_python_does(student: Student, source: bytes) -> None:
    worker = student()
    worker.load({"unit1.py": source})
    assert value(worker, "f") == "é中"


# --- callbacks -------------------------------------------------------------------------------------------------------


def test_functions_among_the_arguments_run_here(student: Student) -> None:
    seen: list[object] = []

    def f(x: object, *, scale: float = 1.0) -> object:
        seen.append((x, scale))
        return np.asarray(x) * scale

    worker = student(unit1="import numpy as np\ndef g(fs, x): return fs['f'][0](x, scale=2.0) + 1")
    got = value(worker, "g", {"f": [f]}, np.array([1.0, 2.0]))
    np.testing.assert_array_equal(got, [3.0, 5.0])
    assert len(seen) == 1


def test_a_callback_may_call_the_worker(student: Student) -> None:
    worker = student(
        unit1="""
        def loss(w): print("inner"); return w * w
        def gradient(f, w): print("outer"); return (f(w + 1) - f(w - 1)) / 2
        """
    )
    result = call(worker, "gradient", lambda w: value(worker, "loss", w), 3.0)
    assert isinstance(result, Returned)
    assert result.value == 6.0
    assert result.notes.printed == "outer\n"


def test_an_exception_of_a_callback_passes_through(student: Student) -> None:
    class Ours(ValueError):
        pass

    def f() -> None:
        raise Ours("from here")

    worker = student(unit1="def g(f):\n    try: f()\n    except ValueError as e: return str(e)\ndef h(f): f()")
    assert value(worker, "g", f) == "from here"
    result = call(worker, "h", f)
    assert isinstance(result, Raised)
    assert type(result.exception) is ValueError
    assert (result.file, result.line) == ("unit1.py", 4)


def test_an_assertion_of_a_callback_is_ours_and_cannot_be_swallowed(student: Student) -> None:
    def f(x: int) -> None:
        assert x == 1, "the expected value"

    worker = student(unit1="def g(f):\n    try: f(2)\n    except BaseException as e: return str(e)")
    with pytest.raises(AssertionError, match="the expected value"):
        call(worker, "g", f)
    assert not worker.alive


def test_what_a_callback_cannot_be_given(student: Student) -> None:
    result = call(student(unit1="def g(f): return f(object())"), "g", abs)
    assert isinstance(result, Raised)
    assert isinstance(result.exception, TypeError)
    assert "type object" in str(result.exception)


def test_a_callback_ends_with_its_call(student: Student) -> None:
    worker = student(unit1="def keep(f): global g; g = f\ndef use(): return g(1)")
    call(worker, "keep", abs)
    result = call(worker, "use")
    assert isinstance(result, Raised)
    assert "only during the call" in str(result.exception)


def test_too_many_callbacks_lose_the_worker(student: Student) -> None:
    worker = student(unit1="def g(f, n):\n    for _ in range(n): f(1)\n    return n")
    assert value(worker, "g", abs, 50) == 50
    with pytest.raises(WorkerLost, match="more than 50 calls"):
        call(worker, "g", abs, 51)


def test_functions_that_call_each_other_without_end(student: Student) -> None:
    """The worker calls the outer function from within the inner call, which the outer one makes, and so on."""
    worker = student(
        unit1="""
        OUTER = []
        def slope(f, x):
            OUTER.append(f)
            try: return OUTER[0](x)
            finally: OUTER.pop()
        """
    )
    depth = 0

    def outer(x: float) -> object:
        nonlocal depth
        depth += 1
        inner = call(worker, "slope", abs, x)
        if isinstance(inner, Raised):
            raise inner.exception
        return inner

    result = call(worker, "slope", outer, 1.0)
    assert isinstance(result, Raised)
    assert isinstance(result.exception, RecursionError)
    assert depth == 16
    assert value(worker, "slope", abs, -2.0) == 2.0


def test_an_interrupt_inside_a_callback_is_ours(student: Student) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    worker = student(unit1="def g(f): return f()")
    with pytest.raises(KeyboardInterrupt):
        call(worker, "g", interrupted)
    assert not worker.alive


def test_replace(student: Student) -> None:
    worker = student(
        unit1="def entropy(p): return 'wrong'\ndef twice(p): return [entropy(p)] * 2",
        unit2="from exercises.unit1 import entropy as h\ndef g(p): return h(p)",
    )
    assert isinstance(worker.import_unit("unit2", seconds=5.0), Returned)
    assert isinstance(worker.replace("unit1", "entropy", len, seconds=5.0), Returned)
    assert value(worker, "twice", [1, 2]) == [2, 2]
    result = worker.call("unit2", "g", ([1, 2, 3],), {}, seconds=5.0)
    assert isinstance(result, Returned)
    assert result.value == 3


def test_replace_what_was_never_written(student: Student) -> None:
    worker = student(unit1="def twice(p): return [entropy(p)] * 2")
    worker.replace("unit1", "entropy", len, seconds=5.0)
    assert value(worker, "twice", "abc") == [3, 3]
    assert worker.replace("unit9", "entropy", len, seconds=5.0) == Missing("unit9", "entropy")
