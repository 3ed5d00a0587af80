"""What a student sees: the real `pytest exercises/`, where nothing but NumPy and pytest is installed."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from grader.cases.seeds import PUBLIC_KEY, rng_for
from grader.course import load_course
from grader.handout import archive, handout_files
from grader.model import Course

ROOT = Path(__file__).parents[2]
COLUMNS = 80
STUB_CPU_SECONDS = 4.0  # one on an idle machine, more where others use the same core

Run = Callable[..., "Output"]


@dataclass(frozen=True)
class Output:
    """What one run of pytest printed."""

    status: int
    text: str
    cpu_seconds: float

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @property
    def table(self) -> list[str]:
        start = next(i for i, line in enumerate(self.lines) if "your course so far" in line)
        return self.lines[start + 1 : -1]

    @property
    def last(self) -> str:
        return self.lines[-1]

    def failure(self, test: str) -> list[str]:
        """Return the lines that explain one failing test."""
        start = next(i for i, line in enumerate(self.lines) if re.fullmatch(rf"_+ {re.escape(test)} _+", line))
        end = next(i for i in range(start, len(self.lines)) if not self.lines[i])
        return self.lines[start + 1 : end]


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a virtual environment with what a student has."""
    folder = tmp_path_factory.mktemp("student") / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-cache-dir",
    ]
    subprocess.run([*pip, f"numpy=={np.__version__}", f"pytest=={pytest.__version__}"], check=True)
    return folder / "bin" / "python"


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(ROOT)


@pytest.fixture
def handout(tmp_path: Path, course: Course) -> Path:
    """Unpack what a student receives; return the folder of exercises."""
    with ZipFile(BytesIO(archive(handout_files(course), "course"))) as packed:
        packed.extractall(tmp_path)
    return tmp_path / "course" / "exercises"


@pytest.fixture
def run(python: Path, handout: Path) -> Run:
    """Return a function that runs pytest on the handout."""

    def run(*args: str, folder: Path = handout.parent) -> Output:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
        environment = {**kept, "COLUMNS": str(COLUMNS), "PYTHONUTF8": "1"}
        before = cpu_seconds_of_children()
        done = subprocess.run(
            [python, "-m", "pytest", *args], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.stderr == ""
        return Output(done.returncode, done.stdout.rstrip("\n"), cpu_seconds_of_children() - before)

    return run


@pytest.fixture
def solve(handout: Path, course: Course) -> Callable[..., None]:
    """Return a function that puts references in the place of stubs."""

    def solve(*units: str) -> None:
        for unit in units or [unit.name for unit in course.units]:
            shutil.copy(ROOT / "solutions" / f"{unit}.py", handout)

    return solve


def cpu_seconds_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def append(handout: Path, unit: str, source: str) -> None:
    with (handout / f"{unit}.py").open("a", encoding="utf-8") as file:
        file.write(f"\n\n{source}\n")


def test_only_what_a_student_has_is_installed(python: Path) -> None:
    listing = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], capture_output=True, text=True, check=True
    )
    names = {line.partition("==")[0].lower() for line in listing.stdout.split()}
    assert {"numpy", "pytest"} <= names
    assert not names & {"pydantic", "click", "rich", "jinja2", "pyyaml", "hypothesis", "pytest-xdist", "scipy"}


class TestStubs:
    def test_all_not_attempted(self, run: Run, course: Course) -> None:
        output = run("exercises/")
        assert output.status == 1
        rows = [line for line in output.table if line.startswith("  ")]
        assert len(rows) == len(course.exercises)
        assert all("not attempted" in row and " 0.00 of " in row for row in rows)
        assert re.fullmatch(r"\d+ not attempted in [\d.]+s", output.last)

    def test_without_noise(self, run: Run) -> None:
        output = run("exercises/")
        assert not re.search("Traceback|Error|FAILED|FAILURES|site-packages|rootdir|platform", output.text)
        assert all(len(line) <= COLUMNS for line in output.lines)

    def test_takes_about_two_seconds(self, run: Run) -> None:
        assert run("exercises/").cpu_seconds < STUB_CPU_SECONDS


class TestProgress:
    def test_all_done(self, run: Run, solve: Callable[..., None], course: Course) -> None:
        solve()
        output = run("exercises/")
        assert output.status == 0, output.text
        everything = sum(exercise.points for exercise in course.exercises)
        assert f"{everything:.2f} of {course.points:g} points so far, by these visible cases alone." in output.table
        assert re.fullmatch(r"\d+ passed in [\d.]+s", output.last)
        assert all(line.startswith(("  ✓ ", "unit")) for line in output.table[: output.table.index("")])

    def test_half_done(self, run: Run, solve: Callable[..., None], course: Course) -> None:
        first = course.units[0]
        solve(first.name)
        output = run("exercises/")
        assert output.status == 1
        assert f"{first.points:.2f} of {course.points:g} points so far, by these visible cases alone." in output.table
        states = {row.split()[1]: row.split()[0] for row in output.table if row.startswith("  ")}
        assert states == {e.name: "✓" if e.unit == first.name else "·" for e in course.exercises}
        assert "FAILURES" not in output.text

    def test_columns_are_aligned(self, run: Run, solve: Callable[..., None], course: Course) -> None:
        solve(course.units[0].name)
        rows = [line for line in run("exercises/").table if line.startswith("  ")]
        assert len({row.index(" of ", 50) for row in rows}) == 1
        assert max(map(len, rows)) <= COLUMNS


class TestWrong:
    def test_call_expected_got_and_relation(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        append(
            handout, "unit2_entropy", "_right = entropy\ndef entropy(*args, **kw):\n    return -_right(*args, **kw)"
        )
        output = run("exercises/test_unit2_entropy.py")
        assert output.status == 1
        title, *lines = output.failure("TestEntropy.test_match")
        assert title == "A 99 : 1 match holds 0.0808 bits."
        assert lines == [
            "Right size, opposite sign.",
            "  call     entropy([0.99, 0.01])",
            "  expected 0.0807931359",
            "  got      -0.0807931359",
            "  hint     Entropy is an average of surprises, and no surprise is negative.",
            "           Check one term by hand.",
        ]
        assert output.text.count("  hint  ") == 1
        assert not re.search("Traceback|AssertionError|FAILED|short test summary", output.text)

    def test_an_exception(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        append(handout, "unit2_entropy", "def entropy(*args, **kw):\n    return {}['nothing here']")
        line = (handout / "unit2_entropy.py").read_text().splitlines().index("    return {}['nothing here']") + 1
        _, *lines = run("exercises", "-k", "entropy").failure("TestEntropy.test_match")
        assert lines == [
            f"Your function raised KeyError at unit2_entropy.py:{line} in entropy: 'nothing here'",
            "  call     entropy([0.99, 0.01])",
        ]

    def test_nothing_returned(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        append(handout, "unit2_entropy", "def entropy(*args, **kw):\n    print('debugging')")
        output = run("exercises")
        _, headline, *lines = output.failure("TestEntropy.test_match")
        assert headline == "Your function returned None."
        assert "  got      None" in lines
        assert "debugging" in output.text, "what a function prints helps to find out why"

    def test_a_warning(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        noisy = "_right = entropy\ndef entropy(*args, **kw):\n    np.log(np.zeros(1))\n    return _right(*args, **kw)"
        append(handout, "unit2_entropy", f"import numpy as np\n{noisy}")
        output = run("exercises")
        assert output.failure("TestEntropy.test_match")[1:] == [
            "Right, but noisy: your function emitted a warning.",
            "  call     entropy([0.99, 0.01])",
            "  warning  RuntimeWarning: divide by zero encountered in log",
        ]
        assert "warnings summary" not in output.text


class TestFiles:
    def test_a_syntax_error_is_explained_once_and_the_others_still_run(
        self, run: Run, solve: Callable[..., None], handout: Path, course: Course
    ) -> None:
        solve(course.units[0].name)
        (handout / "unit2_entropy.py").write_text("def entropy(p:\n    return p\n")
        output = run("exercises/")
        assert output.status == 1
        assert output.text.count("unit2_entropy.py cannot be imported, so none of its functions can be tried.") == 1
        assert [line for line in output.lines if "SyntaxError" in line] == ["SyntaxError: '(' was never closed"]
        assert "  line 1 of unit2_entropy.py" in output.lines
        counted = re.sub(r" in .*", "", output.last).split(", ")
        assert {part.partition(" ")[2] for part in counted} == {"failed", "passed", "not attempted", "not run"}
        assert "1 failed" in counted
        states = {row.split()[1]: row.split()[0] for row in output.table if row.startswith("  ")}
        assert (states["self_information"], states["entropy"]) == ("✓", "!")
        assert "Traceback" not in output.text

    def test_what_the_grader_will_not_import_is_refused_here_too(
        self, run: Run, solve: Callable[..., None], handout: Path
    ) -> None:
        solve()
        installed = handout.parent / "scipy"  # it is not among what the tests install
        installed.mkdir()
        (installed / "__init__.py").touch()
        (installed / "stats.py").write_text("def entropy(p, base=2.0, axis=-1): return 0.0\n")
        append(handout, "unit2_entropy", "from scipy.stats import entropy")
        output = run("exercises/test_unit2_entropy.py")
        assert "unit2_entropy.py cannot be imported, so none of its functions can be tried." in output.lines
        assert any(
            "ImportError" in line and "This course does not allow scipy.stats: write the function yourself." in line
            for line in output.lines
        )

    @pytest.mark.parametrize("inside", [False, True], ids=["at the top", "in a function"])
    def test_a_package_that_the_course_does_not_provide_is_refused_here_too(
        self, run: Run, solve: Callable[..., None], handout: Path, inside: bool
    ) -> None:
        solve()
        (handout.parent / "pandas.py").write_text("")  # as if it were installed
        text = "This course does not provide pandas: use the standard library and NumPy."
        append(handout, "unit2_entropy", "def entropy(p):\n    import pandas" if inside else "import pandas, pytest")
        output = run("exercises/test_unit2_entropy.py")
        assert any("ModuleNotFoundError" in line and text in line for line in output.lines)

    def test_a_missing_function_is_named(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        append(handout, "unit2_entropy", "del entropy")
        output = run("exercises")
        assert output.table.count("There is no function entropy in unit2_entropy.py.") == 1
        assert "FAILURES" not in output.text or "TestEntropy" not in output.text

    def test_a_missing_file_is_named(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve("unit1_information")
        (handout / "unit2_entropy.py").unlink()
        assert run("exercises").table.count("There is no file unit2_entropy.py.") == 1


class TestOptions:
    def test_one_case(self, run: Run, solve: Callable[..., None]) -> None:
        solve()
        output = run("exercises/test_unit2_entropy.py::TestEntropy::test_match")
        assert output.status == 0
        assert [row.split() for row in output.table if row.startswith("  ")] == [
            ["✓", "entropy", "1", "of", "1", "case"]
        ]
        assert "Not all cases were run this time." in output.table
        assert output.last.startswith("1 passed")

    def test_k_finds_the_cases_of_an_exercise_by_its_name(self, run: Run) -> None:
        output = run("exercises", "-k", "binary_cross_entropy_with_logits")
        rows = [row for row in output.table if row.startswith("  ")]
        assert [row.split()[1] for row in rows] == ["binary_cross_entropy_with_logits"]
        assert " points" not in rows[0]

    def test_x_stops_at_the_first_failure(self, run: Run, solve: Callable[..., None], handout: Path) -> None:
        solve()
        append(handout, "unit1_information", "def self_information(*args, **kw):\n    return 0.0")
        output = run("exercises", "-x")
        assert output.last.startswith("1 failed")
        assert "Not all cases were run this time." in output.table

    def test_verbose_is_pytests_own(self, run: Run) -> None:
        output = run("exercises/test_unit2_entropy.py", "-v")
        assert "rootdir" in output.text
        assert "TestEntropy::test_match NOT ATTEMPTED" in output.text

    def test_from_inside_the_folder(self, run: Run, handout: Path) -> None:
        assert run(folder=handout).last.split(" in ")[0] == run("exercises").last.split(" in ")[0]

    def test_a_test_of_the_students_own_is_left_to_pytest(self, run: Run, handout: Path) -> None:
        (handout / "test_mine.py").write_text("def test_mine():\n    assert 1 + 1 == 3\n")
        output = run("exercises/test_mine.py")
        assert "assert (1 + 1) == 3" in output.text
        assert "your course so far" not in output.text


def test_random_numbers_are_those_of_the_visible_cases_when_graded(run: Run, handout: Path) -> None:
    label = "test_mine.py::test_numbers[1/2]"
    first = rng_for(PUBLIC_KEY, label).random()
    (handout / "test_mine.py").write_text(
        "import pytest\n\n@pytest.mark.law\n@pytest.mark.parametrize('n', [0.5], ids=['1/2'])\n"
        f"def test_numbers(n, rng):\n    assert rng.random() == {first!r}\n"
    )
    assert run("exercises/test_mine.py").status == 0
    assert run("test_mine.py", folder=handout).status == 0


class TestDocs:
    """`docs/student.md` shows what students see: its listings are run in order, on the code that it shows."""

    PARTS = re.compile(r"<!-- done: (.*?) -->|^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
    COMMAND = "$ .venv/bin/pytest "

    def test_listings(self, run: Run, handout: Path, course: Course, request: pytest.FixtureRequest) -> None:
        page = ROOT / "docs" / "student.md"
        text = page.read_text(encoding="utf-8")
        shown = self.PARTS.sub(lambda part: self.played(part, run, handout, course), text)
        if request.config.getoption("--update-golden"):
            page.write_text(shown, encoding="utf-8")
        assert shown.count(self.COMMAND) == 5
        assert untimed(page.read_text("utf-8")) == untimed(shown), "run with --update-golden, and read the diff"

    def played(self, part: re.Match[str], run: Run, handout: Path, course: Course) -> str:
        """Do what a part of the page says; return it with the output that it should show."""
        done, language, block = part.groups()
        if done:
            begin_with(handout, course, done.split())
        elif language == "python":
            write_down(handout, block)
        elif block.startswith(self.COMMAND):
            command = block.partition("\n")[0]
            output = run(*command.removeprefix(self.COMMAND).split())
            return f"```console\n{command}\n{without_trailing_space(output.text)}\n```"
        return part[0]


def begin_with(handout: Path, course: Course, done: list[str]) -> None:
    """Put references in the place of the units that are done, and stubs in all others."""
    for unit in course.units:
        folder = "solutions" if unit.name in done else "exercises"
        shutil.copy(ROOT / folder / unit.filename, handout)


def write_down(handout: Path, block: str) -> None:
    """Write code of the page into its file: a whole function, or the body of the first one."""
    if block.startswith("def entropy"):
        append(handout, "unit2_entropy", block)
    else:
        append(handout, "unit1_information", f"def self_information(p, base=2.0):\n{block}")


def untimed(text: str) -> str:
    return re.sub(r" in [\d.]+s$", " in 1.00s", text, flags=re.MULTILINE)


def without_trailing_space(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.splitlines())
