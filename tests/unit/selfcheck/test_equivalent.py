"""The file that explains equivalent mutants."""

import re
from types import SimpleNamespace

import pytest
import yaml

from grader.errors import CourseError
from grader.selfcheck.equivalent import FILE, as_yaml, load_explanations
from grader.selfcheck.mutants import Identity

IDENTITY = Identity("total/_added", "x: 'a # b'", "y → z")


def explained(folder, text):
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_explanations(SimpleNamespace(root=folder))


def entry(identity=IDENTITY):
    return {"in": identity.place, "was": identity.was, "becomes": identity.becomes}


def test_a_course_without_the_file_explains_nothing(tmp_path):
    assert load_explanations(SimpleNamespace(root=tmp_path)) == {}


def test_an_empty_file_explains_nothing(tmp_path):
    assert explained(tmp_path, "# Nothing yet.\n") == {}


def test_one_reason_may_hold_for_many_mutants(tmp_path):
    other = Identity("total", "a", "b")
    text = yaml.safe_dump([{"reason": "It is\nso.", "mutants": [entry(), entry(other)]}])
    assert explained(tmp_path, text) == {IDENTITY: "It is so.", other: "It is so."}


def test_what_is_printed_for_a_survivor_can_be_pasted(tmp_path):
    pasted = "\n".join(f"    {line}" for line in as_yaml(IDENTITY).splitlines())
    assert explained(tmp_path, f"- reason: It is so.\n  mutants:\n{pasted}\n") == {IDENTITY: "It is so."}


@pytest.mark.parametrize(
    "text",
    [
        "- reason: ''\n  mutants: []\n",
        "- mutants: []\n",
        "- reason: so\n  mutants: [{in: total, was: a}]\n",
        "- reason: so\n  mutant: []\n",
        "- [\n",
    ],
)
def test_a_broken_file_is_a_fault_of_the_course(tmp_path, text):
    with pytest.raises(CourseError, match=re.escape(str(FILE))):
        explained(tmp_path, text)


def test_a_mutant_has_one_reason(tmp_path):
    text = yaml.safe_dump([{"reason": reason, "mutants": [entry()]} for reason in ("One.", "Another.")])
    with pytest.raises(CourseError, match="twice"):
        explained(tmp_path, text)
