"""How much is read of what is handed in. Every bound of the intake is here, its unit in its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from grader.language import msg

# One student.
MAX_FILE_BYTES: Final = 1 << 20  # one .py file
MAX_STUDENT_BYTES: Final = 8 << 20  # all .py files
MAX_STUDENT_READ_BYTES: Final = 128 << 20  # everything, with notebooks and archives
MAX_FILES: Final = 200  # .py files
MAX_ENTRIES: Final = 2_000  # of whatever kind, in one folder
MAX_NAME_BYTES: Final = 200
MAX_ID_BYTES: Final = 255  # what a folder's name may have
MAX_NOTICES: Final = 50
MAX_TIMESTAMP_BYTES: Final = 1024
MAX_WRAPPINGS: Final = 4  # folders around the course's files with nothing else in them

# Notebooks: their outputs are read, too, and then dropped.
MAX_NOTEBOOK_BYTES: Final = 32 << 20
MAX_NOTEBOOK_PARTS: Final = 2_000_000  # lists, objects and commas: what JSON is made into costs memory by the piece

# Archives: what a student packed, and a class as an LMS packs it. They are never extracted.
MAX_ARCHIVE_BYTES: Final = 32 << 20  # of one student's archive; and the largest piece that is read of any
MAX_DEPTH: Final = 20  # of folders
MAX_PATH_BYTES: Final = 4096
MAX_TAR_HEADER_BYTES: Final = 16 << 10  # what a tar says of one file beyond its block: attributes, a long name
MAX_GZIP_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """How much of an archive is looked at."""

    max_entries: int
    max_directory_bytes: int  # a zip's table of contents; a tar's headers beyond one block for each file
    max_unpacked_bytes: int  # a tar, which is gone through once
    max_kept_bytes: int  # of a tar, in memory
    max_kept_bytes_each: int  # of them below one name at the top: of one student, where it is a class
    next_step: str  # what to do when it is more


_PACK_LESS = msg("Pack the course's files only.")
_UNPACK = msg("Unpack it, and name the folder instead.")
STUDENT_ARCHIVE: Final = ArchiveLimits(MAX_ENTRIES, 1 << 20, 256 << 20, 64 << 20, 64 << 20, _PACK_LESS)

# A class.
MAX_CLASS_ENTRIES: Final = 200_000  # in the instructor's folder
MAX_CLASS_NOTES: Final = 200
MAX_METADATA_BYTES: Final = 64 << 20  # Gradescope's
CLASS_ARCHIVE: Final = ArchiveLimits(MAX_CLASS_ENTRIES, 64 << 20, 4 << 30, 512 << 20, 64 << 20, _UNPACK)


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """What the process that reads may use: for one student, and to find out who is there."""

    seconds: float  # on the clock
    cpu_seconds: int
    memory_mib: int


ONE_STUDENT: Final = ReaderLimits(seconds=60.0, cpu_seconds=20, memory_mib=768)
WHOLE_CLASS: Final = ReaderLimits(seconds=600.0, cpu_seconds=300, memory_mib=2048)
