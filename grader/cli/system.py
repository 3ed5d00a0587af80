"""Where this program can run. Imported first: elsewhere, what is imported next does not exist."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    sys.exit("error: Grading needs Linux. Install WSL2 (`wsl --install`) and run the grader inside of it.")
