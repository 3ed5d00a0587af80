"""Mutants of a reference: what is changed, what is left alone, and how a mutant is named."""

import shutil
from pathlib import Path

import libcst as cst
import pytest

from grader.course import load_course
from grader.selfcheck.mutants import mutants_of
from grader.selfcheck.operators import changes

COURSE = Path(__file__).parents[2] / "courses" / "arithmetic"
REFERENCE = '''"""References."""

import math


def total(numbers: list[float] = 0) -> float:
    """Add 1 and 2."""
    if len(numbers) < 0:
        raise ValueError("never 1")
    return _added(numbers)


def apply_twice(f, x):
    return f(f(x))


def _added(numbers):
    return math.fsum(numbers)  # exact


def _unused(x):
    return x + 1
'''


def course_with(folder, reference):
    shutil.copytree(COURSE, folder, dirs_exist_ok=True)
    (folder / "solutions" / "unit1_sums.py").write_text(reference, encoding="utf-8")
    return load_course(folder)


def mutants(folder, reference=REFERENCE, exercise="total"):
    course = course_with(folder, reference)
    return list(mutants_of(course, course.exercise(exercise)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a + b", ["a", "b", "a - b"]),
        ("a - 1", ["a", "1", "a + 1", "a - 0", "a - 2"]),
        ("-x", ["x", "+x"]),
        ("X.T", ["X"]),
        ("np.log(x)", ["np.log2(x)", "np.log(None)"]),
        ("f(a, b)", ["f(b, a)", "f(None, b)", "f(a, None)", "f(b)", "f(a, )"]),
        ("a < b", ["a <= b"]),
        ("a and b", ["a", "b", "a or b"]),
    ],
)
def test_what_may_stand_in_the_place_of_an_expression(before, after):
    expression = cst.parse_expression(before)
    code = cst.Module([]).code_for_node
    nodes, found = [expression], []
    while nodes:
        node = nodes.pop()
        found += [code(expression.deep_replace(node, other)) for other in changes(node)]
        nodes += node.children
    assert sorted(found) == sorted(after)


class TestMutantsOf:
    def test_of_the_function_and_of_the_helpers_that_it_uses(self, tmp_path):
        assert {mutant.function for mutant in mutants(tmp_path)} == {"total", "_added"}

    def test_other_exercises_have_mutants_of_their_own(self, tmp_path):
        calls_other = REFERENCE.replace("return f(f(x))", "return total([f(f(x))])")
        assert {mutant.function for mutant in mutants(tmp_path, calls_other, "apply_twice")} == {"apply_twice"}

    def test_a_refusal_may_be_dropped_but_its_text_is_left_alone(self, tmp_path):
        changed = [mutant.becomes for mutant in mutants(tmp_path) if "raise" in mutant.was]
        assert changed == ["pass"]

    def test_annotations_and_docstrings_are_left_alone_and_defaults_are_not(self, tmp_path):
        signatures = [mutant.becomes for mutant in mutants(tmp_path) if mutant.was.startswith("def total")]
        assert signatures == [
            "def total(numbers: list[float]=1) -> float:",
            "def total(numbers: list[float]=-1) -> float:",
        ]
        assert not [mutant for mutant in mutants(tmp_path) if "Add 1" in mutant.was]

    def test_each_is_another_program_and_none_comes_twice(self, tmp_path):
        found = mutants(tmp_path)
        assert len({mutant.identity for mutant in found}) == len(found)
        assert not [mutant for mutant in found if mutant.was == mutant.becomes]

    def test_the_name_of_a_mutant_does_not_depend_on_layout(self, tmp_path):
        moved = REFERENCE.replace("import math\n", "# A remark.\nimport math\n\n").replace("  # exact", "")
        moved = moved.replace("return _added(numbers)", "return _added(\n        numbers\n    )")
        assert {m.identity for m in mutants(tmp_path)} == {m.identity for m in mutants(tmp_path, moved)}

    def test_is_called_like_the_exercise(self, tmp_path):
        (negative,) = (m for m in mutants(tmp_path) if str(m.identity).endswith("< 0: → if len(numbers) <= 0:"))
        assert str(negative.identity) == "total: if len(numbers) < 0: → if len(numbers) <= 0:"
        function = negative.load()
        assert function([1.5, 2.0]) == 3.5
        with pytest.raises(ValueError, match="never"):
            function([])
        helper = next(m for m in mutants(tmp_path) if m.function == "_added")
        assert str(helper.identity).startswith("total/_added: ")
