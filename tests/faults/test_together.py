"""Two runs on one folder of reports: one at a time, and nobody's report is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from grader.errors import CallError
from tests.faults.conftest import RIGHT
from tests.faults.stage import Here, Stage, hand_in


def test_the_second_run_is_refused_until_the_first_has_ended(stage: Stage, here: Here) -> None:
    others = Stage(stage.course, stage.out.parent / "others", stage.out)
    hand_in(others.submitted, "zoe", RIGHT)
    refused: list[str] = []

    def run_both_again(_: object) -> None:
        for second in (stage, others):
            with pytest.raises(CallError) as caught:
                second.grade(here)
            refused.append(str(caught.value))

    stage.grade(here, on_event=run_both_again)
    assert len(refused) == 24
    assert set(refused) == {
        f"{stage.out}: another `grader` is writing its reports there: let it end, then run the same command again; "
        "or name another folder with --out"
    }
    stage.assert_finished()


def test_another_folder_adds_to_the_class(graded: Stage, here: Here) -> None:
    others = Stage(graded.course, graded.out.parent / "others", graded.out)
    hand_in(others.submitted, "zoe", RIGHT)
    shown = [standing.student for standing in others.graded(here).standings]
    everybody = sorted(graded.documents())
    assert len(everybody) == 13
    assert sorted(shown) == everybody
    for page in ("index.html", "gradebook.csv"):
        text = (graded.out / page).read_text(encoding="utf-8")
        assert all(student in text for student in everybody)


def test_another_course_is_refused(graded: Stage, tmp_path: Path) -> None:
    course = tmp_path / "algebra"
    shutil.copytree(graded.course, course)
    file = course / "course.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("course_id: arithmetic", "course_id: algebra"))
    algebra = Stage(course, graded.submitted, graded.out)
    words = "holds reports of the course 'arithmetic', and this is 'algebra': name another"
    with algebra.session() as session, pytest.raises(CallError, match=words):
        algebra.grade(Here(session))
    graded.assert_finished()


def test_what_a_killed_run_left_half_written_is_removed(graded: Stage, here: Here) -> None:
    for leftover in (".index.html.4711.new", ".gradebook.csv.4711.new", "right1/.report.html.4711.new"):
        (graded.out / leftover).write_text("half a page", encoding="utf-8")
    graded.grade(here)
    graded.assert_finished()
