"""grader.submissions, fuzzed: whatever is handed in, there is a submission, a notice or a CallError."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.model import Course
from grader.submissions import read_submissions
from tests.unit.submissions.planting import SOURCE, plant

NAMES = st.one_of(
    st.sampled_from(
        ["unit1_vowels.py", "Unit1_vowels.py", "exercises", "first", "second", "timestamp.txt", "x.ipynb"]
    ),
    st.binary(min_size=1, max_size=12).filter(lambda name: b"/" not in name and b"\0" not in name),
)
CONTENTS = st.one_of(st.binary(max_size=20), st.just(SOURCE), st.none())


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=st.lists(st.tuples(st.lists(NAMES, min_size=1, max_size=4), CONTENTS), max_size=8))
def test_no_tree_raises(course: Course, tree: list[tuple[list[str | bytes], bytes | None]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        for parts, content in tree:
            path = Path(name, "zed", *(os.fsdecode(part) for part in parts))
            with contextlib.suppress(OSError):  # a file is in the way
                path.parent.mkdir(parents=True, exist_ok=True)
                path.mkdir(exist_ok=True) if content is None else path.write_bytes(content)
        plant(Path(name), {"ada/unit1_vowels.py": SOURCE})
        for submission in read_submissions(Path(name), course):
            assert submission.student.isprintable()
            assert submission.problem or submission.files
            for notice in submission.notices:
                assert notice.file.isprintable()
                assert notice.text.isprintable()
            assert submission.problem.isprintable() or not submission.problem
