"""`grader export`, as it is called: what goes where, who is told, and the exit status."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from grader.cli import main
from grader.course import load_course
from grader.model import Course, ExerciseResult, Level, Report
from grader.store import Store
from tests.unit.report import samples

ARITHMETIC = Path(__file__).parents[2] / "courses/arithmetic"
ASSIGNMENTS = "assignments:\n  - {name: sums, title: Sums of numbers, units: [unit1_sums]}\n"
CANVAS = """\
Student,ID,SIS Login ID,Section,Sums (7),Sums of numbers (8)
    Points Possible,,,,5.00,5.00
"Lovelace, Ada",101,ada,Section 1,,
"Pascal, Blaise",102,blaise,Section 1,,
"Hopper, Grace",103,grace,Section 1,4,
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course of two exercises, 3 and 2 points, in one assignment."""
    folder = shutil.copytree(ARITHMETIC, tmp_path_factory.mktemp("export") / "course")
    text = (folder / "course.yaml").read_text()
    (folder / "course.yaml").write_text(text.replace("units:\n", f"{ASSIGNMENTS}units:\n", 1))
    return load_course(folder)


@pytest.fixture
def run(course: Course, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that stores reports and calls `grader export`; it returns status, stdout and stderr."""

    def call(reports: list[Report], *arguments: str | Path) -> tuple[int, str, str]:
        folder = tmp_path / "reports"
        folder.mkdir(exist_ok=True)
        with Store(folder / "results.sqlite") as store:
            for report in reports:
                store.save(report, report.student)
        status = 0
        try:
            main(["export", *map(str, arguments), "--reports", str(folder), "--course", str(course.root)])
        except SystemExit as end:
            status = int(end.code or 0)
        captured = capfd.readouterr()
        return status, captured.out, " ".join(captured.err.split())

    return call


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Return a gradebook that Canvas could have exported."""
    path = tmp_path / "export.csv"
    path.write_text(CANVAS)
    return path


def report(course: Course, student: str, *scores: float, **fields: object) -> Report:
    """Return a report with these scores for the exercises of the course."""
    results = [
        ExerciseResult(exercise, samples.result(exercise).outcomes, score, gate_open=True)
        for exercise, score in zip(course.exercises, scores or (3.0, 2.0), strict=True)
    ]
    return samples.report(student, results, **fields)


def test_csv_to_standard_output(course: Course, run: Run) -> None:
    status, out, err = run([report(course, "Doe, Jr"), report(course, "=cmd()", 1.5, 0.0)], "csv")
    assert list(csv.reader(io.StringIO(out))) == [
        [
            *("student", "score", "max_score", "late_penalty", "total", "apply_twice", "graded", "sandbox_level"),
            *("sums", "sums_state"),
        ],
        ["'=cmd()", "1.5", "5", "0", "1.5", "0", "yes", "L1", "1.5", "graded"],
        ["Doe, Jr", "5", "5", "0", "3", "2", "yes", "L1", "5", "graded"],
    ]
    assert (status, err) == (0, "note: 2 students; 0 not exported.")


def test_an_assignment_has_its_own_late_penalty(course: Course, run: Run) -> None:
    late = report(course, "ada", penalties=(("sums", 0.5), ("gone", 1.0)))
    _, out, _ = run([late], "csv", "--assignment", "sums")
    assert out.splitlines()[1] == "ada,4.5,5,0.5,3,2,yes,L1,4.5,graded"


def test_ungraded_is_named_and_left_out(course: Course, run: Run) -> None:
    kurt = replace(report(course, "kurt"), problem="The file is larger than 1 MiB.")
    status, out, err = run([report(course, "ada"), kurt], "csv")
    assert status == 1
    assert "kurt" not in out
    assert "not exported: kurt: not graded: The file is larger than 1 MiB." in err


def test_unconfined_refuses_the_whole_export(course: Course, run: Run, tmp_path: Path) -> None:
    reports = [report(course, "ada"), report(course, "eve", level=Level.UNCONFINED)]
    status, out, err = run(reports, "csv", "--out", tmp_path / "marks.csv")
    assert (status, out) == (2, "")
    assert "UNCONFINED, which is no grade: 'eve'" in err
    assert not (tmp_path / "marks.csv").exists()


def test_canvas_by_the_title_of_the_course_or_of_the_assignment(course: Course, run: Run, template: Path) -> None:
    reports = [report(course, "ada"), report(course, "blaise", 1.0, 0.25)]
    _, whole, err = run(reports, "canvas", "--template", template)
    assert whole == CANVAS.replace("ada,Section 1,,", "ada,Section 1,5,").replace(
        "blaise,Section 1,,", "blaise,Section 1,1.25,"
    )
    assert "no report, left as they are: 1 row (Hopper, Grace)" in err
    _, part, _ = run(reports, "canvas", "--template", template, "--assignment", "sums")
    assert "ada,Section 1,,5\n" in part


def test_unknown_students_are_listed_and_the_others_are_written(course: Course, run: Run, template: Path) -> None:
    target = template.with_name("filled.csv")
    reports = [report(course, "ada"), report(course, "Lovelace"), report(course, "grace", 0, 0)]
    status, out, err = run(reports, "canvas", "--template", template, "--out", target)
    assert (status, out) == (1, "")
    assert "not exported: Lovelace: nobody in the template has this id" in err
    assert f"2 grades written to the column 'Sums (7)' in {target}; 1 not exported." in err
    assert "grace,Section 1,0,\n" in target.read_text()
    assert template.read_text() == CANVAS


def test_the_template_is_written_only_when_asked(course: Course, run: Run, template: Path) -> None:
    reports = [report(course, "ada")]
    status, _, err = run(reports, "canvas", "--template", template, "--out", template.parent / "." / template.name)
    assert status == 2
    assert "is the template: name another file, or say --in-place" in err
    assert template.read_text() == CANVAS
    assert run(reports, "canvas", "--template", template, "--in-place")[0] == 0
    assert "ada,Section 1,5,\n" in template.read_text()
    assert [path.name for path in template.parent.iterdir() if path.is_file()] == [template.name]


def test_match_and_match_column(course: Course, run: Run, template: Path) -> None:
    reports = [report(course, "103")]
    assert run(reports, "canvas", "--template", template, "--match", "login")[0] == 1
    assert run(reports, "canvas", "--template", template, "--match", "login", "--match", "id")[0] == 0
    assert run(reports, "canvas", "--template", template, "--match-column", "ID")[0] == 0


def test_moodle_scaled(course: Course, run: Run, tmp_path: Path) -> None:
    template = tmp_path / "Grades-sums.csv"
    text = 'Identifier,"Full name",Status,Grade,"Maximum grade"\n"Participant 9","Ada Lovelace",x,,100.00\n'
    template.write_text(text)
    reports = [report(course, "Ada Lovelace", 3.0, 0.13)]
    status, out, err = run(reports, "moodle", "--template", template)
    assert (status, out) == (2, "")
    assert "out of 100, these grades are out of 5" in err
    assert run(reports, "moodle", "--template", template, "--scale")[1] == text.replace(",x,,", ",x,62.6,")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No such file"),
        (b"Student,\xff\n", "is not UTF-8 at byte 8"),
        (b"", "is empty"),
        (b"a,b\n", "no gradebook"),
    ],
)
def test_a_template_that_cannot_be_read(
    course: Course, run: Run, tmp_path: Path, content: bytes | None, message: str
) -> None:
    template = tmp_path / "export.csv"
    if content is not None:
        template.write_bytes(content)
    status, out, err = run([report(course, "ada")], "canvas", "--template", template)
    assert (status, out) == (2, "")
    assert message in err


def test_gradescope_has_a_file_for_each_student(course: Course, run: Run, tmp_path: Path) -> None:
    reports = [report(course, "ada"), report(course, "Doe, Jr", 0.0, 2.0)]
    status, _, _ = run(
        reports, "gradescope", "--out", tmp_path / "deep/gradescope", "--hidden-cases", "after_published"
    )
    assert status == 0
    document = json.loads((tmp_path / "deep/gradescope/Doe, Jr/results.json").read_text())
    assert document["score"] == 2.0
    assert {test["visibility"] for test in document["tests"]} == {"visible", "after_published"}


def test_junit_to_a_file(course: Course, run: Run, tmp_path: Path) -> None:
    assert run([report(course, "ada")], "junit", "--out", tmp_path / "junit.xml")[0] == 0
    assert ET.parse(tmp_path / "junit.xml").getroot().get("tests") == "18"


@pytest.mark.parametrize(
    "arguments", [["csv", "--assignment", "sum"], ["csv", "--reports"]], ids=["assignment", "reports"]
)
def test_what_is_not_there_is_the_calls_fault(run: Run, course: Course, arguments: list[str], tmp_path: Path) -> None:
    if arguments[-1] == "--reports":
        with pytest.raises(SystemExit) as end:
            main(["export", *arguments, str(tmp_path / "none"), "--course", str(course.root)])
        assert end.value.code == 2
    else:
        assert run([report(course, "ada")], *arguments)[0] == 2
