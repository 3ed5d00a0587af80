"""How LMSs name what they let an instructor download: whose it is, and what the file was called.

- Moodle (`mod/assign/classes/downloader.php`): a folder `<full name>_<participant>_assignsubmission_file_`, in newer
  versions without the last `_`; or, as the teacher prefers, a file, whose own name follows that `_`.
- Canvas (`lib/content_zipper.rb`): a file `<sortable name>[_LATE]_<user>_<attachment>_<file>`. The name is in small
  letters, with nothing but letters and digits; anonymous, it is `[LATE_]anon_<id>_<attachment>_<file>`. A file that
  was handed in again is called `<file>-1`, `-2` …, and what was typed in is `…_text.html`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.model import Identity

_MOODLE = re.compile(r"(?P<name>.+)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
_CANVAS = re.compile(
    r"(?P<name>[^\W\d_]\w*?)(?P<late>_LATE)?_(?P<number>\d+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>[A-Za-z0-9]+)_(?:\d+_(?P<file>.+)|(?P<typed>(?:text|link)\.html))"
)
_AGAIN = re.compile(r"-\d+(?=\.[A-Za-z]+$)")


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose a name in an export is."""

    student: str
    identity: Identity
    file: str  # what the student called it; "" for a folder
    is_late: bool = False  # as the LMS says


def claim_of(name: str) -> Claim | None:
    """Return whose `name` is, if an LMS has written it."""
    if match := _MOODLE.fullmatch(name):
        return Claim(
            f"{match['name']}_{match['number']}", Identity(match["name"], match["number"]), match["file"] or ""
        )
    if match := _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name):
        file = match["typed"] or _AGAIN.sub("", match["file"])
        identity = Identity(match["name"], match["number"])
        return Claim(f"{match['name']}_{match['number']}", identity, file, is_late=match["late"] is not None)
    return None
