"""Who handed in: the students among what lies in the instructor's folder, and what of it is whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime

from grader.language import msg
from grader.model import NOBODY_KNOWN, Course, Identity
from grader.submissions.archive import SUFFIXES as ARCHIVES
from grader.submissions.exports import claim_of
from grader.submissions.gradescope import METADATA, GradescopeSubmission
from grader.submissions.handout import HANDOUT
from grader.submissions.names import alike, enumerated, id_problem, shown
from grader.submissions.refusal import is_silent
from grader.submissions.tree import KINDS, Kind

_SINGLE = (".py", ".ipynb", *ARCHIVES)


@dataclass(frozen=True, slots=True)
class RosterNote:
    """Something about what was handed in that the instructor must know."""

    name: str  # in the folder; printable
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of one student's, in the instructor's folder."""

    entry: str
    kind: Kind
    file: str = ""  # what the student called it, where an LMS calls it something else


@dataclass(frozen=True, slots=True)
class HandIn:
    """All that one student handed in."""

    student: str  # as it was found; `names.student_id` makes an id of it
    pieces: tuple[Piece, ...]
    identity: Identity = NOBODY_KNOWN
    submitted: datetime | None = None
    is_late: bool = False


@dataclass(slots=True)
class Roster:
    """The students, while they are found."""

    course: Course
    hand_ins: dict[str, HandIn] = field(default_factory=dict)
    notes: list[RosterNote] = field(default_factory=list)

    def note(self, name: str, text: str) -> None:
        """Tell the instructor something about `name`."""
        self.notes.append(RosterNote(shown(name), text))

    def add(self, hand_in: HandIn) -> None:
        """Add what a student handed in to what is known of that student's already."""
        hand_in = replace(hand_in, identity=Identity(*map(shown, astuple(hand_in.identity))))
        known = self.hand_ins.setdefault(hand_in.student, hand_in)
        if known is not hand_in:
            self.hand_ins[hand_in.student] = replace(
                known,
                pieces=(*known.pieces, *hand_in.pieces),
                submitted=max(filter(None, (known.submitted, hand_in.submitted)), default=None),
                is_late=known.is_late or hand_in.is_late,
            )

    @property
    def plain(self) -> Iterator[str]:
        """The students whose work is a folder with their name, as opposed to what an LMS named."""
        for student, hand_in in self.hand_ins.items():
            if [piece.entry for piece in hand_in.pieces] == [student]:
                yield student


_NOBODY = frozenset({"__MACOSX", "__pycache__", HANDOUT, METADATA})


def roster_of(entries: Mapping[str, Kind], course: Course, gradescope: Mapping[str, GradescopeSubmission]) -> Roster:
    """Tell the students' work from stray things. A link is a student: their work is refused, not forgotten."""
    roster = Roster(course)
    for name, kind in entries.items():
        claim = claim_of(name)
        if name in gradescope and kind is Kind.FOLDER:
            _add_group(name, gradescope[name], roster)
        elif claim and kind in (Kind.FILE, Kind.FOLDER, Kind.LINK):
            piece = Piece(name, kind, claim.file)
            roster.add(HandIn(claim.student, (piece,), claim.identity, is_late=claim.is_late))
        elif name.startswith(".") or name in _NOBODY:
            if name != METADATA:
                roster.note(name, msg("left out: this is no student's."))
        elif kind in (Kind.FOLDER, Kind.LINK):
            roster.add(HandIn(name, (Piece(name, kind),)))
        elif student := _single(name, kind, course):
            roster.add(HandIn(student, (Piece(name, kind),)))
        else:
            text = msg(
                "left out: {kind}, and a student's work is a folder, an archive, a .py file or a notebook."
                " If it is a student's, put it in a folder of that name.",
                kind=KINDS[kind],
            )
            roster.note(name, text)
    for name in gradescope.keys() - entries.keys():
        roster.note(name, msg("named in {file}, but it is not there.", file=METADATA))
    roster.hand_ins = dict(sorted(roster.hand_ins.items()))
    roster.notes += [*_repeated(roster.hand_ins), *_collisions(list(roster.hand_ins))]
    return roster


def _single(name: str, kind: Kind, course: Course) -> str:
    """Return whose a single file is by its name, or ""."""
    units = {unit.filename for unit in course.units} | {f"{unit.name}.ipynb" for unit in course.units}
    return "" if kind is not Kind.FILE or name in units or is_silent(name) else stem(name)


def stem(name: str) -> str:
    """Return the name of a file that can be all of a student's work, without its ending; "" for other files."""
    return next((name[: -len(suffix)] for suffix in _SINGLE if name.lower().endswith(suffix)), "")


def _add_group(name: str, about: GradescopeSubmission, roster: Roster) -> None:
    """Add a submission of Gradescope for its student, or for each member of a group."""
    if not about.submitters:
        roster.note(name, msg("{file} does not say whose it is.", file=METADATA))
    for identity in about.submitters or (NOBODY_KNOWN,):
        keys = (identity.number, identity.email, identity.name)
        student = next((key for key in keys if key and not id_problem(key)), name)
        roster.add(HandIn(student, (Piece(name, Kind.FOLDER),), identity, about.submitted))


def _repeated(hand_ins: Mapping[str, HandIn]) -> Iterator[RosterNote]:
    """Name the students who handed in more than once."""
    for student, hand_in in hand_ins.items():
        entries = [piece.entry for piece in hand_in.pieces if not piece.file]
        if len(entries) > 1 and not all(claim_of(entry) for entry in entries):
            text = msg(
                "handed in {count} times: {names}. All of it is read as one.",
                count=len(entries),
                names=enumerated(map(shown, entries)),
            )
            yield RosterNote(shown(student), text)


def _collisions(students: Sequence[str]) -> Iterator[RosterNote]:
    """Name the students whose folders would be one folder on another system, or look alike."""
    for group in alike(students):
        text = msg(
            "differs from {others} only in case or in how accents are written. They are graded as {count} students.",
            others=enumerated(map(shown, group[1:])),
            count=len(group),
        )
        yield RosterNote(shown(group[0]), text)
