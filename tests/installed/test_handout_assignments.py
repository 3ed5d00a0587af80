"""One assignment after the other, unpacked where a student's earlier work is, and where it is not."""

from __future__ import annotations

from grader.handout import handout_files
from grader.model import Course
from tests.installed.student_venvs import Desk, Sit

ALL_DONE = ["  ✓ total    1 of 1 case      3.00 of 3 points", "  ✓ mean     1 of 1 case      4.00 of 4 points"]


def first(sit: Sit, tiny: Course) -> Desk:
    return sit("newest", handout_files(tiny, tiny.assignments[0]))


def second(sit: Sit, tiny: Course) -> Desk:
    return sit("newest", handout_files(tiny, tiny.assignments[1]))


def test_the_first_assignment_counts_its_own_points(sit: Sit, tiny: Course) -> None:
    desk = first(sit, tiny)
    desk.solve(tiny, "unit1_sums", "unit2_means")
    output = desk.run("pytest")
    assert (output.status, output.summary) == (0, "3 passed")
    assert "8.00 of 7 points so far, by these visible cases alone." in output.table


def test_a_later_one_unpacked_over_it_leaves_the_work_alone(sit: Sit, tiny: Course) -> None:
    desk = first(sit, tiny)
    desk.solve(tiny, "unit1_sums", "unit2_means")
    (desk.exercises / "notes.txt").write_text("mine")
    work = {name: (desk.exercises / name).read_bytes() for name in ("unit1_sums.py", "unit2_means.py", "notes.txt")}
    assert second(sit, tiny).folder == desk.folder
    assert {name: (desk.exercises / name).read_bytes() for name in work} == work
    assert desk.run("pytest").summary == "3 passed, 1 not attempted"
    desk.solve(tiny, "unit3_spread")
    output = desk.run("pytest")
    assert (output.status, output.summary) == (0, "4 passed")
    assert "10.00 of 9 points so far, by these visible cases alone." in output.table
    assert set(ALL_DONE) <= set(output.table)


def test_a_later_one_alone_imports_earlier_stubs(sit: Sit, tiny: Course) -> None:
    desk = second(sit, tiny)
    assert desk.run("pytest").summary == "1 not attempted"
    desk.solve(tiny, "unit3_spread")
    output = desk.run("pytest")
    assert output.summary == "1 failed"
    assert "Your function raised NotImplementedError at earlier/unit2_means.py:" in output.text
    desk.solve(tiny, "unit2_means", "unit1_sums")  # brought from the folder of the first
    output = desk.run("pytest")
    assert (output.status, output.summary) == (0, "1 passed")
    assert "2.00 of 2 points so far, by these visible cases alone." in output.table


def test_a_later_one_unpacked_first(sit: Sit, tiny: Course) -> None:
    second(sit, tiny).solve(tiny, "unit3_spread")
    desk = first(sit, tiny)
    desk.solve(tiny, "unit1_sums", "unit2_means")
    assert desk.run("pytest").summary == "4 passed"
