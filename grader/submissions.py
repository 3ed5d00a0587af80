"""A folder of students' work, read as bytes into `Submission`s. Nothing in it is executed, decoded or trusted.

Two layouts are recognised, student by student:

    SUBMITTED/<student>/*.py                            flat; the files may lie in a folder `exercises/`
    SUBMITTED/<student>/<assignment>/*.py               nbgrader's, with its timestamp.txt

Whatever is not taken is said: to the student in a `Notice`, to the instructor in a `RosterNote`. A submission of which
nothing can be graded has a `problem`, and the batch goes on.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from grader.errors import CallError, SubmissionError
from grader.model import Assignment, Course, Notice, Submission

MAX_FILE_BYTES = 1 << 20
MAX_STUDENT_BYTES = 8 << 20
MAX_FILES = 200  # .py files of one student
MAX_ENTRIES = 2_000  # of whatever kind, in one folder
MAX_NAME_BYTES = 200
MAX_NOTICES = 50
MAX_TIMESTAMP_BYTES = 1024

TIMESTAMP = "timestamp.txt"
HANDOUT = "exercises"  # students hand in the folder that they were given
LAYOUTS = "SUBMITTED/<student>/*.py, or nbgrader's SUBMITTED/<student>/<assignment>/*.py"

# Relative to an open folder, never through a link, and without waiting for the other end of a pipe.
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


class Kind(StrEnum):
    """What a name in a folder stands for; the value is how it is told to people."""

    FILE = "a file"
    FOLDER = "a folder"
    LINK = "a symbolic link"
    FIFO = "a named pipe"
    SOCKET = "a socket"
    DEVICE = "a device"


class Layout(StrEnum):
    """How one student's folder is laid out."""

    FLAT = "flat"
    NBGRADER = "nbgrader"
    BOTH = "both"
    NESTED = "nested"  # the course's files lie in some other folder, one level too deep
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class RosterNote:
    """Something about the folder of submissions that the instructor must know."""

    name: str  # in the folder; printable
    text: str


@dataclass(frozen=True, slots=True)
class SubmittedFolder:
    """The students in a folder; iterating reads one submission at a time, in the order of their names."""

    root: Path
    course: Course
    students: tuple[str, ...]  # names of folders, as the file system has them
    notes: tuple[RosterNote, ...]

    def __len__(self) -> int:
        return len(self.students)

    def __iter__(self) -> Iterator[Submission]:
        return (self.read(student) for student in self.students)

    def read(self, student: str) -> Submission:
        """Read one student's work. Never raises for what the student did: see `Submission.problem`."""
        intake = _Intake(self.course)
        problem = _name_problem(student)
        try:
            with _opened_root(self.root) as root, _opened_folder(student, root) as folder:
                _take(folder, intake)
        except SubmissionError as exc:
            problem = problem or str(exc)
        except OSError as exc:
            problem = problem or f"The folder cannot be read: {_why(exc)}. {_next_step(exc)}"
        return intake.submission(_student_id(student), problem)


def read_submissions(folder: Path, course: Course) -> SubmittedFolder:
    """Find the students in `folder`; their work is read when the result is iterated.

    Raises CallError if there is no such folder, if it has no students, if all of them lie one level too deep, or if
    it is the folder of a course.
    """
    try:
        with _opened_root(folder) as root:
            entries = _listed(root, limit=None)
            names, notes = _roster(entries)
            layouts = {name: _layout_of(name, root, course) for name in names}
    except FileNotFoundError as exc:
        raise CallError(f"{folder}: there is no such folder. Looked for {LAYOUTS}.") from exc
    except NotADirectoryError as exc:
        raise CallError(f"{folder}: not a folder. Looked for {LAYOUTS}.") from exc
    except (OSError, ValueError) as exc:  # ValueError: a null byte in the path
        raise CallError(f"{folder}: cannot be read ({exc}).") from exc
    if entries.keys() & {"course.yaml", "submitted"}:
        raise CallError(f"{folder}: the folder of a course. Name the folder of submissions in it: {LAYOUTS}.")
    if not names:
        raise CallError(f"{folder}: no student's folder in it{_instead(entries)}. Looked for {LAYOUTS}.")
    _refuse_nested(folder, layouts)
    return SubmittedFolder(folder, course, names, (*notes, *_collisions(names), *_mixture(layouts)))


# --------------------------------------------------------------------------------------------------
# The roster


_NOBODY = frozenset({"__MACOSX", "__pycache__", HANDOUT})


def _roster(entries: Mapping[str, Kind]) -> tuple[tuple[str, ...], list[RosterNote]]:
    """Tell the students' folders from stray things. A link is a student: their work is refused, not forgotten."""
    names, notes = [], []
    for name, kind in entries.items():
        if name.startswith(".") or name in _NOBODY:
            notes.append(RosterNote(_shown(name), "left out: this is no student's folder."))
        elif kind in (Kind.FOLDER, Kind.LINK):
            names.append(name)
        else:
            text = f"left out: {kind}, and a student's work is a folder. If it is a student's, put it in one."
            notes.append(RosterNote(_shown(name), text))
    return tuple(names), notes


def _instead(entries: Mapping[str, Kind]) -> str:
    return f", only {_enumerated(map(_shown, entries))}" if entries else "; it is empty"


def _refuse_nested(folder: Path, layouts: Mapping[str, Layout]) -> None:
    """Refuse a folder of which all students lie one level too deep; one student alone cannot bring that about."""
    if Layout.NESTED in layouts.values() and not set(layouts.values()) - {Layout.NESTED, Layout.NEITHER}:
        example = next(name for name, layout in layouts.items() if layout is Layout.NESTED)
        inner = _shown(example)
        raise CallError(
            f"{folder}: everything lies one level too deep. {inner} holds folders with the course's files, but no such"
            f" file itself. If it is a class, name {folder / inner} instead; if it is a student, move the files up."
            f" Looked for {LAYOUTS}."
        )


def _collisions(names: Sequence[str]) -> Iterator[RosterNote]:
    """Name the students whose folders would be one folder on another system, or look alike."""
    for alike in _alike(names):
        text = f"differs from {_enumerated(map(_shown, alike[1:]))} only in case or in how accents are written."
        yield RosterNote(_shown(alike[0]), f"{text} They are graded as {len(alike)} students.")


def _mixture(layouts: Mapping[str, Layout]) -> Iterator[RosterNote]:
    flat, nbgrader = (
        [name for name, layout in layouts.items() if layout is wanted] for wanted in (Layout.FLAT, Layout.NBGRADER)
    )
    if flat and nbgrader:
        fewer, layout = (flat, Layout.FLAT) if len(flat) < len(nbgrader) else (nbgrader, Layout.NBGRADER)
        text = (
            f"two layouts are mixed: {len(flat)} students flat, {len(nbgrader)} nbgrader's. Each is read as it lies."
        )
        yield RosterNote(_shown(fewer[0]), f"{text} {layout}: {_enumerated(map(_shown, fewer))}.")


def _layout_of(student: str, root: int, course: Course) -> Layout:
    try:
        with _opened_folder(student, root) as folder:
            return _layout(folder, _listed(folder), course)
    except (OSError, SubmissionError):
        return Layout.NEITHER  # said when the student is read


def _layout(folder: int, entries: Mapping[str, Kind], course: Course) -> Layout:
    """Recognise a layout by where the course's own files are; their content does not matter here."""
    units = {unit.filename for unit in course.units}
    assignments = [a.name for a in course.assignments if entries.get(a.name) is Kind.FOLDER]
    flat = bool(units & _names_in(folder, entries, ("", HANDOUT)))
    if flat and assignments:
        filled = (units | {TIMESTAMP}) & _names_in(folder, entries, assignments)
        return Layout.BOTH if filled else Layout.FLAT
    if flat:
        return Layout.FLAT
    if assignments:
        return Layout.NBGRADER
    others = [name for name, kind in entries.items() if kind is Kind.FOLDER and not name.startswith(".")][:MAX_FILES]
    deeper = units | {assignment.name for assignment in course.assignments} | {HANDOUT}
    return Layout.NESTED if deeper & _names_in(folder, entries, others) else Layout.NEITHER


def _names_in(folder: int, entries: Mapping[str, Kind], places: Iterable[str]) -> set[str]:
    """Return the names in the given folders of a folder; "" is the folder itself."""
    names: set[str] = set()
    for place in places:
        if not place:
            names |= entries.keys()
        elif entries.get(place) is Kind.FOLDER:
            try:
                with _opened_folder(place, folder) as inner:
                    names |= _listed(inner).keys()
            except (OSError, SubmissionError):
                continue
    return names


# --------------------------------------------------------------------------------------------------
# One student


@dataclass(frozen=True, slots=True)
class _Found:
    """A .py file that can be used, and where it was: relative to the student's folder."""

    place: str
    content: bytes


@dataclass(slots=True)
class _Intake:
    """The account of one student's work while it is read."""

    course: Course
    files: dict[str, _Found] = field(default_factory=dict)
    submitted: dict[str, datetime] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)  # whatever lies where files count; named when none is found
    read_bytes: int = 0

    def notice(self, place: str, text: str) -> None:
        """Tell the student something about the file at `place`."""
        self.notices.append(Notice(_shown(place), text))

    def read(self, name: str, folder: int, place: str) -> bytes | None:
        """Read one .py file; what cannot be used becomes a notice, what is not the student's fault a problem."""
        try:
            content = _read_regular(name, folder, MAX_FILE_BYTES)
        except SubmissionError as exc:
            self.notice(place, str(exc))
            return None
        except OSError as exc:
            text = f"Cannot be read: {_why(exc)}. {_next_step(exc)}"
            self.notice(place, text)
            if name in _filenames(self.course):  # never a zero for what we could not read
                raise SubmissionError(f"{place}: {text}") from exc
            return None
        self.read_bytes += len(content)
        if self.read_bytes > MAX_STUDENT_BYTES:
            limit = f"{MAX_STUDENT_BYTES >> 20} MiB"
            raise SubmissionError(f"More than {limit} of .py files. Hand in the course's files only.")
        if fault := _content_fault(content):
            self.notice(place, fault)
            return None
        return content

    def submission(self, student: str, problem: str) -> Submission:
        """Return the result; a submission with a problem has no files."""
        files = () if problem else tuple((name, found.content) for name, found in sorted(self.files.items()))
        submitted = tuple(self.submitted.items())
        notices = tuple(_bounded(self.notices))
        digest = _digest(student, files, submitted, notices, problem)
        return Submission(student, files, digest, submitted, notices, problem)


def _filenames(course: Course) -> list[str]:
    return [unit.filename for unit in course.units]


def _bounded(notices: Sequence[Notice]) -> Iterator[Notice]:
    yield from notices[:MAX_NOTICES]
    if len(notices) > MAX_NOTICES:
        yield Notice("", f"{len(notices) - MAX_NOTICES} more like these are not listed.")


def _take(folder: int, intake: _Intake) -> None:
    """Take a student's files in whichever layout they are; raises SubmissionError if nothing can be graded."""
    entries = _listed(folder)
    layout = _layout(folder, entries, intake.course)
    if layout is Layout.BOTH:
        raise SubmissionError("The course's files lie both at the top and in assignments. Hand them in at one place.")
    if layout is Layout.NBGRADER:
        _take_assignments(folder, entries, intake)
    else:
        intake.files = _take_place(folder, entries, "", intake)
    _leave_out_lookalikes(intake)
    if len(intake.files) > MAX_FILES:
        raise SubmissionError(f"More than {MAX_FILES} .py files. Hand in the course's files only.")
    if not intake.files.keys() & set(_filenames(intake.course)):
        raise SubmissionError(_nothing_found(intake))


def _nothing_found(intake: _Intake) -> str:
    found = _enumerated(intake.seen) or "nothing"
    text = f"Nothing of this course was found: expected e.g. {_filenames(intake.course)[0]}; found {found}."
    if any(place.endswith("/") for place in intake.seen):
        text += f" Files in folders other than {HANDOUT}/ are not read: move them up."
    return text


def _take_place(folder: int, entries: Mapping[str, Kind], prefix: str, intake: _Intake) -> dict[str, _Found]:
    """Take the .py files of one place, and of the folder `exercises/` in it."""
    files: dict[str, _Found] = {}
    for name, kind in entries.items():
        place = prefix + name
        if not name.startswith((".", "__")):
            intake.seen.append(_shown(place) + "/" * (kind is Kind.FOLDER))
        if _is_silent(name):
            continue
        if name == HANDOUT and kind is Kind.FOLDER and not prefix.endswith(f"{HANDOUT}/"):
            intake.notice(place, "Taken as if its files had been handed in without this folder.")
            with _opened_folder(name, folder) as inner:
                for inner_name, found in _take_place(inner, _listed(inner), f"{place}/", intake).items():
                    _add(files, inner_name, found)
        elif reason := _refusal(name, kind, intake.course):
            intake.notice(place, reason)
        elif (content := intake.read(name, folder, place)) is not None:
            _add(files, name, _Found(place, content))
    return files


def _add(files: dict[str, _Found], name: str, found: _Found) -> None:
    """Add a file; two of the same name and different content are the student's to sort out."""
    first = files.setdefault(name, found)
    if first.content != found.content:
        raise SubmissionError(f"{first.place} and {found.place} differ but have one name. Hand in one of them.")


def _take_assignments(folder: int, entries: Mapping[str, Kind], intake: _Intake) -> None:
    """Take the folders of the course's assignments, and when each was handed in."""
    names = [assignment.name for assignment in intake.course.assignments]
    for name, kind in entries.items():
        if name not in names and not _is_silent(name):
            what = "no assignment of this course" if kind is Kind.FOLDER else "beside the folders of assignments"
            intake.notice(name, f"Not read: {what} ({_enumerated(names)}).")
    for assignment in intake.course.assignments:
        if entries.get(assignment.name) is Kind.FOLDER:
            with _opened_folder(assignment.name, folder) as inner:
                inside = _listed(inner)
                found = _take_place(inner, inside, f"{assignment.name}/", intake)
                _take_time(inner, inside, assignment, intake)
            _merge(found, assignment, intake)


def _merge(files: Mapping[str, _Found], assignment: Assignment, intake: _Intake) -> None:
    """Add one assignment's files to the others': its own units, so that no due time is evaded, and helpers."""
    owners = {f"{unit}.py": other.name for other in intake.course.assignments for unit in other.units}
    for name, found in files.items():
        owner = owners.get(name, assignment.name)
        earlier = intake.files.get(name, found)
        if owner != assignment.name:
            intake.notice(found.place, f"Not read: it belongs to the assignment {owner}. Hand it in there.")
            continue
        if earlier.content != found.content:
            text = f"Not read: {found.place} has the same name, is of a later assignment, and is used for both."
            intake.notice(earlier.place, text)
        intake.files[name] = found


def _leave_out_lookalikes(intake: _Intake) -> None:
    """Of names that differ only in case or in how accents are written, keep the course's own, or else none."""
    expected = set(_filenames(intake.course))
    for alike in _alike(sorted({*intake.files, *expected})):
        for name in alike:
            if name in intake.files and name not in expected:
                others = _enumerated(other for other in alike if other != name)
                found = intake.files.pop(name)
                intake.notice(found.place, f"Not read: its name is too much like {others}. Rename it.")


# --------------------------------------------------------------------------------------------------
# What is not taken, and the next step


def _is_silent(name: str) -> bool:
    """Whether `name` is part of the handout or left by a tool: nobody needs to hear that it was not taken."""
    return (
        name.startswith((".", "README"))
        or name in {"__pycache__", "__MACOSX", "conftest.py", "course.json", TIMESTAMP}
        or (name.startswith("test_") and name.endswith(".py"))
    )


_CONFIGURING = frozenset({"pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"})
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")


def _refusal(name: str, kind: Kind, course: Course) -> str:
    """Return why something in a student's folder is not taken and what to do, or "" if it is to be read."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    if kind is Kind.FOLDER and suffix != ".py":
        return f"Not read: a folder. Files count at the top level or in {HANDOUT}/."
    if kind is not Kind.FILE:
        return f"Not read: {kind}. Hand in a regular file."
    if suffix == ".py":
        return _module_name_fault(stem, course)
    if suffix == ".ipynb":
        return "Notebooks are not read yet. Hand in .py files."
    if name in _CONFIGURING:
        return "Not read: the grader has its own configuration."
    if name.lower().endswith(_ARCHIVES):
        return "Not unpacked. Hand in the .py files."
    if suffix.lower() == ".py" or stem.lower().endswith(".py"):  # .PY; .py.txt, where the system hides endings
        return f"Not read: its name does not end in .py. Rename it to {_shown(name[: name.lower().rindex('.py')])}.py."
    return "Not read: only .py files are."


def _module_name_fault(stem: str, course: Course) -> str:
    """Return why no Python program could import a file called `stem`.py, or ""."""
    if fault := _text_fault(stem):
        return f"Not read: its name {fault}. Rename it."
    if stem != unicodedata.normalize("NFC", stem):
        return "Not read: its accents are written as separate characters (not NFC). Rename it."
    if not stem.isidentifier():
        close = get_close_matches(stem, [unit.name for unit in course.units], n=1, cutoff=0.7)
        hint = f"Did you mean {close[0]}.py?" if close else "Use letters, digits and _."
        return f"Not read: Python cannot import a file of this name. {hint}"
    return ""


def _text_fault(name: str) -> str:
    try:
        if len(name.encode()) > MAX_NAME_BYTES:
            return f"is longer than {MAX_NAME_BYTES} bytes"
    except UnicodeEncodeError:
        return "is not UTF-8"
    return "" if name.isprintable() else "has characters that cannot be shown"


def _name_problem(student: str) -> str:
    """Return why a folder's name is no student id, or ""."""
    fault = _text_fault(student) or ("has a backslash" if "\\" in student else "")
    return f"The name of the student's folder {fault}. Rename the folder." if fault else ""


def _student_id(name: str) -> str:
    """Return the folder's name, or an escaped one that no acceptable name can equal: it has a backslash."""
    if name.isprintable() and "\\" not in name:
        return name
    escaped = _escaped(name)
    if len(escaped.encode()) <= MAX_NAME_BYTES:
        return escaped
    return f"{escaped[:40]}\\{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"


_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
_BLANK = re.compile(rb"[ \t\f]*(?:#.*)?\r?")


def _content_fault(content: bytes) -> str:
    """Return why Python could not read a source file, or "". Other encodings are left to the worker to decode."""
    if b"\0" in content:
        return "Not read: it has null bytes, as text saved as UTF-16 has. Save it as UTF-8."
    first, _, rest = content.partition(b"\n")
    cookie = _COOKIE.match(first) or (_BLANK.fullmatch(first) and _COOKIE.match(rest.partition(b"\n")[0]))
    if cookie and cookie[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
        return ""
    try:
        content.decode()
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        return f"Not read: line {line} is not UTF-8. Save it as UTF-8."
    return ""


# --------------------------------------------------------------------------------------------------
# Times

_TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: ?(Z|[+-]\d\d:?\d\d)| (\S+))?", re.ASCII
)


def _take_time(folder: int, entries: Mapping[str, Kind], assignment: Assignment, intake: _Intake) -> None:
    place = f"{assignment.name}/{TIMESTAMP}"
    if TIMESTAMP not in entries:
        if assignment.due is not None:
            intake.notice(place, "There is none: when this was handed in is not known, and it is not taken as late.")
        return
    try:
        content = _read_regular(TIMESTAMP, folder, MAX_TIMESTAMP_BYTES)
        intake.submitted[assignment.name] = parse_timestamp(content.decode("utf-8-sig"))
    except (SubmissionError, OSError, ValueError):
        text = "Not a time like `2027-01-15 14:58:23.948203 Asia/Shanghai`: it is not taken as late."
        intake.notice(place, text)


def parse_timestamp(text: str) -> datetime:
    """Read nbgrader's `2015-02-02 14:58:23.948203 America/Los_Angeles` as UTC; without a zone it is UTC already.

    Raises ValueError if it is no such time.
    """
    match = _TIMESTAMP.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a timestamp: {text[:80]!r}")
    day, time, offset, zone = match.groups()
    if offset:
        return _as_utc(datetime.fromisoformat(f"{day}T{time}{offset}"))
    try:
        return _as_utc(datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(zone or "UTC")))
    except (KeyError, OSError) as exc:
        raise ValueError(f"not a time zone: {zone[:80]!r}") from exc


def _as_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as exc:  # the first day of the year 1, or the last of 9999
        raise ValueError(f"not a usable time: {time}") from exc


# --------------------------------------------------------------------------------------------------
# The file system


@contextmanager
def _opened_root(folder: Path) -> Iterator[int]:
    """Open the instructor's folder; it may be a link."""
    descriptor = os.open(folder, _OPEN_FOLDER & ~os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _opened_folder(name: str, parent: int) -> Iterator[int]:
    """Open a folder inside an open one; raises OSError if it is a link."""
    descriptor = os.open(name, _OPEN_FOLDER, dir_fd=parent)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _listed(folder: int, *, limit: int | None = MAX_ENTRIES) -> dict[str, Kind]:
    """Return what is in an open folder, sorted by name; raises SubmissionError if it is more than `limit`."""
    kinds: dict[str, Kind] = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            kinds[entry.name] = _kind(entry)
            if limit is not None and len(kinds) > limit:
                raise SubmissionError(f"A folder with more than {limit} files. Hand in the course's files only.")
    return dict(sorted(kinds.items()))


def _kind(entry: os.DirEntry[str]) -> Kind:
    if entry.is_symlink():
        return Kind.LINK
    if entry.is_dir(follow_symlinks=False):
        return Kind.FOLDER
    if entry.is_file(follow_symlinks=False):
        return Kind.FILE
    mode = entry.stat(follow_symlinks=False).st_mode
    return Kind.FIFO if stat.S_ISFIFO(mode) else Kind.SOCKET if stat.S_ISSOCK(mode) else Kind.DEVICE


def _read_regular(name: str, folder: int, max_bytes: int) -> bytes:
    """Read a file that is still regular once it is open: what was listed may have been replaced since.

    Raises SubmissionError for anything that is not a regular file of at most `max_bytes`, and OSError.
    """
    too_large = f"Not read: larger than {max_bytes >> 10} KiB. Hand in source code only."
    try:
        descriptor = os.open(name, _OPEN_FILE, dir_fd=folder)
    except OSError as exc:
        if exc.errno in (errno.ELOOP, errno.ENXIO):  # a link; a socket
            raise SubmissionError("Not read: not a regular file. Hand in a regular file.") from exc
        raise
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise SubmissionError("Not read: not a regular file. Hand in a regular file.")
        if status.st_size > max_bytes:
            raise SubmissionError(too_large)
        with open(descriptor, "rb", closefd=False) as stream:
            content = stream.read(max_bytes + 1)
    finally:
        os.close(descriptor)
    if len(content) > max_bytes:
        raise SubmissionError(too_large)  # it grew meanwhile
    return content


def _why(error: OSError) -> str:
    if error.errno in (errno.ELOOP, errno.ENOTDIR):  # O_NOFOLLOW with O_DIRECTORY says ENOTDIR of a link
        return "it is a symbolic link"
    return (error.strerror or str(error)).lower()


def _next_step(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "Make it readable and grade again."
    if error.errno in (errno.ELOOP, errno.ENOTDIR):
        return "Hand in the files themselves."
    return "Grade again; if it stays, look at this machine's disk."


# --------------------------------------------------------------------------------------------------
# Names and digests


def _alike(names: Iterable[str]) -> Iterator[list[str]]:
    """Yield the groups of names that are one name to a file system that ignores case or Unicode normal forms."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in names:
        groups[unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())].append(name)
    yield from (group for group in groups.values() if len(group) > 1)


def _enumerated(names: Iterable[str], *, most: int = 5) -> str:
    shown = list(names)
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")


def _shown(name: str) -> str:
    """Return a name as one printable line."""
    return name if name.isprintable() and len(name) <= MAX_NAME_BYTES else _escaped(name)[:MAX_NAME_BYTES]


def _escaped(name: str) -> str:
    """Return `name` with backslashes, control characters and undecodable bytes written out; no two names alike."""
    return "".join(c if c.isprintable() and c != "\\" else c.encode("unicode_escape").decode() for c in name)


def _digest(
    student: str,
    files: Sequence[tuple[str, bytes]],
    submitted: Sequence[tuple[str, datetime]],
    notices: Sequence[Notice],
    problem: str,
) -> str:
    """Return SHA-256 over all of a submission; counts and lengths keep any two from reading alike."""
    digest = hashlib.sha256()

    def add(*parts: bytes | str) -> None:
        for part in parts:
            content = part.encode() if isinstance(part, str) else part
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)

    add(student, problem)
    add(str(len(files)), *(part for item in files for part in item))
    add(str(len(submitted)), *(part for name, time in submitted for part in (name, time.isoformat())))
    add(str(len(notices)), *(part for notice in notices for part in (notice.file, notice.text)))
    return digest.hexdigest()
