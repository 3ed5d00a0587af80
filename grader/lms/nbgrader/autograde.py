"""Our engine in the place of nbgrader's `Execute`: no kernel runs, and no hidden case enters the notebook."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Dict, Enum, Unicode

from grader.errors import CourseError, GraderFault
from grader.language import msg
from grader.lms.nbgrader.cells import grade_cell_points, grade_id, solution_cell_id
from grader.lms.nbgrader.handed_in import read_handed_in
from grader.lms.nbgrader.outputs import show_result
from grader.lms.nbgrader.restore import KnownCell, known_cells, restore_cells
from grader.lms.nbgrader.running import grade_for, running_session
from grader.model import Assignment, Course, Exercise, Report, Verdict
from grader.safe_python import away_from_here

LAYOUT = "{nbgrader_step}/{student_id}/{assignment_id}"


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose notebook it is, and which."""

    student: str
    assignment: str
    notebook: str


class SandboxedAutograde(NbGraderPreprocessor):
    """Grades a notebook behind the wall and writes points and explanations into its grade cells.

    What cannot be graded raises, so that nbgrader reports a failed submission: never a zero, never full marks.
    """

    course = Unicode(".", help="The folder with our course.yaml, relative to the nbgrader course.").tag(config=True)
    level = Enum(["auto", "L1", "L2"], "auto", help="How to confine: the best that works, or this.").tag(config=True)
    exercises = Dict(
        help="Which exercise a grade cell is for, as {grade id: exercise}, where the two names differ."
    ).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Grade `nb`; raises GraderError for whatever keeps it from being graded.

        nbgrader puts the current folder first on the import path of its process; it is not there while we are.
        """
        with away_from_here():
            return self._preprocess(nb, resources)

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        about = resources["nbgrader"]
        place = _Place(about["student"], about["assignment"], about["notebook"])
        with Gradebook(about["db_url"]) as gradebook:
            known = known_cells(gradebook, place.notebook, place.assignment)
            if not any(cell.tested for cell in known.values()):
                return nb, resources  # people mark all of it
            try:
                report, exercises, course = self._graded(known, place)
            except Exception:
                _mark_ungraded(gradebook, place)
                raise
        restore_cells(nb, known)
        results = {result.exercise.name: result for result in report.exercises}
        notes = _notes(nb, known, report, place)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = []
            if exercise := exercises.get(grade_id(cell)):
                name = grade_id(cell)
                show_result(cell, results[exercise.name], course, known[name].points, notes=notes.get(name, ()))
        return nb, resources

    def _graded(self, known: Mapping[str, KnownCell], place: _Place) -> tuple[Report, Mapping[str, Exercise], Course]:
        """Return the student's report, and the exercise of each grade cell; raises GraderError."""
        directory = CourseDirectory(parent=self)
        session = running_session(Path(directory.root, self.course), level=self.level)
        course = session.plan.course
        exercises = self._exercises_of(known, course)
        assignment = _assignment(course, place)
        submission = read_handed_in(_submitted(directory), place.student, course, assignment)
        asked = {*assignment.units, *(exercise.unit for exercise in exercises.values())}
        scope = tuple(unit.name for unit in course.units if unit.name in asked)
        submission = replace(submission, scope=scope)
        report = grade_for(session, submission, place.notebook)
        _refuse_ungraded(report, {exercise.name for exercise in exercises.values()})
        return report, exercises, course

    def _exercises_of(self, known: Mapping[str, KnownCell], course: Course) -> dict[str, Exercise]:
        """Return the exercise of each grade cell; a cell of none would get full marks, so it is an error."""
        exercises = {exercise.name: exercise for exercise in course.exercises}
        found: dict[str, Exercise] = {}
        for cell in (name for name, about in known.items() if about.tested):
            name = self.exercises.get(cell, cell)
            if name not in exercises:
                raise CourseError(
                    f"the grade cell {cell!r} is for no exercise of {course.root / 'course.yaml'}. Name its exercise"
                    f" in nbgrader_config.py: c.SandboxedAutograde.exercises = {{{cell!r}: …}}"
                )
            found[cell] = exercises[name]
        for exercise in course.exercises:
            if cells := {cell: known[cell].points for cell in found if found[cell] is exercise}:
                _check_points(cells, exercise, course)
        return found


def _check_points(cells: Mapping[str, float], exercise: Exercise, course: Course) -> None:
    """Hold the cells of an exercise to its points: a bonus is none to nbgrader, and several cells share the others."""
    worth = grade_cell_points(exercise)
    if not math.isclose(sum(cells.values()), worth, abs_tol=1e-9):
        raise CourseError(
            f"{' and '.join(map(repr, cells))} are worth {sum(cells.values()):g} points in the gradebook, and their"
            f" exercise {exercise.name!r} {worth:g} in {course.root / 'course.yaml'}. Make them equal"
        )


def _refuse_ungraded(report: Report, exercises: Collection[str]) -> None:
    """Raise GraderFault if there is no mark for one of these exercises."""
    if report.problem:
        raise GraderFault(f"{report.student} is not graded: {report.problem}")
    outcomes = [o for result in report.exercises if result.exercise.name in exercises for o in result.outcomes]
    if faults := [outcome.case.name for outcome in outcomes if outcome.verdict is Verdict.GRADER_ERROR]:
        raise GraderFault(f"{report.student} is not graded: the grader failed on {', '.join(faults)}")


def _notes(nb: Any, known: Mapping[str, KnownCell], report: Report, place: _Place) -> dict[str, list[str]]:
    """Return what is to be said in each grade cell beside its result: what is missing, what was not read."""
    there = {grade_id(cell) for cell in nb.cells}
    cells = [name for name, cell in known.items() if cell.tested]
    missing = {name: solution_cell_id(name) for name in cells if solution_cell_id(name) in known.keys() - there}
    notes: dict[str, list[str]] = {
        name: [msg("The cell {cell} is missing from this notebook.", cell=repr(solution))]
        for name, solution in missing.items()
    }
    file = f"{place.assignment}/{place.notebook}.ipynb"
    if cells:
        notes.setdefault(cells[0], []).extend(notice.text for notice in report.notices if notice.file == file)
    return notes


def _mark_ungraded(gradebook: Gradebook, place: _Place) -> None:
    """Make formgrader list the work as not graded: nbgrader itself would count it as marked, with what there is."""
    for grade in gradebook.find_submission_notebook(place.notebook, place.assignment, place.student).grades:
        grade.needs_manual_grade = True
    gradebook.db.commit()


def _assignment(course: Course, place: _Place) -> Assignment:
    for assignment in course.assignments:
        if assignment.name == place.assignment and place.notebook in assignment.units:
            return assignment
    raise CourseError(
        f"{course.root / 'course.yaml'} has no assignment {place.assignment!r} with a unit"
        f" {place.notebook!r}. Add it there, or give the assignment a configuration of its own"
    )


def _submitted(directory: Any) -> Path:
    if directory.directory_structure != LAYOUT:
        raise CourseError(f"c.CourseDirectory.directory_structure is not {LAYOUT}: other layouts cannot be read")
    return Path(directory.root, directory.submitted_directory)
