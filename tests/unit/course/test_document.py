"""grader.course.document: what is no YAML, and what is too much of it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.course import load_course
from grader.errors import CourseError
from tests.unit.course.authored import COURSE, Write, faults


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(
            COURSE.replace("    title", "\ttitle", 1), "course.yaml:5:1 a tab. Indent with spaces.", id="tab"
        ),
        pytest.param(
            COURSE.replace("title: Letters", "title: Letters: all"),
            'course.yaml:2:15 a ":" where none can be. Put a text that contains ": " in quotes, or check'
            " the indentation.",
            id="colon in a title",
        ),
        pytest.param(
            COURSE.replace("title: Letters", "title"),
            'course.yaml:2:1 a field without ":". Write `name: value`, or check the indentation.',
            id="field without colon",
        ),
        pytest.param("a: [1, 2\nb: 3\n", "course.yaml:2:2 ", id="open bracket"),
        pytest.param(
            COURSE.replace("      - name: drop", "     - name: drop"),
            "course.yaml:9:6 does not line up with the lines above. Check the indentation.",
            id="indentation",
        ),
        pytest.param("title: 'x", "course.yaml:1:8 a quote that is never closed.", id="open quote"),
        pytest.param("a: b\n---\nc: d\n", "course.yaml:2:1 but found another document.", id="two documents"),
        pytest.param("a: b\x07\n", "course.yaml:1:5 a character that YAML does not allow (U+0007).", id="control"),
        pytest.param("a: &x [1]\nb: *x\n", "course.yaml:2:4 aliases (*name) are not for this file", id="alias"),
        pytest.param("a: " + "[" * 50, "course.yaml:1:23 nested more than 20 deep.", id="deep"),
        pytest.param("a: " + "[" * 5000, "course.yaml:1:23 nested more than 20 deep.", id="very deep"),
        pytest.param('a: "\\UFFFFFFFF"\n', "course.yaml:1:1 cannot be read as YAML", id="impossible escape"),
        pytest.param("", "course.yaml:1:1 must be a group of `field: value` lines, not empty.", id="empty"),
        pytest.param("- 1\n", "course.yaml:1:1 must be a group of `field: value` lines, not a list.", id="a list"),
    ],
)
def test_what_is_no_yaml_is_said_with_its_place(course: Write, text: str, line: str) -> None:
    assert faults(course(text))[0].startswith(line)


def test_a_bomb_of_aliases_is_refused_at_once(course: Write) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert "aliases" in faults(course("\n".join(lines)))[0]


# Fuzz


WORDS = ["a", "x\n", "  ", "- ", ": ", "[", "]", "{", "}", '"', "'", "|", ">", "&a", "*a", "!!", "!", "%", "#", "\t",
         "---", "...", "?", "0", "-1", "1e999", ".nan", "true", "null", "~", "<<: ", "\\", "\0", "\u2028", "é",
         "\ufeff", "=", "units", "name: ", "shares: ", "2027-01-01"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a course with a few stretches of it deleted, repeated or written over."""
    text = COURSE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = draw(st.integers(start, min(len(text), start + 30)))
        middle = draw(st.one_of(st.sampled_from(WORDS), st.just(text[start:stop] * 2), st.text(max_size=8)))
        text = text[:start] + middle + text[stop:]
    return text


@settings(max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mutated())
@example(text='title: "\\uD800"')
@example(text="!!int x: 1")
@example(text="? [a]\n: b\n")
@example(text="timezone: America\n")
@example(text="timezone: ../../etc/passwd\n")
@example(text="points: " + "9" * 5000)
def test_only_course_errors_are_raised(course: Write, text: str) -> None:
    folder = course(COURSE)
    (folder / "course.yaml").write_text(text, errors="surrogatepass")
    try:
        load_course(folder)
    except CourseError as error:
        lines = str(error).splitlines()
        assert [line for line in lines if not line.isprintable()] == []
