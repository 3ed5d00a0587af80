"""Every speed case against Python loops, which must not pass it, and against the references, which must.

    python benchmarks/speed_cases.py

Each is graded as a student's work is, ROUNDS times. The run fails if a loop passes once, or a reference once does not.
The loops are the fastest that we know: plain numbers from `tolist`, and the functions of `math`. A loop over the rows
of a NumPy array is slower by far.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.course import load_course
from grader.model import Group, Level, Report, Verdict
from grader.session import Session
from grader.submissions import read_submissions

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5
# In a file after the reference, which goes on to answer where the data are few.
LOOPS: Mapping[str, tuple[str, str]] = {
    "self_information": (
        "unit1_information",
        """
def loop(p, base=2.0):
    unit = log(base)
    return np.array([-log(x) / unit for x in p.tolist()])
""",
    ),
    "entropy": (
        "unit2_entropy",
        """
def loop(p, base=2.0, axis=-1):
    validate_distribution(p, axis)
    unit = log(base)
    return np.array([-sum([x * log(x) for x in row]) / unit for row in p.tolist()])
""",
    ),
    "sigmoid": (
        "unit5_cat_or_not",
        """
def loop(z):
    return np.array([1.0 / (1.0 + exp(-x)) for x in z.tolist()])
""",
    ),
    "logistic_gradient": (
        "unit6_logistic_regression",
        """
def loop(X, y, w, b):
    dw, db = np.zeros_like(w), 0.0
    for x, label in zip(X, y.tolist()):
        residual = 1.0 / (1.0 + exp(-(x @ w + b))) - label
        dw += residual * x
        db += residual
    return dw / len(y), db / len(y)
""",
    ),
    "cross_entropy_with_logits": (
        "unit7_softmax",
        """
def loop(y_true, logits):
    cost = 0.0
    for label, row in zip(y_true.tolist(), logits.tolist()):
        cost += log(sum([exp(z) for z in row])) - row[label]
    return cost / len(y_true)
""",
    ),
    "softmax_gradient": (
        "unit7_softmax",
        """
def loop(X, y, W, b):
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for x, label in zip(X, y.tolist()):
        p = np.exp(x @ W + b)
        p /= p.sum()
        p[label] -= 1.0
        dW += np.outer(x, p)
        db += p
    return dW / len(y), db / len(y)
""",
    ),
    "fit_logistic_regression": (
        "unit8_capstone",
        """
def loop(X, y, learning_rate=0.5, n_steps=500):
    w, b = np.zeros(X.shape[1]), 0.0
    losses = [binary_cross_entropy_with_logits(y, X @ w + b)]
    for _ in range(n_steps):
        dw, db = np.zeros_like(w), 0.0
        for x, label in zip(X, y.tolist()):
            residual = 1.0 / (1.0 + exp(-(x @ w + b))) - label
            dw += residual * x
            db += residual
        w, b = w - learning_rate * dw / len(y), b - learning_rate * db / len(y)
        losses.append(binary_cross_entropy_with_logits(y, X @ w + b))
    return w, b, np.array(losses)
""",
    ),
    "accuracy": (
        "unit8_capstone",
        """
def loop(y_true, y_pred):
    return sum([a == b for a, b in zip(y_true.tolist(), y_pred.tolist())]) / len(y_true)
""",
    ),
}
AFTERWARDS = """
vectorised = {name}
def {name}(*args, **kwargs):
    return (loop if np.size(args[0]) > 10_000 else vectorised)(*args, **kwargs)
"""
REFERENCE = "reference"


def main() -> int:
    course = load_course(ROOT)
    with tempfile.TemporaryDirectory(prefix="speed-") as scratch:
        for name in (REFERENCE, *LOOPS):
            hand_in(Path(scratch, name))
        submissions = list(read_submissions(Path(scratch), course))
        with Session.open(course, Level.L1, b"a secret for benchmarks only") as session:
            reports = [session.grade(submission) for _ in range(ROUNDS) for submission in submissions]
    return show(reports)


def hand_in(folder: Path) -> None:
    """Write the references, one of them with a loop behind it."""
    folder.mkdir()
    for path in (ROOT / "solutions").glob("unit*.py"):
        shutil.copy(path, folder)
    if folder.name in LOOPS:
        unit, loop = LOOPS[folder.name]
        with (folder / f"{unit}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n\nfrom math import exp, log\n{loop}{AFTERWARDS.format(name=folder.name)}")


def show(reports: Iterable[Report]) -> int:
    """Print how often each speed case was passed; return an exit status."""
    passed: Counter[tuple[str, bool]] = Counter()
    for report in reports:
        for result in report.exercises:
            name, loop = result.exercise.name, report.student == result.exercise.name
            if name in LOOPS and (loop or report.student == REFERENCE):
                passed[name, loop] += all(
                    outcome.verdict is Verdict.PASSED
                    for outcome in result.outcomes
                    if outcome.case.group is Group.SPEED
                )
    print(f"passes of {ROUNDS}{'':26} reference     loop")
    for name in LOOPS:
        print(f"  {name:36} {passed[name, False]:9} {passed[name, True]:8}")
    return int(any(passed[name, True] or passed[name, False] < ROUNDS for name in LOOPS))


if __name__ == "__main__":
    sys.exit(main())
