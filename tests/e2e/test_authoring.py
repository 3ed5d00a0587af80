"""A course from nothing, as an author makes it: init, check, new, try, grade."""

import json
import re
import resource
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.e2e.test_grading import grader

STUB = '''

def trapezoid(f, a, b):
    """Return the area below f between a and b, as one trapezoid.

    Examples
    --------
    >>> trapezoid(lambda x: x, 0.0, 2.0)
    2.0
    """
    raise NotImplementedError
'''
REFERENCE = '''

def trapezoid(f, a, b):
    """Return the area of one trapezoid."""
    return (b - a) * (f(a) + f(b)) / 2.0
'''
VISIBLE = '''

class TestTrapezoid:
    @pytest.mark.anchor
    def test_triangle(self, trapezoid):
        """The area below x between 0 and 2 is 2."""
        assert_close(trapezoid(lambda x: x, 0.0, 2.0), 2.0)
'''
HIDDEN = '''

class TestTrapezoid:
    @pytest.mark.anchor
    def test_constant(self, trapezoid):
        """The area below 3 between 1 and 5 is 12."""
        assert_close(trapezoid(lambda x: 3.0, 1.0, 5.0), 12.0)

    @pytest.mark.law
    def test_line(self, trapezoid, rng):
        """Below a random line the area is exact."""
        a, b, m, c = rng.normal(size=4)
        assert_close(trapezoid(lambda x: m * x + c, a, b), m * (b * b - a * a) / 2.0 + c * (b - a), atol=1e-9)
'''


def replace_rest(path, start, text):
    """Replace everything from the line that begins with `start` on."""
    before = path.read_text()
    path.write_text(before[: before.index(f"\n{start}")].rstrip() + "\n" + text)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("author") / "numerics"
    done = grader("init", folder, cwd=folder.parent)
    assert (done.returncode, done.stderr) == (0, "")
    return folder


@pytest.fixture
def course(made, tmp_path):
    return shutil.copytree(made, tmp_path / "course")


def test_a_new_course_passes_its_checks_at_once(course):
    done = grader("check", cwd=course)
    assert (done.returncode, done.stderr) == (0, "")
    assert "✗" not in done.stdout
    assert "0 do not" in done.stdout


def test_the_next_steps_can_be_copied(tmp_path):
    done = grader("init", "my course", cwd=tmp_path)
    commands = [line.partition("  #")[0].strip() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert commands[0] == "cd 'my course'"
    checked = subprocess.run(
        ["sh", "-c", f"{commands[0]} && {commands[1]}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_a_new_course_is_graded_at_once(course):
    for student, folder in (("right", "solutions"), ("stub", "exercises")):
        home = course / "submitted" / student
        home.mkdir(parents=True)
        shutil.copy(course / folder / "unit1_roots.py", home)
    done = grader("grade", "submitted", cwd=course)
    assert done.returncode == 0, done.stderr
    reports = {name: json.loads((course / "reports" / name / "report.json").read_text()) for name in ("right", "stub")}
    # An untouched stub is nothing that was submitted, and this course names no due dates: no mark, and no zero.
    assert {name: report["score"] for name, report in reports.items()} == {"right": 10, "stub": None}


def test_from_a_new_unit_to_a_check_that_passes(course):
    made = grader("new", "unit", "unit2_areas", "--title", "Areas: first steps", cwd=course)
    assert made.returncode == 0, made.stderr
    empty = grader("check", cwd=course)
    assert empty.returncode == 2
    assert re.search(
        r"course\.yaml:\d+:\d+ units\.1\.exercises: a unit needs an exercise\. Add one with", empty.stderr
    )

    made = grader("new", "exercise", "trapezoid", "--unit", "unit2_areas", "--points", "2", cwd=course)
    assert made.returncode == 0, made.stderr
    checked = grader("check", cwd=course)
    assert (checked.returncode, checked.stderr) == (1, "")
    wrong = [line for line in checked.stdout.splitlines() if line.startswith("✗")]
    assert "✗ solutions/unit2_areas.py: trapezoid  the reference is not written: it raises" in checked.stdout
    assert all("unit2_areas.py" in line for line in wrong), "nothing else is wrong, and nothing is said twice"
    assert sum("is to be filled in" in line for line in wrong) == len(wrong) - 1

    replace_rest(course / "exercises" / "unit2_areas.py", "def ", STUB)
    replace_rest(course / "solutions" / "unit2_areas.py", "def ", REFERENCE)
    replace_rest(course / "exercises" / "test_unit2_areas.py", "class ", VISIBLE)
    replace_rest(course / "solutions" / "test_unit2_areas.py", "class ", HIDDEN)
    checked = grader("check", cwd=course)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout


def test_a_stub_that_does_something_is_named_with_the_case_that_it_passes(course):
    stub = course / "exercises" / "unit1_roots.py"
    stub.write_text(stub.read_text().replace("    raise NotImplementedError\n\n\ndef", "    return 8.0\n\n\ndef"))
    done = grader("check", cwd=course)
    assert done.returncode == 1
    assert "the stub passes exercises/test_unit1_roots.py::TestHorner::test_square: leave only" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("new", "exercise", "newton", "--unit", "unit1_root"),
            "has no unit 'unit1_root'. Did you mean \"unit1_roots\"?",
        ),
        (("new", "unit", "random"), "is an installed Python module"),
        (("init", "."), "is not empty. Name a new or an empty folder"),
        (("try", "bisect"), "has no exercise 'bisect'. Did you mean bisection?"),
        (("try", "bisection", "--watch", "--course", "exercises"), "there is no course.yaml. Name the folder of a"),
    ],
    ids=["a unit", "a module", "a folder", "an exercise", "no course"],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(course, arguments, message):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    done = grader(*arguments, cwd=course)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


class TestTry:
    def test_says_that_all_is_well(self, course):
        done = grader("try", "horner", cwd=course)
        assert (done.returncode, done.stderr) == (0, "")
        assert "horner: 15 cases (2 visible, 13 hidden), 4 points" in done.stdout
        assert "✓ HO2  noticed by 1: test_no_overflow · Computes every power by itself" in done.stdout
        assert re.search(r"✓ mutants  (\d+) of \1 noticed", done.stdout)
        assert not (course / "reports").exists()

    def test_takes_less_than_three_seconds_of_a_processor(self, course):
        """CPU time, with all processes that it starts: a busy machine makes no difference to it."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        grader("try", "horner", cwd=course)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3.0

    def test_names_the_case_that_the_reference_fails(self, course):
        path = course / "solutions" / "test_unit1_roots.py"
        path.write_text(path.read_text().replace("-2.0), 1.0)", "-2.0), 2.0)"))
        done = grader("try", "horner", cwd=course)
        assert done.returncode == 1
        failure = "✗   solutions/test_unit1_roots.py::TestHorner::test_line  failed: "
        _, _, shown = done.stdout.partition(failure)
        assert re.search(r"^ +call +horner\(\[2.0, 5.0\], -2.0\)\n +expected 2.0\n +got +1.0$", shown, flags=re.M)
        assert "are tried when the reference passes" in done.stdout

    def test_names_a_case_that_is_wrong_itself(self, course):
        path = course / "solutions" / "test_unit1_roots.py"
        path.write_text(path.read_text().replace("-2.0), 1.0)", "-2.0), one)"))
        done = grader("try", "horner", cwd=course)
        assert done.returncode == 1
        assert "TestHorner::test_line  the case itself fails: NameError: name 'one' is not defined" in done.stdout

    def test_names_what_no_case_notices(self, course):
        path = course / "solutions" / "test_unit1_roots.py"
        path.write_text(
            re.sub(r"    @pytest.mark.numeric\n    def test_no_overflow.*?\n\n", "", path.read_text(), flags=re.S)
        )
        done = grader("try", "horner", cwd=course)
        assert done.returncode == 1
        assert "✗ HO2  no case notices it: add one that fails for it · Computes every power by itself" in done.stdout

    def test_an_exercise_that_is_not_written_yet(self, course):
        grader("new", "exercise", "newton", "--unit", "unit1_roots", cwd=course)
        done = grader("try", "newton", cwd=course)
        assert (done.returncode, done.stderr) == (1, "")
        assert "solutions/unit1_roots.py: it is not written: it raises NotImplementedError" in done.stdout

    def test_watches_until_ctrl_c(self, course):
        command = [sys.executable, "-u", "-m", "grader.cli", "try", "horner", "--watch"]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=course, **pipes) as watching:
            lines = iter(watching.stdout.readline, "")
            assert next(lines).startswith("Watching the course")
            assert any(line.startswith("✓ mutants") for line in lines)
            path = course / "solutions" / "unit1_roots.py"
            path.write_text(path.read_text().replace("value * points", "value / points"))
            saved = time.monotonic()
            assert any("solutions/unit1_roots.py changed" in line for line in lines)
            assert time.monotonic() - saved < 5.0
            assert any(line.startswith("✗ reference") for line in lines)
            path.write_text("def horner(:\n")
            assert any("unit1_roots.py changed" in line for line in lines)
            assert "unit1_roots.py:1:" in watching.stderr.readline(), (
                "a file half written is an error, and not the end"
            )
            watching.send_signal(signal.SIGINT)
            rest, errors = watching.communicate(timeout=20)
        assert watching.returncode == 0
        assert rest.endswith("Stopped.\n")
        assert "Traceback" not in errors
