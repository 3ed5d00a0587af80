"""Picture 1: the information of one message."""

from __future__ import annotations

import numpy as np

from pictures.page import FIRST, GREY, Page, mark, point_out


def draw_information(page: Page) -> None:
    """I(p), with the seed's three messages about a die and the two results of the match."""
    axes, say, work = page.figure.subplots(), page.say, page.work
    probabilities = np.concatenate([np.geomspace(0.006, 0.1, 80), np.linspace(0.1, 1.0, 80)])
    information = [work.number("self_information", float(p)) for p in probabilities]
    axes.plot(probabilities, information, **FIRST, label=say("your self_information", "你的 self_information"))
    stairs = say("stairs: halve p, and it is one bit more", "台阶：p 减半，信息量多一比特")
    axes.step(2.0 ** -np.arange(6), np.arange(6), where="post", color=GREY, linewidth=0.9, zorder=1, label=stairs)

    messages = [
        (1.0, 0.0, say("die: “greater than 0”", "骰子：“大于 0”"), (13, 65), "right"),
        (1 / 2, 1.0, say("die: “greater than 3”", "骰子：“大于 3”"), (16, 46), "left"),
        (1 / 6, 2.585, say("die: “it is 5”", "骰子：“是 5”"), (36, 27), "left"),
        (0.99, 0.0145, say("match: “France won”", "球赛：“法国赢了”"), (-13, 42), "right"),
        (0.01, 6.6439, say("match: “China won”", "球赛：“中国赢了”"), (37, 1), "left"),
    ]
    for p, expected, name, offset, align in messages:
        got = work.number("self_information", p)
        mark(axes, p, expected, got)
        point_out(axes, f"{name}  {page.bits(got)}", (p, got), offset, ha=align)
    axes.set(
        xlim=(0, 1.03),
        xlabel=say("probability p of the message (no unit)", "消息的概率 p（无单位）"),
        ylabel=say("information I(p) (bits)", "信息量 I(p)（比特）"),
    )
    page.legend(axes, "upper right")
    page.title("The rarer the message, the more it tells you", "越罕见的消息，信息量越大")
