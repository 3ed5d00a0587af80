"""The address of a course: SHA-256 over all that decides a mark."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC

from grader.course.helpers import imported_helpers
from grader.course.sources import FILENAME
from grader.model import Course


def digest_of(course: Course, sources: Mapping[str, bytes]) -> str:
    """Return SHA-256 over all that decides a mark: not the titles, the comments or the stubs.

    Everything under solutions/ and exercises/data/ counts, because a case may read a data file there; but no
    translations: those are looked up when a report is shown. Of the other files in exercises/, those count that cases
    import: a plot may be redrawn without grading everybody again.
    """
    parts = {
        name: content
        for name, content in sources.items()
        if name.startswith(("solutions/", "exercises/data/", "exercises/test_")) or name == "exercises/conftest.py"
        if not name.startswith("solutions/locale/")
    }
    parts |= {name: sources[name] for name in imported_helpers(course, sources)}
    parts[FILENAME] = json.dumps(_meaning(course), sort_keys=True).encode()
    digest = hashlib.sha256()
    for name, content in sorted(parts.items()):
        for part in (os.fsencode(name), content):  # with lengths, so that no two contents read alike
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()


def _meaning(course: Course) -> dict[str, object]:
    return {
        "course_id": course.course_id,
        "seed_version": course.seed_version,
        "gate": course.gate,
        "forbidden_imports": course.forbidden_imports,
        "packages": course.packages,
        "exercises": [asdict(exercise) for exercise in course.exercises],
        "assignments": [
            {
                "name": assignment.name,
                "units": assignment.units,
                "due": assignment.due and assignment.due.astimezone(UTC).isoformat(),
                "late": asdict(assignment.late),
            }
            for assignment in course.assignments
        ],
    }
