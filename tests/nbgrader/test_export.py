"""`grader export nbgrader` and our plugins, with the real nbgrader, in SQLite and in PostgreSQL."""

from __future__ import annotations

import csv
import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import determine_grade
from sqlalchemy import create_engine, text
from traitlets.config import Config

from grader.cli import main
from grader.course import load_course
from grader.errors import CallError
from grader.lms.nbgrader import CanvasExport, CsvExport, MoodleExport
from grader.lms.nbgrader.export import Exported, export_submissions, open_target
from grader.model import Course, ExerciseResult, Level, Report, Verdict
from grader.store import Store
from grader.submissions import read_submissions
from tests.nbgrader.postgres import running_postgres
from tests.unit.report import samples

ARITHMETIC = Path(__file__).parents[1] / "courses/arithmetic"
ASSIGNMENTS = """\
late: {grace_minutes: 15, percent_per_day: 10, max_percent: 50}
assignments:
  - {name: sums, title: Sums of numbers, units: [unit1_sums], due: 2027-03-12 23:59 +08:00}
"""
TIMELY, LATE = "2027-03-12 15:00:00 UTC", "2027-03-13 17:00:00 UTC"  # 25 hours and a minute after 15:59 UTC
CODE = """\
from functools import reduce


def total(values):
    return sum(values)


def apply_twice(f, x):
    return f(f(x))
"""

pytestmark = pytest.mark.filterwarnings("default")  # nbgrader's own, and those of what it stands on


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL server; yields its address."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course of two exercises, 3 and 2 points, in one assignment with a late policy."""
    folder = shutil.copytree(ARITHMETIC, tmp_path_factory.mktemp("export") / "course")
    written = (folder / "course.yaml").read_text()
    (folder / "course.yaml").write_text(written.replace("units:\n", f"{ASSIGNMENTS}units:\n", 1))
    return load_course(folder)


@dataclasses.dataclass
class Class:
    """A folder of submissions, an nbgrader course to export into, and reports of the submissions."""

    course: Course
    folder: Path
    url: str | None = None
    reports: dict[str, Report] = dataclasses.field(default_factory=dict)

    def hand_in(self, student: str, *scores: float, when: str = TIMELY, code: str = CODE, **fields: Any) -> Report:
        """Write a submission, and make the report that grading it could have made."""
        home = self.folder / "handed_in" / student / "sums"
        home.mkdir(parents=True, exist_ok=True)
        (home / "unit1_sums.py").write_text(code)
        (home / "timestamp.txt").write_text(f"{when}\n")
        submission = read_submissions(self.folder / "handed_in", self.course).read(student)
        results = [
            ExerciseResult(exercise, samples.result(exercise).outcomes, score, gate_open=True)
            for exercise, score in zip(self.course.exercises, scores or (3.0, 2.0), strict=True)
        ]
        made = samples.report(student, results, **fields)
        provenance = dataclasses.replace(made.provenance, submission_digest=submission.digest)
        self.reports[student] = dataclasses.replace(made, provenance=provenance)
        return self.reports[student]

    def export(self) -> Exported:
        target = open_target(self.course, self.target, self.url)
        submissions = read_submissions(self.folder / "handed_in", self.course)
        return export_submissions(target, self.course, list(self.reports.values()), submissions)

    @property
    def target(self) -> Path:
        return self.folder / "nbgrader"

    @property
    def address(self) -> str:
        return self.url or f"sqlite:///{self.target / 'gradebook.db'}"

    def gradebook(self) -> Gradebook:
        return Gradebook(self.address, "arithmetic")

    def entered(self, student: str) -> SimpleNamespace:
        """Return what the gradebook holds of a student's submission."""
        with self.gradebook() as gradebook:
            submission = gradebook.find_submission("sums", student)
            (notebook,) = submission.notebooks
            return SimpleNamespace(
                scores={grade.name: grade.auto_score for grade in notebook.grades},
                review={grade.name for grade in notebook.grades if grade.needs_manual_grade},
                comments={comment.name: comment.auto_comment for comment in notebook.comments},
                score=submission.score,
                penalty=submission.late_submission_penalty,
                timestamp=submission.timestamp,
            )

    def forget(self, *students: str) -> None:
        """Take students out of the gradebook, which another test of this module will use."""
        with self.gradebook() as gradebook:
            for student in students:
                gradebook.remove_submission("sums", student)
                gradebook.remove_student(student)

    def rows(self) -> dict[str, list[Any]]:
        """Return every row of the tables that hold marks."""
        tables = ("assignment", "notebook", "base_cell", "source_cell", "student", "submitted_assignment")
        tables += ("submitted_notebook", "grade", "comment")
        with create_engine(self.address).connect() as connection:
            return {name: sorted(map(str, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}

    def files(self) -> dict[str, bytes]:
        paths = (path for step in ("submitted", "autograded") for path in self.target.glob(f"{step}/**/*"))
        return {str(path.relative_to(self.target)): path.read_bytes() for path in paths if path.is_file()}


def with_new_gradebook(room: Class) -> Class:
    """Let an export make the gradebook, and take out again whom it has entered; this takes nbgrader seconds."""
    room.target.mkdir()
    room.hand_in("first")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "/usr/bin:/bin")  # alembic, which nbgrader runs by its bare name, is not there
        room.export()
    with room.gradebook() as gradebook:
        assignment = gradebook.find_assignment("sums")
        assert (assignment.max_score, str(assignment.duedate)) == (5.0, "2027-03-12 15:59:00")
        gradebook.remove_submission("sums", "first")
        gradebook.remove_student("first")
    return room


@pytest.fixture(scope="module")
def sqlite_gradebook(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a gradebook in a file, with the assignment and no submission."""
    return with_new_gradebook(Class(course, tmp_path_factory.mktemp("sqlite"))).target / "gradebook.db"


@pytest.fixture(scope="module")
def postgres_gradebook(course: Course, tmp_path_factory: pytest.TempPathFactory, postgres: str) -> str:
    """Return the address of a gradebook in PostgreSQL, with the assignment and no submission."""
    run_sql(postgres, "CREATE DATABASE first")
    room = with_new_gradebook(Class(course, tmp_path_factory.mktemp("postgres"), f"{postgres}first"))
    return room.address


def run_sql(server: str, statement: str) -> None:
    engine = create_engine(f"{server}postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def room(course: Course, tmp_path: Path, sqlite_gradebook: Path) -> Class:
    """Return a class without submissions."""
    room = Class(course, tmp_path)
    room.target.mkdir()
    shutil.copy(sqlite_gradebook, room.target / "gradebook.db")
    return room


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def either_room(request: pytest.FixtureRequest, room: Class) -> Class:
    """Return a class without submissions, whose gradebook is in either kind of database."""
    if request.param == "PostgreSQL":
        room.url = request.getfixturevalue("postgres_gradebook")
        assert not room.rows()["submitted_assignment"]
    return room


class TestMarks:
    def test_scores_comments_and_files_and_a_second_export_changes_nothing(self, either_room: Class) -> None:
        either_room.hand_in("ada")
        either_room.hand_in("Doe, Jr", 1.25, 0.0)
        assert either_room.export() == Exported(2, ())
        doe = either_room.entered("Doe, Jr")
        assert doe.scores == {"total": 1.25, "apply_twice": 0.0}
        assert (doe.score, doe.penalty, doe.review) == (1.25, 0.0, set())
        assert str(doe.timestamp) == "2027-03-12 15:00:00"
        assert doe.comments == dict.fromkeys(["total_solution", "apply_twice_solution"], "All 9 cases pass.")
        files, rows = either_room.files(), either_room.rows()
        assert {name.rpartition("/")[2] for name in files} == {"unit1_sums.ipynb", "unit1_sums.py", "timestamp.txt"}
        assert len(files) == 12
        assert either_room.export() == Exported(2, ())
        assert either_room.files() == files
        assert either_room.rows() == rows
        either_room.forget("ada", "Doe, Jr")

    def test_manual_marks_comments_and_extra_credit_stay(self, either_room: Class) -> None:
        either_room.hand_in("ada", 3.0, 0.5)
        either_room.export()
        with either_room.gradebook() as gradebook:
            grade = gradebook.find_grade("apply_twice", "unit1_sums", "sums", "ada")
            grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.75, 0.5, False
            comment = gradebook.find_comment("apply_twice_solution", "unit1_sums", "sums", "ada")
            comment.manual_comment = "Nearly."
            gradebook.update_or_create_student("ada", first_name="Ada", email="ada@example.org")
            gradebook.update_or_create_assignment("sums", duedate="2027-04-01 00:00:00")
            gradebook.db.commit()
        rows = either_room.rows()
        either_room.export()
        assert either_room.rows() == rows
        either_room.hand_in("ada", 3.0, 2.0, code=CODE + "\n# improved\n")
        either_room.export()
        ada = either_room.entered("ada")
        assert (ada.scores["apply_twice"], ada.score, ada.review) == (2.0, 3.0 + 1.75 + 0.5, {"apply_twice"})
        with either_room.gradebook() as gradebook:
            grade = gradebook.find_grade("apply_twice", "unit1_sums", "sums", "ada")
            assert (grade.manual_score, grade.extra_credit) == (1.75, 0.5)
            assert gradebook.find_comment("apply_twice_solution", "unit1_sums", "sums", "ada").comment == "Nearly."
            assert gradebook.find_student("ada").first_name == "Ada"
            assert str(gradebook.find_assignment("sums").duedate) == "2027-04-01 00:00:00"
        either_room.forget("ada")

    def test_the_notebook_agrees_with_the_gradebook(self, room: Class) -> None:
        room.hand_in("ada", 0.0, 1.25)
        room.export()
        autograded = nbformat.read(room.target / "autograded/ada/sums/unit1_sums.ipynb", as_version=4)
        nbformat.validate(autograded)
        graded = [cell for cell in autograded.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        assert {cell.metadata.nbgrader.grade_id: determine_grade(cell) for cell in graded} == {
            "total": (0.0, 3.0),
            "apply_twice": (1.25, 2.0),
        }
        written = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source for cell in autograded.cells}
        assert written["total_solution"] == "def total(values):\n    return sum(values)"

    def test_what_is_not_attempted_is_no_response(self, room: Class) -> None:
        report = room.hand_in("ada", 0.0, 0.0)
        nothing = [
            dataclasses.replace(
                r, outcomes=tuple(dataclasses.replace(o, verdict=Verdict.NOT_ATTEMPTED) for o in r.outcomes)
            )
            for r in report.exercises
        ]
        room.reports["ada"] = dataclasses.replace(report, exercises=tuple(nothing))
        room.export()
        assert set(room.entered("ada").comments.values()) == {"No response."}


class TestLateness:
    def test_the_policy_of_the_course(self, room: Class) -> None:
        room.hand_in("ada", 3.0, 2.0, when=LATE)
        room.export()
        assert room.entered("ada").penalty == 1.0  # two days begun: 20 % of 5 points

    def test_an_extension_that_nbgrader_grants_counts(self, room: Class) -> None:
        room.hand_in("ada", 3.0, 2.0, when=LATE)
        room.export()
        with room.gradebook() as gradebook:
            gradebook.grant_extension("sums", "ada", days=1)
        room.export()
        assert room.entered("ada").penalty == 0.5

    def test_a_plugin_that_the_configuration_names(self, room: Class) -> None:
        room.hand_in("ada", 3.0, 2.0, when=LATE)
        (room.target / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            "c.CourseDirectory.course_id = 'arithmetic'\n"
            "c.AssignLatePenalties.plugin_class = 'nbgrader.plugins.LateSubmissionPlugin'\n"
            "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
        )
        room.export()
        assert room.entered("ada").penalty == 5.0

    def test_ours_in_nbgraders_own_preprocessor(self, room: Class) -> None:
        room.hand_in("ada", 3.0, 2.0, when=LATE)
        room.export()
        with room.gradebook() as gradebook:
            gradebook.find_submission("sums", "ada").notebooks[0].late_submission_penalty = None
            gradebook.db.commit()
        config = Config()
        config.CourseDirectory.root = str(room.target)
        config.AssignLatePenalties.plugin_class = "grader.lms.nbgrader.CourseLatePolicy"
        config.CourseLatePolicy.course = str(room.course.root)
        about = {"notebook": "unit1_sums", "assignment": "sums", "student": "ada", "db_url": room.address}
        AssignLatePenalties(config=config).preprocess(nbformat.v4.new_notebook(), {"nbgrader": about})
        assert room.entered("ada").penalty == 1.0


class TestRefusals:
    def test_a_notebook_that_came_through_nbgrader_is_left_alone(self, room: Class) -> None:
        room.hand_in("ada")
        home = room.target / "submitted/ada/sums"
        home.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(), home / "unit1_sums.ipynb")
        before = room.files()
        exported = room.export()
        assert exported.submissions == 0
        assert "holds another submission, which is left alone" in exported.refused[0].reason
        assert room.files() == before

    @pytest.mark.parametrize("step", ["submitted", "autograded"])
    def test_nothing_is_written_through_a_link(self, room: Class, step: str) -> None:
        room.hand_in("ada")
        room.export()
        room.hand_in("eve")
        (room.target / step / "eve").mkdir()
        (room.target / step / "eve/sums").symlink_to(room.target / step / "ada/sums")
        before = room.files()
        assert "is a link" in room.export().refused[0].reason
        assert room.files() == before

    def test_the_configuration_says_where_and_another_layout_is_refused(self, room: Class) -> None:
        room.hand_in("ada")
        config = room.target / "nbgrader_config.py"
        config.write_text("c.CourseDirectory.submitted_directory = 'collected'\n")
        assert room.export() == Exported(1, ())
        assert (room.target / "collected/ada/sums/unit1_sums.ipynb").is_file()
        config.write_text("c.CourseDirectory.directory_structure = '{assignment_id}/{student_id}'\n")
        with pytest.raises(CallError, match="other layouts are not written"):
            room.export()

    def test_the_very_folder_that_was_graded_stays_as_it_is(self, room: Class) -> None:
        room.hand_in("ada")
        shutil.copytree(room.folder / "handed_in", room.target / "submitted")
        before = room.files()
        assert room.export() == Exported(1, ())
        assert {name: content for name, content in room.files().items() if name.startswith("submitted")} == before
        assert (room.target / "autograded/ada/sums/unit1_sums.ipynb").is_file()

    def test_a_unit_that_is_no_longer_handed_in_goes(self, room: Class) -> None:
        room.hand_in("ada")
        room.export()
        stale = room.target / "submitted/ada/sums/old.ipynb"
        shutil.copy(room.target / "submitted/ada/sums/unit1_sums.ipynb", stale)
        room.export()
        assert not stale.exists()

    def test_changed_ungraded_and_unknown_are_named_and_the_others_written(self, room: Class) -> None:
        room.hand_in("ada")
        room.hand_in("blaise")
        room.hand_in("grace", problem="The file is larger than 1 MiB.")
        room.hand_in("kurt")
        shutil.rmtree(room.folder / "handed_in/kurt")
        (room.folder / "handed_in/blaise/sums/unit1_sums.py").write_text("def total(values): ...\n")
        exported = room.export()
        reasons = {refusal.student: refusal.reason for refusal in exported.refused}
        assert exported.submissions == 1
        assert reasons["blaise"] == "the submission has changed since it was graded: grade again"
        assert reasons["grace"] == "not graded: The file is larger than 1 MiB."
        assert "name the folder that was graded with --submitted" in reasons["kurt"]

    def test_unconfined_writes_nothing(self, course: Course, tmp_path: Path) -> None:
        room = Class(course, tmp_path)
        room.target.mkdir()
        room.hand_in("ada")
        room.hand_in("eve", level=Level.UNCONFINED)
        with pytest.raises(CallError, match="UNCONFINED"):
            room.export()
        assert not list(room.target.iterdir())

    def test_another_assignment_of_that_name_is_left_alone(self, room: Class) -> None:
        with room.gradebook() as gradebook:
            gradebook.find_grade_cell("total", "unit1_sums", "sums").max_score = 4
            gradebook.db.commit()
        room.hand_in("ada")
        with pytest.raises(CallError, match="sums/unit1_sums is not the one of this course: total"):
            room.export()
        assert room.files() == {}

    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("postgresql+psycopg2://grader:s3cret@127.0.0.1:9/none", "grader:***@127.0.0.1:9/none: "),
            ("postgresql:grader:s3cret", "the address of the gradebook: "),
        ],
        ids=["nobody answers", "no address"],
    )
    def test_a_gradebook_that_cannot_be_reached_is_named_without_its_password(
        self, room: Class, url: str, shown: str
    ) -> None:
        room.url = url
        room.hand_in("ada")
        with pytest.raises(CallError) as error:
            room.export()
        assert shown in str(error.value)
        assert "s3cret" not in str(error.value)


def test_the_command(room: Class, capfd: pytest.CaptureFixture[str]) -> None:
    room.hand_in("ada")
    room.hand_in("grace", problem="The file is larger than 1 MiB.")
    (room.folder / "reports").mkdir()
    with Store(room.folder / "reports/results.sqlite") as store:
        for report in room.reports.values():
            store.save(report, report.student)
    command = ["export", "nbgrader", "--assignment", "sums", "--course", str(room.course.root)]
    folders = {"submitted": room.folder / "handed_in", "reports": room.folder / "reports", "course-dir": room.target}
    with pytest.raises(SystemExit) as end:
        main([*command, *(part for name, path in folders.items() for part in (f"--{name}", str(path)))])
    said = " ".join(capfd.readouterr().err.split())
    assert end.value.code == 1
    assert "not exported: grace: not graded" in said
    assert "1 submission entered into nbgrader's gradebook" in said


def test_what_formgrader_lists(room: Class) -> None:
    room.hand_in("ada", 3.0, 1.0, when=LATE)
    room.export()
    config = Config()
    config.CourseDirectory.root = str(room.target)
    config.CourseDirectory.course_id = "arithmetic"
    listed = NbGraderAPI(CourseDirectory(config=config), config=config).get_submission("sums", "ada")
    assert {
        name: listed[name] for name in ("autograded", "submitted", "score", "max_score", "needs_manual_grade")
    } == {
        "autograded": True,
        "submitted": True,
        "score": 4.0,
        "max_score": 5.0,
        "needs_manual_grade": False,
    }


class TestExporters:
    @pytest.fixture
    def marked(self, room: Class) -> Class:
        """Return a class in which one student's mark is late, one waits, and one has a manual mark."""
        room.hand_in("ada", 3.0, 2.0, when=LATE)
        room.hand_in("=cmd()", 1.0, 0.0)
        room.hand_in("waiting", 1.0, 0.0)
        room.export()
        with room.gradebook() as gradebook:
            gradebook.update_or_create_student("ada", last_name="Lovelace, Countess", lms_user_id="101")
            gradebook.find_grade("total", "unit1_sums", "sums", "=cmd()").manual_score = 2.5
            gradebook.find_grade("total", "unit1_sums", "sums", "waiting").needs_manual_grade = True
            gradebook.db.commit()
        return room

    def test_csv_through_the_command_of_nbgrader(self, marked: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(marked.target)
        monkeypatch.setenv("JUPYTER_NO_CONFIG", "1")
        app = ExportApp()
        app.initialize(
            ["--db", marked.address, "--exporter=grader.lms.nbgrader.CsvExport", "--to", "marks.csv"],
            root=str(marked.target),
        )
        app.start()
        with (marked.target / "marks.csv").open(newline="", encoding="utf-8") as file:
            rows = {row["student_id"]: row for row in csv.DictReader(file, strict=True)}
        assert rows["ada"] == {
            "assignment": "sums",
            "duedate": "2027-03-12 15:59:00",
            "timestamp": "2027-03-13 17:00:00",
            "student_id": "ada",
            "last_name": "Lovelace, Countess",
            "first_name": "",
            "email": "",
            "raw_score": "5",
            "late_submission_penalty": "1",
            "score": "4",
            "max_score": "5",
        }
        assert rows["'=cmd()"]["score"] == "2.5"

    def test_canvas_by_the_lms_id_and_whoever_waits_is_refused(self, marked: Class, tmp_path: Path) -> None:
        template = tmp_path / "export.csv"
        template.write_text(
            "Student,ID,Section,sums (7)\n    Points Possible,,,5.00\n"
            '"Lovelace",101,S,\n"=""=cmd()""",102,S,\nwaiting,103,S,\n'
        )
        exporter = CanvasExport(template=str(template), to=str(tmp_path / "filled.csv"), assignment=["sums"])
        with marked.gradebook() as gradebook, pytest.raises(NbGraderException, match=r"filled\.csv: 1 of"):
            exporter.export(gradebook)
        lines = (tmp_path / "filled.csv").read_text().splitlines()
        assert lines[2:] == ['"Lovelace",101,S,4', '"=""=cmd()""",102,S,2.5', "waiting,103,S,"]
        assert template.read_text().endswith("waiting,103,S,\n")

    def test_moodle_of_one_student(self, marked: Class, tmp_path: Path) -> None:
        template = tmp_path / "worksheet.csv"
        template.write_text("Identifier,Full name,Status,Grade,Maximum grade\nParticipant 101,Ada,x,,5.00\n")
        exporter = MoodleExport(
            template=str(template), to=str(tmp_path / "f.csv"), assignment=["sums"], student=["ada"]
        )
        with marked.gradebook() as gradebook:
            exporter.export(gradebook)
        assert (tmp_path / "f.csv").read_text().endswith("Participant 101,Ada,x,4,5.00\n")

    @pytest.mark.parametrize("assignments", [[], ["sums", "sums"]], ids=["none", "two"])
    def test_a_column_holds_one_assignment(self, room: Class, assignments: list[str]) -> None:
        with room.gradebook() as gradebook, pytest.raises(NbGraderException, match="name it with --assignment"):
            MoodleExport(assignment=assignments).export(gradebook)

    def test_who_handed_in_nothing_has_zero_in_the_table(self, room: Class, tmp_path: Path) -> None:
        with room.gradebook() as gradebook:
            gradebook.add_student("idle")
            CsvExport(to=str(tmp_path / "marks.csv")).export(gradebook)
        assert (tmp_path / "marks.csv").read_text().splitlines()[1] == "sums,2027-03-12 15:59:00,,idle,,,,0,0,0,5"
