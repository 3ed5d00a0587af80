"""Where this program can run, and from where it imports. Imported first: all that is imported next depends on it."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    sys.exit("error: Grading needs Linux. Install WSL2 (`wsl --install`) and run the grader inside of it.")

# `python -m grader.cli` has put the current folder there, which may be a student's.
if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:
    del sys.path[0]

from grader import safe_python

if "PYTHONPATH" in safe_python.RELATIVE_AT_START:
    safe_python.leave_current_folder()
