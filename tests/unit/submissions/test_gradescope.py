"""grader.submissions.gradescope: whose the folders of an export are."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Identity
from grader.submissions.gradescope import read_metadata

EXPORT = b"""\
---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1815'
    :email: ada@example.org
  :created_at: 2027-03-12 14:58:23.948203123 -08:00
  :score: 3.0
  :status: processed
  :results:
    tests:
    - {name: "1.1) x", score: 1.0, output: ":submitters: not this"}
    extra_data: {":submitters": [{":name": Mallory}]}
  :history:
  - :id: 100
    :created_at: 2020-01-01 00:00:00 Z
submission_102:
  :submitters:
  - :name: Bob
    :sid:
    :email: bob@example.org
  - :name: "Eve\\e[31m"
    :email: eve@example.org
  :created_at: &1 2027-03-12 14:58:23 Z
submission_103:
  :created_at: *1
  :submitters: []
"""


def test_an_export_says_whose_each_folder_is_and_when_it_was_handed_in() -> None:
    found = read_metadata(EXPORT)
    assert {name: about.submitters for name, about in found.items()} == {
        "submission_101": (Identity("Ada Lovelace", "1815", "ada@example.org"),),
        "submission_102": (Identity("Bob", "", "bob@example.org"), Identity("Eve\x1b[31m", "", "eve@example.org")),
        "submission_103": (),
    }
    assert found["submission_101"].submitted == datetime(2027, 3, 12, 22, 58, 23, 948203, tzinfo=UTC)
    assert found["submission_102"].submitted == datetime(2027, 3, 12, 14, 58, 23, tzinfo=UTC)
    assert found["submission_103"].submitted is None  # an alias is not followed


@pytest.mark.parametrize("content", [b"\xff", b"a: [", b"a: *nowhere\n b: c", b"\0"])
def test_what_is_no_yaml_is_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        read_metadata(content)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"- a\n- b\n", b"text", b"? {a: b}\n: c\n", b"a: {? [b] : c}\n",
        b"x: {':submitters': 3, ':created_at': {}}\n", b"x: {':submitters': {999999999: {':name': a}}}\n",
        b"x: !!python/object:os.system {}\n", b"{}\n---\n{}\n",
    ],
)  # fmt: skip
def test_other_yaml_says_nothing(content: bytes) -> None:
    assert all(about.submitters in ((), (Identity("a"),)) for about in read_metadata(content).values())


def test_aliases_do_not_multiply() -> None:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [b"a%d: &a%d [%s]" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)]
    started = time.process_time()
    assert len(read_metadata(b"\n".join(lines))) == 12
    assert time.process_time() - started < 2


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(st.sampled_from(":abc-? {}[]&*!|>'\"\n#,"), max_size=60))
def test_any_text_is_read_or_a_value_error(text: str) -> None:
    try:
        read_metadata(text.encode())
    except ValueError:
        return
