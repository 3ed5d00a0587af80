"""Nobody is graded with a course whose own references fail one of its cases."""

from __future__ import annotations

import contextlib

import numpy as np

from grader import __version__
from grader.errors import CourseError
from grader.execution.collection import CaseBook
from grader.execution.runner import Runner, TrustedCode
from grader.model import Course, Verdict
from grader.packages import packages_of
from grader.private_folder import NAME, private_folder


def preflight(course: Course, book: CaseBook, secret: bytes) -> None:
    """Raise CourseError if the references fail a case of their own course.

    A course that has passed is not tried again until something in it changes, or the grader, NumPy or a package does.
    """
    stamp = course.root / NAME / "preflight"
    versions = packages_of(course.root, course.packages).versions
    key = " ".join((course.digest, __version__, np.__version__, *versions)).encode()
    with contextlib.suppress(OSError):
        if stamp.read_bytes() == key:
            return
    results = Runner(course, book, secret).run(TrustedCode(book.references), "the references")
    failed = [o for result in results for o in result.outcomes if o.verdict is not Verdict.PASSED]
    if failed:
        lines = [f"{o.case.name}: {(o.staff or o.message).strip().splitlines()[-1]}" for o in failed]
        raise CourseError("\n".join(["The references fail these cases (see `grader check`):", *lines]))
    with contextlib.suppress(OSError):  # a course that cannot be written is tried every time
        private_folder(course.root)
        stamp.write_bytes(key)
