"""grader.submissions.reader: the process that reads is bounded, killed, replaced and not believed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import CallError, MachineError
from grader.model import Course
from grader.submissions import answer, reader
from grader.submissions.limits import ONE_STUDENT, WHOLE_CLASS
from grader.submissions.reader import Reader
from tests.unit.submissions.bombs import BOMBS, overlapping
from tests.unit.submissions.planting import SOURCE, names, plant, zipped

LESS = "Submit the course's files only, without large notebooks or other archives."


@pytest.fixture
def crowd(submitted: Path) -> Path:
    """Three students in order: ada, bob, eve."""
    plant(submitted, {f"{name}/unit1_vowels.py": SOURCE for name in ("ada", "bob", "eve")})
    return submitted


def pid_of(reading: Reader) -> int:
    assert reading._process is not None
    return reading._process._process.pid


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_process_reads_everybody(crowd: Path, course: Course) -> None:
    with Reader(crowd, course) as reading:
        pids = set()
        for index in range(3):
            assert names(reading.read(index).submission) == ["unit1_vowels.py"]
            pids.add(pid_of(reading))
    assert len(pids) == 1
    assert not is_alive(pids.pop())


# What costs too much is refused, and the next student is read


def test_work_that_takes_too_long_is_refused(crowd: Path, course: Course) -> None:
    plant(crowd, {f"bob/work{n}.zip": overlapping() for n in range(6)})
    with Reader(crowd, course, limits=replace(ONE_STUDENT, cpu_seconds=1, seconds=600.0)) as reading:
        ada, bob, eve = (reading.read(index).submission for index in range(3))
    assert bob.problem == f"Reading this work took longer than 1 s. {LESS}"
    assert [notice.text for notice in bob.notices] == [bob.problem]
    assert (ada.problem, eve.problem, bob.files) == ("", "", ())


def test_work_that_takes_too_much_memory_is_refused(crowd: Path, course: Course) -> None:
    plant(crowd, {f"bob/{name}": content for name, content in BOMBS["notebook of one string"].make().items()})
    with Reader(crowd, course, limits=replace(ONE_STUDENT, memory_mib=48)) as reading:
        ada, bob, eve = (reading.read(index).submission for index in range(3))
    assert bob.problem == f"Reading this work took more than 48 MiB of memory. {LESS}"
    assert (ada.problem, eve.problem) == ("", "")


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL], ids=["stopped", "killed"])
def test_a_process_that_no_longer_answers_is_replaced(crowd: Path, course: Course, number: int) -> None:
    """What it cannot help itself costs nobody: a stopped process is late, a killed one is asked for again."""
    with Reader(crowd, course, limits=replace(ONE_STUDENT, seconds=2.0)) as reading:
        ada = reading.read(0).submission
        pid = pid_of(reading)
        os.kill(pid, number)
        bob, eve = reading.read(1).submission, reading.read(2).submission
        assert not is_alive(pid)
    late = f"Reading this work took longer than 20 s. {LESS}"
    assert [ada.problem, bob.problem, eve.problem] == ["", late if number == signal.SIGSTOP else "", ""]


def with_patch(code: str) -> str:
    """Return what the process runs when `code` has changed its modules."""
    return f"{reader._CODE.replace('main()', '')}\n{code}".replace("; from", "\nfrom") + "\nmain()\n"


def test_a_process_that_has_grown_gives_its_place_to_another(
    crowd: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that memory which earlier students left behind is nobody's fault."""
    monkeypatch.setattr(
        reader, "_CODE", with_patch("from grader.submissions import reading_process as p\np._GROWN_BYTES = -1 << 30")
    )
    with Reader(crowd, course) as reading:
        for index in range(3):
            assert reading.read(index).submission.problem == ""
            assert reading._process is None


def test_a_class_that_takes_too_much_to_open_is_refused_whole(submitted: Path, course: Course) -> None:
    path = submitted / "class.zip"
    path.write_bytes(zipped({f"s{n}/unit1_vowels.py": SOURCE for n in range(20_000)}))
    with pytest.raises(CallError, match=r"finding the students in it takes more than 300 s or 1 MiB\."):
        Reader(path, course, whole=replace(WHOLE_CLASS, memory_mib=1))


def test_a_process_that_cannot_start_is_the_machines_fault(
    crowd: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_CODE", "raise SystemExit('no grader here')")
    with pytest.raises(MachineError, match=r"died as it started\. no grader here"):
        Reader(crowd, course)


# What it may do


def test_it_writes_no_file(crowd: Path, course: Course) -> None:
    with Reader(crowd, course) as reading:
        limits = Path(f"/proc/{pid_of(reading)}/limits").read_text()
    assert "Max file size             0                    0" in limits
    assert "Max core file size        0                    0" in limits


def test_it_stands_in_no_folder_of_students_and_imports_from_none(
    crowd: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "zipfile", "resource", "yaml", "grader", "sitecustomize"):
        plant(crowd, {f"{name}.py": b"raise SystemExit('imported from the students')"})
    monkeypatch.chdir(crowd)
    with Reader(crowd, course) as reading:
        assert Path(f"/proc/{pid_of(reading)}/cwd").readlink() == Path("/")
        index = [student.name for student in reading.opened.students].index("ada")
        assert names(reading.read(index).submission) == ["unit1_vowels.py"]


def test_it_ends_with_the_grader(crowd: Path, course: Course) -> None:
    code = (
        "import sys, time; from pathlib import Path; from grader.submissions.reader import Reader\n"
        "from tests.unit.submissions.planting import course_in\n"
        "reading = Reader(Path(sys.argv[1]), course_in(Path(sys.argv[1]).parent))\n"
        "print(reading._process._process.pid, flush=True); time.sleep(60)\n"
    )
    root = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", code, crowd], cwd=root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert is_alive(pid)
        os.kill(pid, signal.SIGSTOP)  # a process that is busy does not notice that nobody asks any more
        process.kill()
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(pid)


def test_an_error_of_ours_costs_one_student_a_mark_and_says_so(
    crowd: Path, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = with_patch(
        "from grader.submissions import reading; real = reading.take\n"
        "def take(hand_in, root, account):\n"
        "    if hand_in.student == 'bob': {}['nothing']\n"
        "    real(hand_in, root, account)\n"
        "reading.take = take"
    )
    monkeypatch.setattr(reader, "_CODE", code)
    with Reader(crowd, course) as reading:
        problems = [reading.read(index).submission.problem for index in range(3)]
    assert problems[0] == problems[2] == ""
    assert problems[1].startswith("This work could not be read because of an error in the grader: KeyError at ")


# What it says is not believed

HONEST = {
    "files": [["unit1_vowels.py", 3, None]],
    "submitted": [["first", "2027-01-15T16:00:00+00:00"]],
    "notices": [["x.py", ["Not read: {kind}.", "", {"kind": "a file"}]]],
    "problem": "",
    "scope": ["unit1_vowels"],
    "layout": "flat",
}
ADA = answer.Student("ada", answer.Identity())


def test_an_honest_answer_is_what_it_says(course: Course) -> None:
    submission = answer.reading_from(HONEST, b"abc", ADA, course).submission
    assert submission.files == (("unit1_vowels.py", b"abc"),)
    assert submission.notices[0].text == "Not read: a file."
    assert submission.scope == ("unit1_vowels",)


@pytest.mark.parametrize(
    "change",
    [
        {"files": [["../unit1_vowels.py", 3, None]]},
        {"files": [["unit1_vowels.py", 4, None]]},
        {"files": [["unit1_vowels.py", 2, None]]},
        {"files": [["unit1_vowels.py", True, None]]},
        {"files": [["unit1_vowels.py", -1, None], ["x.py", 4, None]]},
        {"files": [["x.py", 1, None], ["x.py", 2, None]]},
        {"files": [["unit1_vowels.txt", 3, None]]},
        {"files": [["unit1_vowels.py", 3, ["x\n", [1]]]]},
        {"files": [["unit1_vowels.py", 3, ["x", ["1"]]]]},
        {"files": []},
        {"files": 3},
        {"problem": "none, and files"},
        {"submitted": [["third", "2027-01-15T16:00:00+00:00"]]},
        {"submitted": [["first", "2027-01-15T16:00:00"]]},
        {"submitted": [["first", "soon"]]},
        {"notices": [["x\x1b[31m", "text"]]},
        {"notices": [["x", "two\nlines"]]},
        {"notices": [["x", "long" * 10_000]]},
        {"notices": [["x", ["{kind.__class__}", "", {"kind": "a"}]]]},
        {"notices": [["x", ["{kind:>999999999}", "", {"kind": "a"}]]]},
        {"notices": [["x", ["{kind!r}", "", {"kind": "a"}]]]},
        {"notices": [["x", ["{kind}", "", {}]]]},
        {"notices": [["x", ["{kind", "", {"kind": "a"}]]]},
        {"notices": [["x", ["{n}", "", {"n": [["{n}", "", {"n": "\x07"}], "", {}]}]]]},
        {"notices": [["x", "y"]] * 60},
        {"scope": None},
        {"scope": ["unit2_words"]},
        {"scope": ["unit9"]},
        {"scope": "unit1_vowels"},
        {"scope": ["unit1_vowels", "unit1_vowels"]},
        {"layout": "sideways"},
        {"layout": 3},
    ],
    ids=str,
)
def test_what_it_never_says_is_a_bad_answer(course: Course, change: dict[str, object]) -> None:
    with pytest.raises(answer.BadAnswer):
        answer.reading_from(HONEST | change, b"abc", ADA, course)


@pytest.mark.parametrize("key", HONEST)
def test_what_is_missing_is_a_bad_answer(course: Course, key: str) -> None:
    with pytest.raises(answer.BadAnswer):
        answer.reading_from({name: value for name, value in HONEST.items() if name != key}, b"abc", ADA, course)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("b'\\xff' * 8", id="gigabytes"),
        pytest.param("answer.framed([])", id="no object"),
        pytest.param("answer.LENGTHS.pack(5, 0) + b'[' * 5", id="no JSON"),
        pytest.param("answer.LENGTHS.pack(100_000, 0) + b'[' * 100_000", id="deep"),
        pytest.param("b'x'", id="cut off"),
    ],
)
def test_a_process_that_was_taken_over_costs_its_own_student_alone(
    crowd: Path, course: Course, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    code = with_patch(
        "from grader.submissions import answer, reading_process as process\n"
        "honest = process._answer\n"
        "def forge(answers, content):\n"
        "    if b'unit2_words.py' in content:\n"
        f"        answers.write({said}); answers.flush(); raise SystemExit\n"
        "    honest(answers, content)\n"
        "process._answer = forge"
    )
    monkeypatch.setattr(reader, "_CODE", code)
    plant(crowd, {"bob/unit2_words.py": SOURCE})
    with Reader(crowd, course) as reading:
        ada, bob, eve = (reading.read(index).submission for index in range(3))
    assert (ada.problem, eve.problem) == ("", "")
    assert bob.problem == f"Reading this work crashed the process that reads. {LESS}"


def test_a_class_that_changes_while_it_is_read_gives_nobody_anothers_work(crowd: Path, course: Course) -> None:
    plant(crowd, {"bob/helper.py": b"# bob", "eve/helper.py": b"# eve"})
    with Reader(crowd, course) as reading:
        reading.read(0)
        os.kill(pid_of(reading), signal.SIGKILL)
        plant(crowd, {"aaa/unit1_vowels.py": b"# somebody else\n"})
        bob, eve = reading.read(1).submission, reading.read(2).submission
    assert (dict(bob.files)["helper.py"], dict(eve.files)["helper.py"]) == (b"# bob", b"# eve")
