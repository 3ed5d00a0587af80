"""Pictures of the whole course, drawn with your own functions.

    python -m exercises.plots            into the folder `plots/`, and on the screen if there is one
    python -m exercises.plots 1 5        only these two
    python -m exercises.plots --help

A function that is not done yet is named, and whatever can be drawn without it is drawn: look again after every unit.
The curves, points and numbers are yours. Rings stand where the handout says that they should be, so a curve that
misses its rings has something to tell you, and `pytest exercises/` tells it in words.

Only the pictures need matplotlib (`pip install matplotlib`).
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the pictures import your units by name, and units import each other

from pictures.command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
