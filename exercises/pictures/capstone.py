"""Picture 6: the learning curve of unit 8, and the hardest digits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pictures.language import NotReady, msg
from pictures.page import FIRST, ORANGE, RING, Page
from pictures.work import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

DIGITS_FILE = Path(__file__).resolve().parents[1] / "data" / "digits.npz"


@dataclass(frozen=True)
class Digits:
    """The digits of unit 8: index divisible by 5 is for testing."""

    images: Floats  # (1797, 8, 8), 0 … 1
    labels: Floats  # (1797,), the digits themselves

    @property
    def is_test(self) -> NDArray[np.bool_]:
        """Which pictures are put aside, shape (1797,)."""
        chosen: NDArray[np.bool_] = np.arange(len(self.labels)) % 5 == 0
        return chosen

    @property
    def pixels(self) -> Floats:
        """One picture per row, shape (1797, 64)."""
        return self.images.reshape(len(self.images), -1)

    @property
    def is_eight(self) -> Floats:
        """1 for an 8, else 0, shape (1797,)."""
        return np.where(self.labels == 8, 1.0, 0.0)


def load_digits() -> Digits:
    """Read the data of the capstone."""
    try:
        with np.load(DIGITS_FILE) as file:
            return Digits(file["images"] / 16.0, file["labels"].astype(np.float64))
    except (OSError, KeyError, ValueError) as error:
        name = f"{DIGITS_FILE.parent.name}/{DIGITS_FILE.name}"
        raise NotReady(msg("the data of unit 8, {file}, cannot be read", file=name)) from error


def draw_capstone(page: Page) -> None:
    """Compare the learning curve of unit 8 with the entropy of the labels, and show the hardest digits."""
    digits, work = load_digits(), page.work
    test = digits.is_test
    y_train, y_test = digits.is_eight[~test], digits.is_eight[test]
    shapes = [(len(y_train), 64), (len(y_test), 64)]
    train, unseen = work.call("standardize", digits.pixels[~test], digits.pixels[test], shape=shapes)
    w, b, losses = work.call("fit_logistic_regression", train, y_train, 0.5, 500, shape=[(64,), (), (501,)])

    parts: Any = page.figure.subfigures(2, 1, height_ratios=(2.5, 1))
    above, below = parts
    axes = above.subplots()
    learned = _draw_learning_curve(page, axes, losses, float(y_train.mean()))
    results = [page.say(msg("after 500 steps: training loss {loss:.4f}", loss=losses[-1]))]
    results += _test_results(page, unseen, y_test, w, float(b))
    axes.set_title(page.say(msg(", ")).join(results))
    with page.optional(below):
        chances = work.call("predict_proba", unseen, w, float(b), shape=y_test.shape)
        _draw_hardest(page, below, digits.images[test], digits.labels[test], chances)
    if learned:
        page.title(msg("Below the label entropy: this model has read the pixels"))
    else:
        page.title(msg("Not below the label entropy: nothing read from the pixels yet"))


def _draw_learning_curve(page: Page, axes: Axes, losses: Floats, share: float) -> bool:
    """Draw the loss of every step; return whether it ends below the entropy of the labels."""
    say, work = page.say, page.work
    axes.plot(np.arange(len(losses)), losses, **FIRST, label=say(msg("your training loss")))
    axes.plot([0, 1, 10, 100, 500], [0.6931, 0.5919, 0.2786, 0.1097, 0.0785], **RING)
    own = not work.trouble("binary_entropy") and not work.disagrees("binary_entropy")
    label_entropy = work.number("binary_entropy", share, np.e) if own else 0.3163  # the handout's
    axes.axhline(label_entropy, color=ORANGE, linewidth=2, linestyle=(0, (5, 2)))
    known = say(
        msg(
            "entropy of the labels, {entropy:.4f} nats: what it costs\nto know only how common eights are",
            entropy=label_entropy,
        )
    )
    axes.text(520, label_entropy + 0.012, known, ha="right", va="bottom", color=ORANGE)
    axes.set_xscale("symlog", linthresh=1, linscale=0.5)
    axes.set_xticks([0, 1, 10, 100, 500], ["0", "1", "10", "100", "500"])
    axes.set_xticks([], minor=True)
    axes.set(
        xlim=(-0.15, 580),
        ylim=(0, max(0.75, float(losses.max()) * 1.05)),
        xlabel=say(msg("steps of gradient descent (logarithmic from 1 on)")),
        ylabel=say(msg("training loss\n(nats per picture)")),
    )
    page.legend(axes, "lower left")
    return bool(losses[-1] < label_entropy)


def _test_results(page: Page, unseen: Floats, y_test: Floats, w: Floats, b: float) -> Iterator[str]:
    """Yield test loss and accuracy, each as soon as the functions for it are ready."""
    work, say = page.work, page.say
    try:
        loss = work.number("binary_cross_entropy_with_logits", y_test, unseen @ w + b)
        yield say(msg("test loss {loss:.4f}", loss=loss))
        answers = work.call("predict", unseen, w, b, shape=y_test.shape)
        right = work.number("accuracy", y_test.astype(int), answers.astype(int))
        yield say(msg("test accuracy {right:.1%}", right=right))
    except NotReady as reason:
        page.missing.append(reason)


def _draw_hardest(page: Page, panel: SubFigure, images: Floats, labels: Floats, chances: Floats) -> None:
    """Draw the test pictures whose labels surprise the model most."""
    say = page.say
    hardest = np.argsort(-np.abs(chances - (labels == 8)), kind="stable")[:8]
    header = say(msg("The hardest test pictures: label, and the model’s probability of an 8"))
    panel.suptitle(header, fontsize=11, x=0.012, ha="left")
    for axes, i in zip(panel.subplots(1, len(hardest)), hardest, strict=True):
        axes.imshow(images[i], cmap="gray_r", vmin=0, vmax=1)
        axes.spines[:].set_visible(False)
        axes.grid(visible=False)
        axes.set(
            xticks=[],
            yticks=[],
            xlabel=say(msg("label {label:.0f}\n{chance:.1%}", label=labels[i], chance=chances[i])),
        )
