"""`python -m exercises.plots` as a student runs it: a process of its own, on a copy of the exercises."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from matplotlib import image

ROOT = Path(__file__).parents[2]
PICTURES = (
    "1_information",
    "2_binary_entropy",
    "3_kl_divergence",
    "4_loss_and_accuracy",
    "5_gradient_descent",
    "6_capstone",
)

# A backend that says that windows were opened, without a screen.
SCREEN = """
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas
from matplotlib.backend_bases import FigureManagerBase as FigureManager
from matplotlib._pylab_helpers import Gcf
def show(*args, **kwargs):
    print(len(Gcf.get_all_fig_managers()), "windows")
"""


def copy_course(folder, *, solved):
    shutil.copytree(ROOT / "exercises", folder / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    if solved:
        for path in (ROOT / "solutions").glob("unit*.py"):
            shutil.copy(path, folder / "exercises")
    return folder


@pytest.fixture
def solved(tmp_path):
    return copy_course(tmp_path, solved=True)


def rewrite(folder, unit, source):
    """Put other functions behind the right ones of a unit, where they win."""
    path = folder / "exercises" / f"{unit}.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n\n" + source, encoding="utf-8")


def command(*args, script=False):
    return [sys.executable, *(["exercises/plots.py"] if script else ["-m", "exercises.plots"]), *args]


def environment(**more):
    return {**os.environ, "MPLBACKEND": "agg", "PYTHONIOENCODING": "utf-8", **more}


def plots(folder, *args, script=False, **env):
    return subprocess.run(
        command(*args, script=script), cwd=folder, env=environment(**env), capture_output=True, text=True,
        encoding="utf-8", timeout=180, check=False,
    )  # fmt: skip


def drawn(folder, out="plots"):
    return tuple(path.stem for path in sorted((folder / out).glob("*.png")))


def assert_shows_something(path):
    pixels = image.imread(path)
    assert pixels.shape[1] == 1200
    ink = pixels[..., :3].min(axis=-1) < 0.9
    assert pixels.var() > 0.005
    assert 0.01 < ink.mean() < 0.9


@pytest.mark.parametrize("script", [False, True], ids=["-m exercises.plots", "exercises/plots.py"])
def test_with_right_functions_there_are_six_pictures(solved, script):
    done = plots(solved, script=script)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "6 of 6 pictures drawn." in done.stdout
    assert "not yet" not in done.stdout
    assert "differs" not in done.stdout
    assert "Next:" not in done.stdout
    assert drawn(solved) == PICTURES
    for name in PICTURES:
        assert_shows_something(solved / "plots" / f"{name}.png")


def test_the_same_work_gives_the_same_bytes(solved):
    for out in ("one", "two"):
        assert plots(solved, "1", "5", "--out", out).returncode == 0
    for name in drawn(solved, "one"):
        assert (solved / "one" / f"{name}.png").read_bytes() == (solved / "two" / f"{name}.png").read_bytes()


def test_chinese_is_drawn_or_its_absence_said(solved):
    done = plots(solved, "--language", "zh", "--out", "zh")
    assert done.returncode == 0, done.stderr
    assert "画好 6 幅" in done.stdout
    assert drawn(solved, "zh") == PICTURES
    for name in PICTURES:
        assert_shows_something(solved / "zh" / f"{name}.png")


def test_without_a_chinese_font_the_pictures_are_english(solved):
    code = (
        "import exercises.plots, pictures.command as c; c.CHINESE_FONTS = (); "
        "c.main(['2', '6', '--language', 'zh', '--out', 'zh'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=solved, env=environment(), capture_output=True, encoding="utf-8", check=True
    )
    assert "没有找到中文字体" in done.stdout
    assert plots(solved, "2", "6", "--out", "en").returncode == 0
    assert drawn(solved, "zh") == ("2_binary_entropy", "6_capstone")
    for name in drawn(solved, "zh"):
        assert (solved / "zh" / f"{name}.png").read_bytes() == (solved / "en" / f"{name}.png").read_bytes()


def test_with_stubs_it_says_what_is_missing(tmp_path):
    done = plots(copy_course(tmp_path, solved=False))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    for name in ("self_information", "binary_entropy", "kl_divergence", "binary_cross_entropy", "logistic_gradient"):
        assert f"{name} is not written yet" in done.stdout
    assert "0 of 6 pictures drawn. Next: self_information (unit1_information.py)" in done.stdout
    assert drawn(tmp_path) == ()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("return None", "kl_divergence((0.99, 0.01), (0.5, 0.5)) returns None: is its `return` missing?"),
        ("return float('nan')", "returns nan"),
        ("return float('inf')", "returns inf"),
        ("return len(nothing)", "raises NameError: name 'nothing' is not defined (unit3_divergence.py, line "),
        ("return [1.0, 2.0]", "returns shape (2,) instead of one number"),
        ("return 'much'", "returns something of type str"),
        ("return 1j", "returns something of type complex"),
        ("exit(0)", "raises SystemExit"),
        ("raise NotImplementedError", "kl_divergence is not written yet"),
        ("return half_done()", "kl_divergence waits for half_done, which is not written yet"),
    ],
)
def test_a_function_that_cannot_be_drawn_is_named_and_the_rest_is_drawn(solved, body, says):
    stub = "def half_done():\n    raise NotImplementedError\n"
    rewrite(solved, "unit3_divergence", f"{stub}\ndef kl_divergence(p, q, base=2.0, axis=-1):\n    {body}\n")
    done = plots(solved, "2", "3")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert says in done.stdout
    assert "1 of 2 pictures drawn. Next: kl_divergence (unit3_divergence.py)" in done.stdout
    assert drawn(solved) == ("2_binary_entropy",)


def test_a_wrong_function_is_drawn_with_a_caution(solved):
    plots(solved, "1", "--out", "right")
    rewrite(solved, "unit1_information", "def self_information(p, base=2.0):\n    return np.log2(p)\n")
    done = plots(solved, "1", "--out", "wrong")
    assert "self_information differs from the handout: pytest exercises/ -k self_information" in done.stdout
    name = "1_information.png"
    assert (solved / "right" / name).read_bytes() != (solved / "wrong" / name).read_bytes()
    assert_shows_something(solved / "wrong" / name)


def test_a_wrong_sign_in_the_gradient_still_gives_a_picture(solved):
    wrong = "_right = logistic_gradient\n\ndef logistic_gradient(X, y, w, b):\n    dw, db = _right(X, y, w, b)\n"
    rewrite(solved, "unit6_logistic_regression", wrong + "    return -dw, -db\n")
    done = plots(solved, "5")
    assert done.returncode == 0, done.stderr
    assert "logistic_gradient differs from the handout" in done.stdout
    assert "5_gradient_descent" in drawn(solved)


def test_only_the_part_that_is_missing_is_left_out(solved):
    (solved / "exercises" / "unit4_likelihood.py").unlink()
    rewrite(solved, "unit6_logistic_regression", "_right = predict_proba\ndef predict_proba(X, w, b):\n    pass\n")
    gradient = "def logistic_gradient(X, y, w, b):\n    r = _right(X, w, b) - y\n    return r @ X / len(y), r.mean()\n"
    rewrite(solved, "unit6_logistic_regression", gradient)
    rewrite(solved, "unit2_entropy", "def binary_entropy(p, base=2.0):\n    q = np.subtract(1.0, p)\n"
            "    return -(p * np.log(p) + q * np.log(q)) / np.log(base)\n")  # fmt: skip
    done = plots(solved)
    assert done.returncode == 0, done.stderr
    assert "there is no file unit4_likelihood.py" in done.stdout
    assert "binary_entropy(0.0) returns nan" in done.stdout
    assert "predict_proba returns None" in done.stdout
    assert drawn(solved) == PICTURES


def test_a_file_that_cannot_be_imported_is_named(solved):
    rewrite(solved, "unit2_entropy", "def binary_entropy(p:\n")
    done = plots(solved, "1", "2")
    assert done.returncode == 0, done.stderr
    assert "unit2_entropy.py cannot be imported: SyntaxError" in done.stdout
    assert "2_binary_entropy" not in drawn(solved)
    assert "1_information" in drawn(solved)


def test_an_argument_that_was_changed_spoils_nothing(solved):
    changing = "_right = standardize\n\ndef standardize(a, b):\n    z = _right(a, b)\n    a[:] = 0\n    return z\n"
    rewrite(solved, "unit8_capstone", changing)
    assert "1 of 1 pictures drawn.\n" in plots(solved, "6").stdout


def test_a_picture_from_an_earlier_run_is_called_so(solved):
    plots(solved, "1")
    rewrite(solved, "unit1_information", "def self_information(p, base=2.0):\n    raise NotImplementedError\n")
    assert "(the file that is there is from an earlier run)" in plots(solved, "1").stdout


def test_windows_are_opened_where_there_is_a_screen(solved):
    (solved / "screen.py").write_text(SCREEN, encoding="utf-8")
    backend = {"MPLBACKEND": "module://screen", "PYTHONPATH": os.pathsep.join([str(solved), *sys.path])}
    assert "2 windows" in plots(solved, "1", "2", **backend).stdout
    assert "windows" not in plots(solved, "1", "--no-show", **backend).stdout
    asked_in_vain = plots(solved, "1", "--show")
    assert asked_in_vain.returncode == 0
    assert "No window can be opened here" in asked_in_vain.stdout


def test_a_backend_that_is_not_installed_is_no_obstacle(solved):
    done = plots(solved, "1", MPLBACKEND="module://no_such_backend")
    assert done.returncode == 0, done.stderr
    assert "1 of 1" in done.stdout


def test_a_picture_that_does_not_exist_is_refused(solved):
    done = plots(solved, "1", "7")
    assert done.returncode == 2
    assert "there is no picture 7; the pictures are 1 to 6" in done.stderr


def test_without_matplotlib_it_says_what_to_install(solved):
    code = "import sys; sys.modules['matplotlib'] = None; import exercises.plots as p; sys.exit(p.main([]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=solved, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "python -m pip install matplotlib" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_named(solved):
    (solved / "plots").write_text("a file, not a folder")
    done = plots(solved)
    assert done.returncode == 2
    assert "--out FOLDER" in done.stdout
    assert "Traceback" not in done.stderr


def test_control_c_ends_a_loop_without_a_traceback(solved):
    rewrite(solved, "unit2_entropy", "def binary_entropy(p, base=2.0):\n    while True:\n        pass\n")
    with subprocess.Popen(
        command(), cwd=solved, env=environment(PYTHONUNBUFFERED="1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        deadline = time.monotonic() + 120
        while "1_information" not in drawn(solved) and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Stopped. The pictures that were finished are kept." in out.decode("utf-8")
    assert b"Traceback" not in err
    assert drawn(solved) == ("1_information",)
