"""Pictures of the whole course, drawn with your own functions.

    python -m exercises.plots            into the folder `plots/`, and on the screen if there is one
    python -m exercises.plots 1 5        only these two
    python -m exercises.plots --help

A function that is not done yet is named, and whatever can be drawn without it is drawn: look again after every unit.
The curves, points and numbers are yours. Rings stand where the handout says that they should be, so a curve that
misses its rings has something to tell you, and `pytest exercises/` tells it in words.

Only this file needs matplotlib (`pip install matplotlib`).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

HERE = Path(__file__).resolve().parent
DIGITS_FILE = HERE / "data" / "digits.npz"

Floats: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = Any  # () for a number, (3,) for an array, a list of shapes for several results

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
WIDTH_INCHES = 8.0  # 800 pixels at 100 dots per inch: the letters are readable at that size
DOTS_PER_INCH = 150

MATCH = (0.99, 0.01)  # France wins, China wins
FAIR = (0.5, 0.5)
LARGEST_DRAWN = 1e6


class Language(StrEnum):
    """What is said in: called with a text in English and in Chinese, it returns one of them."""

    ENGLISH = "en"
    CHINESE = "zh"

    def __call__(self, english: str, chinese: str) -> str:
        """Return the text in this language."""
        return chinese if self is Language.CHINESE else english


# -- Your functions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Example:
    """One call from the handout: what a function is asked before anything is drawn with it."""

    unit: str
    arguments: tuple[Any, ...]
    value: Any  # a list for several results
    decimals: int = 4

    @property
    def shape(self) -> Shape:
        """The shape of the value, or the shapes of the values."""
        return [np.shape(part) for part in self.value] if isinstance(self.value, list) else np.shape(self.value)


EXAMPLES: Mapping[str, Example] = {
    "self_information": Example("unit1_information", (1 / 2,), 1.0),
    "binary_entropy": Example("unit2_entropy", (0.01,), 0.0808),
    "kl_divergence": Example("unit3_divergence", (MATCH, FAIR), 0.9192),
    "mean_squared_error": Example("unit4_likelihood", ([0.0, 0.0], [3.0, 4.0]), 12.5),
    "binary_cross_entropy": Example("unit5_cat_or_not", ([1, 0, 1], [0.9, 0.2, 0.6]), 0.2798),
    "binary_cross_entropy_with_logits": Example("unit5_cat_or_not", ([1, 0], [0.0, 0.0]), 0.6931),
    "predict_proba": Example("unit6_logistic_regression", ([[1.0, 2.0]], [0.5, -0.25], 1.0), (0.7311,)),
    "logistic_gradient": Example(
        "unit6_logistic_regression",
        ([[1.0, 2.0], [3.0, 4.0]], [1, 1], [0.0, 0.0], 0.0),
        [(-1.0, -1.5), -0.5],
    ),
    "gradient_descent": Example(
        "unit6_logistic_regression", (lambda x: 2 * x, [1.0], 0.1, 3), ((1.0,), (0.8,), (0.64,), (0.512,))
    ),
    "standardize": Example(
        "unit8_capstone", ([[0.0], [2.0]], [[10.0], [12.0]]), [((-1.0,), (1.0,)), ((9.0,), (11.0,))]
    ),
    "fit_logistic_regression": Example(
        "unit8_capstone", ([[1.0], [2.0]], [0, 1], 0.5, 3), [(0.2752,), -0.0597, (0.6931, 0.6668, 0.6524, 0.6421)]
    ),
    "predict": Example("unit8_capstone", ([[0.25], [0.0], [-2.0]], [1.0], 0.0), (1, 1, 0)),
    "accuracy": Example("unit8_capstone", ([1, 0, 1, 1], [1, 0, 0, 1]), 0.75),
}


class NotReady(Exception):
    """Something cannot be drawn yet, said in English and in Chinese."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, chinese)

    def said(self, language: Language) -> str:
        """Return the reason in this language."""
        english, chinese = self.args
        return language(english, chinese)


@dataclass(frozen=True)
class Work:
    """The functions of one student: a call has the shape and kind that the handout promises, or is `NotReady`."""

    folder: Path

    def trouble(self, name: str) -> NotReady | None:
        """Return why nothing can be drawn with this function, or None: it is asked its example once."""
        example = EXAMPLES[name]
        try:
            self.call(name, *example.arguments, shape=example.shape)
        except NotReady as reason:
            return reason
        return None

    def disagrees(self, name: str) -> bool:
        """Return whether the function can be drawn, but answers its example differently from the handout."""
        if self.trouble(name):
            return False
        example = EXAMPLES[name]
        got = self.call(name, *example.arguments, shape=example.shape)
        parts = zip(got, example.value, strict=True) if isinstance(example.value, list) else [(got, example.value)]
        return any(np.abs(g - np.array(v)).max() > 0.51 * 10**-example.decimals for g, v in parts)

    def number(self, name: str, *arguments: Any) -> float:
        """Call a function that returns one number."""
        return float(self.call(name, *arguments, shape=()))

    def call(self, name: str, *arguments: Any, shape: Shape) -> Any:
        """Call a function with copies of the arguments, lists as arrays; return float64 of the given shape."""
        function = self._function(name)
        asked = _spelled(name, arguments)
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")  # pytest complains of noise; a picture only shows values
                value = function(*(np.array(a) if isinstance(a, Sequence | np.ndarray) else a for a in arguments))
        except NotReady:  # a function that was handed in as an argument is not ready
            raise
        except NotImplementedError as error:
            raise _not_written(name, error) from error
        except (Exception, SystemExit) as error:
            where = _place(error)
            raise NotReady(
                f"{asked} raises {_summary(error)}{where and f' ({where})'}",
                f"{asked} 抛出了 {_summary(error)}{where and f'（{where}）'}",
            ) from error
        return _checked(asked, value, shape)

    def _function(self, name: str) -> Callable[..., Any]:
        unit = EXAMPLES[name].unit
        module = self._module(unit)
        function = getattr(module, name, None)
        if not callable(function):
            raise NotReady(f"{unit}.py has no function {name}", f"{unit}.py 里没有函数 {name}")
        return function  # type: ignore[no-any-return]

    def _module(self, unit: str) -> ModuleType:
        if not (self.folder / f"{unit}.py").exists():
            raise NotReady(f"there is no file {unit}.py", f"没有 {unit}.py 这个文件")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return importlib.import_module(unit)
        except (Exception, SystemExit) as error:
            where = _place(error)
            raise NotReady(
                f"{unit}.py cannot be imported: {_summary(error)}{where and f' ({where})'}",
                f"{unit}.py 无法导入：{_summary(error)}{where and f'（{where}）'}",
            ) from error


def _spelled(name: str, arguments: Sequence[Any]) -> str:
    """Return the call as it would be typed, or only the name where that would be long."""
    short = all(isinstance(a, int | float | list | tuple) for a in arguments)
    call = f"{name}({', '.join(str(a) for a in arguments)})"
    return call if short and len(call) < 60 else name


def _checked(asked: str, value: Any, shape: Shape) -> Any:
    """Return `value` as finite float64 of this shape, or say what it is instead."""
    if value is None:
        raise NotReady(
            f"{asked} returns None: is its `return` missing?", f"{asked} 返回了 None：是不是漏了 `return`？"
        )
    if isinstance(shape, list):
        if not isinstance(value, tuple | list) or len(value) != len(shape):
            many = len(shape)
            raise NotReady(
                f"{asked} should return {many} things, separated by commas", f"{asked} 应该返回 {many} 个结果"
            )
        return [_checked(asked, part, wanted) for part, wanted in zip(value, shape, strict=True)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a complex number loses its imaginary part with a mere warning
            array = np.asarray(value, dtype=np.float64)
    except Exception:  # whatever an object of the student's does when it is asked for numbers
        kind = type(value).__name__
        raise NotReady(
            f"{asked} returns something of type {kind}, not plain numbers",
            f"{asked} 返回的是 {kind} 类型，不是普通的数",
        ) from None
    if array.shape != shape:
        got, wanted = (f"shape {s}" if s else "one number" for s in (array.shape, shape))
        got_zh, wanted_zh = (f"形状 {s}" if s else "一个数" for s in (array.shape, shape))
        raise NotReady(f"{asked} returns {got} instead of {wanted}", f"{asked} 返回了{got_zh}，应为{wanted_zh}")
    if not (np.abs(array) < LARGEST_DRAWN).all():  # written so that nan fails, too
        bad = "nan" if np.isnan(array).any() else f"{array.flat[np.abs(array).argmax()]:.3g}"
        raise NotReady(f"{asked} returns {bad}, which cannot be drawn", f"{asked} 返回了 {bad}，画不出来")
    return array


def _not_written(name: str, error: NotImplementedError) -> NotReady:
    stub = traceback.extract_tb(error.__traceback__)[-1].name
    if stub in (name, "call"):
        return NotReady(f"{name} is not written yet", f"{name} 还没有写")
    return NotReady(f"{name} waits for {stub}, which is not written yet", f"{name} 要用到还没有写的 {stub}")


def _summary(error: BaseException) -> str:
    text = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {text[:80]}" if text else type(error).__name__


def _place(error: BaseException) -> str:
    """Return the last line of the student's own that the error went through, as `file.py, line 12`."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == HERE]
    own = [f for f in frames if Path(f.filename) != Path(__file__).resolve()]
    return f"{Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""


# -- The data ---------------------------------------------------------------------------------------------------------

# Eight pictures with one feature, say how pointed the ears are. They overlap, so the loss has a lowest point.
EARS: Floats = np.array([-0.75, -0.25, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75])
IS_CAT: Floats = np.array([0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 1.0])
START: Floats = np.array([-1.6, 1.2])  # (w, b): pointed ears speak against a cat


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
        raise NotReady(f"the data of unit 8, {name}, cannot be read", f"读不到第 8 单元的数据 {name}") from error


# -- The pictures -----------------------------------------------------------------------------------------------------


@dataclass
class Page:
    """What a picture is drawn with: a figure, the student's functions, a language, and what could not be drawn."""

    figure: Figure
    work: Work
    language: Language
    missing: list[NotReady] = field(default_factory=list)

    def say(self, english: str, chinese: str) -> str:
        """Return the text in the language of the picture."""
        return self.language(english, chinese)

    def title(self, english: str, chinese: str) -> None:
        """Say above everything what to see."""
        text = self.say(english, chinese)
        self.figure.suptitle(text, x=0.012, ha="left", fontsize=14, fontweight="bold", color=INK)

    def bits(self, value: float) -> str:
        """Return a number of bits with four digits after the point at most."""
        unit = "bit" if round(value, 4) == 1 else "bits"
        return f"{round(value, 4) + 0.0:g} {self.say(unit, '比特')}".replace("-", "−")

    def legend(self, axes: Axes, place: Any) -> None:
        """Name the lines, and what the rings are."""
        axes.plot(
            [], [], **RING | {"markersize": 9}, label=self.say("rings: the handout’s values", "圆圈：讲义中的值")
        )
        axes.legend(loc=place)

    def caution(self, names: Sequence[str]) -> None:
        """Say below everything that these functions are wrong, so that nobody learns from the picture."""
        text = self.say("Not right yet (differs from the handout): ", "还不对（与讲义不符）：") + ", ".join(names)
        self.figure.supxlabel(_wrapped(text, 80), x=0.012, ha="left", fontsize=10, color=ORANGE, fontweight="bold")

    @contextmanager
    def optional(self, part: Axes | SubFigure) -> Iterator[None]:
        """Leave a part of the picture empty, with the reason written into it, where a function is not ready."""
        try:
            yield
        except NotReady as reason:
            self.missing.append(reason)
            axes = part.subplots() if hasattr(part, "subplots") else part
            axes.set_axis_off()
            axes.set_title("")
            text = self.say("Not yet drawn:\n", "还不能画：\n") + _wrapped(reason.said(self.language))
            axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=GREY, fontsize=10)


def _wrapped(text: str, width: int = 34) -> str:
    lines = [""]
    for word in text.split(" "):
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if len(lines[-1]) + len(word) < width else [*lines, word]
    return "\n".join(lines).strip()


def _mark(axes: Axes, x: float, expected: float, got: float, color: str = BLUE) -> None:
    """Put a ring where the handout has the value, and a dot where the student has it."""
    axes.plot([x], [expected], **RING)
    axes.plot([x], [got], **DOT, color=color)


def _point_out(axes: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **style: Any) -> None:
    """Write `text` so many points away from `at`, with a thin line from there."""
    nearest = {"left": 0.1, "center": 0.5, "right": 0.95}[style["ha"]], 0.0 if offset[1] > 0 else 1.0
    arrow = {"arrowstyle": "-", "color": GREY, "shrinkB": 8, "linewidth": 0.9, "relpos": nearest}
    look = {"color": INK, "fontsize": 10.5, **FROM_POINT, **style}
    axes.annotate(text, at, offset, arrowprops=arrow, va="center", **look)


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
        _mark(axes, p, expected, got)
        _point_out(axes, f"{name}  {page.bits(got)}", (p, got), offset, ha=align)
    axes.set(
        xlim=(0, 1.03),
        xlabel=say("probability p of the message (no unit)", "消息的概率 p（无单位）"),
        ylabel=say("information I(p) (bits)", "信息量 I(p)（比特）"),
    )
    page.legend(axes, "upper right")
    page.title("The rarer the message, the more it tells you", "越罕见的消息，信息量越大")


def draw_binary_entropy(page: Page) -> None:
    """H₂(p), with the match at 99 : 1 and a match between equals."""
    axes, say, work = page.figure.subplots(), page.say, page.work
    chances = (1 - np.cos(np.linspace(0.02, 1 - 0.02, 121) * np.pi)) / 2  # denser at the ends, where it is steep
    own = [work.number("binary_entropy", float(p)) for p in chances]
    axes.plot(chances, own, **FIRST, label=say("your binary_entropy", "你的 binary_entropy"))
    matches = [
        (0.99, 0.0808, say("the match at 99 : 1", "99 : 1 的球赛"), (-77, 33), "right"),
        (0.5, 1.0, say("a match between equals", "势均力敌的球赛"), (0, -38), "center"),
    ]
    for p, expected, name, offset, align in matches:
        got = work.number("binary_entropy", p)
        _mark(axes, p, expected, got)
        _point_out(axes, f"{name}\n{page.bits(got)}", (p, got), offset, ha=align)
    try:  # where many first attempts stumble over 0 · log 0
        axes.plot([0, 1], [work.number("binary_entropy", p) for p in (0.0, 1.0)], **DOT, color=BLUE, clip_on=False)
    except NotReady as reason:
        page.missing.append(reason)
    axes.set(
        xlim=(-0.02, 1.02),
        xlabel=say("p, the chance that France wins (no unit)", "p，法国获胜的概率（无单位）"),
        ylabel=say("entropy of the result H₂(p) (bits)", "比赛结果的熵 H₂(p)（比特）"),
    )
    page.legend(axes, "lower center")
    page.title("The more even the chances, the more open the result", "双方机会越接近，结果越不确定")


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
    _mark(axes, 0.5, 0.9192, fair_model, BLUE)
    _mark(axes, 0.5, 2.3292, fair_truth, ORANGE)
    name, other = say("D(match‖fair coin)", "D(球赛‖公平硬币)"), say("D(fair coin‖match)", "D(公平硬币‖球赛)")
    _point_out(axes, f"{name}\n{page.bits(fair_model)}", (0.5, fair_model), (-115, -23), ha="center", color=BLUE)
    _point_out(axes, f"{other}\n{page.bits(fair_truth)}", (0.5, fair_truth), (84, 34), ha="center", color=ORANGE)
    _point_out(axes, say("q = p: both should be 0", "q = p：两者都应为 0"), (0.99, 0.0), (-73, 60), ha="center")
    axes.set(
        xlim=(0, 1.02),
        xlabel=say("chance of France in q (no unit); in p it is 0.99", "q 中法国获胜的概率（无单位）；p 中为 0.99"),
        ylabel=say("KL divergence (bits)", "KL 散度（比特）"),
    )
    page.legend(axes, "upper right")
    page.title(
        "KL is not a distance: swap truth and model, and it changes", "KL 散度不是距离：真实与模型互换，值就变了"
    )


def draw_loss_and_accuracy(page: Page) -> None:
    """Claim S3 of the seed: one of two models has the better accuracy, the other the better loss."""
    left, right = page.figure.subplots(1, 2, width_ratios=(1.15, 1))
    _draw_two_models(page, left)
    _draw_one_picture(page, right)
    page.title("Being right and being sure are two different things", "答得对和有把握，是两回事")


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
    axes.text(3, 0.56, say("“cat”", "“猫”"), ha="center", va="center", color="#555555", fontsize=10)
    axes.text(3, 0.44, say("“no cat”", "“不是猫”"), ha="center", va="center", color="#555555", fontsize=10)
    axes.set_xticks([1, 5], [_describe_model(page, name, chances) for name, _, chances, _ in models])
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x", visible=False)
    axes.set(ylim=(0.0, 1.1), ylabel=say("predicted probability of “cat” (no unit)", "预测为“猫”的概率（无单位）"))
    axes.set_title(say("Three cats, seen by two models", "两个模型看三只猫"))


def _describe_model(page: Page, name: str, chances: Floats) -> str:
    """Return name, accuracy and loss; the answers are counted here as long as unit 8 is to come."""
    say, work = page.say, page.work
    answers = [int(p >= 0.5) for p in chances]
    right = sum(answers) / 3 if work.trouble("accuracy") else work.number("accuracy", [1, 1, 1], answers)
    loss = work.number("binary_cross_entropy", [1, 1, 1], chances.tolist())
    return say(
        f"model {name}\n{right:.0%} right\nloss {loss:.4f} nats",
        f"模型 {name}\n正确率 {right:.0%}\n损失 {loss:.4f} 奈特",
    )


def _draw_one_picture(page: Page, axes: Axes) -> None:
    say, work = page.say, page.work
    chances = np.concatenate([np.geomspace(0.004, 0.1, 60), np.linspace(0.1, 1.0, 60)]).tolist()
    cost = [work.number("binary_cross_entropy", [1], [p]) for p in chances]
    axes.plot(chances, cost, **FIRST, label=say("cross-entropy (nats)", "交叉熵（奈特）"))
    _mark(axes, 0.5, 0.6931, work.number("binary_cross_entropy", [1], [0.5]))
    _point_out(axes, say("a coin’s guess: ln 2", "抛硬币来猜：ln 2"), (0.5, 0.6931), (13, 39), ha="left")
    try:
        error = [work.number("mean_squared_error", [1.0], [p]) for p in chances]
        axes.plot(chances, error, **SECOND, label=say("squared error (no unit)", "平方误差（无单位）"))
    except NotReady as reason:
        page.missing.append(reason)
    axes.set(
        xlim=(0, 1.02),
        xlabel=say("predicted probability of “cat” (no unit)", "预测为“猫”的概率（无单位）"),
        ylabel=say("loss of one picture", "一张图片的损失"),
    )
    page.legend(axes, "upper right")
    axes.set_title(say("One cat: what each answer costs", "一只猫：每种回答的代价"))


def draw_descent(page: Page) -> None:
    """Two walks down the loss of a logistic regression with one weight and one intercept."""
    steady, wild = _descend(page.work, rate=0.5, steps=60), _descend(page.work, rate=5.0, steps=12)
    left, right = page.figure.subplots(1, 2, width_ratios=(1.45, 1))
    _draw_landscape(page, left, steady, wild)
    with page.optional(right):
        _draw_fits(page, right, steady)
    page.title("Gradient descent: straight down the slope, step by step", "梯度下降：一步一步，沿最陡的方向往下走")


def _descend(work: Work, *, rate: float, steps: int) -> Floats:
    """Return the student's walk, shape (steps + 1, 2): w and b."""

    def gradient(point: Floats) -> Floats:
        dw, db = work.call("logistic_gradient", EARS[:, None], IS_CAT, point[:1], float(point[1]), shape=[(1,), ()])
        return np.array([dw[0], db])

    walk: Floats = work.call("gradient_descent", gradient, START.copy(), rate, steps, shape=(steps + 1, 2))
    return walk


def _draw_landscape(page: Page, axes: Axes, steady: Floats, wild: Floats) -> None:
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
        say("rate 5:\njumps", "学习率 5：\n来回跳"),
        say("rate 0.5:\nwalks down", "学习率 0.5：\n稳步下降"),
    )
    axes.annotate(rate_5, tuple(wild[1]), (6, -38), **FROM_POINT, color=ORANGE)
    axes.annotate(rate_half, tuple(steady[8]), (-10, -38), **FROM_POINT, color=INK, ha="right")
    axes.annotate(say("start", "起点"), (START[0], START[1]), (2, 8), **FROM_POINT, color=INK)
    axes.set(
        xlim=(w[0], w[-1]),
        ylim=(b[0], b[-1]),
        aspect="equal",  # else a step would not be seen to cross the contour lines at right angles
        xlabel=say("weight w (per unit of the feature)", "权重 w（每单位特征）"),
        ylabel=say("intercept b (no unit)", "截距 b（无单位）"),
    )
    axes.grid(visible=False)
    axes.set_title(say("Contour lines: the loss in nats", "等高线：损失（奈特）"))


def _draw_fits(page: Page, axes: Axes, walk: Floats) -> None:
    say, work = page.say, page.work
    ears = np.linspace(-1.2, 3.2, 80)
    for step, line, color in ((0, ":", GREY), (5, (0, (5, 2)), GREEN), (len(walk) - 1, "-", INK)):
        p = work.call("predict_proba", ears[:, None], walk[step, :1], float(walk[step, 1]), shape=ears.shape)
        label = say(f"after {step} steps", f"{step} 步之后") if step else say("start", "起点")
        axes.plot(ears, p, color=color, linestyle=line, linewidth=2, label=label)
    axes.plot(EARS, IS_CAT, linestyle="none", marker="D", color=BLUE, markersize=6, label=say("labels", "标签"))
    axes.set(
        ylim=(-0.06, 1.4),
        xlabel=say("feature: pointed ears (any unit)", "特征：耳朵有多尖（任意单位）"),
        ylabel=say("probability of “cat” (no unit)", "“猫”的概率（无单位）"),
    )
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.legend(loc="upper left", fontsize=9.5, ncols=2, columnspacing=1, handlelength=1.8)
    axes.set_title(say("The model along the steady walk", "稳步下降途中的模型"))


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
    results = [page.say("after 500 steps: training loss", "500 步之后：训练损失") + f" {losses[-1]:.4f}"]
    results += _test_results(page, unseen, y_test, w, float(b))
    axes.set_title(page.say(", ", "，").join(results))
    with page.optional(below):
        chances = work.call("predict_proba", unseen, w, float(b), shape=y_test.shape)
        _draw_hardest(page, below, digits.images[test], digits.labels[test], chances)
    if learned:
        page.title("Below the label entropy: this model has read the pixels", "低于标签的熵：模型确实读懂了像素")
    else:
        page.title(
            "Not below the label entropy: nothing read from the pixels yet", "没有低于标签的熵：还没有从像素里学到东西"
        )


def _draw_learning_curve(page: Page, axes: Axes, losses: Floats, share: float) -> bool:
    """Draw the loss of every step; return whether it ends below the entropy of the labels."""
    say, work = page.say, page.work
    axes.plot(np.arange(len(losses)), losses, **FIRST, label=say("your training loss", "你的训练损失"))
    axes.plot([0, 1, 10, 100, 500], [0.6931, 0.5919, 0.2786, 0.1097, 0.0785], **RING)
    own = not work.trouble("binary_entropy") and not work.disagrees("binary_entropy")
    label_entropy = work.number("binary_entropy", share, np.e) if own else 0.3163  # the handout's
    axes.axhline(label_entropy, color=ORANGE, linewidth=2, linestyle=(0, (5, 2)))
    known = say(
        f"entropy of the labels, {label_entropy:.4f} nats: what it costs\nto know only how common eights are",
        f"标签的熵，{label_entropy:.4f} 奈特：\n只知道 8 有多常见时的代价",
    )
    axes.text(520, label_entropy + 0.012, known, ha="right", va="bottom", color=ORANGE)
    axes.set_xscale("symlog", linthresh=1, linscale=0.5)
    axes.set_xticks([0, 1, 10, 100, 500], ["0", "1", "10", "100", "500"])
    axes.set_xticks([], minor=True)
    axes.set(
        xlim=(-0.15, 580),
        ylim=(0, max(0.75, float(losses.max()) * 1.05)),
        xlabel=say("steps of gradient descent (logarithmic from 1 on)", "梯度下降的步数（从 1 起为对数刻度）"),
        ylabel=say("training loss\n(nats per picture)", "训练损失\n（奈特/图片）"),
    )
    page.legend(axes, "lower left")
    return bool(losses[-1] < label_entropy)


def _test_results(page: Page, unseen: Floats, y_test: Floats, w: Floats, b: float) -> Iterator[str]:
    """Yield test loss and accuracy, each as soon as the functions for it are ready."""
    work, say = page.work, page.say
    try:
        loss = work.number("binary_cross_entropy_with_logits", y_test, unseen @ w + b)
        yield f"{say('test loss', '测试损失')} {loss:.4f}"
        answers = work.call("predict", unseen, w, b, shape=y_test.shape)
        right = work.number("accuracy", y_test.astype(int), answers.astype(int))
        yield f"{say('test accuracy', '测试正确率')} {right:.1%}"
    except NotReady as reason:
        page.missing.append(reason)


def _draw_hardest(page: Page, panel: SubFigure, images: Floats, labels: Floats, chances: Floats) -> None:
    """Draw the test pictures whose labels surprise the model most."""
    say = page.say
    hardest = np.argsort(-np.abs(chances - (labels == 8)), kind="stable")[:8]
    header = say(
        "The hardest test pictures: label, and the model’s probability of an 8",
        "最难的测试图片：标签，以及模型认为是 8 的概率",
    )
    panel.suptitle(header, fontsize=11, x=0.012, ha="left")
    for axes, i in zip(panel.subplots(1, len(hardest)), hardest, strict=True):
        axes.imshow(images[i], cmap="gray_r", vmin=0, vmax=1)
        axes.spines[:].set_visible(False)
        axes.grid(visible=False)
        axes.set(xticks=[], yticks=[], xlabel=f"{say('label', '标签')} {labels[i]:.0f}\n{chances[i]:.1%}")


@dataclass(frozen=True)
class Picture:
    """One file: what is drawn, what it cannot do without, and what else it shows."""

    name: str
    draw: Callable[[Page], None]
    needs: tuple[str, ...]
    shows: tuple[str, ...] = ()
    height_inches: float = 5.0

    @property
    def number(self) -> int:
        """The number that the name begins with."""
        return int(self.name.partition("_")[0])


PICTURES = (
    Picture("1_information", draw_information, ("self_information",)),
    Picture("2_binary_entropy", draw_binary_entropy, ("binary_entropy",)),
    Picture("3_kl_divergence", draw_kl_divergence, ("kl_divergence",)),
    Picture(
        "4_loss_and_accuracy", draw_loss_and_accuracy, ("binary_cross_entropy",), ("mean_squared_error", "accuracy")
    ),
    Picture(
        "5_gradient_descent",
        draw_descent,
        ("binary_cross_entropy_with_logits", "logistic_gradient", "gradient_descent"),
        ("predict_proba",),
        height_inches=4.9,
    ),
    Picture(
        "6_capstone",
        draw_capstone,
        ("standardize", "fit_logistic_regression"),
        ("binary_entropy", "binary_cross_entropy_with_logits", "predict_proba", "predict", "accuracy"),
        height_inches=6.3,
    ),
)


# -- The command ------------------------------------------------------------------------------------------------------

# In the order of preference; the first that is installed is used for Chinese.
CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Heiti SC", "STHeiti", "SimHei", "SimSun",
    "Droid Sans Fallback", "Arial Unicode MS", "Noto Sans CJK JP", "Noto Sans CJK TC", "Noto Serif CJK SC",
    "Noto Serif CJK JP",
)  # fmt: skip
WITHOUT_WINDOWS = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what can be drawn; return an exit status."""
    options = _parse(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a console that knows no “…” still shows the rest
    say = Language(options.language)
    try:
        import matplotlib  # noqa: F401, PLC0415 (only the pictures need it)
    except ImportError as error:
        print(
            say(
                f"Pictures need matplotlib, and it cannot be imported ({error}). Install it:",
                f"画图需要 matplotlib，但无法导入（{error}）。请安装：",
            )
        )
        print("    python -m pip install matplotlib")
        return 2
    sys.path.insert(0, str(HERE))  # units import each other by name
    try:
        chosen = [picture for picture in PICTURES if not options.numbers or picture.number in options.numbers]
        return _draw_all(chosen, options.out, say, options.show)
    except KeyboardInterrupt:
        print("\n" + say("Stopped. The pictures that were finished are kept.", "已停止。画完的图片都保留着。"))
        return 130
    except OSError as error:
        print(
            "\n"
            + say(
                f"Cannot write: {error}. Another folder? --out FOLDER", f"无法写入：{error}。换个文件夹：--out 文件夹"
            )
        )
        return 2


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m exercises.plots", description=(__doc__ or "").partition("\n")[0])
    known = [picture.number for picture in PICTURES]
    parser.add_argument(
        "numbers", nargs="*", type=int, metavar="NUMBER", help="draw only these of the pictures 1 to 6"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("plots"), metavar="FOLDER", help="where the PNG files go (default: plots/)"
    )
    parser.add_argument(
        "--language",
        choices=[str(language) for language in Language],
        default="en",
        help="of titles, labels and messages",
    )
    parser.add_argument(
        "--show", action=argparse.BooleanOptionalAction, help="open windows (default: where there is a screen)"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.numbers) - set(known):
        parser.error(f"there is no picture {min(unknown)}; the pictures are {known[0]} to {known[-1]}")
    return options


def _draw_all(pictures: Sequence[Picture], out: Path, say: Language, show: bool | None) -> int:
    import matplotlib.pyplot as plt  # noqa: PLC0415

    windows = _choose_windows(say, show)
    font = _chinese_font() if say is Language.CHINESE else None
    if say is Language.CHINESE and not font:
        print("没有找到中文字体，图中的文字用英文（安装 Noto Sans CJK SC 即可显示中文）。")
    out.mkdir(parents=True, exist_ok=True)
    print(say(f"Drawing with your functions, into {out}{os.sep}", f"用你写的函数画图，存到 {out}{os.sep}"))
    work, drawn = Work(HERE), 0
    with plt.rc_context({**STYLE, "font.family": ["DejaVu Sans", *([font] if font else [])]}):
        for picture in pictures:
            path = out / f"{picture.name}.png"
            print(f"  {path.name:<26}", end="", flush=True)
            figure = plt.figure(figsize=(WIDTH_INCHES, picture.height_inches), layout="constrained")
            page = Page(figure, work, say if font else Language.ENGLISH)
            done = _draw_into(path, picture, page)
            if not (done and windows):
                plt.close(figure)
            drawn += done
            for line in _remarks(done, picture, page, path, say):
                print(line)
        print(
            say(f"{drawn} of {len(pictures)} pictures drawn.", f"共 {len(pictures)} 幅图，画好 {drawn} 幅。"),
            *_next_step(work, say),
        )
        if windows and drawn:
            print(say("Close the windows to end.", "关闭所有窗口即结束。"), flush=True)
            plt.show()
    return 0


def _draw_into(path: Path, picture: Picture, page: Page) -> bool:
    """Draw and write one picture; return whether it could be drawn. What is missing is left in the page."""
    page.missing += [reason for name in picture.needs if (reason := page.work.trouble(name))]
    if page.missing:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of letters that a font lacks, and of extreme values
            picture.draw(page)
            if wrong := _disagreeing(picture, page.work):
                page.caution(wrong)
            png = BytesIO()
            page.figure.savefig(png, format="png", dpi=DOTS_PER_INCH)
    except NotReady as reason:  # right for its example, but not for what a picture asks
        page.missing.append(reason)
        return False
    path.write_bytes(png.getvalue())
    return True


def _disagreeing(picture: Picture, work: Work) -> list[str]:
    return [name for name in (*picture.needs, *picture.shows) if work.disagrees(name)]


def _remarks(done: bool, picture: Picture, page: Page, path: Path, say: Language) -> Iterator[str]:
    """Yield the rest of the line about a picture, and more lines where there is more to say."""
    reasons = list(dict.fromkeys(reason.said(say) for reason in page.missing))
    if not done:
        yield say("not yet", "还不能画")
    elif reasons:
        yield say("drawn, but for a part", "已画好，缺一部分")
    else:
        yield say("drawn", "已画好")
    for reason in reasons:
        yield f"      {reason}"
    for name in _disagreeing(picture, page.work):
        yield (
            "      " + say(f"{name} differs from the handout", f"{name} 与讲义不符") + f": pytest exercises/ -k {name}"
        )
    if not done and path.exists():
        yield "      " + say("(the file that is there is from an earlier run)", "（现有的文件是以前画的）")


def _next_step(work: Work, say: Language) -> Iterator[str]:
    """Yield what to do first, if anything is left to do."""
    for name, example in EXAMPLES.items():
        if work.trouble(name) or work.disagrees(name):
            where = f"{name} ({example.unit}.py)"
            yield say(f"Next: {where}, then", f"下一步：{where}，然后") + f" pytest exercises/ -k {name}"
            return


def _choose_windows(say: Language, show: bool | None) -> bool:
    """Return whether windows can and shall be opened; without them, matplotlib only writes files."""
    import matplotlib.pyplot as plt  # noqa: PLC0415

    if show is not False:
        try:
            backend = plt.get_backend()
            plt.switch_backend(backend)
            if backend.lower() not in WITHOUT_WINDOWS:
                return True
        except ImportError:  # the user's settings name a backend that is not installed, or that has no screen
            pass
        if show:
            print(say("No window can be opened here; look at the files.", "这里无法打开窗口，请看生成的文件。"))
    plt.switch_backend("agg")
    return False


def _chinese_font() -> str | None:
    from matplotlib.font_manager import fontManager  # noqa: PLC0415

    installed = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in installed), None)


if __name__ == "__main__":
    sys.exit(main())
