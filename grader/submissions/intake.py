"""How one student's work is gone through: place by place, whatever the layout, archives as if they were folders."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from grader.errors import SubmissionError
from grader.language import joined, msg
from grader.model import Assignment, Unit
from grader.submissions.archive import is_archive, open_archive
from grader.submissions.handout import HANDOUT
from grader.submissions.layouts import Layout, layout_of, wrapping
from grader.submissions.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_FILES,
    MAX_TIMESTAMP_BYTES,
    MAX_WRAPPINGS,
    STUDENT_ARCHIVE,
)
from grader.submissions.names import alike, enumerated, shown
from grader.submissions.notebook import SUFFIX as NOTEBOOK
from grader.submissions.refusal import is_silent, refusal
from grader.submissions.roster import HandIn, Piece
from grader.submissions.submission_builder import Account, Found
from grader.submissions.times import TIMESTAMP, parse_timestamp
from grader.submissions.tree import Folder, Kind

_DEF = re.compile(rb"^def[ \t]+(\w+)", re.MULTILINE)
_WITHOUT_FOLDER = msg("Taken as if its files had been handed in without this folder.")


@dataclass(frozen=True, slots=True)
class _Place:
    """An open folder where files count."""

    folder: Folder
    entries: Mapping[str, Kind]
    prefix: str  # of the places in it, as they are told
    is_packed: bool = False  # in an archive
    is_upload: bool = False  # put there by the student, as opposed to what collects the work
    files: dict[str, Found] = field(default_factory=dict)  # what is found in it

    def inside(self, folder: Folder, name: str, *, is_packed: bool = False, is_upload: bool = False) -> _Place:
        """Return the place `name` in this one, whose files count like those of this one."""
        prefix = f"{self.prefix}{name}/"
        is_packed |= self.is_packed
        is_upload |= self.is_upload or is_packed
        return _Place(folder, folder.listed(), prefix, is_packed, is_upload, self.files)


def take(hand_in: HandIn, root: Folder, account: Account) -> None:
    """Take all that a student handed in; raises SubmissionError if nothing can be graded, and OSError."""
    if hand_in.problem:
        raise SubmissionError(hand_in.problem)
    several = len(hand_in.pieces) > 1
    account.lms_time = hand_in.submitted
    for piece in hand_in.pieces:
        if piece.kind is Kind.FILE:
            _take_piece(piece, root, account)
        else:
            with root.opened(piece.entry) as folder:
                prefix = f"{piece.entry}/" if several else ""
                place = _Place(folder, folder.listed(), prefix, is_upload=hand_in.is_upload, files=account.files)
                _take_folder(place, account)
    _leave_out_lookalikes(account)
    if len(account.files) > MAX_FILES:
        text = msg("More than {limit} .py files. Hand in the course's files only.", limit=MAX_FILES)
        raise SubmissionError(text)
    if not any(account.unit(name) for name in account.files):
        raise SubmissionError(_nothing_found(account))
    _take_lms_time(hand_in, account)


def _nothing_found(account: Account) -> str:
    text = msg(
        "Nothing of this course was found: expected e.g. {file}; found {found}.",
        file=account.course.units[0].filename,
        found=enumerated(account.seen) or msg("nothing"),
    )
    if account.unread:
        return joined(" ", [text, account.unread[0]])
    if not any(place.endswith("/") for place in account.seen):
        return text
    deeper = msg("Files in folders other than {folder}/ are not read: move them up.", folder=HANDOUT)
    return joined(" ", [text, deeper])


# --------------------------------------------------------------------------------------------------
# Folders


def _take_folder(place: _Place, account: Account, *, wrappings: int = 0) -> None:
    """Take a student's whole folder, in whichever layout it is."""
    inner = wrapping(place.entries, account.course)
    if inner and wrappings < MAX_WRAPPINGS:
        account.notice(place.prefix + inner, _WITHOUT_FOLDER)
        with place.folder.opened(inner) as folder:
            inside = place.inside(folder, inner, is_upload=True)  # nbgrader collects no folder around assignments
            _take_folder(inside, account, wrappings=wrappings + 1)
        return
    layout = layout_of(place.folder, place.entries, account.course)
    if layout is Layout.BOTH:
        text = msg("The course's files lie both at the top and in assignments. Hand them in at one place.")
        raise SubmissionError(text)
    if layout is Layout.NBGRADER:
        _take_assignments(place, account)
    else:
        _take_place(place, account)


def _take_place(place: _Place, account: Account) -> None:
    """Take the files of one place, of the folder `exercises/` in it, and of archives in it."""
    for name, kind in place.entries.items():
        where = place.prefix + name
        if not name.startswith((".", "__")):
            account.seen.append(shown(where) + "/" * (kind is Kind.FOLDER))
        if name == HANDOUT and kind is Kind.FOLDER and not place.prefix.endswith(f"{HANDOUT}/"):
            account.notice(where, _WITHOUT_FOLDER)
            with place.folder.opened(name) as folder:
                _take_place(place.inside(folder, name), account)
        elif not is_silent(name, kind, account.handout):
            _take_entry(place, name, name, kind, account)


def _take_entry(place: _Place, entry: str, name: str, kind: Kind, account: Account) -> None:
    """Take one thing in a place, as if it were called `name`."""
    where = place.prefix + entry
    stem, _, suffix = name.rpartition(".")
    if kind is Kind.TWICE and (account.unit(name) or account.unit(f"{stem}.py")):
        text = msg(
            "{file}: the archive has two files of this name. Pack it again with one of them.", file=shown(where)
        )
        raise SubmissionError(text)
    if kind is Kind.FILE and is_archive(name):
        _take_archive(place, entry, account)
    elif reason := refusal(name, kind, account.course):
        account.notice(where, reason)
    elif suffix == NOTEBOOK:
        if found := account.read_notebook(place.folder, entry, f"{stem}.py", where):
            account.add(place.files, f"{stem}.py", found)
    elif found := account.read_source(place.folder, entry, name, where):
        account.add(place.files, name, found)


def _take_archive(place: _Place, entry: str, account: Account) -> None:
    """Take the files of an archive, as if they lay in a folder of its name."""
    where = place.prefix + entry
    if place.is_packed:
        account.notice(where, msg("Not unpacked: an archive in an archive. Pack the course's files themselves."))
        return
    content = account.read(place.folder, entry, where, MAX_ARCHIVE_BYTES, needed=True)
    if content is None:
        account.unread.append(joined(": ", [account.notices[-1].file, account.notices[-1].text]))
        return
    try:
        archive = open_archive(BytesIO(content), STUDENT_ARCHIVE)
    except SubmissionError as exc:
        account.notice(where, str(exc))
        account.unread.append(joined(": ", [shown(where), str(exc)]))
        return
    for path, reason in archive.unplaced:
        account.notice(f"{where}/{path}", reason)
    inside = place.inside(archive, entry, is_packed=True)
    if inside.files is account.files:
        _take_folder(inside, account)
    else:  # in an assignment
        _take_place(inside, account)


# --------------------------------------------------------------------------------------------------
# Single files


def _take_piece(piece: Piece, root: Folder, account: Account) -> None:
    """Take a file that lies in the instructor's folder itself."""
    place = _Place(root, {}, "", files=account.files)
    name = piece.file or piece.entry
    account.seen.append(shown(piece.entry))
    if piece.file or is_archive(name):
        _take_entry(place, piece.entry, name, piece.kind, account)
        return
    reader = account.read_notebook if name.endswith(f".{NOTEBOOK}") else account.read_source
    if found := reader(root, piece.entry, "", piece.entry):
        units = _units_in(found.code, account)
        if units:
            names = enumerated((unit.filename for unit in units), most=len(units))
            text = msg("Taken as {names}: functions of the course are defined in it.", names=names)
            account.notice(piece.entry, text)
        for unit in units:
            account.add(account.files, unit.filename, found)


def _units_in(code: bytes, account: Account) -> list[Unit]:
    """Return the units of which functions are defined in `code`; if there is only one unit, it is that one."""
    defined = {name.decode() for name in _DEF.findall(code)}
    units = list(account.course.units)
    return [unit for unit in units if len(units) == 1 or defined & {exercise.name for exercise in unit.exercises}]


# --------------------------------------------------------------------------------------------------
# Assignments


def _take_assignments(place: _Place, account: Account) -> None:
    """Take the folders of the course's assignments, and when each was handed in."""
    names = [assignment.name for assignment in account.course.assignments]
    for name, kind in place.entries.items():
        if name not in names and not is_silent(name, kind, account.handout):
            account.notice(place.prefix + name, _out_of_place(kind, enumerated(names)))
    for assignment in account.course.assignments:
        if place.entries.get(assignment.name) is Kind.FOLDER:
            with place.folder.opened(assignment.name) as folder:
                prefix = f"{place.prefix}{assignment.name}/"
                inside = _Place(folder, folder.listed(), prefix, place.is_packed, place.is_upload)
                _take_place(inside, account)
                _take_time(inside, assignment, account)
            _merge(inside.files, assignment, account)


def _out_of_place(kind: Kind, names: str) -> str:
    if kind is Kind.FOLDER:
        return msg("Not read: no assignment of this course ({names}).", names=names)
    return msg("Not read: beside the folders of assignments ({names}).", names=names)


def _merge(files: Mapping[str, Found], assignment: Assignment, account: Account) -> None:
    """Add one assignment's files to the others': its own units, so that no due time is evaded, and helpers."""
    owners = {f"{unit}.py": other.name for other in account.course.assignments for unit in other.units}
    for name, found in files.items():
        owner = owners.get(name, assignment.name)
        earlier = account.files.get(name, found)
        if owner != assignment.name:
            text = msg("Not read: it belongs to the assignment {name}. Hand it in there.", name=owner)
            account.notice(found.place, text)
        elif account.unit(name):
            account.add(account.files, name, found)
        else:
            if earlier.content != found.content:
                text = msg(
                    "Not read: {place} has the same name, is of a later assignment, and is used for both.",
                    place=found.place,
                )
                account.notice(earlier.place, text)
            account.files[name] = found


def _take_time(place: _Place, assignment: Assignment, account: Account) -> None:
    """Take the time that nbgrader, when it collected the folder, wrote into it; never one that a student wrote."""
    where = f"{place.prefix}{TIMESTAMP}"
    if TIMESTAMP in place.entries and account.lms_time is not None:
        account.notice(where, msg("Not read: the submission time comes from the LMS."))
        return
    if TIMESTAMP in place.entries and place.is_upload:
        text = msg(
            "Not read: submission times inside uploads and archives do not count. The submission time is unknown, and"
            " the work is treated as on time."
        )
        account.notice(where, text)
        return
    if TIMESTAMP not in place.entries:
        if assignment.due is not None and account.lms_time is None:
            text = msg("There is none: when this was handed in is not known, and it is not taken as late.")
            account.notice(where, text)
        return
    try:
        content = place.folder.read(TIMESTAMP, MAX_TIMESTAMP_BYTES)
        account.submitted[assignment.name] = parse_timestamp(content.decode("utf-8-sig"))
    except (SubmissionError, OSError, ValueError):
        text = msg("Not a time like `2027-01-15 14:58:23.948203 Asia/Shanghai`: it is not taken as late.")
        account.notice(where, text)


def _take_lms_time(hand_in: HandIn, account: Account) -> None:
    """Take the time that the LMS gives, for each assignment of which something was handed in."""
    if hand_in.submitted is not None:
        for assignment in account.course.assignments:
            if any(f"{unit}.py" in account.files for unit in assignment.units):
                account.submitted[assignment.name] = hand_in.submitted
    elif hand_in.is_late:
        text = msg("Late, says Canvas, but not by how much: nothing is taken off.")
        account.notice(hand_in.pieces[0].entry, text)


# --------------------------------------------------------------------------------------------------
# Names


def _leave_out_lookalikes(account: Account) -> None:
    """Of names that differ only in case or in how accents are written, keep the course's own, or else none."""
    expected = {unit.filename for unit in account.course.units}
    for group in alike(sorted({*account.files, *expected})):
        for name in group:
            if name in account.files and name not in expected:
                others = enumerated(other for other in group if other != name)
                found = account.files.pop(name)
                text = msg("Not read: its name is too much like {others}. Rename it.", others=others)
                account.notice(found.place, text)
