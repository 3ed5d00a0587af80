"""`nbgrader_config.py`: what nbgrader has to know of a course of ours."""

from __future__ import annotations

import os
from pathlib import Path

from grader.handout import shared_files
from grader.model import Course

CONFIG = "nbgrader_config.py"
LOCAL_CONFIG = "nbgrader_local.py"
MARK = "Written by `grader nbgrader`"

SANITIZE = (
    "nbgrader.preprocessors.ClearOutput",
    "grader.lms.nbgrader.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
)
AUTOGRADE = (
    "grader.lms.nbgrader.SandboxedAutograde",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)

_TEXT = '''\
"""{mark}, which overwrites this file: settings of your own go into {local}, beside it."""

from pathlib import Path

HERE = Path(__file__).resolve().parent
c = get_config()  # noqa: F821 — nbgrader supplies it

c.CourseDirectory.course_id = {course_id!r}
c.CourseDirectory.root = str(HERE)
{db_url}
# A student's notebook is graded behind a sandbox, without a kernel, by the course in this folder:
c.SandboxedAutograde.course = str(HERE / {course!r})
c.Autograde.sanitize_preprocessors = [
{sanitize}
]
c.Autograde.autograde_preprocessors = [
{autograde}
]
# What late work loses is in course.yaml, too; the due dates are in nbgrader's gradebook.
c.AssignLatePenalties.plugin_class = "grader.lms.nbgrader.CourseLatePolicy"
c.CourseLatePolicy.course = c.SandboxedAutograde.course
# Files that students may change keep what they wrote; all others come back as they were released.
c.Autograde.exclude_overwriting = {{
{excluded}
}}

# In feedback and in formgrader, HTML that students wrote is shown without anything that a browser would run.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {{"markdown2html": "grader.lms.nbgrader.sanitized_markdown"}}

if (HERE / {local!r}).exists():
    load_subconfig({local!r}, path=str(HERE))  # noqa: F821
'''


def config_text(course: Course, folder: Path, db_url: str | None = None) -> str:
    """Return the text of `nbgrader_config.py` for the nbgrader course in `folder`: the same course, the same text.

    Due dates and students are not in it: nbgrader keeps both in its gradebook.
    """
    scripts = [name for name in shared_files(course) if name.endswith(".py")]
    return _TEXT.format(
        mark=MARK,
        local=LOCAL_CONFIG,
        course_id=course.course_id,
        course=os.path.relpath(course.root.resolve(), folder.resolve()),
        db_url=f"c.CourseDirectory.db_url = {db_url!r}\n" if db_url else "",
        sanitize="\n".join(f"    {name!r}," for name in SANITIZE),
        autograde="\n".join(f"    {name!r}," for name in AUTOGRADE),
        excluded="\n".join(f"    {assignment.name!r}: {scripts!r}," for assignment in course.assignments),
    )
