"""The main job from the outside: real processes, the real sandbox, real files."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VOLATILE = {"graded_at", "seconds"}
END_OF_TERM = ("--as-of", "2027-06-01T00:00+08:00")  # everything is due


def grader(*args, cwd=ROOT, env=None, **kwargs):
    environment = {**os.environ, "GRADER_SECRET": "a secret for tests only", "COLUMNS": "120", **(env or {})}
    command = [sys.executable, "-m", "grader.cli", *map(str, args)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False, **kwargs
    )


def hand_in(folder, student, files):
    home = folder / student
    home.mkdir(parents=True)
    for name, text in files.items():
        (home / name).write_text(text, encoding="utf-8")


def unit_files(folder):
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOT / folder).glob("unit*.py"))}


def load_report(out, student):
    return json.loads((out / student / "report.json").read_text(encoding="utf-8"))


def without_volatile(value):
    if isinstance(value, dict):
        return {key: without_volatile(item) for key, item in value.items() if key not in VOLATILE}
    return [without_volatile(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def small_class(tmp_path_factory):
    """Three students: all right, nothing done, natural log instead of bits."""
    folder = tmp_path_factory.mktemp("class") / "submitted"
    hand_in(folder, "right", unit_files("solutions"))
    hand_in(folder, "stub", unit_files("exercises"))
    nats = unit_files("solutions")
    nats["unit2_entropy.py"] += "\n\n_bits = entropy\n\n\ndef entropy(p, base=2.0, axis=-1):\n"
    nats["unit2_entropy.py"] += "    return _bits(p, base, axis) * np.log(2)\n"
    hand_in(folder, "nats", nats)
    return folder


@pytest.fixture(scope="module")
def graded(small_class, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "reports"
    done = grader("grade", small_class, "--out", out, *END_OF_TERM)
    assert done.returncode == 0, done.stderr + done.stdout
    return out, done


def test_reference_earns_everything_and_stub_nothing(graded):
    out, _ = graded
    right, stub = load_report(out, "right"), load_report(out, "stub")
    assert right["score"] == sum(e["max_score"] for e in right["exercises"]) == 106  # 100 and 6 of bonus
    assert right["max_score"] == stub["max_score"] == 100
    assert stub["score"] == 0
    assert {assignment["state"] for assignment in right["assignments"]} == {"graded"}
    assert {assignment["state"] for assignment in stub["assignments"]} == {"not_submitted"}
    assert stub["exercises"] == []


def test_what_is_not_due_counts_for_nothing(graded, small_class, tmp_path):
    done = grader(
        "grade", small_class, "--out", tmp_path / "r", "--as-of", "2027-03-13T12:00+08:00", "--student", "stub"
    )
    assert done.returncode == 0, done.stderr
    assert "only untouched stubs were submitted by: stub" in done.stderr
    stub = load_report(tmp_path / "r", "stub")
    assert (stub["score"], stub["max_score"]) == (0, 16)
    assert [one["state"] for one in stub["assignments"]] == ["not_submitted", *["not_due"] * 5]


def test_report_json_has_what_is_promised(graded):
    out, _ = graded
    report = load_report(out, "nats")
    assert {"schema_version", "student", "graded", "score", "max_score", "sandbox_level"} <= report.keys()
    assert {"assignments", "exercises"} <= report.keys()
    for assignment in report["assignments"]:
        assert {"name", "state", "score", "max_score", "late_penalty", "submitted_at", "grading"} <= assignment.keys()
    for exercise in report["exercises"]:
        assert {"name", "score", "max_score", "cases"} <= exercise.keys()
        for case in exercise["cases"]:
            assert {"name", "title", "group", "visible", "verdict", "message"} <= case.keys()
    assert report["sandbox_level"] in {"L1", "L2"}


def test_a_visible_failure_names_call_values_and_relation(graded):
    out, _ = graded
    entropy = next(e for e in load_report(out, "nats")["exercises"] if e["name"] == "entropy")
    message = next(c["message"] for c in entropy["cases"] if c["visible"] and c["verdict"] == "failed")
    assert "entropy([" in message
    assert "expected" in message
    assert "0.6931 times" in message


def test_hidden_cases_show_no_values(graded):
    out, _ = graded
    entropy = next(e for e in load_report(out, "nats")["exercises"] if e["name"] == "entropy")
    hidden = [c["message"] for c in entropy["cases"] if not c["visible"] and c["verdict"] == "failed"]
    assert hidden
    assert not any("entropy(" in message or "got" in message for message in hidden)


def test_pages_and_gradebook_are_there(graded):
    out, done = graded
    assert "index.html" in done.stdout
    assert (out / "index.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "Well done!" in (out / "right" / "report.html").read_text(encoding="utf-8")
    rows = list(csv.DictReader((out / "gradebook.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["student"] for row in rows] == ["nats", "right", "stub"]


def test_grading_again_grades_nothing_and_changes_nothing(graded, small_class):
    out, _ = graded
    before = {student: (out / student / "report.json").read_bytes() for student in ("right", "stub", "nats")}
    again = grader("grade", small_class, "--out", out, *END_OF_TERM)
    assert again.returncode == 0
    assert {student: (out / student / "report.json").read_bytes() for student in before} == before


def test_show_prints_one_report(graded):
    out, _ = graded
    shown = grader("show", "nats", "--out", out)
    assert shown.returncode == 0, shown.stderr
    assert "entropy" in shown.stdout
    assert "0.6931 times" in shown.stdout


def test_show_of_a_mistyped_student_suggests(graded):
    out, _ = graded
    shown = grader("show", "natz", "--out", out)
    assert shown.returncode == 2
    assert "Did you mean nats?" in shown.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grade", "nowhere"], "nowhere"),
        (["grade", ".", "--course", "tests"], "course.yaml"),
        (["show", "x", "--out", "nowhere"], "grade first"),
        (["grade"], "SUBMITTED"),
    ],
    ids=["no folder", "no course", "no results", "no argument"],
)
def test_faults_of_the_call_exit_2_and_say_what_to_do(arguments, says):
    done = grader(*arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_level_two_gives_the_same_scores(graded, small_class, tmp_path):
    out, _ = graded
    done = grader("grade", small_class, "--out", tmp_path / "r", "--level", "L2")
    assert done.returncode == 0, done.stderr
    for student in ("right", "stub", "nats"):
        one, two = load_report(out, student), load_report(tmp_path / "r", student)
        assert two["sandbox_level"] == "L2"
        assert [e["score"] for e in one["exercises"]] == [e["score"] for e in two["exercises"]]


def test_unconfined_is_marked(small_class, tmp_path):
    done = grader("grade", small_class, "--out", tmp_path / "r", "--unconfined", "--student", "right")
    assert done.returncode == 0, done.stderr
    assert "UNCONFINED" in done.stderr
    assert load_report(tmp_path / "r", "right")["sandbox_level"] == "UNCONFINED"


UNITS = [path.stem for path in sorted((ROOT / "exercises").glob("unit*.py"))]
SYNTAX_ERROR, LOOP, EXIT = "def entropy(p:\n", "while True: pass\n", "import os\nos._exit(0)\n"


@pytest.mark.parametrize(
    ("unit", "source", "verdict"),
    [
        *((unit, SYNTAX_ERROR, "raised") for unit in UNITS),
        *((unit, LOOP, "timed_out") for unit in ("unit1_information", "unit5_cat_or_not")),
        *((unit, EXIT, "crashed") for unit in ("unit1_information", "unit5_cat_or_not")),
    ],
    ids=lambda value: {SYNTAX_ERROR: "syntax error", LOOP: "loop at import", EXIT: "exit at import"}.get(value, value),
)
def test_a_unit_that_cannot_be_imported_costs_its_own_exercises_only(tmp_path, unit, source, verdict):
    # Later units of the reference import functions of earlier ones, and still earn everything: follow-through.
    folder = tmp_path / "submitted"
    hand_in(folder, "s", unit_files("solutions") | {f"{unit}.py": source})
    done = grader("grade", folder, "--out", tmp_path / "r", "--jobs", "1")
    assert done.returncode == 0, done.stderr
    for exercise in load_report(tmp_path / "r", "s")["exercises"]:
        verdicts = {case["verdict"] for case in exercise["cases"]}
        broken = exercise["unit"] == unit
        assert verdicts == {verdict if broken else "passed"}, exercise["name"]
        assert exercise["score"] == (0 if broken else exercise["max_score"])


def test_what_builds_on_a_stub_is_not_taken_for_one(tmp_path):
    folder = tmp_path / "submitted"
    stubs = unit_files("exercises")
    hand_in(folder, "s", unit_files("solutions") | {"unit5_cat_or_not.py": stubs["unit5_cat_or_not.py"]})
    assert grader("grade", folder, "--out", tmp_path / "r").returncode == 0
    for exercise in load_report(tmp_path / "r", "s")["exercises"]:
        earned = 0 if exercise["unit"] == "unit5_cat_or_not" else exercise["max_score"]
        assert exercise["score"] == earned, exercise["name"]


def test_an_early_mistake_does_not_sink_what_builds_on_it(tmp_path):
    folder = tmp_path / "submitted"
    files = unit_files("solutions")
    files["unit5_cat_or_not.py"] += "\n\ndef sigmoid(z):\n    return np.full_like(np.asarray(z, float), 0.25)\n"
    hand_in(folder, "s", files)
    assert grader("grade", folder, "--out", tmp_path / "r").returncode == 0
    exercises = {e["name"]: e for e in load_report(tmp_path / "r", "s")["exercises"]}
    assert exercises["sigmoid"]["score"] < exercises["sigmoid"]["max_score"]
    assert exercises["predict_proba"]["score"] == exercises["predict_proba"]["max_score"]
    followed = [c["message"] for c in exercises["predict_proba"]["cases"] if c["message"]]
    assert followed
    assert all("`sigmoid`" in message for message in followed)


def test_a_killed_run_goes_on_where_it_was(tmp_path):
    folder = tmp_path / "submitted"
    for i in range(24):
        hand_in(folder, f"s{i:02d}", unit_files("solutions") if i % 2 else unit_files("exercises"))
    undisturbed = tmp_path / "undisturbed"
    assert grader("grade", folder, "--out", undisturbed).returncode == 0

    out = tmp_path / "killed"
    command = [sys.executable, "-m", "grader.cli", "grade", str(folder), "--out", str(out)]
    environment = {**os.environ, "GRADER_SECRET": "a secret for tests only"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet)
    _wait_for(lambda: stored(out) >= 5, 120)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = stored(out)
    assert 5 <= kept < 24

    done = grader("grade", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    assert stored(out) == 24
    for i in range(24):
        one, two = load_report(undisturbed, f"s{i:02d}"), load_report(out, f"s{i:02d}")
        assert without_volatile(one) == without_volatile(two)


def stored(out):
    database = out / "results.sqlite"
    if not database.is_file():
        return 0
    try:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
            return connection.execute("SELECT count(*) FROM reports").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def _wait_for(condition, seconds):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_show_without_a_name_shows_the_class(graded):
    out, _ = graded
    shown = grader("show", "--out", out)
    assert shown.returncode == 0, shown.stderr
    assert all(student in shown.stdout for student in ("right", "stub", "nats"))


def test_an_unknown_student_is_answered_with_those_there_are(graded):
    out, _ = graded
    shown = grader("show", "nobody", "--out", out)
    assert shown.returncode == 2
    assert "There are: nats, right, stub." in shown.stderr


def test_the_instructor_hears_of_files_that_were_not_read(tmp_path):
    folder = tmp_path / "submitted"
    hand_in(folder, "s", unit_files("exercises"))
    (folder / "s" / "unit1_information.py").unlink()
    (folder / "s" / "unit1_information.py").symlink_to("/etc/passwd")
    done = grader("grade", folder, "--out", tmp_path / "r")
    assert done.returncode == 0, done.stderr
    assert "s: unit1_information.py" in done.stderr
    assert "1 notice" in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
