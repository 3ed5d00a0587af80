"""`nbgrader export` with our writers."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from nbgrader.apps import ExportApp
from nbgrader.converters import NbGraderException

from grader.lms.nbgrader import CanvasExport, CsvExport, MoodleExport
from tests.nbgrader.exported import LATE, Class

pytestmark = pytest.mark.filterwarnings("default")  # nbgrader's own, and those of what it stands on


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

    @pytest.mark.parametrize(
        ("due", "cells"), [("2020-01-01 00:00:00", "0,0,0"), ("2099-01-01 00:00:00", ",,"), (None, ",,")]
    )
    def test_what_was_not_submitted_has_zeros_once_it_is_due(
        self, room: Class, tmp_path: Path, due: str | None, cells: str
    ) -> None:
        with room.gradebook() as gradebook:
            gradebook.add_student("idle")
            gradebook.update_or_create_assignment("sums", duedate=due)
            CsvExport(to=str(tmp_path / "marks.csv")).export(gradebook)
        assert (tmp_path / "marks.csv").read_text().splitlines()[1] == f"sums,{due or ''},,idle,,,,{cells},5"

    def test_without_a_due_date_it_is_due_once_somebody_has_submitted(self, marked: Class, tmp_path: Path) -> None:
        with marked.gradebook() as gradebook:
            gradebook.add_student("idle")
            gradebook.update_or_create_assignment("sums", duedate=None)
            CsvExport(to=str(tmp_path / "marks.csv")).export(gradebook)
        assert "sums,,,idle,,,,0,0,0,5" in (tmp_path / "marks.csv").read_text().splitlines()

    def test_what_waits_for_a_mark_has_empty_cells(self, marked: Class, tmp_path: Path) -> None:
        with marked.gradebook() as gradebook:
            CsvExport(to=str(tmp_path / "marks.csv"), student=["waiting"]).export(gradebook)
        (row,) = csv.DictReader((tmp_path / "marks.csv").read_text().splitlines())
        assert [row[name] for name in ("raw_score", "late_submission_penalty", "score", "max_score")] == [
            "",
            "",
            "",
            "5",
        ]
