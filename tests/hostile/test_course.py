"""The course that is attacked is a good one: else it would say nothing that nobody gains anything in it."""

from __future__ import annotations

import shutil

from grader.attack.catalogue import attack_data
from grader.course import load_course
from grader.model import Level
from grader.selfcheck import self_check
from grader.session import Session


def test_references_earn_all_stubs_nothing_and_mistakes_are_noticed(tmp_path):
    shutil.copytree(attack_data("course"), tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    course = load_course(tmp_path / "course")
    with Session.open(course, Level.L1, b"a secret for tests only") as session:
        checks = [check for check in self_check(session) if "in step" not in check.name]  # it is never handed out
    assert not [f"{check.name}: {check.detail}" for check in checks if not check.holds]
    assert len(checks) > 100
