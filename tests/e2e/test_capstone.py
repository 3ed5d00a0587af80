"""exercises/capstone.py as a student runs it: it shows the result, or names the function that is still missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of exercises in which every function is written."""
    for part in ("data", "pictures", "locale"):
        shutil.copytree(ROOT / "exercises" / part, tmp_path / part)
    for path in (ROOT / "exercises" / "capstone.py", *(ROOT / "solutions").glob("unit*.py")):
        shutil.copy(path, tmp_path)
    return tmp_path


def run(folder: Path, *options: str, utf8: bool = False) -> str:
    narrow = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}  # not every console knows all letters
    done = subprocess.run(
        [sys.executable, "-W", "error", folder / "capstone.py", *options],
        env={"PYTHONUTF8": "1"} if utf8 else narrow,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_everything_written(folder: Path) -> None:
    output = run(folder)
    assert output.count("[x]") == 5
    assert "[ ]" not in output
    for measured in ("0.6931", "0.3163", "0.0785", "0.0973", "0.9611", "0.9000"):
        assert measured in output


def test_in_chinese(folder: Path) -> None:
    output = run(folder, "--language", "zh", utf8=True)
    for said in ("是不是 8", "训练损失", "测试准确率", "及格线", "最大的意外"):
        assert said in output
    assert "picture" not in output
    assert "?" in run(folder, "--language", "zh")  # nor does every console know them


@pytest.mark.parametrize(
    ("unit", "function", "reached"),
    [
        ("unit8_capstone", "standardize", "1437 pictures"),
        ("unit6_logistic_regression", "logistic_gradient", "1437 pictures"),
        ("unit2_entropy", "binary_entropy", "Training loss"),
        ("unit8_capstone", "predict", "Loss in nats"),
    ],
)
def test_next_function_is_named(folder: Path, unit: str, function: str, reached: str) -> None:
    source = (folder / f"{unit}.py").read_text(encoding="utf-8")
    stub = f"\n\ndef {function}(*args, **kwargs):\n    raise NotImplementedError\n"
    (folder / f"{unit}.py").write_text(source + stub, encoding="utf-8")
    output = run(folder)
    assert reached in output
    assert output.endswith(f"Next: write `{function}` in {unit}.py, and run this again.\n")


def test_fresh_stubs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "exercises", tmp_path / "exercises")
    assert run(tmp_path / "exercises").endswith(
        "Next: write `standardize` in unit8_capstone.py, and run this again.\n"
    )
