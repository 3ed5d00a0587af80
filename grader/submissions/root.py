"""What the instructor names: a folder, an archive as an LMS packs it, or a single file; opened as a folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.model import Course
from grader.submissions.archive import ArchiveFolder, is_archive, open_archive
from grader.submissions.layouts import Layout, layout_of, wrapping
from grader.submissions.limits import CLASS_ARCHIVE, MAX_WRAPPINGS
from grader.submissions.roster import stem
from grader.submissions.tree import Folder, Kind, opened_root


class Root(Protocol):
    """Where all students' work is. It can be opened again and again."""

    def opened(self) -> AbstractContextManager[Folder]:
        """Open it; raises OSError."""
        ...

    def listed(self, folder: Folder, limit: int) -> dict[str, Kind]:
        """Return what is in it when it is open; raises SubmissionError for more than `limit`."""
        ...


@dataclass(frozen=True, slots=True)
class DiskRoot:
    """A folder on disk."""

    path: Path
    only: str = ""  # the one name in it that counts; "" for all

    @contextmanager
    def opened(self) -> Iterator[Folder]:
        """See Root."""
        with opened_root(self.path) as folder:
            yield folder

    def listed(self, folder: Folder, limit: int) -> dict[str, Kind]:
        """See Root."""
        return {self.only: Kind.FILE} if self.only else folder.listed(limit=limit)


@dataclass(frozen=True, slots=True)
class ArchiveRoot:
    """An archive on disk; its table of contents is read each time that it is opened."""

    path: Path
    course: Course

    @contextmanager
    def opened(self) -> Iterator[ArchiveFolder]:
        """See Root; raises SubmissionError for what cannot be read, too."""
        with self.path.open("rb") as stream:
            archive = open_archive(stream, CLASS_ARCHIVE)
            yield ArchiveFolder(self._students(archive).content, archive.unplaced)

    def listed(self, folder: Folder, limit: int) -> dict[str, Kind]:
        """See Root."""
        return folder.listed(limit=limit)

    def _students(self, archive: ArchiveFolder) -> ArchiveFolder:
        """Return the folder with the students; one student's own archive becomes a class of one."""
        folder = archive
        for _ in range(MAX_WRAPPINGS):
            if self._is_one_students(folder):
                return ArchiveFolder({stem(self.path.name): folder})
            inner = folder.content.get(wrapping(folder.listed(limit=None), self.course))
            if not isinstance(inner, ArchiveFolder) or self._is_one_students(inner):
                break
            folder = inner
        return folder

    def _is_one_students(self, folder: ArchiveFolder) -> bool:
        layout = layout_of(folder, folder.listed(limit=None), self.course)
        return layout in (Layout.FLAT, Layout.NBGRADER, Layout.BOTH)


def open_root(path: Path, course: Course) -> DiskRoot | ArchiveRoot:
    """Return what the instructor named as a root, by its name alone."""
    if not stem(path.name) or not path.is_file():
        return DiskRoot(path)
    return ArchiveRoot(path, course) if is_archive(path.name) else DiskRoot(path.parent, path.name)
