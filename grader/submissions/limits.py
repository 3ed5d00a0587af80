"""How much is read of what is handed in. Every bound of the intake is here, its unit in its name."""

from __future__ import annotations

from typing import Final

# One student.
MAX_FILE_BYTES: Final = 1 << 20  # one .py file
MAX_STUDENT_BYTES: Final = 8 << 20  # all .py files
MAX_FILES: Final = 200  # .py files
MAX_ENTRIES: Final = 2_000  # of whatever kind, in one folder
MAX_NAME_BYTES: Final = 200
MAX_NOTICES: Final = 50
MAX_TIMESTAMP_BYTES: Final = 1024
