"""What leaves the course for the students: which files, what must not be in them, and how they are written."""

from grader.handout.contents import handout_files, shared_files
from grader.handout.leaks import require_no_leaks
from grader.handout.output import archive, write_handout
from grader.handout.scaffold import CONFTEST

__all__ = ["CONFTEST", "archive", "handout_files", "require_no_leaks", "shared_files", "write_handout"]
