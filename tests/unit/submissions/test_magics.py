"""grader.submissions.magics: what is not Python is taken out, and nothing else."""

from __future__ import annotations

import ast
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submissions.magics import without_magics


@pytest.mark.parametrize(
    ("line", "cleaned"),
    [
        ("%matplotlib inline", "pass  # %matplotlib inline"),
        ("!pip install x", "pass  # !pip install x"),
        ("    %time f()", "    pass  # %time f()"),
        ("?np.exp", "pass  # ?np.exp"),
        ("np.exp?", "pass  # np.exp?"),
        ("np.exp??", "pass  # np.exp??"),
        ("files = !ls", "pass  # files = !ls"),
        ("a, b = %timeit -o f()", "pass  # a, b = %timeit -o f()"),
    ],
)
def test_what_ipython_alone_understands_becomes_a_comment(line: str, cleaned: str) -> None:
    result = without_magics(f"x = 1\n{line}\ny = 2")
    assert result.lines == ["x = 1", cleaned, "y = 2"]
    assert result.left_out == [line.strip()]


@pytest.mark.parametrize(
    "code",
    [
        "y = (7\n     % 3)",
        "y = 7 \\\n% 3",
        'text = """\n%not magic\n!neither\nnor this?\n"""',
        "text = '''it's\n%text\n'''",
        "ok = x != y",
        "n %= 2",
        "x = 'a\\'b(' # (\ny = 1",
        "text = r'\\'\ny = '('\nz = 1",
        "text = 'one \\\n% two'",
        "# why?",
        "x = 'why?'",
        'd = {"a":\n%r}' if False else "d = ['%s'\n% 3]",
    ],
)
def test_python_stays_as_it_is(code: str) -> None:
    result = without_magics(code)
    assert "\n".join(result.lines) == code
    assert result.left_out == []


def test_a_comment_that_ends_in_a_backslash_carries_nothing_on() -> None:
    assert without_magics("# \\\n%magic").left_out == ["%magic"]


def test_a_magic_may_go_on_over_lines() -> None:
    result = without_magics("!echo \\\n  one \\\n  two\nx = 1")
    assert result.lines == ["pass  # !echo ", "  pass  # one ", "  pass  # two", "x = 1"]
    assert result.left_out == ["!echo \\"]


@pytest.mark.parametrize("magic", ["%%bash", "%%html", "%%writefile a.py", "%%timeit", "%%unheard"])
def test_a_cell_for_another_program_is_left_out_whole(magic: str) -> None:
    result = without_magics(f"\n{magic}\ndef f(x):\n  return 1")
    assert (result.lines, result.left_out) == ([], [magic])


@pytest.mark.parametrize("magic", ["%%time", "%%capture out"])
def test_a_cell_that_is_python_inside_is_kept(magic: str) -> None:
    assert without_magics(f"{magic}\nx = 1").lines == [f"pass  # {magic}", "x = 1"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_python_counts_them(newline: str) -> None:
    assert len(without_magics(newline.join(["a = 1", "b = '\x0c\u2028'", "c = 3"])).lines) == 3


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(st.sampled_from("%!?=x'\"\\#\n ()[]"), max_size=60))
def test_no_python_is_changed_and_no_line_lost(code: str) -> None:
    result = without_magics(code)
    if result.lines:
        assert len(result.lines) == code.count("\n") + 1
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return
    assert "\n".join(result.lines) == code


@pytest.mark.parametrize(
    "line",
    [" " * 10**6, "a " * 10**6, "'" * 10**6, "x" * 10**6 + "?", "(" * 10**6],
    ids=["blanks", "words", "quotes", "help", "brackets"],
)
def test_a_long_line_takes_no_long_time(line: str) -> None:
    started = time.process_time()
    without_magics(line)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "line",
    [
        "'" + "x" * 10**6,
        "'" + "\\'" * 500_000,
        '"""' + "x" * 10**6,
        '"""' + '\\"' * 500_000,
        "(" * 10**6,
        "\\" * 10**6,
    ],
    ids=["string", "escapes", "long string", "long escapes", "brackets", "backslashes"],
)
def test_a_long_line_takes_no_memory(line: str) -> None:
    """Python's regular expressions keep every step of (a|b)*: hundreds of bytes for each character."""
    tracemalloc.start()
    without_magics(line)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8 * len(line)
