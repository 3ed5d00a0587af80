"""A class as an LMS gives it, from the archive to the class page: by command, in the real sandbox."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unit.submissions.planting import notebook, tarred, zipped

ARITHMETIC = Path(__file__).parents[1] / "courses" / "arithmetic"
SOURCE = (ARITHMETIC / "solutions" / "unit1_sums.py").read_bytes()
STUB = (ARITHMETIC / "exercises" / "unit1_sums.py").read_bytes()
FILLED = notebook(
    "import matplotlib.pyplot as plt\n%matplotlib inline", *SOURCE.decode().split("\n\n\n"), "total([1])"
)

DOWNLOAD = {
    "Ada Lovelace_11_assignsubmission_file_/unit1_sums.ipynb": FILLED,
    "Ada Lovelace_11_assignsubmission_file_/unit1_sums.py": STUB,
    "Bob_12_assignsubmission_file_/work.tgz": tarred({"bob/exercises/unit1_sums.py": SOURCE}),
    "Carl_13_assignsubmission_file_/work.zip": zipped({"../Bob_12/unit1_sums.py": b"raise SystemExit\n"}),
    "Dan_14_assignsubmission_file_unit1_sums.py": SOURCE,
    "lovelaceada_LATE_15_99_unit1_sums-1.py": SOURCE,
    "eve.py": SOURCE,
    "index.html/unit1_sums.py": SOURCE,
    "results.sqlite/unit1_sums.py": SOURCE,
    '=cmd()|"x",<b>/unit1_sums.py': SOURCE,
    "one\n\x1b[31mtwo/unit1_sums.py": SOURCE,
}
GRADED = {
    "Ada Lovelace_11", "Bob_12", "Dan_14", "lovelaceada_15", "eve", "index%2Ehtml", "results%2Esqlite",
    '=cmd()|"x",<b>',
}  # fmt: skip
UNGRADED = {"Carl_13", "one%5Cn%5Cx1b[31mtwo"}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("intake")
    (folder / "tmp").mkdir()
    (folder / "class.zip").write_bytes(zipped(DOWNLOAD))
    environment = {**os.environ, "GRADER_SECRET": "a secret for tests only", "TMPDIR": str(folder / "tmp")}
    command = [sys.executable, "-m", "grader.cli", "grade", "class.zip", "--course", ARITHMETIC, "--out", "reports"]
    ran = subprocess.run(
        [*map(str, command)], cwd=folder, env=environment, capture_output=True, timeout=300, check=False
    )
    return folder, ran


def test_everybody_has_a_report_and_the_batch_went_on(done):
    folder, ran = done
    assert ran.returncode == 1, ran.stderr.decode()
    reports = {path.parent.name: json.loads(path.read_text()) for path in folder.glob("reports/*/report.json")}
    assert reports.keys() == GRADED | UNGRADED
    assert {name for name, report in reports.items() if report["graded"]} == GRADED
    for name in GRADED:  # all handed in the same; how fast it is, another test asks on a machine at rest
        cases = [case for exercise in reports[name]["exercises"] for case in exercise["cases"]]
        assert {case["verdict"] for case in cases if case["group"] != "speed"} == {"passed"}, name
    assert reports["Ada Lovelace_11"]["identity"] == {"name": "Ada Lovelace", "number": "11", "email": ""}


def test_nothing_was_extracted(done):
    folder, _ = done
    assert {path.name for path in folder.iterdir()} == {"class.zip", "reports", "tmp"}
    assert not list(folder.rglob("unit1_sums*"))


def test_no_name_reaches_the_terminal_as_it_is(done):
    _, ran = done
    assert b"\x1b[31mtwo" not in ran.stdout + ran.stderr
    assert b"Not read: its path leads out of the archive." in ran.stderr


# While it reads


@pytest.fixture
def crowded(tmp_path):
    """A class among which the reading process can be stopped: it reads for some seconds."""
    for number in range(3000):
        folder = tmp_path / "submitted" / f"s{number:04}"
        folder.mkdir(parents=True)
        (folder / "unit1_sums.py").write_bytes(SOURCE)
    return tmp_path


def readers_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


def is_confined(pid: int) -> bool:
    """Whether a reading process is at work: before, it has not seen a byte of a student's."""
    return "Max file size             0 " in Path(f"/proc/{pid}/limits").read_text()


@pytest.mark.parametrize("is_stuck", [False, True], ids=["reading", "stuck"])
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGKILL, -9)]
)
def test_it_can_be_stopped_while_it_reads(crowded, number: int, status: int, is_stuck: bool):
    environment = {**os.environ, "GRADER_SECRET": "a secret for tests only"}
    command = [sys.executable, "-P", "-m", "grader.cli", "grade", "submitted", "--course", ARITHMETIC]
    with subprocess.Popen(
        [*map(str, command)], cwd=crowded, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 60
        while not (readers := readers_of(process.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        (reader,) = readers
        while not is_confined(reader) and time.monotonic() < deadline:
            time.sleep(0.01)
        if is_stuck:
            os.kill(reader, signal.SIGSTOP)
        process.send_signal(number)
        started = time.monotonic()
        process.communicate(timeout=60)
    assert process.returncode == status
    assert time.monotonic() - started < 10
    while state_of(reader) not in ("gone", "Z") and time.monotonic() - started < 20:
        time.sleep(0.05)
    assert state_of(reader) in ("gone", "Z")
    assert not (crowded / "reports" / "results.sqlite").exists()
