"""Things that change between two runs or under one: the clock, the course, the work that is handed in."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader import session
from grader.course import load_course
from grader.errors import CourseError
from grader.model import Level
from grader.session import Session
from grader.store import Store
from tests.faults.conftest import RIGHT, WORK
from tests.faults.stage import SECRET, Here, Stage, hand_in


def test_a_clock_that_jumps_does_not_reorder_the_history(
    stage: Stage, here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime.datetime):
        year_now = 0

        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return datetime.datetime(cls.year_now, 1, 1, tzinfo=tz)

    monkeypatch.setattr(session, "datetime", Clock)
    ada = Stage(stage.course, stage.out.parent / "ada", stage.out)
    versions = list(WORK.values())[:4]
    for Clock.year_now, text in zip((2030, 1999, 2100, 1970), versions, strict=True):
        shutil.rmtree(ada.submitted, ignore_errors=True)
        hand_in(ada.submitted, "ada", text)
        (report,) = ada.grade(here)
        with Store(ada.out / "results.sqlite") as store:
            assert list(store.latest()) == [report], "the latest is the one graded last, whatever the clock says"
    with Store(ada.out / "results.sqlite") as store:
        assert [report.graded_at.year for report in store.history("ada")] == [2030, 1999, 2100, 1970]


def test_going_back_to_earlier_work_brings_its_report_back(stage: Stage, here: Here) -> None:
    ada = Stage(stage.course, stage.out.parent / "ada", stage.out)
    scores = []
    for text in (RIGHT, WORK["stub"], RIGHT):
        shutil.rmtree(ada.submitted, ignore_errors=True)
        hand_in(ada.submitted, "ada", text)
        scores += [report.score for report in ada.grade(here)]
    assert scores == [5.0, 0.0, 5.0]
    assert len(ada.stored()) == 2


def test_a_course_that_is_changed_while_a_run_begins_grades_nobody(course: Path, tmp_path: Path) -> None:
    changed = tmp_path / "course"
    shutil.copytree(course, changed)
    loaded = load_course(changed)
    cases = changed / "solutions" / "test_unit1_sums.py"
    cases.write_text(cases.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    with pytest.raises(CourseError, match="the course was changed while it was read: run the same command again"):
        Session.open(loaded, Level.L1, SECRET.encode())


def test_a_changed_course_regrades_everybody_and_keeps_the_history(graded: Stage, tmp_path: Path) -> None:
    changed = tmp_path / "course"
    shutil.copytree(graded.course, changed)
    file = changed / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("points: 3", "points: 4"), encoding="utf-8")
    again = Stage(changed, graded.submitted, graded.out)
    with again.session() as of_the_changed_course:
        again.grade(Here(of_the_changed_course))
    assert len(again.documents()) == 12
    assert {document["max_score"] for document in again.documents().values()} == {6.0}
    assert len(again.stored()) == 24
