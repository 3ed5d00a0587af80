"""What `python -m exercises.plots` does: choose, draw, and say what is missing."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from pictures.gallery import PICTURES, Picture
from pictures.language import CHINESE, SOURCE, Language, NotReady, known_languages, msg
from pictures.page import STYLE, Page
from pictures.work import EXAMPLES, Work

HERE = Path(__file__).resolve().parents[1]

WIDTH_INCHES = 8.0  # 800 pixels at 100 dots per inch: the letters are readable at that size
DOTS_PER_INCH = 150
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
        print(say(msg("Pictures need matplotlib, and it cannot be imported ({error}). Install it:", error=error)))
        print("    python -m pip install matplotlib")
        return 2
    try:
        chosen = [picture for picture in PICTURES if not options.numbers or picture.number in options.numbers]
        return _draw_all(chosen, options.out, say, options.show)
    except KeyboardInterrupt:
        print("\n" + say(msg("Stopped. The pictures that were finished are kept.")))
        return 130
    except OSError as error:
        print("\n" + say(msg("Cannot write: {error}. Another folder? --out FOLDER", error=error)))
        return 2


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m exercises.plots", description="Pictures of the whole course, drawn with your own functions."
    )
    known = [picture.number for picture in PICTURES]
    parser.add_argument(
        "numbers", nargs="*", type=int, metavar="NUMBER", help="draw only these of the pictures 1 to 6"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("plots"), metavar="FOLDER", help="where the PNG files go (default: plots/)"
    )
    parser.add_argument(
        "--language",
        choices=known_languages(),
        default=SOURCE,
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
    font = _chinese_font() if say.code == CHINESE else None
    if say.code == CHINESE and not font:
        print(say(msg("There is no Chinese font: the pictures are in English (Noto Sans CJK SC would do).")))
    out.mkdir(parents=True, exist_ok=True)
    print(say(msg("Drawing with your functions, into {folder}", folder=f"{out}{os.sep}")))
    work, drawn = Work(HERE), 0
    with plt.rc_context({**STYLE, "font.family": ["DejaVu Sans", *([font] if font else [])]}):
        for picture in pictures:
            path = out / f"{picture.name}.png"
            print(f"  {path.name:<26}", end="", flush=True)
            figure = plt.figure(figsize=(WIDTH_INCHES, picture.height_inches), layout="constrained")
            page = Page(figure, work, say if say.code != CHINESE or font else Language(SOURCE))
            done = _draw_into(path, picture, page)
            if not (done and windows):
                plt.close(figure)
            drawn += done
            for line in _remarks(done, picture, page, path, say):
                print(line)
        print(
            say(msg("{drawn} of {count} pictures drawn.", drawn=drawn, count=len(pictures))),
            *_next_step(work, say),
        )
        if windows and drawn:
            print(say(msg("Close the windows to end.")), flush=True)
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
    reasons = list(dict.fromkeys(say(missing.reason) for missing in page.missing))
    if not done:
        yield say(msg("not yet"))
    elif reasons:
        yield say(msg("drawn, but for a part"))
    else:
        yield say(msg("drawn"))
    for reason in reasons:
        yield f"      {reason}"
    for name in _disagreeing(picture, page.work):
        look = f"pytest exercises/ -k {name}"
        yield "      " + say(msg("{name} differs from the handout: {command}", name=name, command=look))
    if not done and path.exists():
        yield "      " + say(msg("(the file that is there is from an earlier run)"))


def _next_step(work: Work, say: Language) -> Iterator[str]:
    """Yield what to do first, if anything is left to do."""
    for name, example in EXAMPLES.items():
        if work.trouble(name) or work.disagrees(name):
            file, command = f"{example.unit}.py", f"pytest exercises/ -k {name}"
            yield say(msg("Next: {name} ({file}), then {command}", name=name, file=file, command=command))
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
            print(say(msg("No window can be opened here; look at the files.")))
    plt.switch_backend("agg")
    return False


def _chinese_font() -> str | None:
    from matplotlib.font_manager import findSystemFonts, fontManager  # noqa: PLC0415

    def first_installed() -> str | None:
        installed = {font.name for font in fontManager.ttflist}
        return next((name for name in CHINESE_FONTS if name in installed), None)

    if not first_installed():  # matplotlib remembers the fonts of its first run; look for one installed since
        for path in set(findSystemFonts()) - {font.fname for font in fontManager.ttflist}:
            with suppress(OSError, RuntimeError):  # a font that it cannot read
                fontManager.addfont(path)
    return first_installed()
