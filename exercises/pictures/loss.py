"""Picture 4: loss and accuracy are two different things."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pictures.language import NotReady, msg
from pictures.page import BLUE, DOT, FIRST, FROM_POINT, GREY, ORANGE, SECOND, Page, mark, point_out
from pictures.work import Floats

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def draw_loss_and_accuracy(page: Page) -> None:
    """Claim S3 of the seed: one of two models has the better accuracy, the other the better loss."""
    left, right = page.figure.subplots(1, 2, width_ratios=(1.15, 1))
    _draw_two_models(page, left)
    _draw_one_picture(page, right)
    page.title(msg("Being right and being sure are two different things"))


def _draw_two_models(page: Page, axes: Axes) -> None:
    say = page.say
    models = [
        ("A", 0, np.array([0.51, 0.51, 0.51]), {**DOT, "color": BLUE}),
        ("B", 4, np.array([0.99, 0.99, 0.49]), {**DOT, "color": ORANGE, "marker": "s"}),
    ]
    axes.axhline(0.5, color=GREY, linewidth=1)
    for _, left, chances, style in models:
        x = left + np.arange(3)
        axes.vlines(x, 0.5, chances, color=style["color"], linewidth=2)
        axes.plot(x, chances, **style)
        for xi, p in zip(x, chances, strict=True):
            side = 1 if p > 0.5 else -1
            axes.annotate(f"{p:.2f}", (xi, p), (0, 12 * side), **FROM_POINT, ha="center", va="center", fontsize=10)
    axes.text(3, 0.56, say(msg("“cat”")), ha="center", va="center", color="#555555", fontsize=10)
    axes.text(3, 0.44, say(msg("“no cat”")), ha="center", va="center", color="#555555", fontsize=10)
    axes.set_xticks([1, 5], [_describe_model(page, name, chances) for name, _, chances, _ in models])
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x", visible=False)
    axes.set(
        xlim=(-0.6, 6.6),
        ylim=(0.0, 1.1),
        ylabel=say(msg("predicted probability of “cat” (no unit)")),
    )
    axes.set_title(say(msg("Three cats, seen by two models")))


def _describe_model(page: Page, name: str, chances: Floats) -> str:
    """Return name, accuracy and loss; the answers are counted here as long as unit 8 is to come."""
    say, work = page.say, page.work
    answers = [int(p >= 0.5) for p in chances]
    right = sum(answers) / 3 if work.trouble("accuracy") else work.number("accuracy", [1, 1, 1], answers)
    loss = work.number("binary_cross_entropy", [1, 1, 1], chances.tolist())
    return say(msg("model {name}\n{right:.0%} right\nloss {loss:.4f} nats", name=name, right=right, loss=loss))


def _draw_one_picture(page: Page, axes: Axes) -> None:
    say, work = page.say, page.work
    chances = np.concatenate([np.geomspace(0.004, 0.1, 60), np.linspace(0.1, 1.0, 60)]).tolist()
    cost = [work.number("binary_cross_entropy", [1], [p]) for p in chances]
    axes.plot(chances, cost, **FIRST, label=say(msg("cross-entropy (nats)")))
    mark(axes, 0.5, 0.6931, work.number("binary_cross_entropy", [1], [0.5]))
    point_out(axes, say(msg("a coin’s guess: ln 2")), (0.5, 0.6931), (13, 39), ha="left")
    try:
        error = [work.number("mean_squared_error", [1.0], [p]) for p in chances]
        axes.plot(chances, error, **SECOND, label=say(msg("squared error (no unit)")))
    except NotReady as reason:
        page.missing.append(reason)
    axes.set(
        xlim=(0, 1.02),
        xlabel=say(msg("predicted probability of “cat” (no unit)")),
        ylabel=say(msg("loss of one picture")),
    )
    page.legend(axes, "upper right")
    axes.set_title(say(msg("One cat: what each answer costs")))
