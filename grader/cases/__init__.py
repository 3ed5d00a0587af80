"""What people who write cases import. Needs NumPy and pytest alone: it runs on students' laptops too."""

from grader.cases.call_assertions import (
    assert_arguments_unchanged,
    assert_calls,
    assert_comparable_speed,
    assert_new_result,
)
from grader.cases.compare import (
    assert_between,
    assert_close,
    assert_equal,
    assert_increasing,
    assert_raises,
    assert_type,
)
from grader.cases.misconceptions import misconception

__all__ = [
    "assert_arguments_unchanged",
    "assert_between",
    "assert_calls",
    "assert_close",
    "assert_comparable_speed",
    "assert_equal",
    "assert_increasing",
    "assert_new_result",
    "assert_raises",
    "assert_type",
    "misconception",
]
