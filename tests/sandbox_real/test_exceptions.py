"""Whatever student code raises comes back as data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.sandbox.client import Loss, Raised, Returned, Worker, WorkerLost

Student = Callable[..., Worker]


def raised(worker: Worker, name: str = "f") -> Raised:
    result = worker.call("unit1", name, (), {}, seconds=10.0)
    assert isinstance(result, Raised), result
    assert worker.alive
    return result


@pytest.mark.parametrize(
    ("statement", "kind", "message"),
    [
        ("raise ValueError('p must sum to 1')", ValueError, "p must sum to 1"),
        ("raise KeyError('a')", KeyError, "'a'"),
        ("{}['a']", KeyError, "'a'"),
        ("raise NotImplementedError", NotImplementedError, ""),
        ("assert 1 == 2, 'not so'", AssertionError, "not so"),
        ("open('/nowhere')", OSError, "[Errno"),
        (
            "import nothing",
            ImportError,
            "This course does not provide nothing: use the standard library and NumPy.",
        ),
        ("b'\\xff'.decode()", ValueError, "'utf-8' codec"),
        ("raise StopIteration('s')", RuntimeError, "StopIteration: s"),
        ("raise type('Last', (StopAsyncIteration,), {})", RuntimeError, "Last"),
        ("raise ExceptionGroup('g', [ValueError()])", Exception, "g (1 sub-exception)"),
        ("raise SystemExit(0)", RuntimeError, "SystemExit: 0"),
        ("import sys; sys.exit()", RuntimeError, "SystemExit"),
        ("raise KeyboardInterrupt", RuntimeError, "KeyboardInterrupt"),
        ("raise GeneratorExit('g')", RuntimeError, "GeneratorExit: g"),
        ("f()", RecursionError, "maximum recursion depth"),
        ("[0] * (1 << 40)", MemoryError, ""),
        ("raise 5", TypeError, "exceptions must derive from BaseException"),
    ],
)
def test_kinds(student: Student, statement: str, kind: type[Exception], message: str) -> None:
    result = raised(student(unit1=f"def f():\n    {statement}"))
    assert isinstance(result.exception, kind)
    assert str(result.exception).startswith(message)
    assert (result.file, result.line) == ("unit1.py", 2)


def test_a_class_of_their_own(student: Student) -> None:
    result = raised(student(unit1="class Odd(ArithmeticError): pass\ndef f(): raise Odd('x')"))
    assert type(result.exception) is ArithmeticError
    assert result.name == "Odd"
    assert result.traceback.endswith("Odd: x")


HOSTILE = {
    "str raises": "def __str__(self): raise SystemExit(1)",
    "str returns a number": "def __str__(self): return 5",
    "str is enormous": "def __str__(self): return 'x' * (1 << 24)",
    "str recurses": "def __str__(self): return str(self)",
    "a property hides the traceback": "__traceback__ = property(lambda self: 1 / 0)",
    "a property hides the class": "__class__ = property(lambda self: 1 / 0)",
    "escape sequences": "def __str__(self): return '\\x1b]0;owned\\x07'",
    "a lone surrogate": "def __str__(self): return '\\ud800'",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_exceptions(student: Student, body: str) -> None:
    result = raised(student(unit1=f"class E(Exception):\n    {body}\ndef f(): raise E()"))
    assert type(result.exception) is Exception
    assert result.name == "E"
    assert len(str(result.exception)) <= 2000
    assert "\x1b" not in result.traceback


@pytest.mark.parametrize(
    "metaclass",
    [
        "def mro(cls): return [cls, Exception, BaseException, object]",
        "def __getattribute__(cls, name): 1 / 0",
        "__name__ = property(lambda cls: 1 / 0)",
        "__mro__ = property(lambda cls: ())",
    ],
)
def test_hostile_metaclasses(student: Student, metaclass: str) -> None:
    source = f"class M(type):\n    {metaclass}\nclass E(Exception, metaclass=M): pass\ndef f(): raise E('x')"
    assert isinstance(raised(student(unit1=source)).exception, Exception)


def test_an_exception_whose_text_never_ends_costs_only_its_time(student: Student) -> None:
    worker = student(unit1="class E(Exception):\n    def __str__(self):\n        while True: pass\ndef f(): raise E()")
    with pytest.raises(WorkerLost) as caught:
        worker.call("unit1", "f", (), {}, seconds=0.3)
    assert caught.value.kind is Loss.TIMED_OUT


def test_only_frames_of_the_students_files_are_shown(student: Student) -> None:
    worker = student(
        unit1="import numpy as np\nfrom unit2 import g\ndef f():\n    return g()",
        unit2="import numpy as np\ndef g():\n    return np.linalg.inv(np.zeros((2, 2)))",
    )
    result = raised(worker)
    assert isinstance(result.exception, ValueError)
    assert (result.name, result.file, result.line) == ("LinAlgError", "unit2.py", 3)
    assert result.traceback.splitlines() == [
        "Traceback (most recent call last):",
        '  File "unit1.py", line 4, in f',
        "    return g()",
        '  File "unit2.py", line 3, in g',
        "    return np.linalg.inv(np.zeros((2, 2)))",
        "LinAlgError: Singular matrix",
    ]


def test_a_deep_traceback(student: Student) -> None:
    worker = student(
        unit1="""
        import sys
        def down(n):
            if not n: raise ValueError("bottom")
            return down(n - 1)
        def f():
            sys.setrecursionlimit(10**6)
            down(100_000)
        def g(): return sys.getrecursionlimit()
        """
    )
    result = raised(worker)
    assert (str(result.exception), result.line) == ("bottom", 4)
    assert result.traceback.count("\n") < 50
    after = worker.call("unit1", "g", (), {}, seconds=5.0)
    assert isinstance(after, Returned)
    assert after.value == 1000


def test_a_recursion_limit_of_nearly_nothing(student: Student) -> None:
    worker = student(unit1="import sys\ndef f():\n    sys.setrecursionlimit(13)\n    raise ValueError('v')")
    assert str(raised(worker).exception) == "v"


def test_memory_is_free_again_after_memory_error(student: Student) -> None:
    worker = student(
        unit1="""
        import numpy as np
        def f():
            hoard = []
            while True: hoard.append(np.ones(1 << 17))
        def g(): return float(np.ones(1 << 22).sum())
        """
    )
    for _ in range(3):
        assert isinstance(raised(worker).exception, MemoryError)
        result = worker.call("unit1", "g", (), {}, seconds=5.0)
        assert isinstance(result, Returned), result
        assert result.value == float(1 << 22)


def test_small_objects_without_end(student: Student) -> None:
    worker = student(unit1="def f():\n    hoard = []\n    while True: hoard.append([])")
    assert isinstance(raised(worker).exception, MemoryError)


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        pytest.param(b"x = 1\ndef f(:\n", SyntaxError, 2, id="syntax"),
        pytest.param(b"def f():\n\treturn 1\n        return 2\n", SyntaxError, 3, id="tabs"),
        pytest.param(b"x = '\x00'\n", (SyntaxError, ValueError), None, id="null byte"),
        pytest.param(b"# ok\nx = '\xff'\n", SyntaxError, None, id="not UTF-8"),
        pytest.param(b"# coding: klingon\n", SyntaxError, None, id="unknown encoding"),
        pytest.param(b"\xff\xfex\x00 \x00", (SyntaxError, ValueError), None, id="UTF-16"),
        pytest.param(b"(" * 5000, (SyntaxError, MemoryError, RecursionError), None, id="nested"),
        pytest.param(b"x = " + b"9" * 5000, (SyntaxError, ValueError), None, id="long number"),
        pytest.param(b"import numpy as np\nx = np.nothing\n", AttributeError, 2, id="runtime"),
    ],
)
def test_files_that_cannot_be_imported(
    student: Student, source: bytes, kind: type[Exception], line: int | None
) -> None:
    worker = student()
    worker.load({"unit1.py": source})
    result = worker.import_unit("unit1", seconds=10.0)
    assert isinstance(result, Raised)
    assert isinstance(result.exception, kind)
    if line is not None:
        assert (result.file, result.line) == ("unit1.py", line)
    assert worker.alive


def test_exit_at_import(student: Student) -> None:
    result = student(unit1="import sys\nsys.exit(0)").import_unit("unit1", seconds=5.0)
    assert isinstance(result, Raised)
    assert str(result.exception) == "SystemExit: 0"
