"""A class as an LMS gives it, from the archive to the class page: by command, in the real sandbox."""

import json
import os
import subprocess
import sys
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
