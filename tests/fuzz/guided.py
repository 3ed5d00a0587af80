"""Searches, guided by coverage, for an input that breaks a property; not part of the tests, which have no atheris.

    pip install atheris
    python tests/fuzz/guided.py decode|reply|course [options of libFuzzer, such as -max_total_time=300]

It ends with the input that it has found in a file `crash-…`: keep it as `tests/fuzz/found/wire-…` or `course-…`.
"""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["grader", "yaml"]):
    from grader.sandbox import wire
    from tests.fuzz import properties

COURSE = ROOT / "tests" / "courses" / "arithmetic"  # a short one: more tries in a second


def main(target: str, options: list[str]) -> None:
    """Search until the options say stop."""
    with tempfile.TemporaryDirectory() as scratch:
        corpus = Path(scratch) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(seeds(target)):
            (corpus / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, str(corpus)], check_of(target, Path(scratch)))
        atheris.Fuzz()


def seeds(target: str) -> Iterator[bytes]:
    """Yield inputs to begin with."""
    if target == "course":
        yield (COURSE / "course.yaml").read_bytes()
        return
    yield wire.encode([1, 2.5, "a", b"b", None, True, 1j, (1, {"k": [2**70]})])
    for kind in ("returned", "opaque", "raised", "callback"):
        for payload in ("x", (1, (2,), {"a": 3}), (("ValueError",), "m", (("unit1.py", 3, "f"),))):
            yield wire.encode((properties.SEQUENCE, kind, payload, (("w",), (0, "x"), "printed")))


def check_of(target: str, scratch: Path) -> Callable[[bytes], None]:
    """Return the property to break."""
    if target != "course":
        return {"decode": properties.decode, "reply": properties.reply}[target]
    folder = scratch / "course"
    shutil.copytree(COURSE, folder)
    return functools.partial(properties.course, folder=folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
