"""Picture 1: the information of one message."""

from __future__ import annotations

import numpy as np

from pictures.language import msg
from pictures.page import FIRST, GREY, Page, mark, point_out


def draw_information(page: Page) -> None:
    """I(p), with the seed's three messages about a die and the two results of the match."""
    axes, say, work = page.figure.subplots(), page.say, page.work
    probabilities = np.concatenate([np.geomspace(0.006, 0.1, 80), np.linspace(0.1, 1.0, 80)])
    information = [work.number("self_information", float(p)) for p in probabilities]
    axes.plot(probabilities, information, **FIRST, label=say(msg("your self_information")))
    stairs = say(msg("stairs: halve p, and it is one bit more"))
    axes.step(2.0 ** -np.arange(6), np.arange(6), where="post", color=GREY, linewidth=0.9, zorder=1, label=stairs)

    messages = [
        (1.0, 0.0, say(msg("die: “greater than 0”")), (13, 65), "right"),
        (1 / 2, 1.0, say(msg("die: “greater than 3”")), (16, 46), "left"),
        (1 / 6, 2.585, say(msg("die: “it is 5”")), (36, 27), "left"),
        (0.99, 0.0145, say(msg("match: “France won”")), (-13, 42), "right"),
        (0.01, 6.6439, say(msg("match: “China won”")), (37, 1), "left"),
    ]
    for p, expected, name, offset, align in messages:
        got = work.number("self_information", p)
        mark(axes, p, expected, got)
        point_out(axes, f"{name}  {page.bits(got)}", (p, got), offset, ha=align)
    axes.set(
        xlim=(0, 1.03),
        xlabel=say(msg("probability p of the message (no unit)")),
        ylabel=say(msg("information I(p) (bits)")),
    )
    page.legend(axes, "upper right")
    page.title(msg("The rarer the message, the more it tells you"))
