"""Functions and classes that are added to files which an author wrote."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.authoring.python_text import appended, head_of, parsed, without_methods
from grader.errors import CourseError

NEW = '''"""New."""

import numpy as np
import pytest

from grader.cases import assert_close, assert_raises


@pytest.mark.anchor
class TestNew:
    def test_new(self, new):
        """It is 1."""
        assert_close(new(np.array([1.0])), 1.0)

    @pytest.mark.edge
    def test_refused(self, new):
        """It raises."""
        assert_raises(ValueError, new)
'''
BODY = NEW[NEW.index("@pytest.mark.anchor") :]
FULL = NEW[: NEW.index("\n\n@pytest")]


@pytest.mark.parametrize(
    ("before", "imports_after"),
    [
        (FULL, FULL),
        ('"""Mine."""\n', '"""Mine."""\n\nimport numpy as np\nimport pytest\nfrom grader.cases import assert_close\n'
                          "from grader.cases import assert_raises\n"),
        ("", "import numpy as np\nimport pytest\nfrom grader.cases import assert_close\n"
             "from grader.cases import assert_raises\n"),
        ("import pytest\nimport numpy as np\nfrom grader.cases import (\n    assert_close,\n    draw,\n)  # all\n\n"
         "X = 1\n",
         "import pytest\nimport numpy as np\nfrom grader.cases import (\n    assert_close,\n    draw,\n)  # all\n"
         "from grader.cases import assert_raises\n\nX = 1\n"),
    ],
    ids=["nothing missing", "only a docstring", "an empty file", "one missing"],
)  # fmt: skip
def test_what_is_missing_is_imported(before: str, imports_after: str) -> None:
    assert appended(before, NEW) == f"{imports_after.rstrip()}\n\n\n{BODY}"


def test_what_was_there_stays_and_line_ends_are_those_of_the_file() -> None:
    before = f"{FULL}\n\n\ndef odd( x ) :  # as it is\n    return x   \n\n\n\n".replace("\n", "\r\n")
    after = appended(before, NEW)
    assert after.startswith(before.rstrip())
    assert after.count("\n") == after.count("\r\n")
    ast.parse(after)


def test_the_head_ends_before_decorators() -> None:
    assert head_of(NEW) == FULL.rstrip() + "\n"


def test_methods_of_groups_without_a_share_are_left_out() -> None:
    assert without_methods(NEW, {"edge"}) == NEW[: NEW.index("\n    @pytest.mark.edge")]
    assert without_methods(NEW, set()) == NEW


def test_a_file_that_is_not_python_is_named_with_the_place() -> None:
    with pytest.raises(CourseError, match=r"unit1\.py:2:\d+ is not Python"):
        parsed("x = 1\ndef f(:\n", Path("unit1.py"))
