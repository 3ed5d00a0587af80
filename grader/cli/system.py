"""Where this program can run, and from where it imports. Imported first: all that is imported next depends on it."""

from __future__ import annotations

import sys

from grader.safe_python import leave_current_folder

if sys.platform == "win32":
    sys.exit("error: Grading needs Linux. Install WSL2 (`wsl --install`) and run the grader inside of it.")

if sys.argv[:1] == ["-m"]:  # what Python has there while it looks for `python -m grader.cli`
    leave_current_folder()
