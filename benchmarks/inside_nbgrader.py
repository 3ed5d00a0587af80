"""`nbgrader autograde` as it comes, and with this grader inside: 31 bad submissions, and the time of honest ones.

    python benchmarks/inside_nbgrader.py            the table of docs/lms.md, in Markdown
    python benchmarks/inside_nbgrader.py --time     seconds for each honest submission

The plain course has the same exercises, with hidden tests in its grade cells as nbgrader's documentation has them. Its
bad submissions are graded one by one, since some of them end nbgrader; ours are graded as one batch. They run as
whoever calls this, without any wall in the plain course: nothing in them reaches beyond the folder of the benchmark.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from bad_notebooks import BAD, STUB  # noqa: E402

from tests.nbgrader.classroom import COURSE, Classroom, functions, grade_id, solved  # noqa: E402

ASSIGNMENT, UNITS = "averages", ("unit1_sums", "unit2_means")
MAXIMUM = 7
TESTS = {
    "total": (
        "import math\n"
        "for numbers, expected in [([-100, 70707.25, 0.5], 70607.75), ([0.5, 0.25], 0.75), ([4], 4.0)]:\n"
        "    assert math.isclose(total(numbers), expected), f'total({numbers}) is {expected}'"
    ),
    "mean": (
        "for numbers, expected in [([80808.5, -8, 1, 2], 20200.875), ([7], 7.0)]:\n"
        "    assert abs(mean(numbers) - expected) < 1e-9, f'mean({numbers}) is {expected}'"
    ),
    "longest": "assert longest(['a']) == 'a'",
}
CELL_SECONDS = 5  # nbgrader's own default is 30
RUN_SECONDS = 180
MEMORY_KIB = 8 << 20  # so that the machine survives the plain course
HONEST = 10


@dataclass(frozen=True)
class Ended:
    """How one call of nbgrader ended."""

    status: int | None  # None: it did not end in time
    log: str


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--time", action="store_true", help="time honest submissions instead")
    timed = parser.parse_args().time
    with tempfile.TemporaryDirectory(prefix="inside-nbgrader-") as base:
        plain, ours = (_made(Path(base, name), plain=name == "plain") for name in ("plain", "ours"))
        for line in _times(plain, ours) if timed else _table(plain, ours):
            print(line, flush=True)


def _made(base: Path, *, plain: bool) -> Classroom:
    """Make the course; for `plain`, with hidden tests in the grade cells, and without our preprocessors."""
    room = Classroom(base)
    shutil.copytree(COURSE, room.course)
    room.prepare()
    room.grader("nbgrader", str(room.folder))
    if plain:
        _make_plain(room)
    room.several((room.folder, f"generate_assignment {ASSIGNMENT}"))
    return room


def _make_plain(room: Classroom) -> None:
    config = room.folder / "nbgrader_config.py"
    lines = f"c = get_config()\nc.CourseDirectory.course_id = 'tiny'\nc.Execute.timeout = {CELL_SECONDS}\n"
    config.write_text(lines + f"c.CourseDirectory.root = {str(room.folder)!r}\n")
    for path in (room.folder / "source" / ASSIGNMENT).glob("*.ipynb"):
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            if grade_id(cell) in TESTS:
                cell["source"] = f"### BEGIN HIDDEN TESTS\n{TESTS[grade_id(cell)]}\n### END HIDDEN TESTS"
        path.write_text(json.dumps(notebook))


# --------------------------------------------------------------------------------------------------
# The bad ones


def _table(plain: Classroom, ours: Classroom) -> Iterator[str]:
    yield f"| {len(BAD)} submissions without a right answer | plain nbgrader | with this grader |"
    yield "| --- | --- | --- |"
    ids = {what: f"bad-{number:02d}" for number, what in enumerate(BAD, 1)}
    for room in (plain, ours):
        _hand_in_honest(room, "honest")
        for what, student in ids.items():
            _hand_in_bad(room, student, BAD[what])
    with_ours = dict(zip(ids, _graded_as_batch(ours, list(ids.values())), strict=True))
    fooled = 0
    for what, student in ids.items():
        without, cheated = _graded_alone(plain, student)
        fooled += cheated
        yield f"| {what} | {without} | {with_ours[what]} |"
    honest = [f"{_marks(room, 'honest'):g}" for room in (plain, ours)]
    yield f"| *an honest one, of the same batch* | {honest[0]} | {honest[1]} |"
    yield ""
    yield f"{fooled} of {len(BAD)} fooled or ended the plain nbgrader."


def _hand_in_bad(room: Classroom, student: str, code: str) -> None:
    code = code.replace("{folder}", str(room.folder)).replace("{course}", str(room.course))
    answers = {name: STUB.format(name=name) for name in TESTS}
    for unit, name in zip(UNITS, ("total", "mean"), strict=True):
        own = code if f"def {name}(" in code or f"{name} = " in code or unit == UNITS[0] or "import" in code else ""
        notebook = solved(room.released(ASSIGNMENT, unit), answers | ({name: own} if own else {}))
        room.hand_in(student, ASSIGNMENT, {unit: notebook})


def _hand_in_honest(room: Classroom, student: str) -> None:
    for unit in UNITS:
        answers = functions(COURSE / "solutions" / f"{unit}.py")
        code = "from math import fsum\n\ndef total(numbers):\n    return fsum(numbers)\n\n"
        notebook = solved(room.released(ASSIGNMENT, unit), answers | {"mean": code + answers.get("mean", "")})
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"]).replace("from unit1_sums import total", "")
        room.hand_in(student, ASSIGNMENT, {unit: notebook})


def _graded_as_batch(room: Classroom, students: list[str]) -> list[str]:
    ended = _autograde(room)
    failed = "" if ended.status == 0 else f" (exit status {ended.status})"
    return [f"{_marks(room, student):g}{failed}" for student in students]


def _graded_alone(room: Classroom, student: str) -> tuple[str, bool]:
    """Grade one submission with the plain nbgrader; say what came of it, and whether that is wrong."""
    database = room.folder / "gradebook.db"
    _autograde(room, "--student", "honest")
    before, honest = database.read_bytes(), _marks(room, "honest")
    ended = _autograde(room, "--student", student)
    points, neighbour = _marks(room, student), _marks(room, "honest")
    said = f"{points:g} of {MAXIMUM}"
    if ended.status is None:
        said = f"did not end within {RUN_SECONDS} s"
    elif ended.status < 0:
        said = "nbgrader was killed, and the batch with it"
    elif ended.status:
        said = "no mark: nbgrader gave up on it"
    if neighbour != honest:
        said += f"; the honest neighbour has {neighbour:g}"
    database.write_bytes(before)
    return said, points > 0 or bool(ended.status) or ended.status is None or neighbour != honest


def _autograde(room: Classroom, *arguments: str) -> Ended:
    limited = f"ulimit -v {MEMORY_KIB} && exec nbgrader autograde {shlex.join([ASSIGNMENT, *arguments])}"
    process = subprocess.Popen(
        ["sh", "-c", limited],
        cwd=room.folder,
        env=room.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        log, _ = process.communicate(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Ended(None, "")
    return Ended(process.returncode, log)


def _marks(room: Classroom, student: str) -> float:
    with room.gradebook as gradebook:
        try:
            return float(gradebook.find_submission(ASSIGNMENT, student).score)
        except Exception:
            return 0.0


# --------------------------------------------------------------------------------------------------
# The honest ones


def _times(plain: Classroom, ours: Classroom) -> Iterator[str]:
    yield f"| {HONEST} honest submissions of {len(UNITS)} notebooks, seconds for each | wall | CPU |"
    yield "| --- | --- | --- |"
    for name, room in (("plain nbgrader", plain), ("with this grader", ours)):
        for number in range(HONEST):
            _hand_in_honest(room, f"honest-{number}")
        cpu, started = _cpu_seconds(), time.monotonic()
        ended = _autograde(room)
        assert ended.status == 0, ended.log
        wall = time.monotonic() - started
        marks = {_marks(room, f"honest-{number}") for number in range(HONEST)}
        assert marks == {float(MAXIMUM)}, marks
        yield f"| {name} | {wall / HONEST:.2f} | {(_cpu_seconds() - cpu) / HONEST:.2f} |"


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
