"""Values as a person would type them: `entropy([0.99, 0.01])` can be copied, pasted and run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

DIGITS = 10
MAX_ITEMS = 60
MAX_CHARS = 600


def show(value: object, digits: int = DIGITS) -> str:
    """Return `value` as Python source with `digits` significant digits, in bounded length."""
    text = _show(value, digits)
    return text if len(text) <= MAX_CHARS else f"{text[: MAX_CHARS - 1]}…"


def show_pair(got: object, expected: object) -> tuple[str, str]:
    """Show two values with the same number of digits, as many as it takes to tell them apart."""
    for digits in (DIGITS, 13, 17):
        pair = show(got, digits), show(expected, digits)
        if pair[0] != pair[1]:
            break
    return pair


def show_call(function: str, args: tuple[object, ...], kwargs: Mapping[str, object]) -> str:
    """Return the call as Python source."""
    parts = [show(arg) for arg in args] + [f"{key}={show(value)}" for key, value in kwargs.items()]
    return f"{function}({', '.join(parts)})"


def _show(value: object, digits: int) -> str:
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return _show_float(float(value), digits)
    if isinstance(value, np.ndarray):
        return _show_array(value, digits)
    if isinstance(value, list | tuple):
        return _show_sequence(value, digits)
    if isinstance(value, dict):
        items = list(value.items())[:MAX_ITEMS]
        return "{" + ", ".join(f"{_show(k, digits)}: {_show(v, digits)}" for k, v in items) + "}"
    if isinstance(value, Callable):  # type: ignore[arg-type]
        return getattr(value, "__name__", "f").replace("<lambda>", "f")
    return repr(value)


def _show_float(value: float, digits: int) -> str:
    text = f"{value:.{digits}g}"
    return text if any(c in text for c in ".en") else f"{text}.0"  # e: 1e-05, n: inf, nan


def _show_array(value: np.ndarray, digits: int) -> str:
    if value.size > MAX_ITEMS:
        return f"<array of shape {value.shape}, {value.dtype}>"
    dtype = "" if value.dtype in (np.float64, np.int64) else f", dtype={value.dtype}"
    return f"np.array({_show(value.tolist(), digits)}{dtype})"


def _show_sequence(value: list[object] | tuple[object, ...], digits: int) -> str:
    shown = [_show(item, digits) for item in value[:MAX_ITEMS]]
    if len(value) > MAX_ITEMS:
        shown.append(f"… {len(value)} items")
    inner = ", ".join(shown)
    if isinstance(value, list):
        return f"[{inner}]"
    return f"({inner},)" if len(value) == 1 else f"({inner})"
