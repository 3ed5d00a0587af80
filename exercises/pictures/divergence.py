"""Picture 3: the KL divergence is not symmetric."""

from __future__ import annotations

import numpy as np

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
    match_is_truth = say("D(p‖q): the match is the truth, q the model", "D(p‖q)：球赛是真实，q 是模型")
    match_is_model = say("D(q‖p): q is the truth, the match the model", "D(q‖p)：q 是真实，球赛是模型")
    axes.plot(chances, forward, **FIRST, label=match_is_truth)
    axes.plot(chances, backward, **SECOND, label=match_is_model)

    fair_model, fair_truth = work.number("kl_divergence", MATCH, FAIR), work.number("kl_divergence", FAIR, MATCH)
    axes.vlines(0.5, fair_model, fair_truth, color=GREY, linewidth=0.9, zorder=1)
    mark(axes, 0.5, 0.9192, fair_model, BLUE)
    mark(axes, 0.5, 2.3292, fair_truth, ORANGE)
    name, other = say("D(match‖fair coin)", "D(球赛‖公平硬币)"), say("D(fair coin‖match)", "D(公平硬币‖球赛)")
    point_out(axes, f"{name}\n{page.bits(fair_model)}", (0.5, fair_model), (-115, -23), ha="center", color=BLUE)
    point_out(axes, f"{other}\n{page.bits(fair_truth)}", (0.5, fair_truth), (84, 34), ha="center", color=ORANGE)
    point_out(axes, say("q = p: both should be 0", "q = p：两者都应为 0"), (0.99, 0.0), (-73, 60), ha="center")
    axes.set(
        xlim=(0, 1.02),
        xlabel=say("chance of France in q (no unit); in p it is 0.99", "q 中法国获胜的概率（无单位）；p 中为 0.99"),
        ylabel=say("KL divergence (bits)", "KL 散度（比特）"),
    )
    page.legend(axes, "upper right")
    page.title(
        "KL is not a distance: swap truth and model, and it changes", "KL 散度不是距离：真实与模型互换，值就变了"
    )
