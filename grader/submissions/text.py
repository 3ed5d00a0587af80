"""Whether a file's bytes are text that Python can read; they are not decoded for good here."""

from __future__ import annotations

import re

from grader.language import msg

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
_BLANK = re.compile(rb"[ \t\f]*(?:#.*)?\r?")


def content_fault(content: bytes) -> str:
    """Return why Python could not read a source file, or "". Other encodings are left to the worker to decode."""
    if b"\0" in content:
        return msg("Not read: it has null bytes, as text saved as UTF-16 has. Save it as UTF-8.")
    first, _, rest = content.partition(b"\n")
    cookie = _COOKIE.match(first) or (_BLANK.fullmatch(first) and _COOKIE.match(rest.partition(b"\n")[0]))
    if cookie and cookie[1].lower().replace(b"_", b"-") not in (b"utf-8", b"utf8"):
        return ""
    try:
        content.decode()
    except UnicodeDecodeError as exc:
        line = content.count(b"\n", 0, exc.start) + 1
        return msg("Not read: line {line} is not UTF-8. Save it as UTF-8.", line=line)
    return ""
