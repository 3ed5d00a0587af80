"""`grader export nbgrader` and our plugins, with the real nbgrader, in SQLite and in PostgreSQL."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import determine_grade
from traitlets.config import Config

from grader.cli import main
from grader.errors import CallError
from grader.lms.nbgrader.export import Exported
from grader.model import Course, Level, Verdict, Work
from grader.store import Store
from grader.submissions.digest import work_digest
from tests.nbgrader.exported import CODE, LATE, Class

pytestmark = pytest.mark.filterwarnings("default")  # nbgrader's own, and those of what it stands on


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

    def test_the_same_work_in_another_archive_is_what_was_graded(self, room: Class) -> None:
        report = room.hand_in("ada", 3.0, 1.0)
        work = (Work("unit1_sums", work_digest("unit1_sums.py", {"unit1_sums.py": CODE.encode()}, ["unit1_sums.py"])),)
        provenance = dataclasses.replace(report.provenance, submission_digest="of another archive")
        room.reports["ada"] = dataclasses.replace(report, provenance=provenance, work=work)
        assert room.export() == Exported(1, ())
        assert room.entered("ada").score == 4.0
        room.reports["ada"] = dataclasses.replace(
            report, provenance=provenance, work=(dataclasses.replace(work[0], digest="of other work"),)
        )
        assert "has changed since it was graded" in room.export().refused[0].reason

    def test_who_has_submitted_nothing_is_not_exported_and_not_named(self, room: Class) -> None:
        report = room.hand_in("ada")
        nothing = dataclasses.replace(report.provenance, scope=())
        room.reports["idle"] = dataclasses.replace(report, student="idle", exercises=(), provenance=nothing)
        assert room.export() == Exported(1, ())

    def test_unconfined_writes_nothing(self, export_course: Course, tmp_path: Path) -> None:
        room = Class(export_course, tmp_path)
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
