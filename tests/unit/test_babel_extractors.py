from __future__ import annotations

from io import BytesIO

from grader.babel_extractors import extract_cases, extract_course

CASES = b'''
class TestEntropy:
    @pytest.mark.anchor
    def test_match(self, entropy):
        """A match.

        More of it, which nobody reads.
        """
        assert_raises(ValueError, entropy, [1.0, 1.0], because="they sum "
                      "to 2")
        assert_raises(ValueError, entropy, because=reason)

    def helper(self):
        """No case."""
'''
MISTAKES = b"""
@misconception("EN1", of="entropy", title="Nats", hint="Which unit?", distinguishes="entropy([1])")
def f(p): ...
"""
COURSE = (
    b"course_id: x\ntitle: The course\nunits:\n  - {name: unit1, title: 'First: this'}\n  - {name: title, points: 3}\n"
)


def found(method: object, source: bytes) -> list[tuple[int, str, list[str]]]:
    return [(line, text, about) for line, _, text, about in method(BytesIO(source), (), (), {})]  # type: ignore[operator]


def test_titles_and_reasons() -> None:
    assert found(extract_cases, CASES) == [(5, "A match.", []), (9, "they sum to 2", [])]


def test_known_mistakes() -> None:
    assert found(extract_cases, MISTAKES) == [(2, "Nats", ["EN1"]), (2, "Which unit?", ["EN1"])]


def test_course() -> None:
    assert found(extract_course, COURSE) == [(2, "The course", []), (4, "First: this", [])]
