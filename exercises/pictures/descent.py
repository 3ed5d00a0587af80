"""Picture 5: two walks over the landscape of a loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pictures.language import msg
from pictures.page import BLUE, FROM_POINT, GREEN, GREY, INK, ORANGE, Page
from pictures.work import Floats, Work

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Eight pictures with one feature, say how pointed the ears are. They overlap, so the loss has a lowest point.
EARS: Floats = np.array([-0.75, -0.25, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75])
IS_CAT: Floats = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
START: Floats = np.array([-1.6, 1.2])  # (w, b): pointed ears speak against a cat


def draw_descent(page: Page) -> None:
    """Two walks down the loss of a logistic regression with one weight and one intercept."""
    steady, wild = _descend(page.work, rate=0.5, steps=60), _descend(page.work, rate=5.0, steps=12)
    left, right = page.figure.subplots(1, 2, width_ratios=(1.45, 1))
    _draw_landscape(page, left, steady, wild)
    with page.optional(right):
        _draw_fits(page, right, steady)
    page.title(msg("Gradient descent: straight down the slope, step by step"))


def _descend(work: Work, *, rate: float, steps: int) -> Floats:
    """Return the student's walk, shape (steps + 1, 2): w and b."""

    def gradient(point: Floats) -> Floats:
        dw, db = work.call("logistic_gradient", EARS[:, None], IS_CAT, point[:1], float(point[1]), shape=[(1,), ()])
        return np.array([dw[0], db])

    walk: Floats = work.call("gradient_descent", gradient, START.copy(), rate, steps, shape=(steps + 1, 2))
    return walk


def _draw_landscape(page: Page, axes: Axes, steady: Floats, wild: Floats) -> None:
    from matplotlib.patheffects import withStroke  # noqa: PLC0415 (only the pictures need it)

    say, work = page.say, page.work
    w, b = np.linspace(-2.2, 3.2, 61), np.linspace(-3.4, 2.0, 61)
    loss = [[work.number("binary_cross_entropy_with_logits", IS_CAT, EARS * wi + bi) for wi in w] for bi in b]
    levels = [0.54, 0.6, 0.7, 0.85, 1.05, 1.3, 1.6, 2.0, 2.5, 3.0]
    axes.contourf(w, b, loss, levels=[0, *levels, 9], cmap="Blues", vmin=0.2, vmax=4.5)
    lines = axes.contour(w, b, loss, levels=levels, colors="#5b7083", linewidths=0.8)
    axes.clabel(lines, [0.7, 1.05, 2.0], fmt="%.4g", fontsize=9)

    jumps: dict[str, Any] = {
        "color": ORANGE,
        "linewidth": 1.4,
        "linestyle": (0, (5, 2)),
        "marker": "s",
        "markersize": 5,
    }
    walks: dict[str, Any] = {"color": INK, "linewidth": 1.6, "marker": "o", "markersize": 3.5}
    axes.plot(*wild.T, **jumps)
    axes.plot(*steady.T, **walks)
    rate_5, rate_half = (
        say(msg("rate 5:\njumps")),
        say(msg("rate 0.5:\nwalks down")),
    )
    legible = {"path_effects": [withStroke(linewidth=3, foreground="white")]}  # over the contour lines
    axes.annotate(rate_5, tuple(wild[1]), (6, -38), **FROM_POINT, color=ORANGE, **legible)
    axes.annotate(rate_half, tuple(steady[8]), (-10, -38), **FROM_POINT, color=INK, ha="right", **legible)
    axes.annotate(say(msg("start")), (START[0], START[1]), (2, 8), **FROM_POINT, color=INK)
    axes.set(
        xlim=(w[0], w[-1]),
        ylim=(b[0], b[-1]),
        aspect="equal",  # else a step would not be seen to cross the contour lines at right angles
        xlabel=say(msg("weight w (per unit of the feature)")),
        ylabel=say(msg("intercept b (no unit)")),
    )
    axes.grid(visible=False)
    axes.set_title(say(msg("Contour lines: the loss in nats")))


def _draw_fits(page: Page, axes: Axes, walk: Floats) -> None:
    say, work = page.say, page.work
    ears = np.linspace(-1.2, 3.2, 80)
    for step, line, color in ((0, ":", GREY), (5, (0, (5, 2)), GREEN), (len(walk) - 1, "-", INK)):
        p = work.call("predict_proba", ears[:, None], walk[step, :1], float(walk[step, 1]), shape=ears.shape)
        label = say(msg("after {step} steps", step=step)) if step else say(msg("start"))
        axes.plot(ears, p, color=color, linestyle=line, linewidth=2, label=label)
    axes.plot(EARS, IS_CAT, linestyle="none", marker="D", color=BLUE, markersize=6, label=say(msg("labels")))
    axes.set(
        ylim=(-0.06, 1.4),
        xlabel=say(msg("feature: pointed ears (any unit)")),
        ylabel=say(msg("probability of “cat” (no unit)")),
    )
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.legend(loc="upper left", fontsize=9.5, ncols=2, columnspacing=1, handlelength=1.8)
    axes.set_title(say(msg("The model along the steady walk")))
