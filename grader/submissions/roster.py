"""Who handed in: the students among what lies in the instructor's folder, and what of it is whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime

from grader.language import msg
from grader.model import NOBODY_KNOWN, Course, Identity
from grader.submissions.archive import SUFFIXES as ARCHIVES
from grader.submissions.exports import Certainty, Claim, claim_of
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
    submitted: datetime | None = None  # as the LMS says
    is_late: bool = False
    is_upload: bool = False  # all in it is the student's: a timestamp.txt there says nothing
    problem: str = ""  # why it is not graded, whatever is in it

    @property
    def is_plain(self) -> bool:
        """Whether the work is a folder with the student's name, as opposed to what an LMS named."""
        return [piece.entry for piece in self.pieces] == [self.student]


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
                is_upload=known.is_upload or hand_in.is_upload,
                problem=known.problem or hand_in.problem,
            )


_NOBODY = frozenset({"__MACOSX", "__pycache__", HANDOUT, METADATA})


def roster_of(entries: Mapping[str, Kind], course: Course, gradescope: Mapping[str, GradescopeSubmission]) -> Roster:
    """Tell the students' work from stray things. A link is a student: their work is refused, not forgotten."""
    roster = Roster(course)
    doubtful: list[tuple[Claim, Piece]] = []
    clear_keys = _clear_keys(gradescope)
    for name, kind in entries.items():
        claim = claim_of(name)
        if name in gradescope and kind is Kind.FOLDER:
            _add_group(name, gradescope[name], clear_keys, roster)
        elif claim and kind in (Kind.FILE, Kind.FOLDER, Kind.LINK):
            piece = Piece(name, kind, claim.file)
            if claim.certainty is not Certainty.CLEAR:
                doubtful.append((claim, piece))
            else:
                roster.add(_claimed(claim, piece))
        elif name.startswith(".") or name in _NOBODY:
            if name != METADATA:
                roster.note(name, msg("left out: this is no student's."))
        elif kind in (Kind.FOLDER, Kind.LINK):
            roster.add(HandIn(name, (Piece(name, kind),)))
        elif student := _single(name, kind, course):
            roster.add(HandIn(student, (Piece(name, kind),), is_upload=True))
        else:
            text = msg(
                "left out: {kind}, and a student's work is a folder, an archive, a .py file or a notebook."
                " If it is a student's, put it in a folder of that name.",
                kind=KINDS[kind],
            )
            roster.note(name, text)
    _add_doubtful(doubtful, roster)
    for name in gradescope.keys() - entries.keys():
        roster.note(name, msg("named in {file}, but it is not there.", file=METADATA))
    roster.hand_ins = dict(sorted(roster.hand_ins.items()))
    roster.notes += [*_repeated(roster.hand_ins), *_collisions(list(roster.hand_ins))]
    return roster


def _claimed(claim: Claim, piece: Piece) -> HandIn:
    return HandIn(claim.student, (piece,), claim.identity, is_late=claim.is_late, is_upload=True)


def _add_doubtful(doubtful: Sequence[tuple[Claim, Piece]], roster: Roster) -> None:
    """Add what can be read as another student's, too: never to work that is somebody's beyond doubt."""
    known = set(roster.hand_ins)
    for claim, piece in doubtful:
        if claim.student in known or claim.certainty is Certainty.FORGED:
            problem = msg(
                "It is unclear whose work this is: the name {name} fits two students. Put it in a folder named after"
                " its student.",
                name=shown(piece.entry),
            )
            roster.add(HandIn(f"{claim.student}?", (piece,), is_upload=True, problem=problem))
        else:
            roster.add(_claimed(claim, piece))


def _single(name: str, kind: Kind, course: Course) -> str:
    """Return whose a single file is by its name, or ""."""
    units = {unit.filename for unit in course.units} | {f"{unit.name}.ipynb" for unit in course.units}
    return "" if kind is not Kind.FILE or name in units or is_silent(name) else stem(name)


def stem(name: str) -> str:
    """Return the name of a file that can be all of a student's work, without its ending; "" for other files."""
    return next((name[: -len(suffix)] for suffix in _SINGLE if name.lower().endswith(suffix)), "")


def _clear_keys(gradescope: Mapping[str, GradescopeSubmission]) -> frozenset[str]:
    """Return what only one submitter goes by: students write ids and names themselves, and may write another's."""
    submitters = (who for about in gradescope.values() for who in set(about.submitters))
    keys = Counter(key for who in submitters for key in {*_keys(who)})
    return frozenset(key for key, count in keys.items() if count == 1)


def _keys(identity: Identity) -> Iterator[str]:
    """Yield what a student may be called by, the best first."""
    keys = (identity.number, identity.email, identity.name)
    yield from (key for key in keys if key and not id_problem(key))


def _add_group(name: str, about: GradescopeSubmission, clear_keys: Collection[str], roster: Roster) -> None:
    """Add a submission of Gradescope for its student, or for each member of a group."""
    if not about.submitters:
        roster.note(name, msg("{file} does not say whose it is.", file=METADATA))
    for identity in about.submitters or (NOBODY_KNOWN,):
        first = next(_keys(identity), "")
        student = next((key for key in _keys(identity) if key in clear_keys), name)
        if first and first != student:
            text = msg(
                "{file} lists {key} for more than one submitter. This one is graded as {student}.",
                file=METADATA,
                key=shown(first),
                student=shown(student),
            )
            roster.note(name, text)
        known = _without_doubtful(identity, clear_keys)
        roster.add(HandIn(student, (Piece(name, Kind.FOLDER),), known, about.submitted, is_upload=True))


def _without_doubtful(identity: Identity, clear_keys: Collection[str]) -> Identity:
    """Return an identity without the id and the address that another submitter has, too: no grade goes by them."""
    number, email = (key if key in clear_keys or id_problem(key) else "" for key in (identity.number, identity.email))
    return Identity(identity.name, number, email)


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
