"""The attacks that `grader attack` tries: `corpus/`, what they share, and the `course/` that they are submitted to."""

from pathlib import Path
from typing import Final

__all__ = ["FOLDER"]

FOLDER: Final = Path(__file__).parent
