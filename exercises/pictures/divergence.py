"""Picture 3: the KL divergence is not symmetric."""

from __future__ import annotations

import numpy as np

from pictures.language import msg
from pictures.page import BLUE, FIRST, GREY, ORANGE, SECOND, Page, mark, point_out
from pictures.work import FAIR, MATCH


def draw_kl_divergence(page: Page) -> None:
    """D(p‖q) and D(q‖p) for p = the match, over all q."""
    axes, say, work = page.figure.subplots(), page.say, page.work
    chances = np.concatenate([np.geomspace(0.002, 0.1, 60), np.linspace(0.1, 0.999, 90)])
    models = [(float(x), float(1 - x)) for x in chances]
    forward = [work.number("kl_divergence", MATCH, q) for q in models]
    backward = [work.number("kl_divergence", q, MATCH) for q in models]
    axes.fill_between(chances, forward, backward, color="#efefef", zorder=0)
    match_is_truth = say(msg("D(p‖q): the match is the truth, q the model"))
    match_is_model = say(msg("D(q‖p): q is the truth, the match the model"))
    axes.plot(chances, forward, **FIRST, label=match_is_truth)
    axes.plot(chances, backward, **SECOND, label=match_is_model)

    fair_model, fair_truth = work.number("kl_divergence", MATCH, FAIR), work.number("kl_divergence", FAIR, MATCH)
    axes.vlines(0.5, fair_model, fair_truth, color=GREY, linewidth=0.9, zorder=1)
    mark(axes, 0.5, 0.9192, fair_model, BLUE)
    mark(axes, 0.5, 2.3292, fair_truth, ORANGE)
    name, other = say(msg("D(match‖fair coin)")), say(msg("D(fair coin‖match)"))
    point_out(axes, f"{name}\n{page.bits(fair_model)}", (0.5, fair_model), (-115, -23), ha="center", color=BLUE)
    point_out(axes, f"{other}\n{page.bits(fair_truth)}", (0.5, fair_truth), (84, 34), ha="center", color=ORANGE)
    point_out(axes, say(msg("q = p: both should be 0")), (0.99, 0.0), (-73, 60), ha="center")
    axes.set(
        xlim=(0, 1.02),
        xlabel=say(msg("chance of France in q (no unit); in p it is 0.99")),
        ylabel=say(msg("KL divergence (bits)")),
    )
    page.legend(axes, "upper right")
    page.title(msg("KL is not a distance: swap truth and model, and it changes"))
