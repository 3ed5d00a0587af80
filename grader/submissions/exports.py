"""How LMSs name what they let an instructor download: whose it is, and what the file was called.

- Moodle (`mod/assign/classes/downloader.php`): a folder `<full name>_<participant>_assignsubmission_file_`, in newer
  versions without the last `_`; or, as the teacher prefers, a file, whose own name follows that `_`. In the full name
  Moodle writes a blank for each `_`: so the first `_` ends it, whatever the student calls the file.
- Canvas (`lib/content_zipper.rb`): a file `<sortable name>[_LATE]_<user>_<attachment>_<file>`. The name is in small
  letters; anonymous, it is `[LATE_]anon_<id>_<attachment>_<file>`. A file that was handed in again is called
  `<file>-1`, `-2` …, and what was typed in is `…_text.html`. A student may have a name with `_`, such as `vera_45`.

Where a student could have chosen a name so that it reads like somebody else's, `Claim.certainty` says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from grader.model import Identity
from grader.submissions.limits import MAX_ID_BYTES

_MOODLE_MARK = "_assignsubmission_"
_MOODLE = re.compile(rf"(?P<name>[^_]+)_(?P<number>\d+){_MOODLE_MARK}[a-z]+(?:_(?P<file>.*))?")
_CANVAS = re.compile(
    r"(?P<name>[^\W\d_]\w*?)(?P<late>_LATE)?_(?P<number>\d+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_AGAIN = re.compile(r"-\d+(?=\.[A-Za-z]+$)")
_NUMBERED = re.compile(r"\d+_.")  # a file, or the attachment and the file of another student


class Certainty(Enum):
    """How sure it is whose a name is."""

    CLEAR = auto()
    DOUBTFUL = auto()  # it can be read as another student's, too: an honest student may call a file so
    FORGED = auto()  # the same, and no honest student does


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a name in an export is."""

    student: str
    identity: Identity
    file: str  # what the student called it; "" for a folder
    is_late: bool = False  # as the LMS says
    certainty: Certainty = Certainty.CLEAR


def claim_of(name: str) -> Claim | None:
    """Return whose `name` is, if an LMS has written it."""
    if len(name) > MAX_ID_BYTES:
        return None
    if match := _MOODLE.fullmatch(name):
        file = match["file"] or ""
        return Claim(*_student(match), file, certainty=_certainty(_MOODLE_MARK in f"_{file}", Certainty.FORGED))
    if match := _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name):
        file = match["typed"] or _AGAIN.sub("", match["file"])
        certainty = _certainty(_NUMBERED.match(file) is not None, Certainty.DOUBTFUL)
        return Claim(*_student(match), file, is_late=match["late"] is not None, certainty=certainty)
    return None


def _certainty(is_ambiguous: bool, then: Certainty) -> Certainty:
    return then if is_ambiguous else Certainty.CLEAR


def _student(match: re.Match[str]) -> tuple[str, Identity]:
    return f"{match['name']}_{match['number']}", Identity(match["name"], match["number"])
