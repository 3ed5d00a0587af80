"""The sheet that a picture is drawn on, and how things look on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pictures.language import Language, Message, NotReady, msg
from pictures.work import Work

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

# Okabe and Ito's colours, which colour-blind readers can tell apart. Each also has a line or a marker of its own.
BLUE, ORANGE, GREEN, GREY, INK = "#0072B2", "#D55E00", "#009E73", "#767676", "#222222"
FIRST: dict[str, Any] = {"color": BLUE, "linewidth": 2.4}
SECOND: dict[str, Any] = {"color": ORANGE, "linewidth": 2.4, "linestyle": (0, (5, 2))}
RING: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 13,
    "markerfacecolor": "none",
    "markeredgecolor": INK,
    "zorder": 5,
}
DOT: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 6, "zorder": 6}
FROM_POINT: dict[str, Any] = {"textcoords": "offset points"}
STYLE: Any = {
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.edgecolor": GREY,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "axes.axisbelow": True,
    "legend.frameon": False,
}


@dataclass
class Page:
    """What a picture is drawn with: a figure, the student's functions, a language, and what could not be drawn."""

    figure: Figure
    work: Work
    say: Language
    missing: list[NotReady] = field(default_factory=list)

    def title(self, message: Message) -> None:
        """Say above everything what to see."""
        self.figure.suptitle(self.say(message), x=0.012, ha="left", fontsize=14, fontweight="bold", color=INK)

    def bits(self, value: float) -> str:
        """Return a number of bits with four digits after the point at most."""
        number = f"{round(value, 4) + 0.0:g}".replace("-", "−")
        return self.say(msg("{number} bit", number=number) if number == "1" else msg("{number} bits", number=number))

    def legend(self, axes: Axes, place: Any) -> None:
        """Name the lines, and what the rings are."""
        axes.plot([], [], **RING | {"markersize": 9}, label=self.say(msg("rings: the handout’s values")))
        axes.legend(loc=place)

    def caution(self, names: Sequence[str]) -> None:
        """Say below everything that these functions are wrong, so that nobody learns from the picture."""
        text = self.say(msg("Not right yet (differs from the handout): {names}", names=", ".join(names)))
        self.figure.supxlabel(_wrapped(text, 80), x=0.012, ha="left", fontsize=10, color=ORANGE, fontweight="bold")

    @contextmanager
    def optional(self, part: Axes | SubFigure) -> Iterator[None]:
        """Leave a part of the picture empty, with the reason written into it, where a function is not ready."""
        try:
            yield
        except NotReady as missing:
            self.missing.append(missing)
            axes = part.subplots() if hasattr(part, "subplots") else part
            axes.set_axis_off()
            axes.set_title("")
            text = self.say(msg("Not yet drawn:\n{reason}", reason=_wrapped(self.say(missing.reason))))
            axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=GREY, fontsize=10)


def _wrapped(text: str, width: int = 34) -> str:
    lines = [""]
    for word in text.split(" "):
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [*lines, word]
    return "\n".join(lines).strip()


def mark(axes: Axes, x: float, expected: float, got: float, color: str = BLUE) -> None:
    """Put a ring where the handout has the value, and a dot where the student has it."""
    axes.plot([x], [expected], **RING | {"markeredgecolor": color})
    axes.plot([x], [got], **DOT, color=color)


def point_out(axes: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **style: Any) -> None:
    """Write `text` so many points away from `at`, with a thin line from there."""
    nearest = {"left": 0.1, "center": 0.5, "right": 0.95}[style["ha"]], 0.0 if offset[1] > 0 else 1.0
    arrow = {"arrowstyle": "-", "color": GREY, "shrinkB": 8, "linewidth": 0.9, "relpos": nearest}
    look = {"color": INK, "fontsize": 10.5, **FROM_POINT, **style}
    axes.annotate(text, at, offset, arrowprops=arrow, va="center", **look)
