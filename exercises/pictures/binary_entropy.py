"""Picture 2: the entropy of a match."""

from __future__ import annotations

import numpy as np

from pictures.language import NotReady, msg
from pictures.page import BLUE, DOT, FIRST, Page, mark, point_out


def draw_binary_entropy(page: Page) -> None:
    """H₂(p), with the match at 99 : 1 and a match between equals."""
    axes, say, work = page.figure.subplots(), page.say, page.work
    chances = (1 - np.cos(np.linspace(0.02, 1 - 0.02, 121) * np.pi)) / 2  # denser at the ends, where it is steep
    own = [work.number("binary_entropy", float(p)) for p in chances]
    axes.plot(chances, own, **FIRST, label=say(msg("your binary_entropy")))
    matches = [
        (0.99, 0.0808, say(msg("the match at 99 : 1")), (-77, 33), "right"),
        (0.5, 1.0, say(msg("a match between equals")), (0, -38), "center"),
    ]
    for p, expected, name, offset, align in matches:
        got = work.number("binary_entropy", p)
        mark(axes, p, expected, got)
        point_out(axes, f"{name}\n{page.bits(got)}", (p, got), offset, ha=align)
    try:  # where many first attempts stumble over 0 · log 0
        axes.plot([0, 1], [work.number("binary_entropy", p) for p in (0.0, 1.0)], **DOT, color=BLUE, clip_on=False)
    except NotReady as reason:
        page.missing.append(reason)
    axes.set(
        xlim=(-0.02, 1.02),
        xlabel=say(msg("p, the chance that France wins (no unit)")),
        ylabel=say(msg("entropy of the result H₂(p) (bits)")),
    )
    page.legend(axes, "lower center")
    page.title(msg("The more even the chances, the more open the result"))
