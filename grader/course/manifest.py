"""What a student's own run needs to know of the course."""

from __future__ import annotations

import json
from dataclasses import asdict

from grader.model import Course, Wording
from grader.packages import packages_of


def student_manifest(course: Course) -> dict[str, object]:
    """Return what a student's own run needs to know of the course, as plain JSON data.

    `shares` are parts of 1; `packages` are the names that are imported. Students have no PyYAML, so this is written to
    exercises/course.json. Raises MachineError where a package of the course is not installed.
    """
    return {
        "title": course.title,
        "language": course.language,
        "gate": course.gate,
        "forbidden_imports": list(course.forbidden_imports),
        **_packages(course),
        **_feedback(course.feedback),
        "units": [
            {
                "name": unit.name,
                "title": unit.title,
                "exercises": [
                    {
                        "name": exercise.name,
                        "points": exercise.points,
                        "difficulty": exercise.difficulty,
                        "bonus": exercise.bonus,
                        "shares": {group.value: share for group, share in exercise.shares.items()},
                    }
                    for exercise in unit.exercises
                ],
            }
            for unit in course.units
        ],
    }


def _packages(course: Course) -> dict[str, object]:
    """Return the names that students import; raises MachineError where the packages are not installed."""
    return {"packages": list(packages_of(course.root, course.packages).modules)} if course.packages else {}


def _feedback(wording: Wording) -> dict[str, object]:
    said = {name: value for name, value in asdict(wording).items() if value}
    return {"feedback": said} if said else {}


def manifest_text(course: Course) -> str:
    """Return `student_manifest` as the text of exercises/course.json: same course, same bytes."""
    return json.dumps(student_manifest(course), indent=2, ensure_ascii=False) + "\n"
