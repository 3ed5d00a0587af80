"""`course.yaml` and the folders beside it, read once into a `Course`.

text → plain data with a place for every key and value → the models of the file → the types of `model.py`.
No step stops at its first fault: each adds to one list, and the author gets all of them, one line each:

    course.yaml:6:5 units.0.exercises.1.pionts: not a field here. Did you mean "points"?
"""

from grader.course.assignments import assignment_named
from grader.course.loading import load_course
from grader.course.manifest import manifest_text, student_manifest
from grader.course.schema import SCHEMA_COPY, SCHEMA_FILE, SCHEMA_LINE, course_schema, schema_text

__all__ = [
    "SCHEMA_COPY",
    "SCHEMA_FILE",
    "SCHEMA_LINE",
    "assignment_named",
    "course_schema",
    "load_course",
    "manifest_text",
    "schema_text",
    "student_manifest",
]
